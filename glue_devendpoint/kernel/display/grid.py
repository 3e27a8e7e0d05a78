"""Results as a grid with column types, sorting by column header, and a note on the row count.

The grid is self-contained HTML, so it is saved with the notebook. Without scripts it is a plain
table, and without HTML it is text.
"""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import uuid4

SHOWN_CHARACTERS = 300
TEXT_ROWS = 50
TEXT_CHARACTERS = 40
_NUMBER = ' class="jp-mod-number"'
CLASS = "jp-GlueCellResult"
# The look of previews (labextension/style/grid.css), with fallbacks for pages without a theme.
# Doubling the class makes it more specific than JupyterLab's own rules for tables in outputs.
_STYLE = """<style>
.jp-GlueCellResult{max-height:26em;overflow:auto;max-width:100%}
GRID table{border-collapse:separate;border-spacing:0;margin:0;
  border:solid var(--jp-border-color2,#ddd);border-width:1px 0 0 1px;
  color:var(--jp-ui-font-color1,#222);font-family:var(--jp-code-font-family,monospace);
  font-size:var(--jp-code-font-size,13px)}
GRID table :is(th,td){box-sizing:border-box;max-width:44ch;overflow:hidden;text-align:left;
  text-overflow:ellipsis;vertical-align:middle;white-space:nowrap;
  border:solid var(--jp-border-color2,#ddd);border-width:0 1px 1px 0}
GRID table th{position:sticky;top:0;height:40px;padding:0;font-weight:normal;line-height:1.3;
  background:var(--jp-layout-color2,#eee)}
.jp-GlueCellResult th button{all:unset;box-sizing:border-box;cursor:pointer;display:block;
  height:39px;padding:0 8px;width:100%}
.jp-GlueCellResult th button:hover{background:var(--jp-layout-color3,#ddd)}
.jp-GlueCellResult th button:focus-visible{outline:2px solid var(--jp-brand-color1,#1976d2);
  outline-offset:-2px}
.jp-GlueCellResult th :is(b,small){display:block;overflow:hidden;text-overflow:ellipsis}
.jp-GlueCellResult th b{font-weight:600}
.jp-GlueCellResult th small{color:var(--jp-ui-font-color2,#555);max-width:24em;
  font-size:var(--jp-ui-font-size0,11px)}
GRID table td{height:26px;line-height:25px;padding:0 8px}
GRID table tbody tr{background:none}
GRID table tbody tr:hover{background:var(--jp-layout-color2,#eee)}
GRID table .jp-mod-number{text-align:right;font-variant-numeric:tabular-nums}
GRID table td.jp-mod-null{color:var(--jp-ui-font-color2,#555);font-style:italic}
.jp-GlueCellResult th[aria-sort=ascending] b::after{content:" ▲"}
.jp-GlueCellResult th[aria-sort=descending] b::after{content:" ▼"}
.jp-GlueCellResultNote{font-size:var(--jp-ui-font-size1,13px);padding:4px 0;
  color:var(--jp-ui-font-color2,#555)}
</style>""".replace("GRID", f".{CLASS}.{CLASS}")
_SCRIPT = """<script>
(() => {
  const body = document.querySelector('#ID tbody');
  if (!body) return;
  const heads = [...document.querySelectorAll('#ID th')];
  const original = [...body.rows];
  const key = cell => cell.classList.contains('jp-mod-null') ? null
    : cell.dataset.number === undefined ? cell.textContent : Number(cell.dataset.number);
  heads.forEach((head, place) => head.firstElementChild.addEventListener('click', () => {
    const next = {ascending: 'descending', descending: null};
    const order = head.getAttribute('aria-sort') in next
      ? next[head.getAttribute('aria-sort')] : 'ascending';
    const sign = order === 'descending' ? -1 : 1;
    heads.forEach(each => each.removeAttribute('aria-sort'));
    if (!order) return body.append(...original);
    head.setAttribute('aria-sort', order);
    const rows = original.map(row => [key(row.cells[place]), row]);
    rows.sort(([a], [b]) => a === null ? (b === null ? 0 : 1) : b === null ? -1
      : a < b ? -sign : a > b ? sign : 0);
    body.append(...rows.map(([, row]) => row));
  }));
})();
</script>"""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with column names and types; `is_cut` is true if there were more rows."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]
    is_cut: bool = False

    @property
    def note(self) -> str:
        """The number of rows, and whether there are more."""
        count = len(self.rows)
        if self.is_cut:
            return f"Showing the first {count:,} rows"
        return "1 row" if count == 1 else f"{count:,} rows"

    def data(self) -> dict[str, str]:
        """Return the grid as HTML and as plain text."""
        return {"text/html": self._html(), "text/plain": self.text()}

    def _html(self) -> str:
        name = f"glue-rows-{uuid4().hex}"
        numeric = [self._is_numeric(place) for place in range(len(self.columns))]
        heads = "".join(
            f'<th scope="col"{_NUMBER if numeric[place] else ""}>'
            f'<button type="button" title="Sort by {escape(column)}">'
            f"<b>{escape(column)}</b><small>{escape(kind)}</small></button></th>"
            for place, (column, kind) in enumerate(self.columns)
        )
        rows = "".join(f"<tr>{''.join(map(_cell, row, numeric))}</tr>" for row in self.rows)
        return (
            f'{_STYLE}<div class="jp-GlueCellResult" id="{name}" tabindex="0" role="region" '
            f'aria-label="Result"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>'
            f'</table></div><div class="jp-GlueCellResultNote">{escape(self.note)}</div>'
            + _SCRIPT.replace("ID", name)
        )

    def _is_numeric(self, place: int) -> bool:
        first = next((row[place] for row in self.rows if row[place] is not None), None)
        return _is_number(first)

    def text(self) -> str:
        """Return the grid as plain text."""
        shown = [
            [_cut(text_of(value).replace("\n", "\\n"), TEXT_CHARACTERS) for value in row]
            for row in self.rows[:TEXT_ROWS]
        ]
        heads = [name for name, _ in self.columns]
        widths = [max(len(row[n]) for row in [heads, *shown]) for n in range(len(heads))]
        lines = [
            "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
            for row in [heads, ["-" * width for width in widths], *shown]
        ]
        if len(self.rows) > TEXT_ROWS:
            lines.append(f"... and {len(self.rows) - TEXT_ROWS:,} more rows not printed")
        return "\n".join([*lines, self.note])


