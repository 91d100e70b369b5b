"""Breadcrumbs: lines that print the path of a page, such as "Home > Business > Growers build a cold store"."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from agents.text.normalise import fold

__all__ = ["Path", "path_of", "title_key"]

_ARROWS = (">", "›", "»", "→", "▸", "❯")
_BARS = ("/", "|", "\\", "::", "•", "·")
_DASHES = ("-", "–", "—")
_TIGHT = (">", "/")
"""Separators that need no spaces around them in a path that begins with the home page."""
_FIRST = frozenset(mark[0] for mark in (*_ARROWS, *_BARS, *_DASHES))
"""The first characters of all separators. A line without any of these characters is not a path."""

MOST_WORDS, LONGEST_CRUMB = 4, 30
"""Most words and most characters of a crumb. A crumb is a part of a path that names a section of the site."""
LAST_CRUMB_WORDS, LISTED_CRUMB_WORDS = 3, 2
"""Most words of the last part of a path if this part, too, names a section and is not a headline.

The second limit holds for a last part that the page also prints as a line by itself.
"""
STORY_WORDS = 4
"""Least words of a headline at the end of a path that does not begin with the home page."""
_MARKS = " .…•*·‣▪●◦#-–—>»›"

_HOME = """
    home; home page; homepage; front page; main; start; главная; главная страница; на главную; начало; башкы бет;
    башкы барак; басты бет; басты парақша; bosh sahifa; asosiy; asosiy sahifa; бош саҳифа; асосий; асосӣ; саҳифаи асосӣ;
    саҳифаи аслӣ; сарлавҳа; baş sahypa; esasy sahypa; ana sayfa; anasayfa; startseite; home seite; accueil; page d'accueil;
    inicio; portada; página principal
"""


@dataclass(frozen=True, slots=True)
class Path:
    """The path that a line prints.

    `last` is the offset in the line where the last part of the path begins, or None if every part names a section.
    """

    last: int | None


def title_key(printed: str) -> str:
    """Return the form of a headline by which headlines are compared.

    Headlines have the same form if they differ only in case, spaces, quotation marks, or marks at either end.
    """
    return " ".join(fold(printed).casefold().strip(_MARKS).split())


_HOMES = frozenset(title_key(name) for name in _HOME.split(";"))


def path_of(printed: str, titles: Container[str]) -> Path | None:
    """Return the path that a line prints, or None. `titles` has the `title_key` of every headline of the page.

    A line is a path in three cases: it begins with the home page; or arrows separate two sections and a headline; or it has
    bars or arrows and ends in one of `titles`. "Home - a film about growers" is a headline: after the home page, a dash
    is a separator only if the line has at least three parts.
    """
    if _FIRST.isdisjoint(printed):
        return None
    plain = printed.replace("\xa0", " ").replace("\t", " ")
    padded = f"{plain} "
    separators = [f" {mark} " for mark in (*_ARROWS, *_BARS, *_DASHES) if f" {mark} " in padded]
    separators += [mark for mark in _TIGHT if mark in plain and title_key(plain.split(mark, 1)[0]) in _HOMES]
    return next(filter(None, (_path(plain, separator, titles) for separator in separators)), None)


def _path(plain: str, separator: str, titles: Container[str]) -> Path | None:
    *crumbs, last = f"{plain} ".split(separator)
    if not all(map(_is_section, crumbs)):
        return None
    starts_home, is_listed = title_key(crumbs[0]) in _HOMES, title_key(last) in titles
    words = sum(any(map(str.isalpha, word)) for word in last.split())
    dashed = separator.strip() in _DASHES
    if not starts_home:
        has_arrows = separator.strip() in _ARROWS and len(crumbs) > 1
        is_path = words >= STORY_WORDS and not dashed and (is_listed or has_arrows)
        return Path(len(plain) - len(last.strip())) if is_path else None
    is_section = words <= (LISTED_CRUMB_WORDS if is_listed else LAST_CRUMB_WORDS)
    if len(crumbs) == 1 and (is_section or not is_listed) and (dashed or crumbs[0].strip().islower()):
        return None
    return Path(None if is_section else len(plain) - len(last.strip()))


def _is_section(crumb: str) -> bool:
    words: Sequence[str] = crumb.strip(_MARKS).split()
    named = 0 < len(words) <= MOST_WORDS and not words[0][0].isdigit()
    return named and len(crumb.strip()) <= LONGEST_CRUMB and crumb.strip()[-1] not in ".!?…"
