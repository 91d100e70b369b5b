"""Makes one example record per topic, by running the pipeline on the demo page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from agents.origin import Origin
from agents.stage import RawRecord
from schemas.control import Hold
from schemas.page import PageEnvelope
from schemas.rejection import Reason, Rejection
from schemas.state import Checkpoint
from schemas.topics import CONTROL, PAGES_PARKED, PAGES_RAW, REJECTED, STATES, TOPICS, Topic
from streams.kafka.headers import rejection_headers
from streams.parked_page import parked_record
from streams.stages import STAGES
from streams.walk.pipeline import Walk

__all__ = ["examples"]

ARRIVAL = 1_794_628_800_000  # ms since 1970: 2026-11-14, the date on the page


def examples() -> Iterator[tuple[Topic, Any]]:
    """Yield every topic with the JSON value of an example record. For `rejected` and `pages.parked`, yield the headers."""
    text = files("streams.cli").joinpath("demo_page.txt").read_text("utf-8")
    envelope = PageEnvelope(text=text, source="demo", url="https://news.example/14-november")
    walked = Walk("silkwire.").page(envelope.model_dump_json(exclude_none=True).encode(), (), ARRIVAL)
    for topic in TOPICS:
        if topic is PAGES_RAW:
            yield topic, envelope.model_dump(mode="json", exclude_none=True)
        elif topic is REJECTED:
            yield topic, _rejection(walked.page)
        elif topic is PAGES_PARKED:
            yield topic, _parked(walked.page)
        elif topic is CONTROL:
            yield topic, _hold().model_dump(mode="json")
        elif topic in STATES:
            algorithm = next(stage.algorithm for stage in STAGES if stage.state_topic == topic)
            checkpoint = Checkpoint(since=0, through=0, rows=1, arrival=ARRIVAL, algorithm=algorithm)
            yield topic, checkpoint.model_dump(mode="json")
        else:
            yield topic, json.loads(walked.of(topic)[0])


def _hold() -> Hold:
    topic = PAGES_RAW.full_name("silkwire.")
    return Hold(topic=topic, partition=2, stage="split", offset=1200, refused=1000, last=Reason.PAGE_NOT_UTF8)


def _parked(page: RawRecord) -> dict[str, str]:
    *_, headers = parked_record("silkwire.", page, Origin(page.topic, page.partition, page.offset, page.timestamp, "demo"))
    return {name.removeprefix("silkwire-"): (text or b"").decode() for name, text in headers}


def _rejection(page: RawRecord) -> dict[str, str]:
    headers = rejection_headers("split", page, Rejection(Reason.PAGE_BLANK, "12 characters of white space"))
    return {name.removeprefix("silkwire-").replace("-", "_"): (text or b"").decode() for name, text in headers}
