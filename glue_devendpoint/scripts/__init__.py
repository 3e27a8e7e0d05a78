"""Generated code, and the way between notebooks and scripts.

Source-target mappings become PySpark or Scala text; a notebook becomes a job script and back.
"""
