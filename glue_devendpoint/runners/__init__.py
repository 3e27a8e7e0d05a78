"""Executes runs as worker processes, and records their logs and results.

A run is a row in the database. A host claims it by compare-and-set and starts a worker process in
its own process group. The worker registers itself, reports its progress, and records its end in
the same transaction as its results, so a run either completes or has no effect. Hosts only
supervise: they claim runs, start workers, ask them to stop, and close runs whose worker died. A
new host takes over the runs of hosts that are gone; no two hosts ever own the same run.

The `script_*` modules prepare a process in which a job script runs as on AWS; the command
`glue-devendpoint run` starts it.
"""
