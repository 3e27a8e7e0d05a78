"""The kernel's Spark session and the settings that a notebook gives it."""
