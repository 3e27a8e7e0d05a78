"""Scripts: will contain code generation and conversion of notebooks to scripts. Empty for now."""
