"""The magics: `%glue`, `%%sql`, and the session magics of AWS Glue notebooks."""
