"""The Glue API: the JSON 1.1 protocol on top of the engine.

botocore's service model defines valid requests, one dispatcher serves every mount, and one
module per family of operations maps requests to typed engine functions.
"""
