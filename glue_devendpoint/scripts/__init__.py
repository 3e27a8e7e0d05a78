"""Scripts: the place for generated code and for the way from notebook to script. Empty so far."""
