"""The kernel's Spark session and its settings."""
