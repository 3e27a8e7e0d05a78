"""Triggers: so far, the cron expressions that schedules are written in. Nothing fires by them."""
