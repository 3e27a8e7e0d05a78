"""Code generation, and conversion between notebooks and scripts.

Generates PySpark or Scala code from source-target mappings, and converts notebooks to job scripts
and back.
"""
