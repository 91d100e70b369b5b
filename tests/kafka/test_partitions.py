"""How many partitions a topic may have: the settings at its creation, what the broker has ever after."""

from __future__ import annotations

import pytest

from schemas.topics import ARTICLES_CLEAN, ARTICLES_UNIQUE, DRAFTS, FX_RATES, PAGES_RAW, PAGES_REPORTS, STATES, TOPICS, Topic
from streams.kafka.partitions import PartitionCount, wanted_partitions
from streams.settings import Settings


@pytest.mark.parametrize(
    ("topic", "partitions"),
    [(PAGES_RAW, 12), (ARTICLES_CLEAN, 12), (DRAFTS, 3), (STATES[0], 3), (STATES[1], 1), (FX_RATES, 1)],
    ids=lambda it: it.name if isinstance(it, Topic) else None,
)
def test_the_settings_say_with_how_many_a_topic_is_created(topic: Topic, partitions: int) -> None:
    assert wanted_partitions(topic, Settings(partitions=12, drafts_partitions=3)) == partitions


def test_the_defaults_of_the_settings_are_those_of_the_registry() -> None:
    assert {wanted_partitions(topic, Settings()) - topic.default_partitions for topic in TOPICS} == {0}


@pytest.mark.parametrize(
    ("topic", "held", "wanted", "drained", "grow_to"),
    [
        pytest.param(PAGES_RAW, 4, 8, False, 8, id="pages may come in more partitions"),
        pytest.param(PAGES_REPORTS, 4, 8, False, 8, id="and so may reports"),
        pytest.param(PAGES_RAW, 8, 4, True, 0, id="no partition is removed"),
        pytest.param(PAGES_RAW, 4, 4, True, 0, id="nothing to do"),
        pytest.param(ARTICLES_UNIQUE, 4, 8, False, 0, id="versions of an article would overtake each other"),
        pytest.param(ARTICLES_UNIQUE, 4, 8, True, 8, id="unless none is left"),
        pytest.param(ARTICLES_CLEAN, 4, 8, True, 0, id="a compacted topic would keep two last versions"),
        pytest.param(DRAFTS, 1, 3, True, 0, id="known texts would be in other partitions"),
        pytest.param(STATES[0], 1, 3, True, 0, id="state stays with its input"),
    ],
)
def test_a_topic_grows_only_where_no_order_is_lost(topic: Topic, held: int, wanted: int, drained: bool, grow_to: int) -> None:
    assert PartitionCount(held, wanted).growth(topic, drained=drained) == grow_to


@pytest.mark.parametrize(
    ("topic", "count", "detail"),
    [
        (PAGES_RAW, PartitionCount(4, 4), "4 partitions"),
        (PAGES_RAW, PartitionCount(8, 4), "8 partitions, not SILKWIRE_PARTITIONS=4: Kafka removes no partition"),
        (ARTICLES_CLEAN, PartitionCount(4, 8), "keys would move, so it keeps the number that it was created with"),
        (ARTICLES_UNIQUE, PartitionCount(4, 8), "let the workers finish it, stop them, and run: silkwire topics apply"),
        (DRAFTS, PartitionCount(1, 3), "1 partitions, not SILKWIRE_DRAFTS_PARTITIONS=3: keys would move"),
        (STATES[0], PartitionCount(1, 3, needed=1), "1 partitions"),
        (FX_RATES, PartitionCount(1, 1), "1 partitions"),
    ],
)
def test_a_setting_that_does_not_apply_is_named(topic: Topic, count: PartitionCount, detail: str) -> None:
    assert detail in count.detail(topic)


def test_state_with_fewer_partitions_than_its_input_stops_a_worker() -> None:
    assert PartitionCount(1, 1, needed=3).lacking.startswith("has 1 partitions, its input has 3")
    assert PartitionCount(3, 1, needed=3).lacking == PartitionCount(4, 1, needed=3).lacking == ""
