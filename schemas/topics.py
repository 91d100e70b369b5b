"""The registry of topics: the only place that declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from schemas.article import CleanArticle, Draft, UniqueArticle
from schemas.base import Message
from schemas.control import Hold
from schemas.decision import Decision
from schemas.page import PageEnvelope, PageReport
from schemas.parked import ParkedHeaders
from schemas.rejection import RejectionHeaders
from schemas.state import Checkpoint
from schemas.tick import FxRate, FxTick, RawTick

__all__ = [
    "ARTICLES_CLEAN",
    "ARTICLES_DECISIONS",
    "ARTICLES_UNIQUE",
    "ARTICLE_DAYS",
    "CONTROL",
    "DAY_MS",
    "DEDUPE_DAYS",
    "DRAFTS",
    "FX_RATES",
    "FX_TICKS",
    "INPUTS",
    "PAGES_PARKED",
    "PAGES_RAW",
    "PAGES_REPORTS",
    "PARTITIONS",
    "REJECTED",
    "RETIRED",
    "STATES",
    "TICKS_DAYS",
    "TICKS_RAW",
    "TOPICS",
    "RetiredTopic",
    "Topic",
    "state_topic",
]  # fmt: skip

Cleanup = Literal["delete", "compact", "compact,delete"]

MIB = 1024 * 1024
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

SizedBy = Literal["partitions", "drafts_partitions", "ticks_partitions"]
"""The setting that says with how many partitions a topic is created."""

PARTITIONS: Mapping[SizedBy, int] = {"partitions": 4, "drafts_partitions": 1, "ticks_partitions": 1}
"""Defaults of these settings. A stage has at most as many workers as its input has partitions."""

Growth = Literal["any", "drained", "never"]
"""When a topic may get more partitions, which moves keys. `any`: at any time, because no reader relies on the order per
key. `drained`: when the group has processed all of its records, and no worker runs."""

INPUT_DAYS = 7
"""Days that an input topic keeps its records: the longest lag without loss."""

CLEAN_DAYS = 90
"""Days that articles.clean keeps a version of an article."""

ARTICLE_DAYS = 180
"""Days after its last sighting that dedupe remembers an article. It is longer than any clean version of it is kept:
90 days, and 7 for the lag of each of the two stages on the way there."""

DEDUPE_DAYS, TICKS_DAYS = 14, 30
"""Days that dedupe remembers the place of a draft, and that ticks remembers a tick; in broker time of the input."""

PAGE_BYTES = 4 * MIB
"""Largest raw record. What each stage adds is limited, so the topics after it allow more."""


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic: what it carries, who writes and reads it, and how the broker keeps it."""

    name: str
    message: type[Message]
    key: str
    sentence: str
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    sized_by: SizedBy | None = "partitions"
    """The setting that says with how many partitions it is created; None: always with one."""
    growth: Growth = "never"
    state_of: str | None = None
    """Name of the topic whose stage keeps its state here; partition n belongs to partition n."""
    max_bytes: int = 2 * PAGE_BYTES
    retention_ms: int = INPUT_DAYS * DAY_MS
    cleanup: Cleanup = "delete"
    public: bool = False
    """Whether programs other than the stages read the topic. Its records then carry CloudEvents headers, and a key is in the
    partition that Java's producer selects."""
    major: int = 1

    def full_name(self, prefix: str) -> str:
        """Return the name on the broker: prefix, name and major."""
        return f"{prefix}{self.name}.v{self.major}"

    @property
    def default_partitions(self) -> int:
        """Return the number of partitions with the default settings."""
        return PARTITIONS[self.sized_by] if self.sized_by else 1

    @property
    def config(self) -> dict[str, str]:
        """Return the broker's configuration of the topic; all timestamps are the broker's."""
        return {
            "cleanup.policy": self.cleanup,
            "max.message.bytes": str(self.max_bytes),
            "message.timestamp.type": "LogAppendTime",
            "retention.ms": str(self.retention_ms),
        }


def state_topic(stage: str, reads: Topic, days: int, major: int = 1) -> Topic:
    """Return the state topic of a stage that reads a topic; its partition n belongs to input partition n.

    A row is needed for `days` after it was written. The record that needs it may lag as long as the input topic
    keeps it. One day is added as margin.
    """
    return Topic(
        name=f"{stage}.state", message=Checkpoint, key="'row' or 'checkpoint'", sized_by=reads.sized_by, state_of=reads.name,
        major=major, retention_ms=(days + INPUT_DAYS + 1) * DAY_MS, producers=(stage,), consumers=(stage,), max_bytes=MIB,
        sentence=f"State of {stage}: its rows, and a checkpoint after each batch.",
    )  # fmt: skip


