"""Makes the generated tables of docs/operations.md, docs/reading.md and docs/limits.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.limits import LIMITS, Limits
from schemas.rejection import Reason
from schemas.topics import TOPICS, Topic
from streams.errors import ExitError
from streams.operate.settings_report import report_settings
from streams.operate.times import ago
from streams.settings import OTHERS, Settings
from tools.blocks import rewrite_block, table_row

__all__ = ["REPORT_REASONS", "handbook_page", "limits_page", "readers_page"]

GROWTH = {"any": "yes", "drained": "if it is drained", "never": "no"}
"""What the table of topics says on the growth of a topic."""

REPORT_REASONS = frozenset({Reason.PAGE_UNCERTAIN, Reason.PAGE_NO_ARTICLE})
"""Reasons that are only in the report of a page: its articles are published all the same."""


def handbook_page(text: str) -> str:
    """Return the text of docs/operations.md with new tables of exit codes, reasons, settings and topics."""
    tables = {
        "exits": _exits(),
        "reasons": _reasons(reason for reason in Reason if reason not in REPORT_REASONS),
        "report reasons": _reasons(reason for reason in Reason if reason in REPORT_REASONS),
        "settings": _settings(),
        "topics": _topics(),
    }
    for name, table in tables.items():
        text = rewrite_block(text, name, table)
    return text


def readers_page(text: str) -> str:
    """Return the text of docs/reading.md with a new table of the public topics."""
    return rewrite_block(text, "public topics", _public_topics())


def limits_page(text: str) -> str:
    """Return the text of docs/limits.md with a new table of limits."""
    return rewrite_block(text, "limits", _limits())


def _exits() -> Iterator[str]:
    yield table_row("code", "name", "what happened", "what to do")
    yield "|---|---|---|---|"
    yield table_row("0", "", "the command did its work", "")
    causes: list[type[ExitError]] = [ExitError, *ExitError.__subclasses__()]
    for cause in sorted(causes, key=lambda it: it.code):
        yield table_row(str(cause.code), cause.__name__, _sentence(cause), cause.remedy)
    yield table_row("130", "", "Ctrl-C", "")
    yield table_row("141", "", "the reader of the output closed it", "")


def _sentence(cause: type[ExitError]) -> str:
    return (cause.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def _reasons(reasons: Iterable[Reason]) -> Iterator[str]:
    yield table_row("reason", "what it means", "what to do")
    yield "|---|---|---|"
    for reason in reasons:
        yield table_row(f"`{reason.value}`", reason.meaning, reason.remedy)


def _settings() -> Iterator[str]:
    yield table_row("variable", "type", "bounds", "default", "what it is")
    yield "|---|---|---|---|---|"
    for it in report_settings(Settings.model_construct(), {}, {}, {}):
        default = f"`{it.default}`" if it.default != "" else ""
        yield table_row(f"`{it.variable}`", it.type, f"`{it.bounds}`", default, it.sentence)
    for name, sentence in OTHERS.items():
        yield table_row(f"`{name}`", "path", "", "", sentence)


def _topics() -> Iterator[str]:
    yield table_row("topic", "partitions", "may grow", "kept", "largest record", "read by", "what it carries")
    yield "|---|---|---|---|---|---|---|"
    for topic in TOPICS:
        name, size = f"`{topic.name}.v{topic.major}`", f"{topic.max_bytes // 2**20} MiB"
        yield table_row(
            name, _partitions(topic), GROWTH[topic.growth], _kept(topic), size, ", ".join(topic.consumers), topic.sentence
        )


def _public_topics() -> Iterator[str]:
    yield table_row("topic", "key", "partitions", "may grow", "kept")
    yield "|---|---|---|---|---|"
    for topic in TOPICS:
        if topic.public:
            name, key = f"`{topic.name}.v{topic.major}`", f"`{topic.key}`"
            yield table_row(name, key, _partitions(topic), GROWTH[topic.growth], _kept(topic))


def _partitions(topic: Topic) -> str:
    return f"`SILKWIRE_{topic.sized_by.upper()}`" if topic.sized_by else "1"


def _kept(topic: Topic) -> str:
    kept = ago(topic.retention_ms / 1000) if topic.retention_ms >= 0 else "no limit"
    return f"{kept}, the last of each key" if "compact" in topic.cleanup else kept


def _limits() -> Iterator[str]:
    yield table_row("limit", "value", "what it bounds")
    yield "|---|--:|---|"
    for name, field in Limits.model_fields.items():
        yield table_row(f"`{name}`", f"{getattr(LIMITS, name):,}", field.description or "")
