"""grokLog: parses log lines with a grok pattern.

A grok pattern is a regular expression that contains `%{PATTERN:field}`. Patterns can refer to other
patterns.
"""

from __future__ import annotations

import re

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue.formats.reading import Input, Reading

_REFERENCE = re.compile(r"%\{(\w+)(?::([\w.\-\[\]@]+))?(?::\w+)?\}")
_GROUP = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?<(\w+)>")
_DEEPEST = 32

PATTERNS = {
    "USERNAME": r"[a-zA-Z0-9._-]+",
    "USER": r"%{USERNAME}",
    "EMAILADDRESS": r"[a-zA-Z0-9_.+\-=:]+@%{HOSTNAME}",
    "INT": r"[+-]?[0-9]+",
    "BASE10NUM": r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)",
    "NUMBER": r"%{BASE10NUM}",
    "BASE16NUM": r"(?:0[xX])?[0-9A-Fa-f]+",
    "POSINT": r"[1-9][0-9]*",
    "NONNEGINT": r"[0-9]+",
    "BASE16FLOAT": r"[+-]?(?:0[xX])?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)",
    "BOOLEAN": r"(?i:true|false)",
    "WORD": r"\b\w+\b",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": r".*",
    "QUOTEDSTRING": r'"(?:\\.|[^\\"])*"|\'(?:\\.|[^\\\'])*\'',
    "QS": r"%{QUOTEDSTRING}",
    "UUID": r"[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
    "MAC": r"(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}",
    "CISCOMAC": r"(?:[A-Fa-f0-9]{4}\.){2}[A-Fa-f0-9]{4}",
    "WINDOWSMAC": r"(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2}",
    "COMMONMAC": r"(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2}",
    "IPV4": r"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])",
    "IPV6": r"[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*",
    "IP": r"%{IPV6}|%{IPV4}",
    "HOSTNAME": r"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?",
    "HOST": r"%{HOSTNAME}",
    "IPORHOST": r"%{IP}|%{HOSTNAME}",
    "HOSTPORT": r"%{IPORHOST}:%{POSINT}",
    "UNIXPATH": r"/[^\s]*",
    "WINPATH": r"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+",
    "TTY": r"/dev/(?:pts/|tty[pq]?)[0-9A-Za-z]+",
    "PATH": r"%{UNIXPATH}|%{WINPATH}",
    "URIPROTO": r"[A-Za-z]+(?:\+[A-Za-z+]+)?",
    "URIHOST": r"%{IPORHOST}(?::%{POSINT})?",
    "URIPATH": r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%_\-]*)+",
    "URIPARAM": r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*",
    "URIPATHPARAM": r"%{URIPATH}(?:%{URIPARAM})?",
    "URI": r"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
    "MONTH": r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|"
    r"Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b",
    "MONTHNUM": r"0?[1-9]|1[0-2]",
    "MONTHNUM2": r"0[1-9]|1[0-2]",
    "MONTHDAY": r"(?:0[1-9])|(?:[12][0-9])|(?:3[01])|[1-9]",
    "DAY": r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*",
    "YEAR": r"\d{4}|\d{2}",
    "HOUR": r"2[0123]|[01]?[0-9]",
    "MINUTE": r"[0-5][0-9]",
    "SECOND": r"(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
    "TIME": r"%{HOUR}:%{MINUTE}(?::%{SECOND})?",
    "DATE_US": r"%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
    "DATE_EU": r"%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
    "DATE": r"%{DATE_US}|%{DATE_EU}",
    "ISO8601_TIMEZONE": r"Z|[+-]%{HOUR}(?::?%{MINUTE})",
    "TIMESTAMP_ISO8601": r"%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?"
    r"(?:%{ISO8601_TIMEZONE})?",
    "TZ": r"[A-Z]{3}",
    "ISO8601_SECOND": r"%{SECOND}",
    "DATESTAMP_US": r"%{DATE_US}[- ]%{TIME}",
    "DATESTAMP_EU": r"%{DATE_EU}[- ]%{TIME}",
    "DATESTAMP_RFC822": r"%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}",
    "DATESTAMP_RFC2822": r"%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}",
    "DATESTAMP_OTHER": r"%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}",
    "DATESTAMP_EVENTLOG": r"%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}",
    "CISCOTIMESTAMP": r"%{MONTH} +%{MONTHDAY}(?: %{YEAR})? %{TIME}",
    "HTTPDATE": r"%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
    "SYSLOGTIMESTAMP": r"%{MONTH} +%{MONTHDAY} %{TIME}",
    "PROG": r"[\x21-\x5a\x5c\x5e-\x7e]+",
    "SYSLOGPROG": r"%{PROG:program}(?:\[%{POSINT:pid}\])?",
    "SYSLOGHOST": r"%{IPORHOST}",
    "SYSLOGFACILITY": r"<%{NONNEGINT:facility}.%{NONNEGINT:priority}>",
    "SYSLOGBASE": r"%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} "
    r"%{SYSLOGPROG}:",
    "MESSAGESLOG": r"%{SYSLOGBASE} %{DATA}",
    "LOGLEVEL": r"(?i:trace|debug|notice|info|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|"
    r"emerg(?:ency)?|alert)",
    "COMMONAPACHELOG": r"%{IPORHOST:clientip} %{USER:ident} %{USER:auth} \[%{HTTPDATE:timestamp}\] "
    r'"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})"'
    r" %{NUMBER:response} (?:%{NUMBER:bytes}|-)",
    "COMBINEDAPACHELOG": r"%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}",
}


