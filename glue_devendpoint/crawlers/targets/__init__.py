"""What a crawler can crawl besides files: databases by JDBC, and Delta and Iceberg tables."""
