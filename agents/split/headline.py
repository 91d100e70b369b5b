"""The story's own words of a headline: without the site's name, the path of the page, and its second print.

    Home > Business > Growers build a cold store     a path: furniture, as the line below repeats its last part
    Growers build a cold store - Chatkal Times       the headline, up to the dash
    Growers build a cold store                       the headline; the line above is then furniture

The same story from two pages has one content_id only if its headline has the same words on both.

A name after a bar or a dash is the site's only with evidence, for a dash belongs to many headlines ("Cold store - a plan for
sixty families"), and so does a bar ("The price of apples | Letters"): the page's source or address names it; it is a host's
name; three headlines of the page end in it; the page prints the headline without it, too; or it reads like a paper's name. The
last is a guess. It is made where the headline is in the same script ("Банк закрыт — The Times" says who reports it) and, after
a dash, where the headline does not capitalise every word ("Apples Rot - Hard Times").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType

from agents.split.articles import ArticleLines
from agents.split.breadcrumbs import path_of, title_key
from agents.split.classes import TELLING, ClassedLine, LineClass, classify_line
from agents.split.model import SpanKind
from agents.split.site import NO_SITE, Site, is_cyrillic, is_domain, is_media_name, names_site

__all__ = ["NO_COPIES", "Copies", "Undressed", "undress", "with_copies"]

Copies = Mapping[int, int | None]
"""Numbers of lines that only repeat a headline, each with that of the line they repeat; None where it is a path of sections."""
NO_COPIES: Copies = MappingProxyType({})

_HEADLINES = frozenset({LineClass.HEADING, LineClass.STATEMENT, LineClass.BULLET})
_BESIDE = frozenset({LineClass.BLANK, LineClass.DATE, LineClass.BYLINE})
"""Lines between a headline and its second print that belong to the first."""
_SEPARATOR = re.compile(r"[ \xa0](?:[-–—|·•/]|::)[ \xa0]")
_DASHES = "-–—"

LONGEST = 230
"""Characters of a line that may be a headline."""
SHORTEST_WORDS, SHORTEST = 2, 12
"""Words and characters of a headline."""
PRINTED_WORDS = 3
"""Words of a headline that is printed without the name, too: "Elizabeth II" may be what the story is about."""
GUESSED_WORDS = 4
"""Words of a headline after which a paper's name is guessed."""
SEVERAL = 3
"""Headlines of a page that end in the same words: those are no part of the stories."""
NAME_WORDS, LONGEST_NAME = 5, 40
"""Words and characters of a site's name."""
SLOGAN_WORDS = 8
"""Words of a site's name and what it says of itself: "kabar.example - news of Osh and Batken"."""
SECTION_WORDS, LONGEST_SECTION = 2, 20
NEAR = 8
"""Lines between a headline and its second print: a menu, a date, an author."""
TITLE_CASE = 0.7


@dataclass(frozen=True, slots=True)
class Undressed:
    """The lines of a page, its headlines without their dress; lines that only repeat one are blank."""

    lines: Sequence[ClassedLine]
    copies: Copies


def undress(lines: Sequence[ClassedLine], site: Site = NO_SITE) -> Undressed:
    """Return the lines with the story's own words of their headlines; offsets stay those of the page."""
    heads = [n for n, classed in enumerate(lines) if classed.kind in _HEADLINES and len(classed.line.printed) <= LONGEST]
    titles = frozenset(title_key(lines[n].line.printed) for n in heads)
    page = _Page(titles, _common_names(lines[n].line.printed for n in heads), site)
    bare: dict[int, ClassedLine] = {}
    paths: set[int] = set()
    for number in heads:
        start, end = page.story(lines[number].line.printed)
        if start is None:
            paths.add(number)
        elif (story := _narrowed(lines[number], start, end)) is not None:
            bare[number] = story
    copies: dict[int, int | None] = dict.fromkeys(paths)
    copies |= _repeats([bare.get(n, classed) for n, classed in enumerate(lines)], frozenset(bare), paths)
    return Undressed([_blank(c) if n in copies else bare.get(n, c) for n, c in enumerate(lines)], copies)


