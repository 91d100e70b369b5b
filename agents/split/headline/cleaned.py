"""Headlines cleaned to the words of the story: without the site's name, the time, the path of the page, and repetitions.

    Home > Business > Growers build a cold store     a path: boilerplate if the line below repeats its last part
    Growers build a cold store - Chatkal Times       the headline ends before the dash
    10:15 Growers build a cold store                 the headline begins after the time
    Growers build a cold store                       the headline; the line above then repeats it and is boilerplate

A story has the same content_id on two pages only if its headline has the same words on both.
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
"""Line numbers of repetitions of a headline, each with the line number that is kept, or None for a path of sections."""
NO_COPIES: Copies = MappingProxyType({})

_HEADLINES = frozenset({LineClass.HEADING, LineClass.STATEMENT, LineClass.BULLET})
_ABOUT = frozenset({LineClass.BLANK, LineClass.DATE, LineClass.BYLINE})
"""Classes of lines about an article; if only these are between a headline and its repetition, the first is kept."""

LONGEST = 230
"""Most characters of a line that may be a headline."""
NEAR = 8
"""Most lines between a headline and its repetition: a menu, a date, an author."""


@dataclass(frozen=True, slots=True)
class CleanedLines:
    """The lines of a page with cleaned headlines; lines that only repeat a headline are blank."""

    lines: Sequence[ClassedLine]
    copies: Copies


def clean_headlines(lines: Sequence[ClassedLine], site: Site = NO_SITE) -> CleanedLines:
    """Return the lines with cleaned headlines; offsets still count characters of the page."""
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
    """Return the start and the end of the story's words in a line; the start is None for a path of sections."""
    path, start, end = path_of(printed, evidence.titles), 0, len(printed)
    if path is None:
        start, end = headline_range(printed, evidence)
        path = path_of(printed[:end], evidence.titles) if end < len(printed) else None
    if path is None or path.last is None:
        return (start if path is None else None), end
    return path.last, path.last + headline_range(printed[path.last : end], evidence)[1]


def _narrowed(classed: ClassedLine, start: int, end: int) -> ClassedLine | None:
    """Return a line narrowed to the story's words; None if nothing is left out, or the rest cannot be a headline."""
    line = classed.line
    story = line.printed[start:end].strip()
    if story == line.printed or not is_title(story):
        return None
    left = line.left + line.printed.index(story, start)
    narrowed = classify_line(line._replace(left=left, right=left + len(story), printed=story))
    return narrowed if narrowed.kind in _HEADLINES else None


def _blank(classed: ClassedLine) -> ClassedLine:
    return ClassedLine(classed.line, LineClass.BLANK)


def _repeats(lines: Sequence[ClassedLine], narrowed: frozenset[int], paths: Container[int]) -> dict[int, int]:
    """Return the lines that repeat the next headline above or below, each with the line that is kept."""
    copies: dict[int, int] = {}
    last: int | None = None
    between: list[LineClass] = []
    for number, classed in enumerate(lines):
        if number in paths or not _is_headline_or_text(classed):
            between += [classed.kind] if classed.kind is not LineClass.BLANK else []
            continue
        if last is not None and len(between) <= NEAR and _is_copy(lines[last], classed, last in narrowed):
            worse = [n in narrowed or has_list_mark(lines[n].line.printed) for n in (last, number)]
            stays = (
                last if worse == [False, True] or (worse[0] == worse[1] and between and _ABOUT.issuperset(between)) else number
            )
            copies[last + number - stays] = stays
            last = stays
        else:
            last = number if classed.kind in _HEADLINES else None
        between = []
    return _resolved(copies)


def _is_headline_or_text(classed: ClassedLine) -> bool:
    """Return whether a line is a headline or text: no repetition reaches across it."""
    return classed.kind in RUNNING_TEXT or (classed.kind in _HEADLINES and is_title(classed.line.printed))


def _is_copy(above: ClassedLine, below: ClassedLine, narrowed: bool) -> bool:
    """Return whether two lines print the same headline; a breadcrumb may shorten it: "Home > Growers build a..."."""
    if below.kind not in _HEADLINES:
        return False
    one, other = title_key(above.line.printed), title_key(below.line.printed)
    truncated = narrowed and above.line.printed.endswith(("...", "…")) and len(one) >= SHORTEST
    return one == other or (truncated and other.startswith(one))


def _resolved(copies: dict[int, int]) -> dict[int, int]:
    """Return each copy with the line that is kept in the end: the line it repeats may be a copy of a later one."""
    stays: dict[int, int] = {}
    for copy, kept in reversed(copies.items()):
        stays[copy] = stays.get(kept, kept)
    return dict(reversed(stays.items()))


def with_copies(articles: Sequence[ArticleLines], copies: Copies) -> list[ArticleLines]:
    """Return the articles with each repeated line marked: as boilerplate, or as the kind of the line that it repeats."""
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
