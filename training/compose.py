"""Composed pages: new pages of several articles, made from labelled articles and boilerplate of real pages."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.split.features.words import stems_of
from training.layouts import LONGEST_KICKER, Labelled, condensed, interview, live_blog, relaid
from training.pages import LabelledPage, Origin

__all__ = ["Piece", "boilerplate_of", "compose", "pieces_of"]

MOST_ARTICLES = 9
NEIGHBOURS = 12
"""Minimum number of similar articles to choose from, for a page of one topic."""

CONDENSED = 0.25
"""Share of pages whose articles have one to three lines of text per section."""
HEADED = 0.6
"""Share of the condensed pages that have only articles with sub-headings, if more than NEIGHBOURS such articles exist."""
INTERVIEWS = 0.1

TEXT = frozenset({"PAR", "SUB", "LI"})
PAIRS = ("KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD", "EUR/USD", "RUB/USD", "TRY/USD")
DATES = ("08 December 2025", "8.12.2025", "2025-12-08", "Monday, December 8, 2025", "8 декабря 2025 г.", "8. Dezember 2025")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as labelled lines without blank lines, or a run of boilerplate lines."""

    publisher: str
    language: str
    lines: tuple[Labelled, ...]
    stems: frozenset[str]


def pieces_of(pages: Iterable[LabelledPage]) -> list[Piece]:
    """Return the distinct articles of the pages. An article needs a headline and at least two lines of text."""
    found: dict[tuple[str, str], Piece] = {}
    for page in pages:
        lines = page.text.split("\n")
        for index in {article for article in page.articles if article >= 0}:
            own = [(lines[n].strip(), label) for n, label in enumerate(page.labels) if page.articles[n] == index and label]
            own = _from_title(own)
            if sum(label in TEXT for _, label in own) > 1:
                publisher = next(page.publishers[n] for n, article in enumerate(page.articles) if article == index)
                stems = frozenset(stem for text, _ in own for stem in stems_of(text))
                found.setdefault((publisher, own[0][0]), Piece(publisher, page.language, tuple(own), stems))
    return list(found.values())


def _from_title(lines: list[Labelled]) -> list[Labelled]:
    start = next((n for n, (_, label) in enumerate(lines) if label == "TITLE"), len(lines))
    return lines[start:]


def boilerplate_of(pages: Iterable[LabelledPage]) -> list[Piece]:
    """Return the runs of boilerplate at the top and at the bottom of real pages.

    A run reaches to the nearest line with a label other than NAV. Runs of fewer than three printed lines are left out.
    """
    found = []
    for page in pages:
        lines = page.text.split("\n")
        inside = [n for n, label in enumerate(page.labels) if label not in {"", "NAV"}]
        if not inside:
            continue
        for start, end in ((0, inside[0]), (inside[-1] + 1, len(lines))):
            own = tuple((lines[n], "NAV" if lines[n].strip() else "") for n in range(start, end))
            if sum(bool(label) for _, label in own) > 2:
                found.append(Piece(page.publishers[0], page.language, own, frozenset()))
    return found


def compose(pieces: Sequence[Piece], real_boilerplate: Sequence[Piece], count: int, seed: int) -> Iterator[LabelledPage]:
    """Yield `count` composed pages. The same arguments give the same pages."""
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    spoken: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        spoken[piece.language].append(piece)
    languages = sorted(spoken)
    shares = [len(spoken[language]) ** 0.7 for language in languages]
    for number in range(count):
        language = chance.choices(languages, shares)[0]
        condense = chance.random() < CONDENSED
        headed = [piece for piece in spoken[language] if _sections(piece) > 1] if condense and chance.random() < HEADED else []
        chosen = _choose(headed if len(headed) > NEIGHBOURS else spoken[language], chance)
        if condense:
            chosen = [replace(piece, lines=tuple(condensed(piece.lines, chance))) for piece in chosen]
        chosen = _relaid(chosen, spoken[language], chance)
        yield _page(f"composed-{seed}-{number}", language, chosen, real_boilerplate, chance)


def _sections(piece: Piece) -> int:
    return sum(label == "SUB" for _, label in piece.lines)