PAGES_RAW = Topic(
    name="pages.raw", message=PageEnvelope, key="url or source, any", max_bytes=PAGE_BYTES, growth="any",
    producers=("crawlers",), consumers=("split",),
    sentence="Raw text of news pages: bare UTF-8 with metadata in headers, or a JSON envelope.",
)  # fmt: skip
DRAFTS = Topic(
    name="drafts", message=Draft, key="script of the text, and the id of the table of scripts", max_bytes=2 * PAGE_BYTES,
    sized_by="drafts_partitions", producers=("split",), consumers=("dedupe",),
    sentence="Articles cut out of pages. All texts of one script are in one partition.",
)  # fmt: skip
TICKS_RAW = Topic(
    name="ticks.raw", message=RawTick, key="pair", sized_by="ticks_partitions",
    producers=("split",), consumers=("ticks",), max_bytes=MIB,
    sentence="Rates read from pages. All rates of a pair are in one partition, in order.",
)  # fmt: skip
PAGES_REPORTS = Topic(
    name="pages.reports", message=PageReport, key="source", retention_ms=30 * DAY_MS, public=True, growth="any",
    producers=("split",), consumers=("crawler teams",),
    sentence="One report per page: outcome, content ids, confidence, characters by kind.",
)  # fmt: skip
ARTICLES_UNIQUE = Topic(
    name="articles.unique", message=UniqueArticle, key="article_id", max_bytes=2 * PAGE_BYTES + MIB,
    producers=("dedupe",), consumers=("enrich",), growth="drained",
    sentence="Numbered versions of articles; each text once.",
)  # fmt: skip
ARTICLES_CLEAN = Topic(
    name="articles.clean", message=CleanArticle, key="article_id", max_bytes=3 * PAGE_BYTES, public=True,
    retention_ms=CLEAN_DAYS * DAY_MS, cleanup="compact,delete", producers=("enrich",), consumers=("downstream teams",),
    sentence="Clean articles, numbered and enriched; readers keep the highest version of an article_id, over all partitions.",
)  # fmt: skip
ARTICLES_DECISIONS = Topic(
    name="articles.decisions", message=Decision, key="content_id", retention_ms=30 * DAY_MS, max_bytes=MIB, public=True,
    producers=("dedupe",), consumers=("downstream teams", "crawler teams"),
    sentence="One decision per draft: what it is, and why.",
)  # fmt: skip
FX_TICKS = Topic(
    name="fx.ticks", message=FxTick, key="source|BASE/QUOTE", retention_ms=30 * DAY_MS, sized_by=None, max_bytes=MIB, public=True,
    producers=("ticks",), consumers=("downstream teams",),
    sentence="FX ticks with error bound and credibility; no tick is dropped.",
)  # fmt: skip
FX_RATES = Topic(
    name="fx.rates", message=FxRate, key="BASE/QUOTE|source", cleanup="compact", retention_ms=-1, sized_by=None, public=True,
    producers=("ticks",), consumers=("downstream teams",), max_bytes=MIB,
    sentence="Latest rate of each pair and source, and one consensus per pair; readers keep the greatest sequence of a key.",
)  # fmt: skip
REJECTED = Topic(
    name="rejected", message=RejectionHeaders, key="as received", retention_ms=30 * DAY_MS, growth="any",
    producers=("every stage",), consumers=("operators", "crawler teams"),
    sentence="Rejected records: original key, value and headers; the reason is in added headers.",
)  # fmt: skip
PAGES_PARKED = Topic(
    name="pages.parked", message=ParkedHeaders, key="as received", retention_ms=30 * DAY_MS,
    producers=("split",), consumers=("operators",),
    sentence="Pages of parked sources, which wait for `silkwire resume`: original key, value and headers, and the first place.",
)  # fmt: skip
CONTROL = Topic(
    name="control", message=Hold, key="kind, topic, partition; for some kinds a group or a source", cleanup="compact",
    retention_ms=-1, sized_by=None, max_bytes=MIB, producers=("every stage", "operators"), consumers=("every stage", "operators"),
    sentence="Per input partition: holds, parked sources, counts of rejected records, and the batch that is being processed.",
)  # fmt: skip

INPUTS = (PAGES_RAW, DRAFTS, TICKS_RAW, ARTICLES_UNIQUE)
"""The topics that stages read."""

STATES = (
    state_topic("dedupe", DRAFTS, ARTICLE_DAYS),
    state_topic("ticks", TICKS_RAW, TICKS_DAYS, major=2),
)

TOPICS: tuple[Topic, ...] = (
    PAGES_RAW, DRAFTS, TICKS_RAW, PAGES_REPORTS, ARTICLES_UNIQUE, ARTICLES_CLEAN, ARTICLES_DECISIONS,
    FX_TICKS, FX_RATES, REJECTED, PAGES_PARKED, CONTROL, *STATES,
)  # fmt: skip


class RetiredTopic(NamedTuple):
    """A topic of an earlier release that no stage uses any more. No command deletes it."""

    name: str
    read_by: str | None = None
    """The stage that read it; None if nothing of it must be processed."""

    def full_name(self, prefix: str) -> str:
        """Return the name on the broker."""
        return f"{prefix}{self.name}.v1"


RETIRED = (
    RetiredTopic("drafts.route1", "dedupe.route1"), RetiredTopic("articles.proposed", "version"),
    RetiredTopic("dedupe.route1.state"), RetiredTopic("version.state"), RetiredTopic("ticks.state"),
)  # fmt: skip
"""Topics of 0.1.0."""
