"""Who may come in, and what they may do.

Identities and their secrets, SigV4 verification, capability URLs and policy evaluation.
"""
