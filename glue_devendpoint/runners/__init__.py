"""How a run becomes a process, and how its logs and its end come back.

A run is a row. A host claims it by compare-and-set and starts a worker process in a group of its
own; the worker registers itself, tells its progress, and writes its own end in the transaction
that makes its effect, so that a run is either done or has done nothing. Hosts only watch: they
claim, start, ask to stop, and close honestly what ended without a word. A host that comes up
takes over the runs of hosts that are gone; no two hosts ever own one run.

The `script_*` modules prepare a process in which a job script runs as on AWS; the command
`glue-devendpoint run` starts it.
"""
