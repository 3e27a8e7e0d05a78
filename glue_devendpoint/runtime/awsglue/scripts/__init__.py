"""Entry points that AWS runs by module name. Not used here."""
