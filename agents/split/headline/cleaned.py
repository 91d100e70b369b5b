"""Headlines cleaned to the words of the story: without the site's name, the time, the path of the page, and repetitions.

    Home > Business > Growers build a cold store     a path: boilerplate if the line below repeats its last part
    Growers build a cold store - Chatkal Times       the headline ends before the dash
    10:15 Growers build a cold store                 the headline begins after the time
    Growers build a cold store                       the headline; the line above repeats it and becomes boilerplate

A story has the same content_id on two pages only if its headline has the same words on both pages.
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
"""The number of each line that repeats a headline, mapped to the number of the line that is kept.

A path that has only sections is mapped to None.
"""
NO_COPIES: Copies = MappingProxyType({})

_HEADLINES = frozenset({LineClass.HEADING, LineClass.STATEMENT, LineClass.BULLET})
_ABOUT = frozenset({LineClass.BLANK, LineClass.DATE, LineClass.BYLINE})
"""Classes of lines about an article. If only such lines are between a headline and its repetition, the upper line is kept."""

LONGEST = 230
"""Most characters of a line that may be a headline."""
NEAR = 8
"""Most lines between a headline and its repetition, such as a menu, a date or an author. Blank lines are not counted."""


@dataclass(frozen=True, slots=True)
class CleanedLines:
    """The lines of a page with cleaned headlines. The lines in `copies`, which only repeat a headline or a path, are blank."""

    lines: Sequence[ClassedLine]
    copies: Copies


def clean_headlines(lines: Sequence[ClassedLine], site: Site = NO_SITE) -> CleanedLines:
    """Return the lines with cleaned headlines. The offsets of all lines still count characters of the page."""
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
    """Return the start and the end of the headline in a line that may also print a path or the site's name.

    The start is None if the line is a path that has only sections.
    """
    path, start, end = path_of(printed, evidence.titles), 0, len(printed)
    if path is None:
        start, end = headline_range(printed, evidence)
        path = path_of(printed[:end], evidence.titles) if end < len(printed) else None
    if path is None or path.last is None:
        return (start if path is None else None), end
    return path.last, path.last + headline_range(printed[path.last : end], evidence)[1]


def _narrowed(classed: ClassedLine, start: int, end: int) -> ClassedLine | None:
    """Return the line narrowed to the characters [`start`, `end`) of its printed text.

    Return None if these characters are the whole line, or if they cannot be a headline.
    """
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
    """Return the number of each line that repeats the nearest headline above or below, mapped to the line that is kept.

    `narrowed` has the numbers of the cleaned lines. `paths` has the numbers of the lines that print only sections.
    """
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
    """Return whether a line is a headline or running text.

    Between a headline and its repetition there is no such line.
    """
    return classed.kind in RUNNING_TEXT or (classed.kind in _HEADLINES and is_title(classed.line.printed))


def _is_copy(above: ClassedLine, below: ClassedLine, narrowed: bool) -> bool:
    """Return whether two lines print the same headline.

    If the line above was cleaned (`narrowed`), its headline may be truncated, as in "Home > Growers build a...".
    """
    if below.kind not in _HEADLINES:
        return False
    one, other = title_key(above.line.printed), title_key(below.line.printed)
    truncated = narrowed and above.line.printed.endswith(("...", "…")) and len(one) >= SHORTEST
    return one == other or (truncated and other.startswith(one))


def _resolved(copies: dict[int, int]) -> dict[int, int]:
    """Return each copy, mapped to the line that is kept in the end.

    The line that a copy repeats may itself be a copy of a later line.
    """
    stays: dict[int, int] = {}
    for copy, kept in reversed(copies.items()):
        stays[copy] = stays.get(kept, kept)
    return dict(reversed(stays.items()))


def with_copies(articles: Sequence[ArticleLines], copies: Copies) -> list[ArticleLines]:
    """Return the articles with a new span kind for each line in `copies`.

    If a line repeats another line of its article, both get the same kind. Copies of headlines and paths become boilerplate.
    """
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
