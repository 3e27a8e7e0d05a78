"""How alike two schemas are, and whether many of them are one table.

Glue does not publish its measure. Here it is the share of columns that both have, by name and
compatible type, of all the columns that either has; folders become partitions of one table when
more than 70 % of them are alike and there are no more than five kinds of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from glue_table_format.hive_types import Struct

from glue_devendpoint.files.types import are_compatible

LEAST_SHARE = 0.7
_LEAST_SIMILARITY = 0.7
_MAX_CLUSTERS = 5


def similarity(left: Struct, right: Struct) -> float:
    """Return the share of columns that two schemas have in common."""
    if left == right:
        return 1.0
    first = {name.lower(): kind for name, kind in left.fields}
    second = {name.lower(): kind for name, kind in right.fields}
    union = len(first.keys() | second.keys())
    common = sum(are_compatible(first[name], second[name]) for name in first.keys() & second.keys())
    return common / union if union else 1.0


def are_one_table(schemas: Sequence[Struct]) -> bool:
    """Return whether folders with these schemas are partitions of one table."""
    clusters = _cluster(schemas)
    if clusters is None:
        return False
    largest = max(clusters, default=0)
    return largest == len(schemas) or largest >= LEAST_SHARE * len(schemas)


def _cluster(schemas: Sequence[Struct]) -> list[int] | None:
    """Return the size of each cluster, or None if there are too many clusters."""
    representatives: list[Struct] = []
    counts: list[int] = []
    known: dict[int, int] = {}
    for schema in schemas:
        cluster = known.get(id(schema))
        if cluster is None:
            cluster = next(
                (
                    index
                    for index, each in enumerate(representatives)
                    if similarity(each, schema) > _LEAST_SIMILARITY
                ),
                len(representatives),
            )
            if cluster == len(representatives):
                if cluster == _MAX_CLUSTERS:
                    return None
                representatives.append(schema)
                counts.append(0)
            known[id(schema)] = cluster
        counts[cluster] += 1
    return counts
