"""Triggers: cron expressions, conditional predicates, and firing.

The host that holds the scheduler's lease in the store fires triggers; time is always an argument.
"""
