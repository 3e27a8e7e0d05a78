"""Testing Glue jobs offline: the pytest plugin and the environment of its fixtures.

pytest loads the plugin through its entry point wherever the package is installed, so importing it
is cheap. Spark, the endpoint and the database start with the first test that uses a fixture.
"""
