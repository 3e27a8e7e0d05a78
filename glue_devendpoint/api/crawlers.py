"""Operations on crawlers and their crawls."""

from __future__ import annotations

import uuid

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers import crawls, definitions
from glue_devendpoint.crawlers.reach import Authority
from glue_devendpoint.errors import EntityNotFound


def one_crawler(call: Call) -> list[str]:
    """Return the resource of the request's crawler."""
    return [f"crawler/{call.request.get('Name') or call.request['CrawlerName']}"]


def batch_of_crawlers(call: Call) -> list[str]:
    """Return the resources of a batch's crawlers."""
    return [f"crawler/{name}" for name in call.request["CrawlerNames"]]


@operation("CreateCrawler", resources=one_crawler)
def create_crawler(call: Call) -> Answer:
    """Create a crawler."""
    with writing(call) as work:
        definitions.create_crawler(work, call.request)
        _check_reach(call, work, call.request["Name"])
    return {}


@operation("UpdateCrawler", resources=one_crawler)
def update_crawler(call: Call) -> Answer:
    """Change a crawler that is not running."""
    with writing(call) as work:
        crawls.check_is_ready(work, call.request["Name"])
        definitions.update_crawler(work, call.request)
        _check_reach(call, work, call.request["Name"])
    return {}


@operation("DeleteCrawler", resources=one_crawler)
def delete_crawler(call: Call) -> Answer:
    """Delete a crawler that is not running."""
    with writing(call) as work:
        crawls.check_is_ready(work, call.request["Name"])
        definitions.delete_crawler(work, call.request["Name"])
    return {}


@operation("GetCrawler", resources=one_crawler)
def get_crawler(call: Call) -> Answer:
    """Return a crawler with its state."""
    with reading(call) as work:
        crawler = definitions.find_crawler(work, call.request["Name"])
        return {"Crawler": crawls.described(work, crawler)}


@operation("GetCrawlers", resources=paths.everything)
def get_crawlers(call: Call) -> Answer:
    """Return a page of crawlers."""
    with reading(call) as work:
        page, token = _page(definitions.list_crawlers(work, **_paging(call)))
        return {"Crawlers": [crawls.described(work, crawler) for crawler in page]} | token


@operation("ListCrawlers", resources=paths.everything)
def list_crawlers(call: Call) -> Answer:
    """Return a page of crawler names."""
    with reading(call) as work:
        found = definitions.list_crawlers(work, **_paging(call), tags=call.request.get("Tags"))
    page, token = _page(found)
    return {"CrawlerNames": [crawler["Name"] for crawler in page]} | token


@operation("BatchGetCrawlers", resources=batch_of_crawlers)
def batch_get_crawlers(call: Call) -> Answer:
    """Return the named crawlers, and the names not found."""
    found, missing = [], []
    with reading(call) as work:
        for name in dict.fromkeys(call.request["CrawlerNames"]):
            try:
                found.append(crawls.described(work, definitions.find_crawler(work, name)))
            except EntityNotFound:
                missing.append(name)
    return {"Crawlers": found, "CrawlersNotFound": missing}


@operation("StartCrawler", resources=one_crawler)
def start_crawler(call: Call) -> Answer:
    """Start a crawl."""
    with writing(call) as work:
        crawls.start_crawl(work, call.request["Name"], str(uuid.uuid4()), call.caller.name)
        _check_reach(call, work, call.request["Name"])
    return {}


@operation("StopCrawler", resources=one_crawler)
def stop_crawler(call: Call) -> Answer:
    """Request that a running crawl stop."""
    with writing(call) as work:
        crawls.stop_crawl(work, call.request["Name"])
    return {}


@operation("UpdateCrawlerSchedule", resources=one_crawler)
def update_crawler_schedule(call: Call) -> Answer:
    """Change a crawler's schedule."""
    with writing(call) as work:
        definitions.change_schedule(
            work, call.request["CrawlerName"], call.request.get("Schedule", "")
        )
    return {}


@operation("StartCrawlerSchedule", resources=one_crawler)
def start_crawler_schedule(call: Call) -> Answer:
    """Turn a schedule on."""
    with writing(call) as work:
        definitions.switch_schedule(work, call.request["CrawlerName"], on=True)
    return {}


@operation("StopCrawlerSchedule", resources=one_crawler)
def stop_crawler_schedule(call: Call) -> Answer:
    """Turn a schedule off; a running crawl continues."""
    with writing(call) as work:
        definitions.switch_schedule(work, call.request["CrawlerName"], on=False)
    return {}


@operation("GetCrawlerMetrics", resources=paths.everything)
def get_crawler_metrics(call: Call) -> Answer:
    """Return metrics of the named crawlers, or of a page of all crawlers."""
    names = call.request.get("CrawlerNameList")
    with reading(call) as work:
        page, token = _page(definitions.list_crawlers(work, **_paging(call)))
        if names:
            everyone, _ = definitions.list_crawlers(work, limit=10_000)
            page, token = [each for each in everyone if each["Name"] in set(names)], {}
        return {"CrawlerMetricsList": [crawls.metrics(work, each) for each in page]} | token


@operation("ListCrawls", resources=one_crawler)
def list_crawls(call: Call) -> Answer:
    """Return a page of a crawler's crawls."""
    request = call.request
    with reading(call) as work:
        found = crawls.list_crawls(
            work,
            request["CrawlerName"],
            filters=request.get("Filters") or (),
            limit=min(request.get("MaxResults", crawls.PAGE), 100),
            token=request.get("NextToken"),
        )
    page, token = _page(found)
    return {"Crawls": page} | token


def _check_reach(call: Call, work: Work, name: str) -> None:
    crawler = definitions.find_crawler(work, name)
    Authority(call.endpoint.policies, call.caller).check(work, crawler)


def _paging(call: Call) -> Json:
    return {
        "limit": call.request.get("MaxResults", definitions.PAGE),
        "token": call.request.get("NextToken"),
    }


def _page(found: tuple[list[Json], str | None]) -> tuple[list[Json], Json]:
    page, token = found
    return page, {} if token is None else {"NextToken": token}
