"""A Spark driver that takes orders, one JSON line each, on standard input.

Like the cells of a notebook, they share their names.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from glue_devendpoint.config import load_config
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.session import SessionPlan


def main() -> None:
    """Answer every order with a line; standard output is for answers only."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    driver = Driver(load_config())
    driver.prepare(SessionPlan(**json.loads(sys.argv[1])))
    spark = driver.session()
    names: dict[str, Any] = {"spark": spark, "driver": driver}
    value: Any
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if "sql" in order:
                value = [list(row) for row in spark.sql(order["sql"]).collect()]
            else:
                names["answer"] = None
                exec(order.get("code", ""), names)
                value = names["answer"]
            answer: dict[str, Any] = {"value": value}
        except Exception as err:
            answer = {"error": f"{type(err).__name__}: {err}"}
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()
    driver.close()


if __name__ == "__main__":
    main()
