"""The order in which classifiers run, and which result is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from glue_table_format.json_paths import InvalidJsonPath, parse_path
from glue_table_format.rule import FRAMING

from glue_devendpoint.crawlers.classifiers import UNKNOWN, Classification, Classifier, Format
from glue_devendpoint.crawlers.classifiers.avro import Avro
from glue_devendpoint.crawlers.classifiers.bson import Bson
from glue_devendpoint.crawlers.classifiers.csv_custom import CsvClassifier
from glue_devendpoint.crawlers.classifiers.csv_text import Csv
from glue_devendpoint.crawlers.classifiers.grok import GrokClassifier
from glue_devendpoint.crawlers.classifiers.ion import Ion
from glue_devendpoint.crawlers.classifiers.json_records import JsonLines, JsonPathClassifier
from glue_devendpoint.crawlers.classifiers.logs import log_classifiers
from glue_devendpoint.crawlers.classifiers.orc import Orc
from glue_devendpoint.crawlers.classifiers.parquet import Parquet
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.crawlers.classifiers.xml_text import Xml, XmlClassifier
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.line_patterns import line_pattern

# Part of every fingerprint. Increase it when the results of a built-in classifier change.
BUILT_IN_VERSION = 4


@dataclass(slots=True)
class Classifiers:
    """The classifiers of one crawl: custom ones in the crawler's order, then the built-in ones."""

    definitions: tuple[Mapping[str, Any], ...] = ()
    _chain: list[Classifier] = field(default_factory=list)

    @classmethod
    def of(cls, definitions: Sequence[Mapping[str, Any]]) -> Classifiers:
        """Create from custom classifiers as GetClassifier returns them, with the kind as key."""
        custom = [custom_classifier(definition) for definition in definitions]
        return cls(tuple(definitions), [*custom, *built_in_classifiers()])

    @property
    def version(self) -> str:
        """A value that changes whenever a file could be classified differently."""
        text = json.dumps([BUILT_IN_VERSION, *self.definitions], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def classify(self, sample: Sample) -> Classification:
        """Return the first certain result, or else the most certain one, or else `UNKNOWN`."""
        found = self._best(sample)
        framing = sample.framing if found.format.classification != UNKNOWN else ""
        if not framing:
            return found
        details = (*found.format.details, (FRAMING, framing))
        return replace(found, format=replace(found.format, details=details), alternatives=())

    def _best(self, sample: Sample) -> Classification:
        best = Classification(Format(UNKNOWN, sample.compression), certainty=0.0)
        for classifier in self._chain:
            found = classifier.classify(sample)
            if found is not None and (found.certainty > best.certainty or found.alternatives):
                best = found
                if best.certainty >= 1.0:
                    break
        return best


def built_in_classifiers() -> list[Classifier]:
    """Return the built-in classifiers in Glue's order."""
    return [Avro(), Orc(), Parquet(), JsonLines(), Bson(), Xml(), Ion(), *log_classifiers(), Csv()]


def custom_classifier(definition: Mapping[str, Any]) -> Classifier:
    """Build a custom classifier. The error states what is wrong with its definition."""
    match dict(definition):
        case {"GrokClassifier": grok}:
            line_pattern(grok["GrokPattern"], grok.get("CustomPatterns") or "")
            return GrokClassifier(
                grok["Classification"], grok["GrokPattern"], grok.get("CustomPatterns") or ""
            )
        case {"XMLClassifier": xml}:
            return XmlClassifier(xml["Classification"], _row_tag(xml))
        case {"JsonClassifier": json_path}:
            return _json_classifier(json_path["JsonPath"])
        case {"CsvClassifier": csv}:
            return _csv_classifier(csv)
    raise InvalidInput(
        "A classifier must have one of GrokClassifier, XMLClassifier, JsonClassifier or "
        f"CsvClassifier; got {sorted(definition)}."
    )


def _json_classifier(path: str) -> JsonPathClassifier:
    try:
        parse_path(path)
    except InvalidJsonPath as err:
        raise InvalidInput(str(err)) from err
    return JsonPathClassifier(path)


def _row_tag(xml: Mapping[str, Any]) -> str:
    tag = str(xml.get("RowTag") or "")
    if not tag or "<" in tag or ">" in tag:
        raise InvalidInput(
            f"The row tag {tag!r} isn't a valid element name; don't include < and >."
        )
    return tag


def _csv_classifier(csv: Mapping[str, Any]) -> CsvClassifier:
    delimiter, quote = csv.get("Delimiter") or "", csv.get("QuoteSymbol") or ""
    if len(delimiter) > 1 or len(quote) > 1 or (delimiter and delimiter == quote):
        raise InvalidInput(
            f"Delimiter {delimiter!r} and QuoteSymbol {quote!r} must be one character each "
            "and must differ."
        )
    return CsvClassifier(
        delimiter=delimiter,
        quote=quote,
        contains_header=csv.get("ContainsHeader") or "UNKNOWN",
        header=tuple(csv.get("Header") or ()),
        keeps_spaces=csv.get("DisableValueTrimming", True),
        allows_single_column=bool(csv.get("AllowSingleColumn")),
        datatypes=_datatypes(csv),
        serde=csv.get("Serde") or "",
    )


def _datatypes(csv: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(csv.get("CustomDatatypes") or ()) if csv.get("CustomDatatypeConfigured") else ()
