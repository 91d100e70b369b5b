"""The commands that `silkwire resume` and `silkwire status` print do what they say, if an operator runs them as they are."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from schemas.control import Hold, Park
from streams.cli import app
from streams.cli import resume as module
from streams.cli.resume import Resumed
from streams.cli.status import _parked
from streams.errors import NotReplayed
from streams.operate.parked import ParkedSource
from streams.operate.unparking import Unparking

PLACE = "silkwire.pages.raw.v1"
SOURCES = ["kabar", "--all", "-kabar", "a  b", " ", "it's", "'" * 200, "$HOME `x`", "a|b", "кабар", "[red]x[/]"]


def parked(source: str) -> ParkedSource:
    return ParkedSource(source, [Park(topic=PLACE, partition=0, source=source, offset=1, refused=5, last="x", arrival=9)])


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str], found: Resumed) -> tuple[list[str], bool, str]:
    """Run `silkwire resume` where this is found. Return the names, whether --all was given, and what was printed."""
    given: list[tuple[list[str], bool]] = []

    async def resume(_settings: object, names: list[str], *, every: bool, drop: bool, wait: float) -> Resumed:
        assert (drop, wait) == (False, 60)
        given.append((names, every))
        return found

    monkeypatch.setattr(module, "_resume", resume)
    done = CliRunner().invoke(app, ["resume", *arguments])
    if done.exception is not None:
        raise done.exception
    ((names, every),) = given
    return names, every, done.output


@pytest.mark.parametrize("source", SOURCES)
def test_the_printed_command_resumes_the_source_that_it_is_about(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Resumed([], [parked(source)])
    *_, listed = run(monkeypatch, [], found)
    (shown,) = _parked([parked(source)], 60_009)
    for said in (listed.rstrip("\n").splitlines()[-1], shown.plain):
        words = shlex.split(said[said.index("silkwire resume") :])
        assert run(monkeypatch, words[2:], found)[:2] == ([source], False)


def test_the_printed_command_resumes_the_partition_that_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Resumed([Hold(topic=PLACE, partition=2, stage="split", offset=7, refused=9, last="x")], [])
    *_, listed = run(monkeypatch, [], found)
    words = shlex.split(listed[listed.index("silkwire resume") :])
    assert run(monkeypatch, words[2:], found)[:2] == (["pages.raw[2]"], False)


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["a table", "JSON"])
def test_a_page_that_cannot_be_replayed_is_named_and_the_command_fails(more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {"kabar": Unparking(replayed=3, too_large=(f"{PLACE}[0]@7", f"{PLACE}[1]@9"))}
    with pytest.raises(NotReplayed, match=r"\[0\]@7, silkwire\.pages\.raw\.v1\[1\]@9 of kabar"):
        run(monkeypatch, ["kabar", *more], Resumed([], [parked("kabar")], unparked=lost))
