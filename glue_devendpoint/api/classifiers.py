"""Operations on classifiers."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog.answers import listing
from glue_devendpoint.crawlers import stored_classifiers


@operation("CreateClassifier", resources=paths.everything)
def create_classifier(call: Call) -> Answer:
    """Create a classifier."""
    with writing(call) as work:
        stored_classifiers.create_classifier(work, call.request)
    return {}


@operation("UpdateClassifier", resources=paths.everything)
def update_classifier(call: Call) -> Answer:
    """Change a classifier."""
    with writing(call) as work:
        stored_classifiers.update_classifier(work, call.request)
    return {}


@operation("GetClassifier", resources=paths.everything, is_quick=True)
def get_classifier(call: Call) -> Answer:
    """Return a classifier."""
    with reading(call) as work:
        return {"Classifier": stored_classifiers.classifier(work, call.request["Name"])}


@operation("GetClassifiers", resources=paths.everything)
def get_classifiers(call: Call) -> Answer:
    """Return a page of classifiers."""
    with reading(call) as work:
        page, token = stored_classifiers.list_classifiers(
            work,
            limit=call.request.get("MaxResults", stored_classifiers.PAGE),
            token=call.request.get("NextToken"),
        )
    return RawJson(listing("Classifiers", page, token))


@operation("DeleteClassifier", resources=paths.everything)
def delete_classifier(call: Call) -> Answer:
    """Delete a classifier."""
    with writing(call) as work:
        stored_classifiers.delete_classifier(work, call.request["Name"])
    return {}
