"""The log formats that Glue recognizes by default: web servers, kernels, caches."""

from __future__ import annotations

from glue_devendpoint.crawlers.classifiers.grok import GrokClassifier

_LEAST_SHARE = 0.9
_MICROSOFT_CUSTOM = "FIELD [^,]*"
_PATTERNS = {
    "combined_apache": r"^%{COMBINEDAPACHELOG}$",
    "apache": r"^%{COMMONAPACHELOG}$",
    "linux_kernel": (
        r"^(?:%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:hostname} kernel: )"
        r"(?:\[ *%{NUMBER:uptime:double}\] )?%{GREEDYDATA:message}$"
    ),
    # IIS writes: client, user, date, time, service, server, address, then numbers and the request.
    "microsoft_log": (
        r"^%{IPORHOST:clientip}, *%{FIELD:username}, *%{DATE_US:date}, *%{TIME:time}, "
        r"*%{FIELD:service}, *%{FIELD:servername}, *%{IP:serverip}, *%{INT:timetaken:long}, "
        r"*%{INT:bytesreceived:long}, *%{INT:bytessent:long}, *%{INT:servicestatus:int}, "
        r"*%{INT:windowsstatus:int}, *%{FIELD:requesttype}, *%{FIELD:target}, "
        r"*%{GREEDYDATA:parameters}$"
    ),
    "ruby_logger": (
        r"^%{WORD:severityid}, \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid:int}\] +"
        r"%{LOGLEVEL:loglevel} -- +(?:%{DATA:progname})?: %{GREEDYDATA:message}$"
    ),
    "squid": (
        r"^%{NUMBER:timestamp:double} +%{INT:elapsed:long} %{IPORHOST:client} "
        r"%{WORD:resultcode}/%{INT:status:int} %{INT:bytes:long} %{NOTSPACE:method} "
        r"%{NOTSPACE:url} %{NOTSPACE:user} %{WORD:hierarchy}/%{NOTSPACE:peer} "
        r"%{NOTSPACE:contenttype}$"
    ),
    "redismonlog": (
        r"^%{NUMBER:timestamp:double} \[%{INT:database:int} %{NOTSPACE:client}\] "
        r'"%{WORD:command}" ?%{GREEDYDATA:arguments}$'
    ),
    "redislog": (
        r"^(?:\[%{POSINT:pid:int}\]|%{POSINT:pid:int}:%{WORD:role}) "
        r"%{MONTHDAY:day} %{MONTH:month}(?: %{YEAR:year})? %{TIME:time} [*#.-] "
        r"%{GREEDYDATA:message}$"
    ),
}


def log_classifiers() -> list[GrokClassifier]:
    """Return the built-in log classifiers in Glue's order."""
    return [
        GrokClassifier(
            name,
            pattern,
            _MICROSOFT_CUSTOM if "%{FIELD:" in pattern else "",
            least_share=_LEAST_SHARE,
        )
        for name, pattern in _PATTERNS.items()
    ]
