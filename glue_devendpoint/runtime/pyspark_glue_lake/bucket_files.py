"""Iceberg's file access for buckets, in its own module because pyiceberg is optional."""

from __future__ import annotations

import json

from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

from pyspark_glue_lake.places import Places


class BucketFiles(PyArrowFileIO):
    """Opens files by location. `s3://bucket/key` can be mapped to a local folder."""

    def new_input(self, location: str) -> PyArrowFile:
        """Return the input file at a location."""
        places = Places(**json.loads(self.properties["places"]))
        path = places.local_path(location)
        if path is not None:
            return super().new_input(path)
        endpoint = places.endpoint(location)
        known = {"s3.endpoint": endpoint} if endpoint else {}
        return PyArrowFileIO(known).new_input(location)
