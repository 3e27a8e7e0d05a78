"""Iceberg's files in local buckets; a module of its own, because pyiceberg is an extra."""

from __future__ import annotations

import json

from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

from pyspark_glue_lake import local_path


class BucketFiles(PyArrowFileIO):
    """Files by their locations, `s3://bucket/key` standing for a file below a folder."""

    def new_input(self, location: str) -> PyArrowFile:
        """Return a file to read."""
        return super().new_input(local_path(location, json.loads(self.properties["buckets"])))