def _choose(pieces: Sequence[Piece], chance: random.Random) -> list[Piece]:
    """Choose the articles of a page at random. On two of three pages, the articles are similar to each other.

    On some pages, one article occurs twice.
    """
    wanted = min(chance.choice((1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, MOST_ARTICLES)), len(pieces))
    first = chance.choice(pieces)
    others = chance.sample(pieces, min(60, len(pieces)))
    if chance.random() < 0.66:
        others.sort(key=lambda piece: -len(piece.stems & first.stems) / (len(piece.stems) + 50))
        others = others[: max(NEIGHBOURS, wanted)]
    chance.shuffle(others)
    chosen = [first, *(piece for piece in others if piece is not first)][:wanted]
    if len(chosen) > 1 and chance.random() < 0.12:
        chosen.insert(chance.randrange(len(chosen) + 1), chance.choice(chosen))
    chance.shuffle(chosen)
    return chosen


def _relaid(chosen: Sequence[Piece], spoken: Sequence[Piece], chance: random.Random) -> list[Piece]:
    """Change the layout of some articles at random, and return all articles of the page.

    On some pages, articles get a second short line. On a few, one article becomes an interview or a live blog.
    """
    pieces = list(chosen)
    if chance.random() < 0.25:
        other = chance.choice(spoken)
        kickers = [text for text, label in other.lines if label == "SUB" and len(text) <= LONGEST_KICKER]
        pieces = [replace(p, lines=tuple(relaid(p.lines, kickers, chance))) if chance.random() < 0.5 else p for p in pieces]
    if chance.random() < INTERVIEWS:
        at = chance.randrange(len(pieces))
        pieces[at] = replace(pieces[at], lines=tuple(interview(pieces[at].lines, chance)))
    if chance.random() < 0.08:
        others = [piece.lines for piece in chance.sample(spoken, min(MOST_ARTICLES, len(spoken)))]
        at = chance.randrange(len(pieces))
        pieces[at] = replace(pieces[at], lines=tuple(live_blog(pieces[at].lines, others, chance)))
    return pieces


def _page(
    name: str, language: str, chosen: Sequence[Piece], real_boilerplate: Sequence[Piece], chance: random.Random
) -> LabelledPage:
    lines: list[tuple[str, str, int, str]] = []
    loud, bare = chance.random() < 0.04, chance.random() < 0.12
    keeps_meta, keeps_subs = chance.random() < 0.6, chance.random() < 0.92
    wraps, between = chance.random() < 0.45, chance.random() < 0.12
    gap = 0 if chance.random() < 0.15 else chance.choice((1, 1, 1, 1, 2))
    lines += _top(wraps, real_boilerplate, chance)
    for index, piece in enumerate(chosen):
        for text, label in piece.lines:
            if (label in {"META", "DEK"} and not keeps_meta) or (label == "SUB" and (bare or not keeps_subs)):
                continue
            shown = text.upper() if loud and label == "TITLE" else text
            lines += [(shown, label, index, piece.publisher), *[("", "", -1, "")] * gap]
        if between and chance.random() < 0.5:
            lines += _boilerplate(real_boilerplate, chance, 12)
    if wraps and chance.random() < 0.8:
        lines += _boilerplate(real_boilerplate, chance, 150)
    kept = [(text, label if text.strip() else "", article, owner or f"page:{name}") for text, label, article, owner in lines]
    return LabelledPage(
        name, Origin.MADE, "composed", language, "\n".join(text for text, *_ in kept), [label for _, label, _, _ in kept],
        [article for _, _, article, _ in kept], [owner for *_, owner in kept],
    )  # fmt: skip


def _top(wraps: bool, real_boilerplate: Sequence[Piece], chance: random.Random) -> list[tuple[str, str, int, str]]:
    """Return the lines above the first headline: at random, a menu, tick lines and a date."""
    top = _boilerplate(real_boilerplate, chance, 150) if wraps else []
    blank = ("", "", -1, "")
    if chance.random() < 0.6:
        pairs = chance.sample(PAIRS, chance.randrange(2, 6)) * chance.choice((1, 1, 2, 8))
        bullet = chance.choice(("", "• ", "  • "))
        top += [
            (f"{bullet}{pair} = 0.0{chance.randrange(1000, 9999)} {chance.randrange(0, 99) / 100}%", "TICK", -1, "")
            for pair in pairs
        ]
        top.append(blank)
    if chance.random() < 0.6:
        top += [(chance.choice(DATES), "DATE", -1, ""), blank]
    return top


def _boilerplate(real_boilerplate: Sequence[Piece], chance: random.Random, most: int) -> list[tuple[str, str, int, str]]:
    piece = chance.choice(real_boilerplate)
    start = chance.randrange(max(1, len(piece.lines) - most // 2))
    flush = chance.random() < 0.4
    return [(text.strip() if flush else text, label, -1, piece.publisher) for text, label in piece.lines[start : start + most]]
