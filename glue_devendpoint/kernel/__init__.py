"""The Glue PySpark kernel: an IPython kernel with magics, completion and progress."""
