"""JDBC URLs and the drivers that follow them."""
