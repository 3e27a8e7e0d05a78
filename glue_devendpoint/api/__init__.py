"""The wire: Glue's JSON 1.1 protocol over the engine.

The service model from botocore says what is valid; one dispatcher serves every mount; one
module per family of operations maps requests to typed engine functions.
"""
