"""Which settings of a topic are the operator's choice, which are corrected, and with which no worker starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import (
    ARTICLES_CLEAN,
    ARTICLES_DECISIONS,
    CONTROL,
    DRAFTS,
    FX_RATES,
    INPUTS,
    PAGES_RAW,
    REJECTED,
    STATES,
    TOPICS,
    Topic,
)
from streams.kafka.topic_settings import SettingsReview, registry_settings, review_settings
from streams.stages import STAGES

COPIES = 3
RETENTION, BYTES, POLICY = "retention.ms", "max.message.bytes", "cleanup.policy"
STAMPS, ACKS = "message.timestamp.type", "min.insync.replicas"

CHOICE, CORRECTED, BY_HAND = "the operator's choice", "corrected", "by hand"


def reviewed(topic: Topic, setting: str, value: str) -> SettingsReview:
    return review_settings(topic, registry_settings(topic, COPIES) | {setting: value}, COPIES)


def verdict(review: SettingsReview) -> str:
    if not review.differences:
        return CHOICE
    return BY_HAND if review.refused else CORRECTED


@pytest.mark.parametrize(
    ("topic", "setting", "value", "wanted", "stops"),
    [
        (PAGES_RAW, RETENTION, "9000000000", CHOICE, False),
        (PAGES_RAW, RETENTION, "-1", CHOICE, False),
        (PAGES_RAW, RETENTION, "60000", CORRECTED, False),
        (STATES[0], RETENTION, "60000", CORRECTED, False),
        (CONTROL, RETENTION, "9000000000", CHOICE, False),
        (PAGES_RAW, BYTES, "99000000", CHOICE, False),
        (PAGES_RAW, BYTES, "1048588", CORRECTED, False),
        (ARTICLES_CLEAN, BYTES, "1048588", CORRECTED, False),
        (STATES[1], BYTES, "1048588", CHOICE, False),
        (STATES[1], BYTES, "1048575", CORRECTED, True),
        (PAGES_RAW, STAMPS, "CreateTime", CORRECTED, True),
        (DRAFTS, STAMPS, "CreateTime", CORRECTED, True),
        (STATES[0], STAMPS, "CreateTime", CORRECTED, True),
        (ARTICLES_CLEAN, STAMPS, "CreateTime", CORRECTED, False),
        (REJECTED, STAMPS, "CreateTime", CORRECTED, False),
        (PAGES_RAW, ACKS, "3", CHOICE, False),
        (PAGES_RAW, ACKS, "1", CORRECTED, False),
        (PAGES_RAW, ACKS, "4", CORRECTED, False),
        (PAGES_RAW, POLICY, "compact", BY_HAND, True),
        (PAGES_RAW, POLICY, "compact,delete", CORRECTED, True),
        (STATES[0], POLICY, "delete,compact", CORRECTED, True),
        (ARTICLES_DECISIONS, POLICY, "compact", BY_HAND, False),
        (ARTICLES_DECISIONS, POLICY, "compact,delete", CORRECTED, False),
        (ARTICLES_CLEAN, POLICY, "delete,compact", CHOICE, False),
        (ARTICLES_CLEAN, POLICY, "delete", CHOICE, False),
        (ARTICLES_CLEAN, POLICY, "compact", CHOICE, False),
        (FX_RATES, POLICY, "delete", CORRECTED, False),
        (CONTROL, POLICY, "compact,delete", CORRECTED, True),
    ],
    ids=lambda it: it.name if isinstance(it, Topic) else str(it),
)
def test_each_value_of_a_setting_has_its_verdict(topic: Topic, setting: str, value: str, wanted: str, stops: bool) -> None:
    review = reviewed(topic, setting, value)
    assert verdict(review) == wanted
    assert (review.stopping is not None) is stops
    assert [it.setting for it in review.changes] == [setting] * (wanted == CORRECTED)
    for change in review.differences:
        assert (change.before, change.after) == (value, registry_settings(topic, COPIES)[setting])
        assert change.why


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
@pytest.mark.parametrize("copies", [1, 2, 3, 5])
def test_the_registrys_own_settings_are_right(topic: Topic, copies: int) -> None:
    review = review_settings(topic, registry_settings(topic, copies), copies)
    assert (review.differences, review.chosen) == ((), ())


def test_what_the_operator_chose_is_said_with_what_the_registry_has() -> None:
    assert reviewed(DRAFTS, RETENTION, "9000000000").chosen == ("retention.ms: 9000000000, the registry has 604800000",)
    assert reviewed(DRAFTS, "retention.bytes", "5").chosen == ("retention.bytes: 5 may delete records before retention.ms",)
    assert reviewed(DRAFTS, "retention.bytes", "-1").chosen == ()


@given(
    topic=st.sampled_from(TOPICS),
    policy=st.sampled_from(["delete", "compact", "compact,delete"]),
    retention=st.sampled_from([-1, 0, 60_000, 10**12]),
    size=st.sampled_from([0, 2**20, 10**9]),
    stamps=st.sampled_from(["CreateTime", "LogAppendTime"]),
    acks=st.integers(1, 5),
    copies=st.integers(1, 5),
)
def test_what_is_applied_is_right_afterwards_and_deletes_no_earlier_than_before(
    topic: Topic, policy: str, retention: int, size: int, stamps: str, acks: int, copies: int
) -> None:
    held = {POLICY: policy, RETENTION: str(retention), BYTES: str(size), STAMPS: stamps, ACKS: str(acks)}
    applied = held | {it.setting: it.after for it in review_settings(topic, held, copies).changes}
    after = review_settings(topic, applied, copies)
    assert all(it.deletes for it in after.differences)
    assert after.changes == ()
    assert "delete" in policy or "delete" not in applied[POLICY]
    assert applied[RETENTION] == str(retention) or 0 <= retention < int(applied[RETENTION])
    corrected = {it.setting: it.after for it in after.differences}
    assert review_settings(topic, applied | corrected, copies).stopping is None


def test_the_inputs_of_the_registry_are_what_the_stages_read() -> None:
    assert set(INPUTS) == {stage.reads for stage in STAGES}
