"""Testing Glue jobs offline: the pytest plugin and the world that its fixtures live in.

pytest loads the plugin by its entry point wherever the package is installed, so importing it is
cheap; Spark, the endpoint and the database come with the first test that asks for a fixture.
"""
