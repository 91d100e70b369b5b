"""Every state row that dedupe writes for a valid draft can be read again, and restores the same memory."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from agents.dedupe import STAGE
from agents.dedupe.state import Articles, Sighting
from agents.runner import receive_all
from agents.stage import Record, Result
from schemas.codec import decode, encode
from schemas.rejection import Rejection

NOW = 1_930_000_000_000

TEXTS = st.one_of(st.sampled_from(["a", "b", "c1:a", "\0", ""]), st.text(max_size=8))
VALUES = st.fixed_dictionaries(
    {
        "page_topic": TEXTS, "page_partition": st.integers(0, 3), "page_offset": st.integers(0, 5), "source": TEXTS,
        "event_time": st.sampled_from(["2031-03-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]),
        "content_id": TEXTS, "article_index": st.integers(0, 2), "headline": TEXTS, "text": TEXTS, "splitter": st.just("s"),
        "page_start": st.just(0), "page_end": st.just(1), "headline_start": st.just(0), "headline_end": st.just(0),
        "blocks": st.just([]), "confidence": st.floats(0, 1),
    }
)  # fmt: skip
ARRIVALS = st.integers(NOW - 10**9, NOW + 10**9) | st.integers(-1, 2**63 - 1)


def step(records: list[Record], state: Articles) -> Result:
    result = STAGE.step(receive_all(STAGE, records), state)
    assert not [it for it in result.outcomes if isinstance(it, Rejection)]
    return result


@given(st.lists(st.tuples(VALUES, ARRIVALS), max_size=14), st.integers(0, 14))
def test_any_row_is_read_as_it_was_applied_and_restores_the_memory(log: list[tuple[dict[str, Any], int]], restart: int) -> None:
    records = [Record("drafts", 0, offset, arrival, b"", orjson.dumps(value)) for offset, (value, arrival) in enumerate(log)]
    live, restored = Articles(), Articles()
    for row in step(records[:restart], live).rows:
        read = decode(Sighting, encode(row), unknown="forbid")
        assert read == row
        restored.apply(read)
    after = step(records[restart:], live)
    again = step(records[restart:], restored)
    assert (again.outputs, again.rows, again.outcomes) == (after.outputs, after.rows, after.outcomes)
