"""Databases, accessed through SQLAlchemy or, if you name one, a JDBC driver."""
