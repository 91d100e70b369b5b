"""The story's own words of a headline: without the site's name, the hour, the path of the page, and its second print.

    Home > Business > Growers build a cold store     a path: furniture, as the line below repeats its last part
    Growers build a cold store - Chatkal Times       the headline, up to the dash
    10:15 Growers build a cold store                 the headline, from its first word
    Growers build a cold store                       the headline; the line above is then furniture

The same story from two pages has one content_id only if its headline has the same words on both.

What of a line is the site's name is settled in `masthead`, what is a path in `breadcrumbs`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from agents.split.headline.breadcrumbs import path_of, title_key
from agents.split.headline.masthead import SHORTEST, Evidence, common_names, has_list_mark, headline_range, is_title
from agents.split.headline.site import NO_SITE, Site
from agents.split.headline.timestamps import timestamps_of
from agents.split.ledger import ArticleLines
from agents.split.line_classes import RUNNING_TEXT, ClassedLine, LineClass, classify_line
from agents.split.result import SpanKind

__all__ = ["NO_COPIES", "CleanedLines", "Copies", "clean_headlines", "with_copies"]

Copies = Mapping[int, int | None]
"""Numbers of lines that only repeat a headline, each with that of the line they repeat; None where it is a path of sections."""
NO_COPIES: Copies = MappingProxyType({})

_HEADLINES = frozenset({LineClass.HEADING, LineClass.STATEMENT, LineClass.BULLET})
_BESIDE = frozenset({LineClass.BLANK, LineClass.DATE, LineClass.BYLINE})
"""Lines between a headline and its second print that belong to the first."""

LONGEST = 230
"""Characters of a line that may be a headline."""
NEAR = 8
"""Lines between a headline and its second print: a menu, a date, an author."""


@dataclass(frozen=True, slots=True)
class CleanedLines:
    """The lines of a page, its headlines without their dress; lines that only repeat one are blank."""

    lines: Sequence[ClassedLine]
    copies: Copies


def clean_headlines(lines: Sequence[ClassedLine], site: Site = NO_SITE) -> CleanedLines:
    """Return the lines with the story's own words of their headlines; offsets stay those of the page."""
    heads = [n for n, classed in enumerate(lines) if classed.kind in _HEADLINES and len(classed.line.printed) <= LONGEST]
    timestamps = timestamps_of(lines, heads)
    printed = [lines[n].line.printed[timestamps.get(n, 0) :] for n in heads]
    titles = frozenset(map(title_key, printed))
    evidence = Evidence(titles, common_names(printed), next(iter(printed), ""), site)
    bare: dict[int, ClassedLine] = {}
    paths: set[int] = set()
    for number, text in zip(heads, printed, strict=True):
        stamped = timestamps.get(number, 0)
        start, end = _story(text, evidence)
        if start is None:
            paths.add(number)
        elif (story := _narrowed(lines[number], stamped + start, stamped + end)) is not None:
            bare[number] = story
    copies: dict[int, int | None] = dict.fromkeys(paths)
    copies |= _repeats([bare.get(n, classed) for n, classed in enumerate(lines)], frozenset(bare), paths)
    return CleanedLines([_blank(c) if n in copies else bare.get(n, c) for n, c in enumerate(lines)], copies)


def _story(printed: str, evidence: Evidence) -> tuple[int | None, int]:
    """Return where the story's words begin and end in a line; they begin nowhere in a path of sections."""
    path, start, end = path_of(printed, evidence.titles), 0, len(printed)
    if path is None:
        start, end = headline_range(printed, evidence)
        path = path_of(printed[:end], evidence.titles) if end < len(printed) else None
    if path is None or path.last is None:
        return (start if path is None else None), end
    return path.last, path.last + headline_range(printed[path.last : end], evidence)[1]


def _narrowed(classed: ClassedLine, start: int, end: int) -> ClassedLine | None:
    """Return a line's story alone, where it is a part of the line and can be a headline."""
    line = classed.line
    story = line.printed[start:end].strip()
    if story == line.printed or not is_title(story):
        return None
    left = line.left + line.printed.index(story, start)
    narrowed = classify_line(line._replace(left=left, right=left + len(story), printed=story))
    return narrowed if narrowed.kind in _HEADLINES else None


def _blank(classed: ClassedLine) -> ClassedLine:
    return ClassedLine(classed.line, LineClass.BLANK)


def _repeats(lines: Sequence[ClassedLine], dressed: frozenset[int], paths: Container[int]) -> dict[int, int]:
    """Return the lines that repeat the headline next above or below, each with the line that stays."""
    copies: dict[int, int] = {}
    last: int | None = None
    between: list[LineClass] = []
    for number, classed in enumerate(lines):
        if number in paths or not _tells(classed):
            between += [classed.kind] if classed.kind is not LineClass.BLANK else []
            continue
        if last is not None and len(between) <= NEAR and _is_copy(lines[last], classed, last in dressed):
            worse = [n in dressed or has_list_mark(lines[n].line.printed) for n in (last, number)]
            stays = (
                last if worse == [False, True] or (worse[0] == worse[1] and between and _BESIDE.issuperset(between)) else number
            )
            copies[last + number - stays] = stays
            last = stays
        else:
            last = number if classed.kind in _HEADLINES else None
        between = []
    return _resolved(copies)


def _tells(classed: ClassedLine) -> bool:
    """Return whether a line is a headline or text: a repetition is looked for next to it, not across it."""
    return classed.kind in RUNNING_TEXT or (classed.kind in _HEADLINES and is_title(classed.line.printed))


def _is_copy(above: ClassedLine, below: ClassedLine, dressed: bool) -> bool:
    """Return whether two lines print the same headline; a path may cut it short: "Home > Growers build a..."."""
    if below.kind not in _HEADLINES:
        return False
    one, other = title_key(above.line.printed), title_key(below.line.printed)
    cut = dressed and above.line.printed.endswith(("...", "…")) and len(one) >= SHORTEST
    return one == other or (cut and other.startswith(one))


def _resolved(copies: dict[int, int]) -> dict[int, int]:
    """Return each copy with the line that stays in the end: a line that stayed at first may be a copy of a later one."""
    stays: dict[int, int] = {}
    for copy, kept in reversed(copies.items()):
        stays[copy] = stays.get(kept, kept)
    return dict(reversed(stays.items()))


def with_copies(articles: Sequence[ArticleLines], copies: Copies) -> list[ArticleLines]:
    """Return the articles with a kind for each line that was left out: furniture, or that of the line it repeats in the text."""
    if not copies:
        return list(articles)
    heads = {article.headline for article in articles}
    return [replace(article, kinds=list(_kinds(article, copies, heads))) for article in articles]


def _kinds(article: ArticleLines, copies: Copies, heads: Container[int | None]) -> Iterator[SpanKind]:
    for number, kind in enumerate(article.kinds, article.start):
        if number not in copies:
            yield kind
            continue
        original = copies[number]
        place = -1 if original is None or original in heads else original - article.start
        yield article.kinds[place] if 0 <= place < len(article.kinds) else "furniture"
