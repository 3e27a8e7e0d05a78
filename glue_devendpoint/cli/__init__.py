"""The command line, `glue-devendpoint`: one module per command."""
