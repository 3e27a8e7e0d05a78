"""Kernel processes: the warm pool, the Spark driver, interrupts, and access to the endpoint."""
