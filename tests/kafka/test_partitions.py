"""How many partitions a topic may have: the settings at its creation, what the broker has ever after."""

from __future__ import annotations

import pytest

from schemas.topics import ARTICLES_CLEAN, ARTICLES_UNIQUE, DRAFTS, FX_RATES, PAGES_RAW, STATES, TOPICS, Topic
from streams.kafka.partitions import PartitionCount, wanted_partitions
from streams.settings import Settings


@pytest.mark.parametrize(
    ("topic", "partitions"),
    [(PAGES_RAW, 12), (ARTICLES_CLEAN, 12), (DRAFTS, 3), (STATES[0], 3), (STATES[1], 2), (FX_RATES, 1)],
    ids=lambda it: it.name if isinstance(it, Topic) else None,
)
def test_the_settings_say_with_how_many_a_topic_is_created(topic: Topic, partitions: int) -> None:
    assert wanted_partitions(topic, Settings(partitions=12, drafts_partitions=3, ticks_partitions=2)) == partitions


def test_the_defaults_of_the_settings_are_those_of_the_registry() -> None:
    assert {wanted_partitions(topic, Settings()) - topic.default_partitions for topic in TOPICS} == {0}


def test_a_topic_grows_only_where_no_order_is_lost() -> None:
    growing = {topic.name: topic.growth for topic in TOPICS if topic.growth != "never"}
    assert growing == {"pages.raw": "any", "pages.reports": "any", "rejected": "any", "articles.unique": "drained"}


@pytest.mark.parametrize(
    ("topic", "count", "detail"),
    [
        (PAGES_RAW, PartitionCount(4, 4), "partitions: 4"),
        (PAGES_RAW, PartitionCount(8, 4), "partitions: 8, not SILKWIRE_PARTITIONS=4: Kafka removes no partition"),
        (PAGES_RAW, PartitionCount(4, 8), "it grows with silkwire topics apply"),
        (ARTICLES_CLEAN, PartitionCount(4, 8), "keys would move, so it keeps the number that it was created with"),
        (ARTICLES_UNIQUE, PartitionCount(4, 8), "Let the workers finish it, stop them, and run: silkwire topics apply"),
        (DRAFTS, PartitionCount(1, 3), "partitions: 1, not SILKWIRE_DRAFTS_PARTITIONS=3: keys would move"),
        (STATES[0], PartitionCount(1, 3, needed=1), "partitions: 1"),
        (FX_RATES, PartitionCount(1, 1), "partitions: 1"),
    ],
)
def test_a_setting_that_does_not_apply_is_named(topic: Topic, count: PartitionCount, detail: str) -> None:
    assert detail in count.detail(topic)


@pytest.mark.parametrize(("held", "needed", "works"), [(1, 3, False), (4, 3, False), (3, 3, True), (3, 0, True)])
def test_state_with_other_partitions_than_its_input_stops_a_worker(held: int, needed: int, works: bool) -> None:
    assert (PartitionCount(held, 1, needed=needed).lacking == "") is works