def _cell(value: Any, is_numeric: bool) -> str:
    if value is None:
        return f'<td class="jp-mod-null{" jp-mod-number" if is_numeric else ""}">null</td>'
    text = text_of(value)
    shown = escape(_cut(text, SHOWN_CHARACTERS))
    if not _is_number(value):
        title = f' title="{escape(text[:5000])}"' if len(text) > SHOWN_CHARACTERS else ""
        return f"<td{title}>{shown}</td>"
    return f'<td{_NUMBER} data-number="{escape(text)}">{shown}</td>'


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)


def text_of(value: Any) -> str:
    """Return the full text of a value as shown in a grid."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes | bytearray):
        return f"0x{bytes(value).hex()}"
    if isinstance(value, datetime.datetime):
        return _time_text(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(_plain(value), ensure_ascii=False, default=text_of)
    return str(value)


def _time_text(moment: datetime.datetime) -> str:
    """Omit the time zone if it is UTC, the time zone of sessions, as Spark does."""
    is_utc = moment.utcoffset() == datetime.timedelta()
    return (moment.replace(tzinfo=None) if is_utc else moment).isoformat(sep=" ")


def _plain(value: Any) -> Any:
    """Return a value that JSON can represent; map keys become text."""
    if isinstance(value, dict):
        return {text_of(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
