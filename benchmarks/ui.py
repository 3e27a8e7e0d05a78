"""Measures the speed of the catalog in the sidebar with Chromium's clock.

Run `make build`, then `python -m benchmarks.ui`. The benchmark starts a JupyterLab with 1,000
databases, one of which has 10,000 tables with ten columns each, a 1 GB CSV file and a table of
10,000 files in 500 partitions. Times are measured in the page, from the user's event to the frame
that shows its effect. Everything is repeated: the result is the median of one-time actions, the
95th percentile of frequent actions, and the worst frame of all scrolls. Frames are affected by
other load, so they are measured when the machine is idle, together with the same number of frames
of a page that only counts (`floor_...`). Additional scrolls are recorded with Chromium's tracing:
`scroll_worst_task_cpu_ms` is the CPU time of the longest task on the page's main thread. `--tables`
reduces the size.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from playwright.sync_api import Page, sync_playwright

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import BUILT, TOKEN, Lab, client_of, running_lab
from tests.ui.sample_catalog import PARQUET, make_table

RESULTS = Path(__file__).parent / "results" / "ui.json"
DATABASES, TABLES, COLUMNS = 1_000, 10_000, 10
CSV_BYTES, FILES, PARTITIONS = 1_000_000_000, 10_000, 500
OPENINGS, SCROLLS, TRACED_SCROLLS, SEARCHES, PREVIEWS = 5, 10, 3, 60, 15
STEPS = 240  # frames of a scroll
GOALS = {
    "sidebar_ms": 1000,
    "expand_ms": 300,
    "scroll_worst_frame_ms": 50,
    "scroll_worst_task_cpu_ms": 50,
    "filter_p95_ms": 150,
    "search_p95_ms": 150,
    "preview_csv_1gb_first_ms": 500,
    "preview_csv_1gb_ms": 500,
    "preview_10000_files_first_ms": 500,
    "preview_10000_files_ms": 500,
    "bundle_gzip_bytes": 80_000,
}
CSV = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "Parameters": {"field.delim": ",", "skip.header.line.count": "1"},
    },
    "Parameters": {"skip.header.line.count": "1"},
}
SHOW_CATALOG = "jupyterapp.shell.activateById('glue-devendpoint-catalog')"
# Runs an action in the page, then waits frame by frame until a condition is true.
UNTIL = """
([act, seen]) => new Promise((resolve, reject) => {
  const start = performance.now();
  (0, eval)(act);
  const look = () => (0, eval)(seen)
    ? resolve(performance.now() - start)
    : performance.now() - start > 60000
      ? reject(new Error(`not seen: ${seen}`))
      : requestAnimationFrame(look);
  requestAnimationFrame(look);
})
"""
SCROLL = """
async () => {
  const tree = document.querySelector('.jp-GlueCatalog-tree');
  const tasks = [];
  const observer = new PerformanceObserver(list =>
    tasks.push(...list.getEntries().map(entry => entry.duration)));
  observer.observe({ type: 'longtask' });
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < STEPS; step++) {
    tree.scrollTop += step < 180 ? 480 : 24000;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  observer.disconnect();
  return { frames, tasks };
}
"""
COUNT = """
async steps => {
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < steps; step++) {
    document.body.textContent = step;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}
