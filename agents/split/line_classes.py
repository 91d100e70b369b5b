"""The class of a line, found from the characters of this line alone.

The class is not the span kind. The span kind depends on the article around the line and is decided later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from agents.split.result import SpanKind
from agents.text.dates import parse_date, parse_labelled_date
from agents.text.lines import Line
from agents.text.tick_line import TickPrinted, parse_ticks

__all__ = ["FIXED_KINDS", "LONGEST_BYLINE", "RUNNING_TEXT", "ClassedLine", "LineClass", "classify", "classify_line", "is_byline"]

LONGEST_HEADING = 200
LONGEST_STATEMENT = 160
LONG_WITHOUT_STOP = 100
"""A line of several sentences with more characters than this is text, even if the last sentence has no full stop."""
SHORTEST_HEADING = 6
"""Least characters of a headline. Of 2,600 real headlines, the shortest has 6 characters and the longest has 182."""

_BULLET = re.compile(r"[•*·‣▪●◦]")
_DASH = re.compile(r"[-–—]\s")
_SENTENCE_END = re.compile(r"""[.!?…。؟][\])"'»”’“]*(?:\s?[\[(][^\[\]()]{1,30}[\])][.]?|\s[^\w\s]{1,3})?$""")
"""The end of a sentence at the end of a line. A source or footnote in brackets, or an emoji, may follow the full stop."""
_OPEN_END = re.compile(r"[,;:–—-]$")
_TWO_SENTENCES = re.compile(r"""[^\W\d_]{3}[.!?…]["'»”’]*\s+["'«“„‘]?[^\W\d_a-zа-я]""")
_WORD = re.compile(r"[^\W\d_]{2,}")

LONGEST_BYLINE = 120
_AUTHOR = re.compile(
    r"(?:By|Written by|Reported by|Edited by|Von|Par|Por|Автор|Авторы|Текст|Муаллиф|Автору|Muallif|Awtor|Yazar)"
    r"(?:[:\xa0]\s*| )[^\W\d_a-zа-я][^.!?]{2,80}"
)
_READING_TIME = re.compile(
    r"[0-9]{1,3}[ \xa0]?-?(?:min(?:s|ute|utes|uten)?|мин|минут[аы]?|dk|dakika|daqiqa)\b\.?(?: [^\W\d_]+){0,3}"
    r"|(?:Lesezeit|Lesedauer|Reading time|Temps de lecture|Время чтения|Okuma süresi|Estimated reading).{0,40}",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:(?:first |last |article )?(?:published|updated|posted|modified)|veröffentlicht|aktualisiert|stand:|"
    r"publié|mis à jour|"
    r"publicado|actualizado|опубликовано|обновлено|жарияланды|жарыяланды|e'lon qilindi|yayınlan|güncellen)\b.{0,80}[0-9]",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:share(?: (?:on|this|via|article).{0,40})?|teilen|artikel teilen.{0,20}|partager.{0,30}|"
    r"compartir.{0,30}|поделиться.{0,40}|бөлісу.{0,30}|бөлүшүү.{0,30}|ulashish.{0,30}|paylaş.{0,20}|"
    r"comments?|[0-9]+ comments?|kommentare?|комментарии|"
    r"print|save|copy link|link copied|link kopiert|email|facebook|twitter|whatsapp|telegram|linkedin|reddit|"
    r"(?:photo|image|foto|фото|сүрөт|surat)(?: (?:credit|by))?:.{0,80})",
    re.IGNORECASE,
)


class LineClass(StrEnum):
    """The class of a line, as `classify_line` finds it."""

    BLANK = "blank"
    TICK = "tick"
    DATE = "date"
    BYLINE = "byline"
    BULLET = "bullet"
    HEADING = "heading"
    """A short line that does not end like a sentence."""
    STATEMENT = "statement"
    """A line that is one short sentence: a short paragraph, or a headline with a full stop."""
    INTRODUCTION = "introduction"
    """A line that ends in a colon, a semicolon, a comma or a dash: the next line continues this line."""
    PROSE = "prose"
    FRAGMENT = "fragment"
    """A line that is too short for a headline, or that has no word."""


RUNNING_TEXT = frozenset({LineClass.PROSE, LineClass.STATEMENT, LineClass.INTRODUCTION})
"""The classes of lines that are running text."""

FIXED_KINDS: dict[LineClass, SpanKind] = {LineClass.BLANK: "blank", LineClass.TICK: "tick", LineClass.DATE: "date"}
"""The span kinds of lines whose class alone decides the kind, inside and outside of articles."""


class ClassedLine(NamedTuple):
    """A line and its class (`kind`), with the ticks and the date that the line prints."""

    line: Line
    kind: LineClass
    ticks: Sequence[TickPrinted] = ()
    date: date | None = None
    """The date that a DATE line prints, or the date of publication that a BYLINE prints. None for other lines."""


def classify(lines: Sequence[Line]) -> list[ClassedLine]:
    """Return every line with its class."""
    return [classify_line(line) for line in lines]


def classify_line(line: Line) -> ClassedLine:
    """Return a line with its class. Ticks, dates and bylines are found by grammar, and all other classes by form."""
    printed = line.printed
    if not printed:
        return ClassedLine(line, LineClass.BLANK)
    if ticks := parse_ticks(printed):
        return ClassedLine(line, LineClass.TICK, ticks)
    if day := parse_date(printed):
        return ClassedLine(line, LineClass.DATE, (), day)
    day = parse_labelled_date(printed)
    if is_byline(printed):
        return ClassedLine(line, LineClass.BYLINE, (), day)
    if day:
        return ClassedLine(line, LineClass.DATE, (), day)
    return ClassedLine(line, _shape(printed))


def _shape(printed: str) -> LineClass:
    """Return the class of a line by its form.

    A dash may begin a list item or direct speech. A line that begins with a dash and reads like a sentence is not a BULLET.
    """
    if _BULLET.match(printed):
        return LineClass.BULLET
    if len(printed) > LONGEST_HEADING:
        return LineClass.PROSE
    is_open = _OPEN_END.search(printed) is not None
    if not _WORD.search(printed) or (len(printed) < SHORTEST_HEADING and not is_open):
        return LineClass.FRAGMENT
    if is_open:
        return LineClass.INTRODUCTION
    if (sentences := _sentences(printed)) is not None:
        return sentences
    return LineClass.BULLET if _DASH.match(printed) else LineClass.HEADING


def _sentences(printed: str) -> LineClass | None:
    """Return the class of a line that consists of sentences, or None for any other line.

    If a long line has several sentences, the last sentence may lack its full stop.
    """
    several = _TWO_SENTENCES.search(printed) is not None
    if _SENTENCE_END.search(printed):
        return LineClass.PROSE if several or len(printed) > LONGEST_STATEMENT else LineClass.STATEMENT
    return LineClass.PROSE if several and len(printed) > LONG_WITHOUT_STOP else None


def is_byline(printed: str) -> bool:
    """Return whether a line prints facts about the article: author, date, reading time, photo credit, or share buttons."""
    if len(printed) > LONGEST_BYLINE:
        return False
    return bool(
        _AUTHOR.fullmatch(printed) or _READING_TIME.fullmatch(printed) or _PUBLISHED.match(printed) or _SHARE.fullmatch(printed)
    )
