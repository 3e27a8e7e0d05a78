"""Every speed claim of the product, measured against a peer in the same run."""
