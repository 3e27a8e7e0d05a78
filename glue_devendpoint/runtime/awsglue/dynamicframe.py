"""The names that scripts import from `awsglue.dynamicframe`."""

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame
from awsglue.frame_io import DynamicFrameReader, DynamicFrameWriter
from awsglue.resolving import ResolveOption

__all__ = [
    "DynamicFrame",
    "DynamicFrameCollection",
    "DynamicFrameReader",
    "DynamicFrameWriter",
    "ResolveOption",
]
