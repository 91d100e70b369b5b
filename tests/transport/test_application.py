"""How the application is set up."""

from __future__ import annotations

from streams.settings import Settings
from streams.transport.application import new_app


def test_a_worker_looks_for_new_partitions_every_few_seconds() -> None:
    assert new_app(Settings()).conf.consumer_metadata_max_age_ms == 5000
