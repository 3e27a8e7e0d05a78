"""Iceberg's files in buckets; a module of its own, because pyiceberg is an extra."""

from __future__ import annotations

import json

from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

from pyspark_glue_lake.places import Places


class BucketFiles(PyArrowFileIO):
    """Files by their locations, of which `s3://bucket/key` may stand for one below a folder."""

    def new_input(self, location: str) -> PyArrowFile:
        """Return a file to read."""
        places = Places(**json.loads(self.properties["places"]))
        path = places.local_path(location)
        if path is not None:
            return super().new_input(path)
        endpoint = places.endpoint(location)
        known = {"s3.endpoint": endpoint} if endpoint else {}
        return PyArrowFileIO(known).new_input(location)
