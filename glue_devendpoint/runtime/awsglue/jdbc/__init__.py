"""Databases: read and written through SQLAlchemy, or through a JDBC driver where one is given."""
