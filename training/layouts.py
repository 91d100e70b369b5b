"""Changes of an article's layout: a kicker, a caption, short sections, an interview, or a live blog.

A kicker is a short line above a headline, often the name of a topic.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

__all__ = ["Labelled", "condensed", "interview", "live_blog", "relaid"]

Labelled = tuple[str, str]
"""A line and its label."""

MOST_ITEMS = 6
MOST_SECTIONS = 6
SECTION_LINES = (1, 1, 2, 2, 3)
"""Possible numbers of text lines in a section. One is chosen at random per section."""
ITEM_LINES = 3
LONGEST_KICKER = 60
LONGEST_DECK = 160

_TEXT = frozenset({"PAR", "LI"})
_NAME = re.compile(r"\b[^\W\d_a-zа-яё][^\W\d_]{2,} [^\W\d_a-zа-яё][^\W\d_]{2,}\b")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_CLOCKS = ("{h}h{m:02} - ", "{h:02}:{m:02} - ", "{h:02}:{m:02} ", "{h:02}.{m:02} – ", "{h}:{m:02} p.m. ")


def relaid(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Return an article in a random layout that adds a second short line next to the headline."""
    return chance.choice((_kicked, _overlined, _headed, _captioned, _decked))(lines, kickers, chance)


def _kicked(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a kicker above the headline, as some papers do. The kicker is labelled as headline, the headline as dek."""
    if not kickers:
        return list(lines)
    return [(chance.choice(kickers), "TITLE"), (lines[0][0], "DEK"), *lines[1:]]


def _overlined(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a kicker above the headline. The kicker is labelled META."""
    return [*([(chance.choice(kickers), "META")] if kickers else []), *lines]


def _headed(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a sub-heading between the headline and the text."""
    subs = [text for text, label in lines if label == "SUB"] or list(kickers)
    start = next((n for n, (_, label) in enumerate(lines) if label in _TEXT), 1)
    head = [(chance.choice(subs), "SUB")] if subs else []
    return [*lines[:start], *head, *lines[start:]]


def _captioned(lines: Sequence[Labelled], _kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Add a line below the headline, like the caption of a picture. The line is a name from the text."""
    names = [found[0] for text, label in lines[1:] if label in _TEXT for found in [_NAME.search(text)] if found]
    caption = [(chance.choice(names) + chance.choice(("", "", ".")), "PAR")] if names else []
    return [lines[0], *caption, *lines[1:]]


def _decked(lines: Sequence[Labelled], _kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Add a line below the headline, like a summary. The line is a short sentence from the text."""
    sentences = [sentence for text, label in lines[2:] if label in _TEXT for sentence in _SENTENCE_END.split(text)[:1]]
    short = [sentence for sentence in sentences if LONGEST_KICKER / 2 < len(sentence) < LONGEST_DECK]
    return [lines[0], *([(chance.choice(short), "PAR")] if short else []), *lines[1:]]


def live_blog(first: Sequence[Labelled], others: Sequence[Sequence[Labelled]], chance: random.Random) -> list[Labelled]:
    """Return a live blog: an article that begins like `first` and continues with one item per other article.

    The first line of an item is a time and the headline of the other article.
    """
    clock = chance.choice(_CLOCKS)
    hour, minute = chance.randrange(6, 22), chance.randrange(60)
    story = list(first[: 1 + 2 * ITEM_LINES])
    for other in others[:MOST_ITEMS]:
        minute -= chance.randrange(1, 40)
        hour, minute = hour + minute // 60, minute % 60
        text = [(line, label) for line, label in other[1:] if label in _TEXT][: chance.randrange(1, ITEM_LINES + 1)]
        story += [(clock.format(h=hour % 24, m=minute) + other[0][0], "PAR"), *text]
    return story


def condensed(lines: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """Return an article with at most three text lines per section, so its sub-headings have little text."""
    kept: list[Labelled] = []
    sections, room = 0, 0
    for line, label in lines:
        sections += label == "SUB"
        if sections > MOST_SECTIONS:
            break
        if label in {"TITLE", "SUB"}:
            room = chance.choice(SECTION_LINES)
        if label not in _TEXT or room:
            kept.append((line, label))
        room -= label in _TEXT and room > 0
    while kept[-1][1] == "SUB":
        kept.pop()
    return kept


def interview(lines: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """Return an article as an interview.

    A short question precedes each paragraph after the first. The question repeats the first words of that paragraph.
    """
    text = [(line, label) for line, label in lines[1:] if label in _TEXT]
    answers: list[Labelled] = [lines[0], *text[:1]]
    for line, label in text[1 : chance.randrange(3, 2 + MOST_ITEMS)]:
        words = line.split()[: chance.randrange(4, 9)]
        answers += [(" ".join(words).rstrip(".,;:!?") + "?", "PAR"), (line, label)]
    return answers
