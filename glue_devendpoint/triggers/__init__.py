"""Triggers: for now, the cron expressions of schedules. Nothing fires yet."""
