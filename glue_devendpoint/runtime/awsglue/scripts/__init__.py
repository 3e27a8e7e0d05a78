"""Entry points that the service runs by module name; there are none here."""