"""
TYPE = """
(() => {
  const box = document.querySelector('.jp-GlueCatalog input[type=search]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  set.call(box, TEXT);
  box.dispatchEvent(new Event('input', { bubbles: true }));
})()
"""


def until(page: Page, act: str, seen: str) -> float:
    """Return the milliseconds from an action to the frame that shows its effect."""
    return float(page.evaluate(UNTIL, [act, seen]))


def found(selector: str) -> str:
    """Return an expression that checks whether an element exists."""
    return f"document.querySelector({json.dumps(selector)}) !== null"


def click(selector: str) -> str:
    """Return code that clicks an element like a user, for Lumino widgets and React."""
    return (
        "['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'].forEach(kind => "
        f"document.querySelector({json.dumps(selector)}).dispatchEvent(new (kind.startsWith"
        "('pointer') ? PointerEvent : MouseEvent)(kind, {bubbles: true, button: 0, "
        "cancelable: true})))"
    )


def row(name: str, *, child: str = "") -> str:
    """Return the selector of a row in the tree."""
    return f'.jp-GlueCatalog-row[data-name="{name}"]{child}'


def fill(lab: Lab, tables: int) -> None:
    """Create the databases, tables and files."""
    glue = client_of(lab)
    columns = [{"Name": f"c{number}", "Type": "string"} for number in range(COLUMNS - 1)]

    def add_database(number: int) -> None:
        glue.create_database(DatabaseInput={"Name": f"db{number:04}"})

    def add_table(number: int) -> None:
        own = {"Name": f"only_in_{number:05}", "Type": "bigint"}
        make_table(glue, "db0500", f"t{number:05}", Columns=[own, *columns])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_database, range(DATABASES)))
        list(pool.map(add_table, range(tables)))
    glue.create_database(DatabaseInput={"Name": "files"})
    add_csv(glue, lab.buckets / "lake" / "csv", CSV_BYTES * tables // TABLES)
    add_partitions(glue, lab.buckets / "lake" / "many", FILES * tables // TABLES)
    glue.close()


def add_csv(glue: Any, folder: Path, size: int) -> None:
    """Write a CSV file of the given size, and create its table."""
    folder.mkdir(parents=True)
    block = "".join(
        f"{number},name {number},{number * 0.5},2025-01-01\n" for number in range(100_000)
    )
    with (folder / "large.csv").open("w") as file:
        file.write("id,name,amount,day\n")
        for _ in range(max(1, size // len(block))):
            file.write(block)
    columns = [
        {"Name": name, "Type": kind}
        for name, kind in (
            ("id", "bigint"),
            ("name", "string"),
            ("amount", "double"),
            ("day", "date"),
        )
    ]
    storage = {"Columns": columns, "Location": "s3://lake/csv/", **CSV}
    glue.create_table(
        DatabaseName="files",
        TableInput={
            "Name": "large",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "csv", "skip.header.line.count": "1"},
            "StorageDescriptor": storage,
        },
    )


def add_partitions(glue: Any, folder: Path, files: int) -> None:
    """Write many small files in partitions, and create their table."""
    columns = [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}]
    keys = [{"Name": "part", "Type": "int"}]
    make_table(
        glue,
        "files",
        "many",
        Columns=columns,
        PartitionKeys=keys,
        Location="s3://lake/many/",
        Parameters={"classification": "parquet"},
    )
    sample = pa.table({"id": list(range(10)), "name": [f"n{number}" for number in range(10)]})
    folder.mkdir(parents=True)
    pq.write_table(sample, folder.parent / "sample.parquet")
    partitions = []
    for part in range(PARTITIONS):
        place = folder / f"part={part}"
        place.mkdir()
        for number in range(max(1, files // PARTITIONS)):
            shutil.copyfile(folder.parent / "sample.parquet", place / f"{number}.parquet")
        storage = {"Columns": columns, "Location": f"s3://lake/many/part={part}/", **PARQUET}
        partitions.append({"Values": [str(part)], "StorageDescriptor": storage})
    for start in range(0, PARTITIONS, 100):
        glue.batch_create_partition(
            DatabaseName="files",
            TableName="many",
            PartitionInputList=partitions[start : start + 100],
        )


def measure_opening(page: Page) -> dict[str, float]:
    """Measure opening the sidebar, and the large database in it."""
    sidebar = until(page, SHOW_CATALOG, found(row("db0000")))
    # The list grows while it loads, so scroll again in each frame.
    scroll = "document.querySelector('.jp-GlueCatalog-tree').scrollTop = 500 * 24"
    until(page, "0", f"({scroll}, {found(row('db0500'))})")
    expand = until(page, click(row("db0500", child=' [data-part="caret"]')), found(row("t00000")))
    return {"sidebar_ms": sidebar, "expand_ms": expand}


def measure_scrolling(page: Page, tables: int) -> dict[str, float]:
    """Measure the frames while scrolling through all tables."""
    large = f"document.querySelector({json.dumps(row('db0500'))})"
    until(page, "0", f"{large}?.textContent.includes('{tables}')")
    wait_for_rest()
    scrolls = [scrolled(page) for _ in range(SCROLLS)]
    with traced(page) as events:
        for _ in range(TRACED_SCROLLS):
            scrolled(page)
    frames = [ms for each in scrolls for ms in each["frames"]]
    return {
        "scroll_worst_frame_ms": max(frames),
        "scroll_p99_frame_ms": percentile(frames, 99),
        "scroll_frames_dropped_percent": 100 * sum(ms > 20 for ms in frames) / len(frames),
        "scroll_long_tasks": sum(len(each["tasks"]) for each in scrolls),
        "scroll_worst_task_cpu_ms": worst_task_of_page(events),
    }


def measure_floor() -> dict[str, float]:
    """Measure the frames of a page that only counts: the best this machine can do."""
    with browser_page() as page:
        wait_for_rest()
        frames: list[float] = page.evaluate(COUNT, SCROLLS * STEPS)
    return {
        "floor_worst_frame_ms": max(frames),
        "floor_p99_frame_ms": percentile(frames, 99),
        "floor_frames_dropped_percent": 100 * sum(ms > 20 for ms in frames) / len(frames),
    }


def wait_for_rest() -> None:
    """Wait until the CPUs have been idle for a while, up to one minute."""
    for _ in range(60):
        before = _processor_times()
        time.sleep(1)
        idle, every = (now - then for now, then in zip(_processor_times(), before, strict=True))
        if idle > 0.95 * every:
            return


def _processor_times() -> tuple[int, int]:
    """Return the idle time and the total time of the CPUs."""
    with open("/proc/stat", encoding="ascii") as file:
        times = [int(each) for each in file.readline().split()[1:]]
    return times[3], sum(times)


def scrolled(page: Page) -> dict[str, list[float]]:
    """Scroll through the tables, and return the duration of each frame and the long tasks."""
    page.evaluate("document.querySelector('.jp-GlueCatalog-tree').scrollTop = 500 * 24")
    page.wait_for_timeout(300)
    measured: dict[str, list[float]] = page.evaluate(SCROLL.replace("STEPS", str(STEPS)))
    return measured


@contextmanager
def traced(page: Page) -> Iterator[list[dict[str, Any]]]:
    """Record a Chromium trace. The list is filled when the block ends."""
    events: list[dict[str, Any]] = []
    ended: list[object] = []
    session = page.context.new_cdp_session(page)
    session.on("Tracing.dataCollected", lambda piece: events.extend(piece["value"]))
    session.on("Tracing.tracingComplete", lambda how: ended.append(how))  # no builtin: it is marked
    config = {"includedCategories": ["disabled-by-default-devtools.timeline"]}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    yield events
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(100)
    session.detach()


def worst_task_of_page(events: list[dict[str, Any]]) -> float:
    """Return the CPU time of the longest task on a page's main thread, in milliseconds."""
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        float(event.get("tdur", 0))
        for event in events
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in main
    ]
    return max(tasks) / 1000


