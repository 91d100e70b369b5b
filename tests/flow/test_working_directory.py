"""A worker needs no place on the disk: nothing is written to its working directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.app import build
from streams.settings import Settings
from tests.support.kafka import publish, running, settled


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty directory that cannot be written to."""
    directory = tmp_path / "read-only"
    directory.mkdir(mode=0o555)
    monkeypatch.chdir(directory)
    yield directory
    directory.chmod(0o755)


def contents(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def test_an_application_makes_no_directory_when_it_starts_first(read_only: Path) -> None:
    await build(Settings()).app.on_first_start()
    assert contents(read_only) == []


@pytest.mark.kafka
async def test_a_worker_runs_in_a_directory_that_it_cannot_write_to(settings: Settings, read_only: Path) -> None:
    async with running(settings):
        await publish(settings, [(b"\xff", ())])
        await settled(settings)
    assert contents(read_only) == []
