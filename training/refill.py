"""Refilled pages: real pages of several stories where other stories replace the original ones in the same layout."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from training.compose import Piece
from training.pages import LabelledPage, Origin

__all__ = ["refilled"]

OWN_LANGUAGE = 0.6
"""Share of pages that are filled with stories in the page's language, if that language has enough stories."""
FEWEST = 8
"""Minimum number of similar stories to choose from, and minimum number of stories of a language that fills pages."""
NEAR_TOPIC = 0.4
"""Share of pages whose stories are similar to each other, as stories of one topic are."""
CANDIDATES = 300
"""Maximum number of random stories among which those of a page are chosen."""

_MARK = re.compile(r"^(?:\s*(?:[*•·\-–—>»+o#]+|\d{1,3}[.)]|\d{1,2}[:.]\d\d)\s+)?\s*")
_LIAT = re.compile(r"(?:\s*(?:\]?(?:\.\.\.|…)\[?|\]srahc \d+\+\[|»|→|>))*\s*")
"""Matches the end of a truncated line: ellipses, counts of characters and arrows.

The pattern is for the reversed line. So the match is tried only at one place per line.
"""
_STOP = re.compile(r"[.!?…][\])\"'»”’]*$")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”»)]?\s+(?=[\"“«(]?[^\W\d_a-zа-яё])")
_DIGIT = re.compile(r"\d")
_LEAD = re.compile(r"^[^•|]{3,40} [•|] ")
"""A date or a place before the text, with its separator."""


def refilled(pages: Sequence[LabelledPage], pieces: Sequence[Piece], times: int, seed: int) -> Iterator[LabelledPage]:
    """Yield each page `times` times, each time filled with other stories from `pieces`.

    A page is left out if no language has enough stories for it. The same arguments give the same pages.
    """
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    spoken: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        spoken[piece.language].append(piece)
    for page in pages:
        fills = _languages(spoken, max(FEWEST, len({article for article in page.articles if article >= 0})))
        for number in range(times if fills else 0):
            own = page.language in fills and chance.random() < OWN_LANGUAGE
            language = page.language if own else chance.choices([*fills], [*fills.values()])[0]
            yield _refilled(page, f"{page.name}/{seed}-{number}", language, spoken[language], chance)


def _languages(spoken: Mapping[str, Sequence[Piece]], stories: int) -> dict[str, float]:
    """Return the weight of each language that has at least `stories` stories: the root of its number of stories."""
    return {language: len(own) ** 0.5 for language, own in sorted(spoken.items()) if len(own) >= stories}


def _refilled(page: LabelledPage, name: str, language: str, pool: Sequence[Piece], chance: random.Random) -> LabelledPage:
    stories = _stories(page, pool, chance)
    keeps_numbers = chance.random() < 0.5
    lines, used = [], dict.fromkeys(stories, 0)
    titles = _titles(page, stories)
    for line, label, article in zip(page.text.split("\n"), page.labels, page.articles, strict=True):
        if label in {"TITLE", "PAR", "LI", "DEK", "SUB"} and article in stories:
            line, used[article] = _printed(line, label, stories[article], used[article])  # noqa: PLW2901
        elif (repeated := _bare(line)) in titles:
            line = line.replace(repeated, titles[repeated])  # noqa: PLW2901  a list of contents
        elif label == "META" and not keeps_numbers:
            line = _DIGIT.sub(lambda _: str(chance.randrange(10)), line)  # noqa: PLW2901
        lines.append(line)
    labels = ["" if not line.strip() else label for line, label in zip(lines, page.labels, strict=True)]
    owners = [piece.publisher for piece in stories.values()]
    publishers = [owners[0] if owners else own for own in page.publishers]
    return replace(
        page, name=name, origin=Origin.LAID_OUT, language=language, text="\n".join(lines), labels=labels, publishers=publishers
    )


def _titles(page: LabelledPage, stories: Mapping[int, Piece]) -> dict[str, str]:
    """Return a map from the old headlines of the page, without list marks, to the new headlines."""
    shown = zip(page.text.split("\n"), page.labels, page.articles, strict=True)
    return {_bare(line): stories[article].lines[0][0] for line, label, article in shown if label == "TITLE"}


def _bare(line: str) -> str:
    mark = _MARK.match(line)
    return line[len(mark[0]) if mark else 0 :].rstrip()


def _stories(page: LabelledPage, pool: Sequence[Piece], chance: random.Random) -> Mapping[int, Piece]:
    """Choose a random story for each article of a page. On some pages, the stories are similar to each other."""
    articles = sorted({article for article in page.articles if article >= 0})
    offered = chance.sample(pool, min(CANDIDATES, len(pool)))
    if chance.random() < NEAR_TOPIC:
        first = offered[0]
        offered.sort(key=lambda piece: -len(piece.stems & first.stems) / (len(piece.stems) + 50))
        offered = offered[: max(len(articles), FEWEST)]
        chance.shuffle(offered)
    return {article: offered[n % len(offered)] for n, article in enumerate(articles)}


def _printed(line: str, label: str, piece: Piece, at: int) -> tuple[str, int]:
    """Replace the words of a line by words of the story; return the new line and the next sentence number.

    The new line has about the same length, and the same marks before and after the words. `at` is the number of the sentence
    of the story to begin with.
    """
    mark, tail = _MARK.match(line), _LIAT.match(line[::-1])
    head = mark[0] if mark else ""
    if label == "PAR" and (lead := _LEAD.match(line[len(head) :])):
        head += lead[0]
    bare = line[len(head) :]
    end = tail[0][::-1] if tail else ""
    if label == "TITLE":
        title = piece.lines[0][0]
        stop = "." if _STOP.search(bare) and title[-1:].isalnum() else ""
        return head + (title.upper() if bare.isupper() else title) + stop + end, at
    sentences = [each for text, kind in piece.lines[1:] if kind in {"PAR", "DEK"} for each in _SENTENCE.split(text) if each]
    used: list[str] = []
    while sum(map(len, used)) + len(used) < len(bare) * 0.8 and sentences:
        used.append(sentences[at % len(sentences)])
        at += 1
    text = " ".join(used)
    whole = bool(_STOP.search(bare)) and not end.strip()
    if not whole and len(text) > len(bare):
        text = text[: len(bare)].rpartition(" ")[0] or text[: len(bare)]
    if not whole:
        text = text.rstrip(".")
    return head + (text or bare) + end, at
