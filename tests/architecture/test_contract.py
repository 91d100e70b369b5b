"""The contract that consumers build on: schemas, examples, topics, reasons."""

from __future__ import annotations

import json
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.codec import decode, encode
from schemas.json_schema import DIRECTORY, file_name, schema
from schemas.rejection import Reason, Rejection
from schemas.tick import FxRate
from schemas.topics import PAGES_RAW, STATES, TOPICS, Topic
from streams.stages import STAGES
from tests.support import ROOT
from tools.examples import examples
from tools.generate import LIMITS_PAGE
from tools.handbook import limits_page

EXAMPLES = ROOT / "schemas" / "examples"

every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@every_topic
def test_the_committed_schema_is_what_the_messages_say(topic: Topic) -> None:
    committed = json.loads((DIRECTORY / file_name(topic)).read_text("utf-8"))
    assert committed == schema(topic), "run: make schemas"


@every_topic
def test_every_topic_has_an_example_that_its_schema_takes(topic: Topic) -> None:
    example = json.loads((EXAMPLES / f"{topic.name}.v{topic.major}.json").read_text("utf-8"))
    jsonschema.validate(example, schema(topic), cls=jsonschema.Draft202012Validator)
    assert set(topic.message.model_validate(example).model_fields_set) == set(example)


def test_the_examples_are_what_the_demo_page_gives() -> None:
    for topic, value in examples():
        committed = json.loads((EXAMPLES / f"{topic.name}.v{topic.major}.json").read_text("utf-8"))
        assert committed == json.loads(json.dumps(value)), f"{topic.name}: run make schemas"


def test_a_reader_may_meet_fields_it_does_not_know_and_a_producer_may_not_send_them() -> None:
    topic = next(topic for topic in TOPICS if topic.name == "articles.decisions")
    example = json.loads((EXAMPLES / "articles.decisions.v1.json").read_text("utf-8")) | {"of_tomorrow": 1}
    jsonschema.validate(example, schema(topic))
    with pytest.raises(ValidationError, match="of_tomorrow"):
        topic.message.model_validate(example)


def test_topics_that_stages_read_and_write_are_in_the_registry() -> None:
    for stage in STAGES:
        assert {stage.reads, *stage.writes} <= set(TOPICS)
        assert stage.name in stage.reads.consumers
        assert all(stage.name in topic.producers for topic in stage.writes)


def test_what_a_stage_sends_fits_into_the_next_topic() -> None:
    limits = {topic.name: topic.max_bytes for topic in TOPICS}
    way = ["pages.raw", "drafts", "articles.unique", "articles.clean"]
    assert [limits[name] for name in way] == sorted(limits[name] for name in way)


def test_a_state_topic_has_the_partitions_of_its_input_and_outlives_it() -> None:
    for stage in STAGES:
        if stage.state_topic is not None:
            assert stage.state_topic in STATES
            assert stage.state_topic.state_of == stage.reads.name
            assert stage.state_topic.sized_by == stage.reads.sized_by
            assert stage.reads.growth == stage.state_topic.growth == "never"
            assert stage.state_topic.retention_ms > stage.reads.retention_ms
    assert PAGES_RAW.config["message.timestamp.type"] == "LogAppendTime"


def test_every_reason_says_what_it_means_and_what_to_do() -> None:
    assert len({reason.value for reason in Reason}) == len(Reason)
    assert all(reason.meaning and reason.remedy for reason in Reason)


@given(rate=st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=8))
def test_a_decimal_travels_with_all_its_digits(rate: Decimal) -> None:
    row = FxRate(
        base="KGS", quote="USD", source="s", rate=rate, error_bound=Decimal(0), event_time="2026-11-14T00:00:00Z",
        credibility=1, sources=1,
    )  # fmt: skip
    again = decode(FxRate, encode(row))
    assert format(again.rate, "f") == format(rate, "f")
    assert encode(again) == encode(row)


@pytest.mark.parametrize("rate", ["NaN", "Infinity", 0.1, None])
def test_what_is_no_decimal_is_refused(rate: object) -> None:
    value = json.dumps({
        "base": "KGS", "quote": "USD", "source": "s", "rate": rate, "error_bound": "0", "event_time": "2026-11-14T00:00:00Z",
        "credibility": 1, "sources": 1,
    }).encode()  # fmt: skip
    with pytest.raises(Rejection) as refused:
        decode(FxRate, value)
    assert refused.value.reason is Reason.RECORD_UNDECODABLE


@pytest.mark.parametrize("amount", ["1e40", "1e308", "-1e999999", "0e41", "1e-41", "9" * 41, "0." + "1" * 41])
def test_an_amount_whose_digits_would_not_end_is_refused(amount: str) -> None:
    example = json.loads((EXAMPLES / "fx.rates.v1.json").read_text("utf-8")) | {"rate": amount}
    with pytest.raises(Rejection, match="rate: "):
        decode(FxRate, json.dumps(example).encode())


def test_the_page_of_limits_says_what_the_model_says() -> None:
    page = LIMITS_PAGE.read_text("utf-8")
    assert page == limits_page(page), "run: make schemas"