@dataclass(frozen=True, slots=True)
class _Page:
    """What tells a headline from its dress: the headlines of the page, what several of them end in, and the site."""

    titles: Container[str]
    names: Container[str]
    site: Site

    def story(self, printed: str) -> tuple[int | None, int]:
        """Return where the story's words begin and end in a line; they begin nowhere in a path of sections."""
        path, end = path_of(printed, self.titles), len(printed)
        if path is None:
            end = self._end(printed)
            path = path_of(printed[:end], self.titles)
        if path is None or path.last is None:
            return (0 if path is None else None), end
        return path.last, path.last + self._end(printed[path.last : end])

    def _end(self, title: str) -> int:
        cuts = list(_SEPARATOR.finditer(title))
        for cut, following in zip_longest(cuts, cuts[1:]):
            head, name = title[: cut.start()], title[cut.end() :]
            first = title[cut.end() : following.start() if following else None]
            if _is_title(head) and (self._is_dress(head, name, cut[0][1]) or self._is_site(first, name)):
                return _without_section(title, cuts[: cuts.index(cut)], cut)
        return len(title)

    def _is_dress(self, head: str, name: str, mark: str) -> bool:
        printed_without = len(head.split()) >= PRINTED_WORDS and title_key(head) in self.titles
        if _is_name(name) and (printed_without or name in self.names):
            return True
        cased = mark in _DASHES and _is_title_case(head)
        same_script = is_cyrillic(head) == is_cyrillic(name)
        return same_script and not cased and len(head.split()) >= GUESSED_WORDS and is_media_name(name)

    def _is_site(self, first: str, name: str) -> bool:
        return len(name.split()) <= SLOGAN_WORDS and (is_domain(first) or names_site(first, self.site))


def _without_section(title: str, earlier: Sequence[re.Match[str]], cut: re.Match[str]) -> int:
    """Return where the headline ends: before the name, and before a section between two bars: "... | Business | Kabar"."""
    before = earlier[-1] if earlier else None
    section = title[before.end() : cut.start()] if before else ""
    is_section = 0 < len(section.split()) <= SECTION_WORDS and len(section) <= LONGEST_SECTION and not section[:1].islower()
    if before and before[0] == cut[0] and cut[0][1] not in _DASHES and is_section and _is_title(title[: before.start()]):
        return before.start()
    return cut.start()


def _common_names(printed: Iterator[str]) -> frozenset[str]:
    """Return what several different headlines end in, behind a bar or a dash."""
    ends: dict[str, set[str]] = {}
    for title in printed:
        for cut in _SEPARATOR.finditer(title):
            if _is_title(title[: cut.start()]):
                ends.setdefault(title[cut.end() :], set()).add(title[: cut.start()])
    return frozenset(name for name, heads in ends.items() if len(heads) >= SEVERAL)


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and len(name.split()) <= NAME_WORDS and name[0].isalpha() and not name[0].islower()


def _is_title(printed: str) -> bool:
    return len(printed.strip()) >= SHORTEST and len(printed.split()) >= SHORTEST_WORDS


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > SECTION_WORDS + 1]
    return sum(not word[0].islower() for word in words) >= TITLE_CASE * len(words)


def _narrowed(classed: ClassedLine, start: int, end: int) -> ClassedLine | None:
    """Return a line's story alone, where it is a part of the line and can be a headline."""
    line = classed.line
    story = line.printed[start:end].strip()
    if story == line.printed or not _is_title(story):
        return None
    left = line.left + line.printed.index(story, start)
    narrowed = classify_line(line._replace(left=left, right=left + len(story), printed=story))
    return narrowed if narrowed.kind in _HEADLINES else None


def _blank(classed: ClassedLine) -> ClassedLine:
    return ClassedLine(classed.line, LineClass.BLANK)


def _repeats(lines: Sequence[ClassedLine], dressed: frozenset[int], paths: Container[int]) -> dict[int, int | None]:
    """Return the lines that repeat the headline next above or below, each with the line that stays."""
    copies: dict[int, int | None] = {}
    last: int | None = None
    between: list[LineClass] = []
    for number, classed in enumerate(lines):
        if number in paths or not _tells(classed):
            between += [classed.kind] if classed.kind is not LineClass.BLANK else []
            continue
        if last is not None and len(between) <= NEAR and _is_copy(lines[last], classed, last in dressed):
            own = (last in dressed) == (number in dressed)
            stays = last if (own and _BESIDE.issuperset(between)) or (number in dressed and last not in dressed) else number
            copies[last + number - stays] = stays
            last = stays
        else:
            last = number if classed.kind in _HEADLINES else None
        between = []
    return {copy: _resolved(stays, copies) for copy, stays in copies.items()}


def _tells(classed: ClassedLine) -> bool:
    """Return whether a line is a headline or text: a repetition is looked for next to it, not across it."""
    return classed.kind in TELLING or (classed.kind in _HEADLINES and _is_title(classed.line.printed))


def _is_copy(above: ClassedLine, below: ClassedLine, dressed: bool) -> bool:
    """Return whether two lines print the same headline; a path may cut it short: "Home > Growers build a..."."""
    if below.kind not in _HEADLINES:
        return False
    one, other = title_key(above.line.printed), title_key(below.line.printed)
    cut = dressed and above.line.printed.endswith(("...", "…")) and len(one) >= SHORTEST
    return one == other or (cut and other.startswith(one))


def _resolved(stays: int | None, copies: Copies) -> int | None:
    while stays is not None and stays in copies:
        stays = copies[stays]
    return stays


def with_copies(articles: Sequence[ArticleLines], copies: Copies) -> list[ArticleLines]:
    """Return the articles with a kind for each line that was left out: furniture, or that of the line it repeats in the text."""
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
