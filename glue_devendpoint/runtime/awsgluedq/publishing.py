"""Stores results: one JSON document per evaluation, which later evaluations can refer to.

Mirrors `publishing_options`: results are written to `resultsS3Prefix` or, without it, to the home
folder of glue-devendpoint, with one folder per evaluation context. Their format is that of Glue's
GetDataQualityResult. `last(k)` reads the same documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyspark.sql import SparkSession

from awsgluedq.checks import Verdict
from awsgluedq.evaluation import Evaluation
from awsgluedq.syntax import RuleNode

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Publication:
    """The stored results of one evaluation context."""

    spark: SparkSession
    prefix: str
    context: str

    def write(self, result: Mapping[str, Any]) -> str:
        """Write one result and return its path. File names sort by evaluation time."""
        stamp = datetime.fromisoformat(result["StartedOn"]).strftime("%Y%m%dT%H%M%S.%fZ")
        path = self._hadoop_path(f"{self._folder()}/{stamp}-{result['ResultId']}.json")
        stream = path.getFileSystem(self._configuration()).create(path)
        try:
            stream.write(bytearray(json.dumps(result).encode()))
        finally:
            stream.close()
        return str(path.toString())

    def history(self, metric: str, count: int) -> Sequence[float]:
        """Return the newest values of a metric, newest first."""
        values: list[float] = []
        for path in self._newest_first():
            if len(values) == count:
                break
            value = _metric(self._read(path), metric)
            if value is not None:
                values.append(value)
        return values

    def _newest_first(self) -> list[Any]:
        folder = self._hadoop_path(self._folder())
        system = folder.getFileSystem(self._configuration())
        if not system.exists(folder):
            return []
        paths = [status.getPath() for status in system.listStatus(folder)]
        results = [path for path in paths if path.getName().endswith(".json")]
        return sorted(results, key=lambda path: str(path.getName()), reverse=True)

    def _read(self, path: Any) -> Mapping[str, Any]:
        stream = path.getFileSystem(self._configuration()).open(path)
        try:
            text = self._jvm().org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
        finally:
            stream.close()
        return dict(json.loads(text))

    def _folder(self) -> str:
        return f"{self.prefix.rstrip('/')}/{_UNSAFE.sub('_', self.context)}"

    def _hadoop_path(self, text: str) -> Any:
        return self._jvm().org.apache.hadoop.fs.Path(text)

    def _configuration(self) -> Any:
        return self.spark._jsparkSession.sessionState().newHadoopConf()

    def _jvm(self) -> Any:
        return self.spark._jvm


def result_document(
    evaluation: Evaluation, result_id: str, context: str, started: datetime, completed: datetime
) -> dict[str, Any]:
    """Return the result in the format of Glue's GetDataQualityResult."""
    outcomes = evaluation.outcomes
    passed = sum(outcome.verdict.passed for outcome in outcomes)
    document: dict[str, Any] = {
        "ResultId": result_id,
        "EvaluationContext": context,
        "StartedOn": started.isoformat(),
        "CompletedOn": completed.isoformat(),
        "RuleResults": [
            _rule_result(f"Rule_{at}", outcome.rule, outcome.evaluated, outcome.verdict)
            for at, outcome in enumerate(outcomes, start=1)
        ],
        "AnalyzerResults": [
            {"Name": f"Analyzer_{at}", "Description": str(rule),
             "EvaluationMessage": verdict.reason, "EvaluatedMetrics": dict(verdict.metrics)}
            for at, (rule, verdict) in enumerate(evaluation.analyzers.items(), start=1)
        ],
    }  # fmt: skip
    if outcomes:
        document["Score"] = passed / len(outcomes)
    return document


def _rule_result(name: str, rule: RuleNode, evaluated: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "Name": name,
        "Description": str(rule),
        "EvaluationMessage": verdict.reason,
        "Result": "PASS" if verdict.passed else "FAIL",
        "EvaluatedMetrics": dict(verdict.metrics),
        "EvaluatedRule": evaluated,
        "Labels": dict(rule.labels),
    }


def _metric(result: Mapping[str, Any], name: str) -> float | None:
    for part in (*result.get("RuleResults", ()), *result.get("AnalyzerResults", ())):
        if name in part.get("EvaluatedMetrics", {}):
            return float(part["EvaluatedMetrics"][name])
    return None
