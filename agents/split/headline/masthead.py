"""The site's name before or after a headline in the same line.

Words after a bar or a dash count as the site's name only if there is evidence. Many headlines have a dash ("Felt school - a
plan for sixty families") or a bar ("The price of apples | Letters"). The kinds of evidence, from strong to weak:

- the words are a name in the page's source or address; such words may also be before the headline;
- the words are a host name: "kabar.example";
- the words are capitalised, and three headlines of the page end in them, or the page also prints the headline without them;
- the words read like the name of a paper: up to four capitalised words in the script of the headline. Words in another script
  may name the agency that reports the story ("Банк закрыт — The Times").

After a dash, the last two kinds count only if the headline is not in title case ("Apples Rot - Hard Times").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from agents.split.headline.breadcrumbs import title_key
from agents.split.headline.site import Site, is_cyrillic, is_domain, is_media_name, is_proper_name, names_site

__all__ = ["Evidence", "common_names", "has_list_mark", "headline_range", "is_title"]

_SEPARATOR = re.compile(r"[ \xa0](?:[-–—|·•/]|::)[ \xa0]")
_COPYRIGHT = re.compile(r"\W{0,3}copyright\b|.{0,60}©", re.IGNORECASE)
_DASHES = "-–—"
_NAMING = "-–—|"
"""Separators that are common before the site's name. After another separator, stronger evidence is needed."""
_BEFORE = "|:"
"""Separators between the site's name and a headline after the name. A dash is not one: "Osh - a town of felt makers"."""
_LIST_MARKS = "•*·‣▪●◦-–—>#"

SHORTEST_WORDS, SHORTEST = 2, 12
"""Least words and characters of a headline."""
SENTENCE_WORDS = 4
"""Text between two separators with at least this number of words shows a headline. A row of shorter names is a menu."""
PRINTED_WORDS = 5
"""Least words of a headline that is also printed without the site's name. Fewer words, as in "Ferry II", may be a topic."""
SEVERAL = 3
"""Least headlines of a page that must end in the same words to show that these words are the site's name."""
LONGEST_NAME, NAME_WORDS = 40, 5
"""Most characters and most words of a site's name that follows the headline in the first line of a page."""
SLOGAN_WORDS = 8
"""Most words of a site's name with its slogan: "kabar.example - news of Osh and Batken"."""
SECTION_WORDS, LONGEST_SECTION = 2, 20
TITLE_CASE = 0.7
"""Least share of capitalised words in title case."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts about a page by which the site's name is found in its headlines."""

    titles: Container[str]
    """The `title_key` of each headline of the page."""
    names: Container[str]
    """The words that several headlines of the page end in."""
    first: str
    """The first headline of the page."""
    site: Site
    """The names in the page's source and address."""


def headline_range(title: str, evidence: Evidence) -> tuple[int, int]:
    """Return the start and the end of the headline in `title`, a line that may also print the site's name."""
    cuts = [] if _COPYRIGHT.match(title) else list(_SEPARATOR.finditer(title))
    end = _end(title, cuts, evidence)
    named = cuts and cuts[0][0][1] in _BEFORE and names_site(title[: cuts[0].start()], evidence.site)
    start = cuts[0].end() if named and _has_sentence(title[cuts[0].end() : end]) else 0
    return start, end


def _end(title: str, cuts: Sequence[re.Match[str]], evidence: Evidence) -> int:
    for cut, following in zip_longest(cuts, cuts[1:]):
        head = title[: cut.start()]
        first = title[cut.end() : following.start() if following else None]
        if is_title(head) and (_is_the_sites(head, cut, first, evidence.site) or _is_a_name(title, cut, first, evidence)):
            return _without_section(title, cuts[: cuts.index(cut)], cut)
    return len(title)


def _is_the_sites(head: str, cut: re.Match[str], first: str, site: Site) -> bool:
    """Return whether the words after the separator `cut` are a name in the page's source or address.

    `head` is the text before this separator. `first` is the text between this separator and the next separator.
    """
    is_short = len(cut.string[cut.end() :].split()) <= SLOGAN_WORDS
    return is_short and names_site(first, site) and (cut[0][1] in f"{_NAMING}:" or _has_sentence(head))


def _is_a_name(title: str, cut: re.Match[str], first: str, evidence: Evidence) -> bool:
    """Return whether the lines of the page show that the words after the separator `cut` are the site's name.

    `first` is the text between this separator and the next separator.
    """
    head, name, mark = title[: cut.start()], title[cut.end() :], cut[0][1]
    if mark == "/" or not _has_sentence(head):
        return False
    if is_domain(first) and len(name.split()) <= SLOGAN_WORDS and cut[0] not in name:
        return True
    if mark not in _NAMING or not name:
        return False
    cased = (mark in _DASHES or has_list_mark(title)) and _is_title_case(head)
    key = title_key(head)
    printed_without = len(key.split()) >= PRINTED_WORDS and key in evidence.titles
    if printed_without and title == evidence.first and _is_short_name(name):
        return True
    guessed = not has_list_mark(title) and is_media_name(name) and is_cyrillic(head) == is_cyrillic(name)
    return not cased and is_proper_name(name) and (printed_without or guessed or name in evidence.names)


def _is_short_name(name: str) -> bool:
    """Return whether `name` may be the site's name after the headline in the first line of a page.

    In "Lakes | KB | 28.04.2026", the name is "KB | 28.04.2026".
    """
    return len(name) <= LONGEST_NAME and len(name.split()) <= NAME_WORDS and name[0].isalpha() and not name[0].islower()


def _without_section(title: str, earlier: Sequence[re.Match[str]], cut: re.Match[str]) -> int:
    """Return the end of the headline, given the separator `cut` before the site's name.

    A section between the headline and the name is left out, too: "... | Business | Kabar".
    """
    before = earlier[-1] if earlier else None
    section = title[before.end() : cut.start()] if before else ""
    is_section = 0 < len(section.split()) <= SECTION_WORDS and len(section) <= LONGEST_SECTION and not section[:1].islower()
    if before and before[0] == cut[0] and cut[0][1] not in _DASHES and is_section and is_title(title[: before.start()]):
        return before.start()
    return cut.start()


def common_names(printed: Iterable[str]) -> frozenset[str]:
    """Return the words after a separator that at least SEVERAL different headlines end in."""
    ends: dict[str, set[str]] = {}
    for title in printed:
        for cut in _SEPARATOR.finditer(title):
            if _has_sentence(title[: cut.start()]):
                ends.setdefault(title[cut.end() :], set()).add(title[: cut.start()])
    return frozenset(name for name, heads in ends.items() if len(heads) >= SEVERAL)


def is_title(printed: str) -> bool:
    """Return whether a text is long enough for a headline."""
    return len(printed.strip()) >= SHORTEST and len(printed.split()) >= SHORTEST_WORDS


def has_list_mark(printed: str) -> bool:
    """Return whether a line begins with the mark of a list item."""
    return printed[:1] in _LIST_MARKS


def _has_sentence(head: str) -> bool:
    return max(len(part.split()) for part in _SEPARATOR.split(head)) >= SENTENCE_WORDS


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > SECTION_WORDS + 1]
    return sum(not word[0].islower() for word in words) >= TITLE_CASE * len(words)
