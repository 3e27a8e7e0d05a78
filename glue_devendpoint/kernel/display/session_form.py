"""`%glue session`: the session settings as a form.

Where widgets can't be shown, it prints the magics to use instead.
"""

from __future__ import annotations

import html

import ipywidgets as widgets

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.display import cell_widgets
from glue_devendpoint.kernel.display.front_end import shows_widgets
from glue_devendpoint.kernel.display.line import show_data
from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.session.session import KernelSession
from glue_devendpoint.spark.versions import GLUE_VERSIONS
from glue_devendpoint.spark.workers import WORKER_TYPES

FORM_SETTINGS = ("glue_version", "worker_type", "number_of_workers")
CONFIGURED = "(default)"


def show_session_form(session: KernelSession) -> None:
    """Show the form, with text as a fallback."""
    values = session.setup.values
    lines = [f"%{name} {values.get(name, CONFIGURED)}" for name in FORM_SETTINGS]
    lines += _facts(session)
    form = _form(session)._repr_mimebundle_() if shows_widgets() else {}
    show_data({**form, "text/plain": "\n".join(lines)})


def _form(session: KernelSession) -> widgets.Widget:
    values = session.setup.values
    version = _choice("Glue version", [each.name for each in GLUE_VERSIONS], values, "glue_version")
    kind = _choice("Worker type", [each.name for each in WORKER_TYPES], values, "worker_type")
    count = widgets.Text(
        value=str(values.get("number_of_workers", "")), placeholder=CONFIGURED,
        description="Workers", style={"description_width": "8em"},
    )  # fmt: skip
    button = widgets.Button(description="Apply", button_style="primary")
    said, facts = widgets.HTML(), widgets.HTML(_lines(_facts(session)))

    def apply(_button: object) -> None:
        wanted = {"glue_version": version.value, "worker_type": kind.value}
        chosen = {name: value for name, value in wanted.items() if value != CONFIGURED}
        if count.value.strip():
            chosen["number_of_workers"] = count.value
        try:
            session.setup.configure(chosen)
            said.value = html.escape(str(session.apply_setup()))
            facts.value = _lines(_facts(session))
        except (DevEndpointError, CellFailed) as err:
            said.value = html.escape(str(err))

    button.on_click(apply)
    form = widgets.VBox([version, kind, count, widgets.HBox([button, said]), facts])
    cell_widgets.keep(form)
    return form


def _facts(session: KernelSession) -> list[str]:
    """Return what is in effect and what waits for a restart."""
    waiting = session.waiting().items()
    return [
        session.in_effect(),
        *(f"{name} is {now}; after %stop_session: {later}" for name, (now, later) in waiting),
    ]


def _lines(texts: list[str]) -> str:
    return "<br>".join(map(html.escape, texts))


def _choice(label: str, names: list[str], values: dict[str, object], key: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=[CONFIGURED, *names], value=values.get(key, CONFIGURED), description=label,
        style={"description_width": "8em"},
    )  # fmt: skip
