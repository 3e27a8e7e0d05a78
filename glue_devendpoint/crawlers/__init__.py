"""Crawlers: folders, buckets and databases become tables of the Data Catalog.

A crawl flows through these modules, each of which is a pure step without catalog, API or Spark:

    settings      what the crawler was told, read from Glue's own structures
    targets       what is there: folders of files, tables of a database, Delta and Iceberg tables
    classifiers   what a file is and which columns it has
    fingerprints  what is known from the last crawl, so that only changed files are opened
    grouping      which folders are one table and which are its partitions
    naming        what the tables are called
    tableinput    how Glue writes them down
    policy        what that means for the tables that exist
    plan          all of it, in order

`crawl` and `worker` carry a plan out, in a process of their own; `definitions`, `crawls` and
`stored_classifiers` are what the API shows of crawlers.
"""
