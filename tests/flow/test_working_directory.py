"""A worker needs no place on the disk: nothing is written to its working directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.app import build
from streams.settings import Settings
from tests.support import publish, running, settled


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in an empty directory that cannot be written to, and find it empty afterwards."""
    directory = tmp_path / "read-only"
    directory.mkdir(mode=0o555)
    monkeypatch.chdir(directory)
    yield
    assert list(directory.iterdir()) == []
    directory.chmod(0o755)


@pytest.mark.usefixtures("read_only")
async def test_an_application_makes_no_directory_when_it_starts_first() -> None:
    await build(Settings()).app.on_first_start()


@pytest.mark.kafka
@pytest.mark.usefixtures("read_only")
async def test_a_worker_runs_in_a_directory_that_it_cannot_write_to(settings: Settings) -> None:
    async with running(settings):
        await publish(settings, [(b"\xff", ())])
        await settled(settings)
