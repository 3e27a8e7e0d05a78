"""Crawlers: turn folders, buckets, and databases into tables in the Data Catalog.

A crawl goes through these modules. Each is a pure step, independent of the catalog, API, and Spark:

    settings      parses the crawler's settings from Glue's structures
    targets       lists folders of files, database tables, and Delta and Iceberg tables
    classifiers   detect a file's format and columns
    fingerprints  remember files from the last crawl, so that only changed files are opened
    grouping      decides which folders form a table and which are its partitions
    naming        names the tables
    tableinput    describes the tables in Glue's form
    policy        compares them with the existing tables
    plan          runs all steps in order

`crawl` and `worker` carry out a plan in a separate process. `definitions`, `crawls`, and
`stored_classifiers` are what the API shows of crawlers.
"""
