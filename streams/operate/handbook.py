"""The tables of docs/operations.md, written from the code: `make schemas` writes them in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.rejection import Reason
from schemas.topics import TOPICS, Topic
from streams.errors import Stopped
from streams.operate.settings_report import shown_settings
from streams.operate.times import ago
from streams.settings import OTHERS, Settings

__all__ = ["HANDBOOK", "rewritten", "write"]

HANDBOOK = Path(__file__).parents[2] / "docs" / "operations.md"


def rewritten(text: str) -> str:
    """Return the handbook with each `<!-- name -->` block holding its table of today."""
    for name, table in (("exits", _exits()), ("reasons", _reasons()), ("settings", _settings()), ("topics", _topics())):
        head, _, rest = text.partition(f"<!-- {name} -->\n")
        _old, end, tail = rest.partition(f"<!-- /{name} -->")
        text = "".join((head, f"<!-- {name} -->\n", *(f"{line}\n" for line in table), end, tail))
    return text


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _exits() -> Iterator[str]:
    yield _row("code", "name", "what happened", "what to do")
    yield "|---|---|---|---|"
    yield _row("0", "", "it did what was asked", "")
    causes: list[type[Stopped]] = [Stopped, *Stopped.__subclasses__()]
    for cause in sorted(causes, key=lambda it: it.code):
        yield _row(str(cause.code), cause.__name__, _sentence(cause), cause.mend)
    yield _row("130", "", "Ctrl-C", "")
    yield _row("141", "", "the reader of the output went away", "")


def _sentence(cause: type[Stopped]) -> str:
    return (cause.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def _reasons() -> Iterator[str]:
    yield _row("reason", "what it means", "what mends it")
    yield "|---|---|---|"
    for reason in Reason:
        yield _row(f"`{reason.value}`", reason.meaning, reason.mend)


def _settings() -> Iterator[str]:
    yield _row("variable", "type", "bounds", "default", "what it is")
    yield "|---|---|---|---|---|"
    for it in shown_settings(Settings.model_construct(), {}, {}, {}):
        default = f"`{it.default}`" if it.default != "" else ""
        yield _row(f"`{it.variable}`", it.type, f"`{it.bounds}`", default, it.sentence)
    for name, sentence in OTHERS.items():
        yield _row(f"`{name}`", "path", "", "", sentence)


def _topics() -> Iterator[str]:
    yield _row("topic", "partitions", "kept", "largest record", "read by", "what it carries")
    yield "|---|---|---|---|---|---|"
    for topic in TOPICS:
        name, size = f"`{topic.name}.v{topic.major}`", f"{topic.max_bytes // 2**20} MiB"
        yield _row(name, str(topic.partitions), _kept(topic), size, _joined(topic.consumers), topic.sentence)


def _kept(topic: Topic) -> str:
    kept = ago(topic.retention_ms / 1000) if topic.retention_ms >= 0 else "for ever"
    return f"{kept}, the last of each key" if "compact" in topic.cleanup else kept


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)


def write() -> None:
    """Write the tables in place."""
    HANDBOOK.write_text(rewritten(HANDBOOK.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
