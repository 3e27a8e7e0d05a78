"""The kernel's magics, as listed by `%help` and in the documentation."""

from __future__ import annotations

from dataclasses import dataclass

from glue_devendpoint.kernel.session.setup import SETTINGS


@dataclass(frozen=True, slots=True)
class Magic:
    """A magic: its usage and what it does."""

    name: str
    usage: str
    help: str


SETUP = tuple(
    Magic(f"%{each.name}", each.value, f"{each.help} {each.effect}.") for each in SETTINGS
)
SESSION = (
    Magic("%etl", "", "Makes the job a Spark ETL job, like `%session_type etl`."),
    Magic("%streaming", "", "Makes the job a streaming job, like `%session_type streaming`."),
    Magic("%glue_ray", "", "Makes the job a Ray job on AWS. Cells here still run on Spark."),
    Magic(
        "%%configure", "[-f]",
        "Takes a JSON object with any of the settings above and `tags`; all other keys are job "
        "arguments. -f restarts a running session with the new settings.",
    ),
    Magic("%%tags", "", "Takes a JSON object with the tags of the published job."),
    Magic(
        "%%assume_role", "",
        "Takes a JSON object with the role to assume on AWS. Ignored here (AWS only): the kernel "
        "needs no role to reach its catalog.",
    ),
    Magic("%status", "", "Shows the session, its settings, and what is saved for the job."),
    Magic("%list_sessions", "", "Shows this kernel's session; each kernel has one."),
    Magic(
        "%stop_session", "",
        "Stops Spark. The next cell that needs it starts a new session with the current settings.",
    ),
    Magic(
        "%reconnect", "",
        "Does nothing here (AWS only): the kernel is always connected to its session.",
    ),
    Magic("%help", "", "Shows this list."),
)  # fmt: skip
RESULTS = (
    Magic(
        "%%sql", "[-o NAME] [-l LIMIT] [--plot [KIND]] [-q]",
        "Runs SQL statements, separated by `;`, and shows each result as a grid that you can "
        "filter, sort and plot. -o saves the last result as a pandas DataFrame, -l sets the "
        "number of rows to fetch (default: 1000), --plot shows the last result as a chart (bar, "
        "line, point or area), -q hides the results.",
    ),
    Magic("%table", "NAME", "Shows a Spark or pandas DataFrame, or a list of dicts, as a grid."),
    Magic(
        "%show_dataframes", "on|off",
        "Shows a DataFrame at the end of a cell as a grid of its first rows (on, the default), or "
        "only its schema (off).",
    ),
    Magic("%json", "NAME", "Shows a value as a JSON tree."),
    Magic("%matplot", "NAME", "Shows a Matplotlib figure, or the current figure of `plt`."),
    Magic("%plotly", "NAME", "Shows a Plotly figure."),
)  # fmt: skip
CATALOG = (
    Magic("%glue databases", "", "Lists the databases in the catalog."),
    Magic("%glue tables", "[DATABASE]", "Lists the tables of one or all databases."),
    Magic(
        "%glue show",
        "DATABASE.TABLE [--rows N]",
        "Shows a table's columns, partitions and first rows, without Spark.",
    ),
    Magic(
        "%glue crawl",
        "PATH --database DATABASE [--name NAME] [--prefix PREFIX] [--exclude GLOB] [--dry-run]",
        "Creates or updates a crawler for the path, runs it, and shows which tables and columns "
        "are new or changed. --dry-run only shows what a crawl would change.",
    ),
    Magic("%glue crawler", "start|status NAME, or list", "Starts, shows or lists crawlers."),
    Magic(
        "%glue script",
        "--source DATABASE.TABLE --target PATH|DATABASE.TABLE [--format FORMAT] "
        "[--map SOURCE:TARGET:TYPE] [--drop COLUMN] [--filter CONDITION]",
        "Generates a script in the next cell that reads, transforms and writes a table.",
    ),
    Magic("%glue session", "", "Shows the session settings in a form."),
    Magic("%glue job", "create|run|list|logs", "Manages jobs. Not available yet."),
    Magic("%%glue job create", "NAME", "Creates a job from the cell. Not available yet."),
    Magic("%glue publish", "--name NAME", "Publishes the notebook as a job. Not available yet."),
    Magic("%glue runs", "", "Lists job runs. Not available yet."),
    Magic("%glue logs", "RUN", "Shows the logs of a run. Not available yet."),
)
SECTIONS = (
    ("Session and job settings", SETUP),
    ("Session", SESSION),
    ("Results", RESULTS),
    ("Catalog", CATALOG),
)
MAGICS = tuple(magic for _, magics in SECTIONS for magic in magics)


def help_text() -> str:
    """Return the text that `%help` prints."""
    parts = []
    for title, magics in SECTIONS:
        parts.append(f"{title}\n{'=' * len(title)}")
        parts += [f"{f'{each.name} {each.usage}'.strip()}\n    {each.help}" for each in magics]
    return "\n".join(parts)
