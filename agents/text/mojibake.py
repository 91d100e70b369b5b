"""UTF-8 that was read in another encoding, also twice: lines in, repaired lines out.

A line is repaired where what is in it cannot be chance: three different misread characters of one
script with nothing but ASCII between them, or fewer where ftfy's rules call them mojibake, where they
break a Latin word, or where other lines of the page were misread in the same way. A page of which a part is broken is repaired in
that part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ftfy.badness import is_bad

from agents.text.misreadings import FAMILIES, GATE, Misreading
from agents.text.rewriting import Edit, RewrittenLine, rewrite

__all__ = ["has_mojibake", "misread_families", "repair_line"]

SURE = 3
"""Different misread characters in a run that are no chance; no run of clean text has them."""
_BOX = re.compile("[─-▟]")
_LATIN = re.compile("[A-Za-z]")
_LAST_LATIN = "\u024f"
_USUAL = re.compile("[\u00a0-\u024f\u02bb\u02bc\u2000-\u20cf\u2122]+")
"""What fewer may mean: letters of Latin script, punctuation, currencies. `×©` is a button and a copyright, no Hebrew letter."""
TIMES_MISREAD = 4


def has_mojibake(text: str) -> bool:
    """Return whether a misread character may be in the text."""
    return not text.isascii() and GATE.search(text) is not None


def misread_families(lines: Sequence[str]) -> frozenset[Misreading]:
    """Return the families of which a run is sure, or which explain whole lines that together have as many characters."""
    return frozenset(family for family in FAMILIES if _is_seen(family, lines))


def _is_seen(family: Misreading, lines: Sequence[str]) -> bool:
    together: set[str] = set()
    for line in lines:
        runs = list(family.runs(line))
        if any(_is_sure(line, run, family) for run in runs):
            return True
        if len(runs) == 1 and _LATIN.search(line) and _is_usual(runs[0]) and not _has_other_letters(line, runs[0]):
            together |= {edit.text for edit in runs[0]}
    return len(together) >= SURE


def repair_line(line: RewrittenLine, seen: frozenset[Misreading]) -> tuple[RewrittenLine, list[str]]:
    """Return the line with its misread characters repaired, and the names of the repairs; `seen` are families of its page."""
    names: list[str] = []
    for _ in range(TIMES_MISREAD):
        edits, name = _best_edits(line.text, seen)
        if not edits:
            break
        line = rewrite(line, edits)
        names.append(name)
    return line, names


def _best_edits(text: str, seen: frozenset[Misreading]) -> tuple[list[Edit], str]:
    """Return the edits of the family that explains most characters of a line."""
    best: list[Edit] = []
    name = ""
    if text.isascii() or not (seen or GATE.search(text)):
        return best, name
    for family in FAMILIES:
        runs = list(family.runs(text))
        whole = len(runs) == 1 and family in seen and not _has_other_letters(text, runs[0])
        edits = [edit for run in runs if whole or _is_sure(text, run, family) or _is_likely(text, run) for edit in run]
        if _size(edits) > _size(best):
            best, name = edits, family.name("".join(text[edit.start : edit.end] for edit in edits))
    return best, name


def _is_sure(text: str, run: Sequence[Edit], family: Misreading) -> bool:
    """Return whether a run has enough different characters; box drawings are first bytes, or the letters around are clean."""
    meant = {edit.text for edit in run if not family.boxes or _BOX.search(text, edit.start, edit.end)}
    return len(meant) >= SURE and max(Counter(map(_script, meant)).values()) >= SURE


@lru_cache(maxsize=4096)
def _script(meant: str) -> str:
    """Return the script of a character; punctuation goes with Latin letters."""
    return "LATIN" if _USUAL.fullmatch(meant) else unicodedata.name(meant[0], "").partition(" ")[0]


def _is_likely(text: str, run: Sequence[Edit]) -> bool:
    """Return whether what a run means is usual, and what is printed is not: by ftfy's rules, or within Latin words."""
    if not _is_usual(run):
        return False
    return is_bad(text[max(0, run[0].start - 1) : run[-1].end + 1]) or all(_is_in_latin_word(text, edit) for edit in run)


def _is_in_latin_word(text: str, edit: Edit) -> bool:
    around = text[max(0, edit.start - 1) : edit.start] + text[edit.end : edit.end + 1]
    return len(around) == 2 and around.isascii() and around.isalpha() and text[edit.start] > _LAST_LATIN  # noqa: PLR2004


def _is_usual(run: Sequence[Edit]) -> bool:
    return all(_USUAL.fullmatch(edit.text) for edit in run)


def _size(edits: Sequence[Edit]) -> int:
    return sum(edit.end - edit.start for edit in edits)


def _has_other_letters(text: str, run: Sequence[Edit]) -> bool:
    around = text[: run[0].start] + text[run[-1].end :]
    return any(character.isalpha() and not character.isascii() for character in around)
