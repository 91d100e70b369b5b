"""How a batch runs through a stage: one outcome per record, repetitions and rejections without a trace in the memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from agents.clock import RowClock
from agents.occurrences import Seen
from agents.runner import Handled, PerRecord, output_of, receive_all
from agents.stage import Outcome, Output, Received, Record, Stage, Undecoded, UnreadableRecord
from schemas.codec import decode
from schemas.rejection import Reason, Rejection
from schemas.state import StateRow
from schemas.topics import ARTICLES_DECISIONS, TICKS_RAW


class Word(StateRow):
    """A message and a row in one; `text` says what becomes of it."""

    text: str


class Words:
    """Remembers the words of its rows."""

    def __init__(self) -> None:
        self.clock = RowClock(1)
        self.seen = Seen(self.clock, 1)
        self.crowded = 0
        self.texts: list[str] = []

    def apply(self, row: Word) -> None:
        self.texts.append(row.text)
        self.clock.add(row.arrival)
        self.seen.add(row.text.encode())

    def __len__(self) -> int:
        return len(self.texts)


hashed: Counter[str] = Counter()


def occurrence(word: Word) -> bytes:
    hashed[word.text] += 1
    return word.text.encode()


def handle(record: Received[Word], state: Words) -> Handled:
    """Send the words known so far; fail where the word says so, after the output was made."""
    word = record.message
    output = output_of(ARTICLES_DECISIONS, word.text, word, record.occurrence.hex())
    if word.text == "refused":
        raise Rejection(Reason.PAGE_NUL, "as it says")
    if word.text == "bug":
        raise ValueError(word.text)
    row = Word(**record.row_head("words-1"), text=word.text)
    return Handled((output,) * (1 + len(state.texts)), (row,))


def reported(record: Received[Word] | Undecoded, rejection: Rejection) -> Sequence[Output]:
    return [Output(ARTICLES_DECISIONS, b"", rejection.reason.value.encode(), "", "")] if isinstance(record, Received) else []


STAGE = Stage(
    name="ticks", sentence="Remember words.", reads=TICKS_RAW, writes=(ARTICLES_DECISIONS,),
    decode=lambda raw: decode(Word, raw.value), step=PerRecord(handle, occurrence=occurrence, on_rejection=reported),
    algorithm="words-1", new_state=Words, row=Word,
)  # fmt: skip


def raw(text: str, offset: int) -> Record:
    value = Word(offset=0, index=0, arrival=0, algorithm="", text=text).model_dump_json().encode()
    return Record("words", 0, offset, offset, None, b"{" if text == "broken" else value)


def received(*texts: str) -> list[Received[Word] | Undecoded]:
    return receive_all(STAGE, [raw(text, offset) for offset, text in enumerate(texts)])


def test_each_record_sees_the_rows_of_those_before_it() -> None:
    state = Words()
    result = STAGE.step(received("a", "b", "c"), state)
    assert state.texts == ["a", "b", "c"]
    assert result.causes == [0, 1, 1, 2, 2, 2]
    heads = [(row.offset, row.index, row.arrival, row.algorithm) for row in result.rows]
    assert heads == [(n, 0, n, "words-1") for n in range(3)]


def test_a_repetition_gives_nothing_and_each_occurrence_is_hashed_once() -> None:
    hashed.clear()
    state = Words()
    result = STAGE.step(received("a", "b", "a"), state)
    assert result.outcomes == [Outcome.PROCESSED, Outcome.PROCESSED, Outcome.DUPLICATE]
    assert result.causes == [0, 1, 1]
    assert [output.id for output in result.outputs] == [b"a".hex(), b"b".hex(), b"b".hex()]
    assert hashed == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("text", "reason", "detail", "sent"),
    [
        ("broken", Reason.RECORD_UNDECODABLE, "record: ", []),
        ("refused", Reason.PAGE_NUL, "as it says", [b"page.nul"]),
        ("bug", Reason.BUG, "ValueError: bug", [b"bug"]),
    ],
)
def test_what_goes_wrong_with_a_record_rejects_it_alone_and_leaves_no_row(
    text: str, reason: Reason, detail: str, sent: list[bytes]
) -> None:
    state = Words()
    result = STAGE.step(received("a", text, "b"), state)
    first, rejection, last = result.outcomes
    assert (first, last) == (Outcome.PROCESSED, Outcome.PROCESSED)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.detail[: len(detail)]) == (reason, detail)
    assert [output.value for output, cause in zip(result.outputs, result.causes, strict=True) if cause == 1] == sent
    assert state.texts == ["a", "b"]


def test_a_record_that_could_not_be_read_is_not_decoded() -> None:
    why = Rejection(Reason.RECORD_UNREADABLE, "too large")
    unread = UnreadableRecord("words", 0, 0, 0, None, raw("a", 0).value, (), why)
    assert receive_all(STAGE, [unread]) == [Undecoded(unread, why)]
    assert STAGE.step(receive_all(STAGE, [unread]), Words()).outcomes == [why]


def test_a_message_that_its_topic_does_not_take_is_rejected() -> None:
    word = Word(offset=0, index=0, arrival=0, algorithm="", text="x" * ARTICLES_DECISIONS.max_bytes)
    with pytest.raises(Rejection, match=r"bytes for articles\.decisions") as refused:
        output_of(ARTICLES_DECISIONS, "k", word, "id")
    assert refused.value.reason is Reason.RECORD_TOO_LARGE


def test_a_stage_with_memory_has_the_state_topic_of_its_name() -> None:
    assert STAGE.state_topic is not None
    assert STAGE.state_topic.name == "ticks.state"
