"""`GET` and `POST api/column-types`: offer and check the types of columns.

`GET` answers `{"types"}`, the types to offer in the order to offer them. `POST` with `{"type"}`
answers `{"problem", "position"}`: what is wrong with the type, or null, and where, from 0.
"""

from __future__ import annotations

import json

from glue_table_format.hive_types import HiveTypeError, check
from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.server.behind_login import EndpointHandler
from glue_devendpoint.server.json_errors import Refused, json_object

OFFERED = (
    *("string", "bigint", "int", "double", "boolean", "date", "timestamp", "decimal(10,2)"),
    *("smallint", "tinyint", "float", "binary", "varchar(255)", "char(10)"),
    *("array<string>", "map<string,string>", "struct<name:string>"),
)


class ColumnTypesHandler(EndpointHandler):
    """`api/column-types`: types of columns."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Answer with the types to offer."""
        self.finish(json.dumps({"types": OFFERED}))

    @web.authenticated
    @authorized
    def post(self) -> None:
        """Answer whether a type is valid."""
        text = json_object(self.request.body).get("type")
        if not isinstance(text, str):
            raise Refused("BadRequest", "type must be a string.")
        self.finish(json.dumps(problem_of(text)))


def problem_of(text: str) -> dict[str, str | int | None]:
    """Return what is wrong with a type, and where."""
    try:
        check(text)
    except HiveTypeError as err:
        return {"problem": err.problem, "position": err.position}
    return {"problem": None, "position": None}
