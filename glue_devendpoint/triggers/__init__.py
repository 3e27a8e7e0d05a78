"""When to run: cron expressions, conditional predicates and the firing of triggers.

Whoever holds the scheduler's lease in the store fires; the time is always an argument.
"""
