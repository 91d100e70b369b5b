"""JSON that is deep, wrong, or lies; headers that are many, broken, or forged."""

from __future__ import annotations

import struct

import orjson

from schemas.limits import LIMITS
from schemas.rejection import Reason
from tests.hostile.case import Case, bare, enveloped

__all__ = ["CASES"]

TEXT = "Ferry Returns\n\nThe ferry between the two towns came back on Monday, after a year in the dock."
RAW = {
    "an end too early": b'{"text": "cut',
    "an unknown escape": b'{"text": "\\q"}',
    "a lone surrogate": b'{"text": "\\ud800"}',
    "a lone surrogate for a name": b'{"\\udc00": 1, "text": "t"}',
    "a lone surrogate for a source": b'{"text": "t", "source": "\\udfff"}',
    "a million brackets": b'{"text":"t","x":' + b"[" * 1_000_000,
    "too deep by one": b'{"text":"t","x":' + b"[" * (LIMITS.json_depth + 1) + b"]" * (LIMITS.json_depth + 1) + b"}",
    "an integer of 4 MB": b'{"text":"t","x":' + b"9" * 4_000_000 + b"}",
    "two values": b'{"text":"t"} {"text":"u"}',
    "a control character": b'{"text":"a\x01b"}',
}
TYPES: dict[str, object] = {
    "text": None, "url": 7, "source": ["a"], "fetched_at": {"at": 1}, "layout": "scroll", "content_type": 1.5,
    "licence": False, "robots": {},
}  # fmt: skip
TIMES = {
    "a year below 1": "0001-01-01T00:00:00+14:00",
    "a year above 9999": "9999-12-31T23:59:59-14:00",
    "a year of five digits": "10000-01-01T00:00:00Z",
    "a word": "yesterday",
    "400,000 digits": "9" * 400_000,
}
FLOOD = tuple((f"h{number}", b"v") for number in range(LIMITS.headers + 1))
MANY = tuple((f"x-{number}-" + "n" * 200, struct.pack(">q", number) * 500) for number in range(700))

ENVELOPES = [
    *(Case(f"JSON: {name}", value, Reason.PAGE_BAD_JSON) for name, value in RAW.items()),
    *(
        Case(f"a wrong type: {name}", orjson.dumps({"text": "t", name: value}), Reason.PAGE_BAD_SHAPE)
        for name, value in TYPES.items()
    ),
    *(enveloped(f"a time: {name}", Reason.PAGE_BAD_SHAPE, fetched_at=value) for name, value in TIMES.items()),
    Case("a list that claims to be a page", b"[1]", Reason.PAGE_BAD_SHAPE, (("content-type", b"application/json"),)),
    Case("a NaN for a text", b'{"text": NaN}', Reason.PAGE_BAD_SHAPE),
    Case("a NaN next to the text", b'{"text": "t", "x": NaN, "y": 1e999999999}'),
    Case("the same name half a million times", b"{" + b'"a":1,' * 500_000 + b'"text":"t"}'),
    Case("escapes for six bytes a letter", b'{"text":"' + b"\\u0436" * 600_000 + b'"}', Reason.PAGE_TOO_LARGE),
    enveloped("a time before the web", fetched_at="0001-01-01T00:00:00Z"),
    enveloped("a time far ahead", fetched_at="9999-12-31T23:59:59Z"),
    enveloped("a source that forges a log line", cut=("source",), source='kabar\n{"level":"ERROR"}\x1b[31m'),
    enveloped("a source that forges a label", source='a",reason="bug"} 1\\n'),
    enveloped("a source that forges a key", source="kabar|USD/KGS"),
    enveloped("a source that is ours", source="consensus"),
    enveloped("a source without end", cut=("source",), source="s" * 100_000),
    enveloped("a source of bidi overrides alone", cut=("source",), source="\u202e\u2066"),
    enveloped("an address without a host", url="http://"),
    enveloped("an address with half a bracket", url="http://[::1/"),
    enveloped("an address whose host normalises badly", url="https://a℀b.example/"),
    enveloped("an address in Kyrgyz letters", url="https://жаңылык.example/"),
    enveloped("an address with line feeds", cut=("url",), url="https://news.example/\r\nSet-Cookie: a=b"),
    enveloped("an address without end", cut=("url",), url="https://news.example/" + "a" * 100_000),
    enveloped("a host without end", url="https://" + "a" * 1000 + ".example/"),
    enveloped("a licence of a megabyte", cut=("licence",), licence="l" * 1_000_000),
]

HEADERS = [
    bare("headers: a few too many", TEXT, Reason.PAGE_HEADERS, *FLOOD),
    bare("headers: almost 3 MB", TEXT, Reason.PAGE_HEADERS, *MANY),
    bare("headers: one value of a megabyte", TEXT, Reason.PAGE_HEADERS, ("source", b"s" * 1_000_000)),
    bare("headers: a name of a megabyte", TEXT, Reason.PAGE_HEADERS, ("n" * 1_000_000, b"")),
    bare("headers: values that are no UTF-8", TEXT, None, ("source", b"caf\xe9"), ("url", b"http://\xff/"), cut=("url",)),
    bare("headers: a source of 30 kB", TEXT, None, ("source", b"s" * 30_000), cut=("source",)),
    bare("headers: no time", TEXT, Reason.PAGE_BAD_SHAPE, ("fetched_at", b"\x00")),
    bare("headers: no layout", TEXT, Reason.PAGE_BAD_SHAPE, ("layout", b"page\n")),
    bare("headers: the same name often", TEXT, None, *[("source", str(n).encode()) for n in range(50)]),
    bare("headers: reserved names", TEXT, None, ("ce_id", b"forged"), ("silkwire-reason", b"bug"), ("Silkwire-Stage", b"x")),
    bare("headers: reserved names on what is refused", "a\0b", Reason.PAGE_NUL, ("silkwire-reason", b"none"), ("CE_TYPE", b"x")),
    bare("headers: no trace", TEXT, None, ("traceparent", b"00-xyz\r\n\x1b[31m"), ("baggage", b"\xff")),
    bare("headers: a trace ninety times", TEXT, None, *[("tracestate", b"a=" + b"b" * 300)] * 90),
    bare("headers: a name that is empty", TEXT, None, ("", b"")),
    bare("headers: a name with controls", "a\0b", Reason.PAGE_NUL, ("\x1b[31m\r\n", b"v")),
    bare("headers: a content type with a NUL", TEXT, None, ("content-type", b"text/plain\x00")),
    bare("a key of 100 kB", TEXT, Reason.PAGE_HEADERS)._replace(key=b"k" * 100_000),
    bare("a key that is no text", TEXT)._replace(key=b"\xff\xfe\x00\x1b"),
]

CASES = [*ENVELOPES, *HEADERS]