def measure_finding(page: Page, tables: int) -> dict[str, float]:
    """Measure filtering loaded names, and searching for columns that aren't loaded."""
    filters, searches = [], []
    for repeat in range(SEARCHES):
        number = (repeat * 487) % tables
        name, column = f"t{number:05}", f"only_in_{number:05}"
        filters.append(until(page, typed(name), found(row(name, child=" mark"))))
        searches.append(until(page, typed(column), found(row(column))))
        until(page, typed(""), found(row("db0500")) + " || true")
    return {
        "filter_p50_ms": statistics.median(filters),
        "filter_p95_ms": percentile(filters, 95),
        "search_p50_ms": statistics.median(searches),
        "search_p95_ms": percentile(searches, 95),
    }


def typed(text: str) -> str:
    """Return code that types a text into the search box."""
    return TYPE.replace("TEXT", json.dumps(text))


def measure_preview(page: Page, table: str) -> dict[str, float]:
    """Measure the time to show a preview, the first time and again."""
    page.evaluate(
        "table => jupyterapp.commands.execute('glue:open-table', {database: 'files', table})", table
    )
    shown = ".jp-GlueTable:not(.lm-mod-hidden *)"
    tab, cell = f"{shown} [data-tab=preview]", f"{shown} [data-cell='0:0']"
    page.locator(tab).wait_for()
    first = until(page, click(tab), found(cell))
    again = f"[...document.querySelectorAll('{shown} .jp-GlueTable-bar button')].pop().click()"
    # Ignore the cells that were shown before.
    old = f"window.oldCell = document.querySelector({json.dumps(cell)})"
    new = f"(cell => cell && cell !== oldCell)(document.querySelector({json.dumps(cell)}))"
    times = [until(page, f"{old}; {again}", new) for _ in range(PREVIEWS)]
    page.evaluate("jupyterapp.shell.closeAll()")
    return {"first": first, "again": statistics.median(times), "p95": percentile(times, 95)}


