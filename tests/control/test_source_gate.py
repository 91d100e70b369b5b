"""A parked source is on the control topic before its pages are sent; a resumed one leaves once they are delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from faust.types import TP

from agents.stage import Outcome
from schemas.codec import encode
from schemas.control import Hold, Park, Unparked, control_key
from schemas.rejection import Rejection
from streams.control import ControlLog, Gate, Gates
from streams.control.parking import Stepped
from streams.transport import PartitionBatch
from tests.control.crawled import PARKING, TOPIC, page, run
from tests.control.kept import Kept

PLACE = TP(TOPIC, 0)
LIMIT = 3


def batch(pages: str, first: int = 0) -> PartitionBatch:
    """Return a batch of pages, each a letter: its source, in capitals if the page is good."""
    records = [page(first + at, it.lower(), good=it.isupper()) for at, it in enumerate(pages)]
    return PartitionBatch(PLACE, records, 1, None, lambda _: None)


async def assigned(control: ControlLog) -> tuple[Gates, Gate]:
    gates = Gates(control, LIMIT, trial_seconds=1)
    gate = gates.gate("split", TOPIC, PARKING)
    await gates.assigned({PLACE})
    return gates, gate


async def step(gate: Gate, taken: PartitionBatch) -> Stepped:
    """Take a batch through the gate; it is not delivered yet."""
    async with gate.passage(taken):
        stepped = await gate.step(taken, run)
        gate.count(taken, stepped.counted)
    return stepped


def said(stepped: Stepped) -> str:
    return "".join("r" if isinstance(it, Rejection) else "p" if it is Outcome.PARKED else "t" for it in stepped.result.outcomes)


def resume(control: Kept, source: str = "a") -> None:
    """Ask that a source is let in, as an operator does."""
    for park in control.parks.of(TOPIC, 0):
        if park.source == source:
            row = park.model_copy(update={"resuming": True})
            control.take(control_key(row), encode(row))


async def settle() -> None:
    """Let the tasks run that the rows of the control topic have started."""
    for _ in range(5):
        await asyncio.sleep(0)


def sources(control: ControlLog) -> Sequence[str]:
    return [park.source for park in control.parks.of(TOPIC, 0)]


async def test_a_source_is_parked_on_the_control_topic_before_the_batch_goes_on() -> None:
    control = Kept()
    _, gate = await assigned(control)
    assert said(await step(gate, batch("aaaaB"))) == "rrrpt"
    assert [park.offset for park in control.written if isinstance(park, Park)] == [3]
    assert (gate.held(0), [park.source for park in gate.parks(0)]) == (False, ["a"])


async def test_the_next_owner_parks_the_source_and_knows_the_counts_of_the_others() -> None:
    control = Kept()
    _, gate = await assigned(control)
    taken = batch("aaabb")
    async with gate.passage(taken):
        stepped = await gate.step(taken, run)
        ((_, _, key, value, _),) = gate.count(taken, stepped.counted)
    control.take(key, value)
    _, heir = await assigned(control)
    assert said(await step(heir, batch("abAb", 5))) == "prpp"


async def test_a_quarantined_page_of_a_parked_source_is_refused_unread() -> None:
    control = Kept()
    _, gate = await assigned(control)
    await step(gate, batch("aaa"))
    poison = PartitionBatch(PLACE, [page(3, "a", good=False)._replace(value=b"poison")], 1, None, lambda _: None)
    async with gate.passage(poison):
        assert said(await gate.step(poison, run, quarantined=True)) == "r"


async def test_a_page_is_a_replay_only_after_a_command_has_noted_its_source() -> None:
    control = Kept()
    _, gate = await assigned(control)
    forged = PartitionBatch(PLACE, [page(at, "a", good=False, first=0) for at in range(1, 6)], 1, None, lambda _: None)
    assert said(await step(gate, forged)) == "rrrpp"
    await control.put([Unparked(topic="parked", partition=0, source="b", offset=1)])
    replays = PartitionBatch(PLACE, [page(at, "b", good=False, first=0) for at in range(6, 11)], 1, None, lambda _: None)
    assert said(await step(gate, replays)) == "rrrrr"


async def test_a_count_is_written_once_and_again_only_when_it_changes() -> None:
    control = Kept()
    _, gate = await assigned(control)
    for pages, rows in (("aB", 1), ("BB", 0), ("A", 1), ("B", 0)):
        taken = batch(pages)
        async with gate.passage(taken):
            stepped = await gate.step(taken, run)
            assert len(gate.count(taken, stepped.counted)) == rows


async def test_a_resumed_source_leaves_once_its_parked_pages_are_delivered() -> None:
    control = Kept()
    _, gate = await assigned(control)
    taken = batch("aaaaa")
    await step(gate, taken)
    resume(control)
    await settle()
    assert said(await step(gate, batch("AA", 5))) == "tt"
    assert sources(control) == ["a"]
    await gate.delivered(taken)
    assert sources(control) == []


async def test_a_resumed_source_without_a_page_on_the_way_leaves_at_once() -> None:
    control = Kept()
    _, gate = await assigned(control)
    taken = batch("aaaa")
    await step(gate, taken)
    await gate.delivered(taken)
    resume(control)
    await settle()
    assert sources(control) == []


async def test_a_row_that_is_written_again_while_its_tombstone_is_on_the_way_is_removed_again() -> None:
    control = Kept()
    _, gate = await assigned(control)
    taken = batch("aaaa")
    await step(gate, taken)
    await gate.delivered(taken)
    (park,) = control.parks.of(TOPIC, 0)
    asked = park.model_copy(update={"resuming": True})
    control.late = True
    await control.put([asked])
    await settle()
    await control.put([asked])
    control.late = False
    await settle()
    assert sources(control) == []


async def test_a_source_whose_row_could_not_be_removed_leaves_when_an_operator_asks_again() -> None:
    control = Kept()
    _, gate = await assigned(control)
    taken = batch("aaaa")
    await step(gate, taken)
    await gate.delivered(taken)
    control.refusals = 1
    resume(control)
    await settle()
    assert sources(control) == ["a"]
    resume(control)
    await settle()
    assert sources(control) == []


async def test_a_source_that_nobody_answered_for_leaves_when_the_partition_is_assigned() -> None:
    control = Kept(Park(topic=TOPIC, partition=0, source="a", offset=0, refused=3, last="x", arrival=0, resuming=True))
    _, gate = await assigned(control)
    assert sources(control) == []
    assert said(await step(gate, batch("Aa"))) == "tr"


async def test_a_worker_does_not_answer_for_a_partition_that_it_gave_back() -> None:
    control = Kept()
    gates, gate = await assigned(control)
    await step(gate, batch("aaa"))
    await gates.given_back({PLACE})
    resume(control)
    await settle()
    assert sources(control) == ["a"]


async def test_a_partition_that_is_resumed_has_no_counts_left() -> None:
    control = Kept()
    _, gate = await assigned(control)
    await step(gate, batch("aa"))
    await control.put([Hold(topic=TOPIC, partition=0, stage="split", offset=2, refused=2, last="x")])
    control.resume()
    assert said(await step(gate, batch("aaa", 2))) == "rrr"
