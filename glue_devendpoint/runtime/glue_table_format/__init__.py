"""What a catalog table says about its data, read in one place for the endpoint and for `awsglue`.

It needs neither Spark nor the endpoint: an executor or a plain `pytest` can import it.
"""
