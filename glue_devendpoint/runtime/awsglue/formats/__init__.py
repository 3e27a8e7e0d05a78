"""The file formats a DynamicFrame can be read from and written to."""