def compile_grok(pattern: str, custom: str = "") -> tuple[str, list[str]]:
    """Return a regular expression with numbered groups, and the field name of each group."""
    known = {**PATTERNS, **_custom_patterns(custom)}
    names: list[str] = []

    def expand(text: str, depth: int) -> str:
        if depth > _DEEPEST:
            raise ValueError(f"the grok pattern {pattern!r} refers to itself")

        def replaced(found: re.Match[str]) -> str:
            name, field = found.group(1), found.group(2)
            if name not in known:
                raise ValueError(f"unknown grok pattern {name!r}; define it in customPatterns")
            inside = expand(known[name], depth + 1)
            return f"(?<{_mark(names, field)}>{inside})" if field else f"(?:{inside})"

        return _REFERENCE.sub(replaced, text)

    return _numbered(expand(pattern, 0), names)


def _mark(names: list[str], field: str) -> str:
    names.append(field)
    return f"glue{len(names) - 1}x"


def _numbered(expression: str, names: list[str]) -> tuple[str, list[str]]:
    """Make all groups but the named ones non-capturing, and list the fields of those."""
    order: list[str] = []

    def group(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is not None:
            marked = re.fullmatch(r"glue(\d+)x", name)
            order.append(names[int(marked.group(1))] if marked else name)
            return "("
        return "(?:" if found.group(0) == "(" else found.group(0)

    return _GROUP.sub(group, expression), order


def _custom_patterns(text: str) -> dict[str, str]:
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {name: pattern.strip() for name, _, pattern in pairs}


def read_grok(source: Input) -> Reading:
    """Read log lines. Lines that don't match the pattern become error records."""
    options = source.options
    log_format = options.text("logFormat")
    if not log_format:
        raise ValueError("the grokLog format requires the option logFormat, a grok pattern")
    pattern, names = compile_grok(log_format, options.text("customPatterns"))
    if len(source.columns) == len(names):
        names = list(source.columns)  # the catalog distinguishes fields with the same name
    missing = options.text("MISSING", "-")
    count = options.number("LineCount", 1)
    if count != 1:
        raise ValueError(
            f"grokLog supports only one line per record; LineCount={count} isn't possible"
        )
    lines = source.spark.read.options(**source.settings).text(source.paths)
    whole = f"^(?:{pattern})$" if options.flag("StrictMode") else pattern
    matches = F.col("value").rlike(whole)

    def field(index: int) -> Column:
        text = F.regexp_extract("value", whole, index)
        return F.when((text != missing) & (text != ""), text)

    def records(_mode: object) -> DataFrame:
        columns = [field(i + 1).alias(name) for i, name in enumerate(names)]
        return lines.filter(matches).select(*columns)

    def errors() -> DataFrame | None:
        unread = lines.filter(~matches & (F.trim("value") != ""))
        return unread.select(_unread("grokLog"))

    return Reading(records, errors)


def _unread(source: str) -> Column:
    return F.struct(
        F.struct(F.lit("").alias("site"), F.lit("").alias("info")).alias("callsite"),
        F.lit(f"can't parse the input as {source}").alias("msg"),
        F.lit("").alias("stackTrace"),
        F.col("value").alias("input"),
        F.octet_length("value").cast("bigint").alias("bytesread"),
        F.lit(source).alias("source"),
        F.lit(None).cast("string").alias("dynamicRecord"),
    ).alias("error")
