"""A crawler is known by its records, also by those that are no pages; a replayed page keeps its first place."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.origin import PAGE_HEADER, Origin, page_header
from agents.runner import receive_all
from agents.split import STAGE
from agents.split.decode import decode_page
from agents.split.sources import origin_of
from agents.stage import Record
from schemas.limits import LIMITS

TOPIC, ARRIVAL = "silkwire.pages.raw.v1", 1_794_628_800_000
URL = "https://news.example:8080/1"


def record(value: bytes | None, **headers: bytes) -> Record:
    return Record(TOPIC, 2, 7, ARRIVAL, None, value, tuple((name.replace("_", "-"), text) for name, text in headers.items()))


@pytest.mark.parametrize(
    ("value", "headers", "source", "url"),
    [
        (b'{"text": "", "source": "kabar", "url": "%s"}' % URL.encode(), {}, "kabar", URL),
        (b'{"body": "x", "source": "kabar", "url": "%s"}' % URL.encode(), {}, "kabar", URL),
        (b'{"text": "x", "fetched_at": "", "url": "%s"}' % URL.encode(), {}, "news.example", URL),
        (b'{"text": "x", "source": 7, "url": "%s"}' % URL.encode(), {}, "news.example", URL),
        (b'\xef\xbb\xbf{"text": "", "source": "kabar"}', {}, "kabar", None),
        (b'{"text": "", "source": "inside"}', {"source": b"named"}, "named", None),
        (b'{"text": "", "source": "inside"}', {"url": URL.encode()}, "inside", URL),
        (b'{"text": "", "source": "inside"}', {"content_type": b"text/plain", "url": URL.encode()}, "news.example", URL),
        (b'["a list"]', {"content_type": b"application/json", "url": URL.encode()}, "news.example", URL),
        (b'{"text": "cut off, "source": "kabar', {"source": b"named", "url": URL.encode()}, "named", URL),
        (b'{"text": "cut off, "source": "kabar', {}, "unknown", None),
        (b"\xff\xfe", {"source": b"named", "url": URL.encode()}, "named", URL),
        (b"\x1f\x8b", {"url": URL.encode()}, "news.example", URL),
        (None, {"source": b"n" * 201, "url": URL.encode()}, "news.example", URL),
        (None, {"source": b"n" * 201}, "unknown", None),
        (None, {"source": b"a|b c"}, "a|b c", None),
        (b"x" * (LIMITS.page_bytes + 1), {"source": b"named"}, "named", None),
    ],
)
def test_the_report_of_a_refused_page_names_the_source_and_the_url_that_could_be_read(
    value: bytes | None, headers: dict[str, bytes], source: str, url: str | None
) -> None:
    bad = record(value, **headers)
    origin = origin_of(bad)
    assert (origin.source, origin.url, origin.replayed) == (source, url, False)
    refused = STAGE.step(receive_all(STAGE, [bad]), None)
    (report,) = [orjson.loads(output.value) for output in refused.outputs if output.topic.name == "pages.reports"]
    if report["outcome"] == "refused":
        assert (report["source"], report["url"]) == (source, url)


NAMES = st.none() | st.text(max_size=8) | st.sampled_from([" ", "\x07", "n" * 201, "kabar"])
URLS = st.none() | st.sampled_from([URL, "https://[broken", "//", " https://a.example ", "http://\ufffd/"]) | st.text(max_size=8)


@given(header=NAMES, envelope=NAMES, address=URLS, other=URLS)
def test_a_page_that_can_be_decoded_has_the_same_source_before_and_after(
    header: str | None, envelope: str | None, address: str | None, other: str | None
) -> None:
    given_ = {"source": header, "url": other}
    headers = {name: text.encode("utf-8", "replace") for name, text in given_.items() if text is not None}
    value = orjson.dumps({"text": "t", "source": envelope, "url": address})
    page = decode_page(record(value, **headers))
    origin = origin_of(record(value, **headers))
    assert (origin.source, origin.url) == (page.source, page.url)


FIRST = Origin(TOPIC, 2, 3, ARRIVAL - 1000)


@pytest.mark.parametrize(
    ("header", "offset", "arrival"),
    [
        (page_header(FIRST), 3, ARRIVAL - 1000),
        (page_header(FIRST._replace(arrival=ARRIVAL + 1)), 3, ARRIVAL),
        (page_header(FIRST._replace(offset=7)), 7, ARRIVAL),
        (page_header(FIRST._replace(offset=8)), 7, ARRIVAL),
        (page_header(FIRST._replace(partition=1)), 7, ARRIVAL),
        (page_header(FIRST._replace(topic="other")), 7, ARRIVAL),
        (page_header(FIRST)[:-15], 7, ARRIVAL),
        (page_header(FIRST).replace(b"@3", b"@-3"), 7, ARRIVAL),
        (page_header(FIRST).replace(b"@3", b"@" + b"3" * 5000), 7, ARRIVAL),
        (b"", 7, ARRIVAL),
    ],
)
def test_a_header_gives_a_page_an_earlier_place_of_its_partition_and_no_other(header: bytes, offset: int, arrival: int) -> None:
    replayed = record(b"text", silkwire_page=header)
    page, origin = decode_page(replayed), origin_of(replayed)
    assert (page.page_topic, page.page_partition, page.page_offset) == (TOPIC, 2, offset)
    assert (origin.offset, origin.arrival, origin.replayed) == (offset, arrival, offset != replayed.offset)
    assert page.event_time.timestamp() * 1000 == arrival


def test_a_replay_takes_no_room_among_the_headers_of_a_page() -> None:
    full = {f"h{number}": b"" for number in range(LIMITS.headers)}
    assert decode_page(record(b"text", **full, **{PAGE_HEADER: page_header(FIRST)})).page_offset == 3