def bundle_bytes(page: Page) -> int:
    """Return the compressed size of our files that the page loads initially."""
    names = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name)"
        ".filter(name => name.includes('/extensions/glue-devendpoint/'))"
        ".map(name => new URL(name).pathname.split('/extensions/glue-devendpoint/')[1])"
    )
    return sum(len(gzip.compress((BUILT / name).read_bytes())) for name in set(names))


def percentile(values: list[float], share: int) -> float:
    """Return the value at a percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


@contextmanager
def opened(lab: Lab) -> Iterator[Page]:
    """Open a Chromium tab with JupyterLab."""
    with browser_page() as page:
        LabPage(page, lab.url, TOKEN).open()
        yield page


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open an empty Chromium tab."""
    path = os.environ.get("GLUE_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def measure(tables: int) -> dict[str, float]:
    """Measure everything on one server."""
    with tempfile.TemporaryDirectory() as folder, running_lab(Path(folder)) as lab:
        fill(lab, tables)
        os.sync()  # or the system writes a gigabyte to disk while frames are measured
        openings = [open_once(lab) for _ in range(OPENINGS - 1)]
        floor = measure_floor()
        with opened(lab) as page:
            times: dict[str, float] = {"bundle_gzip_bytes": bundle_bytes(page)}
            openings.append(measure_opening(page))
            for name in openings[0]:
                times[name] = statistics.median(each[name] for each in openings)
            times |= measure_scrolling(page, tables) | floor
            times |= measure_finding(page, tables)
            for name, table in (("csv_1gb", "large"), ("10000_files", "many")):
                seen = measure_preview(page, table)
                times[f"preview_{name}_first_ms"] = seen["first"]
                times[f"preview_{name}_ms"] = seen["again"]
                times[f"preview_{name}_p95_ms"] = seen["p95"]
    return times


def open_once(lab: Lab) -> dict[str, float]:
    """Measure opening in a new browser without a cache."""
    with opened(lab) as page:
        return measure_opening(page)


def main() -> None:
    """Measure, print the results with their goals, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=TABLES)
    tables = parser.parse_args().tables
    load = os.getloadavg()[0]
    times = measure(tables)
    for name, value in times.items():
        goal = f"(goal: below {GOALS[name]})" if name in GOALS else ""
        print(f"{name:28} {value:12.1f} {goal}")
    loads = {"load_before": load, "load_after": os.getloadavg()[0]}
    machine = {"cpus": os.cpu_count(), **loads, "python": platform.python_version()}
    RESULTS.parent.mkdir(exist_ok=True)
    answer = {"machine": machine, "tables": tables, "goals": GOALS, "measured": times}
    RESULTS.write_text(json.dumps(answer, indent=2) + "\n")


if __name__ == "__main__":
    main()
