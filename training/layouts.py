"""Other layouts of an article: with kickers, captions or short sections, as an interview or a live blog."""

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
"""Number of lines of text per section, drawn for each."""
ITEM_LINES = 3
LONGEST_KICKER = 60
LONGEST_DECK = 160

_TEXT = frozenset({"PAR", "LI"})
_NAME = re.compile(r"\b[^\W\d_a-zа-яё][^\W\d_]{2,} [^\W\d_a-zа-яё][^\W\d_]{2,}\b")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_CLOCKS = ("{h}h{m:02} - ", "{h:02}:{m:02} - ", "{h:02}:{m:02} ", "{h:02}.{m:02} – ", "{h}:{m:02} p.m. ")


def relaid(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Return an article in one of the layouts with a second short line next to its headline."""
    return chance.choice((_kicked, _overlined, _headed, _captioned, _decked))(lines, kickers, chance)


def _kicked(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a headline of a few words above, as some papers do; the longer headline becomes the dek."""
    if not kickers:
        return list(lines)
    return [(chance.choice(kickers), "TITLE"), (lines[0][0], "DEK"), *lines[1:]]


def _overlined(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put the topic above the headline."""
    return [*([(chance.choice(kickers), "META")] if kickers else []), *lines]


def _headed(lines: Sequence[Labelled], kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a sub-heading between the headline and the text."""
    subs = [text for text, label in lines if label == "SUB"] or list(kickers)
    start = next((n for n, (_, label) in enumerate(lines) if label in _TEXT), 1)
    head = [(chance.choice(subs), "SUB")] if subs else []
    return [*lines[:start], *head, *lines[start:]]


def _captioned(lines: Sequence[Labelled], _kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a name of the text below the headline, as in the caption of a picture."""
    names = [found[0] for text, label in lines[1:] if label in _TEXT for found in [_NAME.search(text)] if found]
    caption = [(chance.choice(names) + chance.choice(("", "", ".")), "PAR")] if names else []
    return [lines[0], *caption, *lines[1:]]


def _decked(lines: Sequence[Labelled], _kickers: Sequence[str], chance: random.Random) -> list[Labelled]:
    """Put a short sentence of the text below the headline, as a summary."""
    sentences = [sentence for text, label in lines[2:] if label in _TEXT for sentence in _SENTENCE_END.split(text)[:1]]
    short = [sentence for sentence in sentences if LONGEST_KICKER / 2 < len(sentence) < LONGEST_DECK]
    return [lines[0], *([(chance.choice(short), "PAR")] if short else []), *lines[1:]]


def live_blog(first: Sequence[Labelled], others: Sequence[Sequence[Labelled]], chance: random.Random) -> list[Labelled]:
    """Return one article that consists of others, each below a line with its time."""
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
    """Return an article with one to three paragraphs per section, so that sub-headings have little text."""
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
    """Return an article with a short question before each paragraph, made of its first words."""
    text = [(line, label) for line, label in lines[1:] if label in _TEXT]
    answers: list[Labelled] = [lines[0], *text[:1]]
    for line, label in text[1 : chance.randrange(3, 2 + MOST_ITEMS)]:
        words = line.split()[: chance.randrange(4, 9)]
        answers += [(" ".join(words).rstrip(".,;:!?") + "?", "PAR"), (line, label)]
    return answers
