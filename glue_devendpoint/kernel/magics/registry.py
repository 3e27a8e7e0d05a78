"""Every magic of the kernel, as `%help` and the documentation list them."""

from __future__ import annotations

from dataclasses import dataclass

from glue_devendpoint.kernel.session.setup import SETTINGS


@dataclass(frozen=True, slots=True)
class Magic:
    """One magic: how it is written and what it does."""

    name: str
    usage: str
    help: str


SETUP = tuple(
    Magic(f"%{each.name}", each.value, f"{each.help} This {each.effect}.") for each in SETTINGS
)
SESSION = (
    Magic("%etl", "", "The job is a Spark ETL job: `%session_type etl`."),
    Magic("%streaming", "", "The job is a streaming job: `%session_type streaming`."),
    Magic("%glue_ray", "", "The job is a Ray job on AWS; cells here run on Spark all the same."),
    Magic(
        "%%configure", "[-f]",
        "Takes a JSON object: names of the settings above and `tags`; every other key is a job "
        "argument. With -f a running session is restarted with it.",
    ),
    Magic("%%tags", "", "Takes a JSON object: the tags of the published job."),
    Magic(
        "%%assume_role", "",
        "Takes the JSON object of a role to assume on AWS. It is remembered, and changes "
        "nothing here: a kernel reaches its catalog without a role.",
    ),
    Magic("%status", "", "Shows the session, its settings, and what is kept for the job."),
    Magic("%list_sessions", "", "Shows the session of this kernel; each kernel has one."),
    Magic(
        "%stop_session", "",
        "Stops Spark; the next cell that needs it starts a new session with the present settings.",
    ),
    Magic("%reconnect", "", "For AWS only: a kernel here is never apart from its session."),
    Magic("%help", "", "Shows this list."),
)  # fmt: skip
RESULTS = (
    Magic(
        "%%sql", "[-o NAME] [-l LIMIT] [--plot [KIND]] [-q]",
        "Runs SQL statements, separated by `;`, and shows each result as a grid that can be "
        "filtered, ordered and drawn. -o keeps the last as a pandas frame, -l says how many rows "
        "are fetched (1000), --plot draws a chart of the last (bar, line, point or area), -q "
        "shows nothing.",
    ),
    Magic("%table", "NAME", "Shows a Spark or pandas frame, or a list of dicts, as a grid."),
    Magic("%json", "NAME", "Shows a value as a JSON tree."),
    Magic("%matplot", "NAME", "Shows the figure of matplotlib's `plt`, or of a figure."),
    Magic("%plotly", "NAME", "Shows a figure of plotly."),
)  # fmt: skip
CATALOG = (
    Magic("%glue databases", "", "Lists the databases of the catalog."),
    Magic("%glue tables", "[DATABASE]", "Lists the tables of a database, or of all."),
    Magic(
        "%glue show",
        "DATABASE.TABLE [--rows N]",
        "Shows a table's columns, partitions and first rows, without Spark.",
    ),
    Magic(
        "%glue crawl",
        "PATH --database DATABASE [--name NAME] [--prefix PREFIX] [--exclude GLOB] [--dry-run]",
        "Creates or updates a crawler of the path, runs it, and shows which tables and columns "
        "are new or changed. --dry-run only shows what a crawl would change.",
    ),
    Magic("%glue crawler", "start|status NAME, or list", "Starts, shows or lists crawlers."),
    Magic(
        "%glue script",
        "--source DATABASE.TABLE --target PATH|DATABASE.TABLE [--format FORMAT] "
        "[--map SOURCE:TARGET:TYPE] [--drop COLUMN] [--filter CONDITION]",
        "Writes a script that reads, transforms and writes, into the next cell.",
    ),
    Magic("%glue session", "", "Shows the session's settings as a form."),
    Magic("%glue job", "create|run|list|logs", "Jobs: not available yet."),
    Magic("%%glue job create", "NAME", "A job whose script is the cell: not available yet."),
    Magic("%glue publish", "--name NAME", "Publishing the notebook: not available yet."),
    Magic("%glue runs", "", "Runs of jobs: not available yet."),
    Magic("%glue logs", "RUN", "Logs of a run: not available yet."),
)
SECTIONS = (
    ("What the session and the job are like", SETUP),
    ("The session", SESSION),
    ("Results", RESULTS),
    ("The catalog", CATALOG),
)
MAGICS = tuple(magic for _, magics in SECTIONS for magic in magics)


def help_text() -> str:
    """Return what `%help` prints."""
    parts = []
    for title, magics in SECTIONS:
        parts.append(f"{title}\n{'=' * len(title)}")
        parts += [f"{f'{each.name} {each.usage}'.strip()}\n    {each.help}" for each in magics]
    return "\n".join(parts)
