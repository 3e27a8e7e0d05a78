"""Authentication and authorization.

Identities and their secrets, SigV4 verification, capability URLs, and policy evaluation.
"""
