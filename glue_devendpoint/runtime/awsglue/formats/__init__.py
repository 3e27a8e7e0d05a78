"""The file formats that you can read a DynamicFrame from and write it to."""
