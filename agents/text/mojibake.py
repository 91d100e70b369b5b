"""Finds the edits that repair mojibake: UTF-8 text that was read in another encoding.

A line is repaired if its misread characters cannot be chance. Three different characters of one script, with only ASCII
between them, are enough. They form a run. Fewer characters are enough in three cases: ftfy's rules call them mojibake, they
are within a Latin word, or other lines of the page were misread in the same way. Other lines are not changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ftfy.badness import is_bad

from agents.text.misreadings import FAMILIES, GATE, LOST, Misreading
from agents.text.rewriting import Edit

__all__ = ["LineEdits", "has_mojibake", "mojibake_edits", "with_lost_capitals"]

SURE = 3
"""So many different misread characters in a run cannot be chance: no run of clean text has as many."""
_BOX = re.compile("[─-▟]")
_LATIN = re.compile("[A-Za-z]")
_LAST_LATIN = "\u024f"
_USUAL = re.compile("[\u00a0-\u024f\u02bb\u02bc\u2000-\u20cf\u2122]+")
"""The usual characters: Latin letters, punctuation, currency symbols.

A run of fewer than SURE characters is by itself taken for a misreading only if it means usual characters. So `×©` remains a
button and a copyright sign, and does not become a Hebrew letter.
"""

_LOST_CAPITAL = f"Ã{LOST}"
_SECOND_BYTES = {"\x81": "¡", "\x8d": "\xad", "\x8f": "¯", "\x90": "°", "\x9d": "½"}
"""The second byte of each capital in `ÁÍÏÐÝ`, mapped to the second byte of its small letter in `áíïðý`."""

Run = Sequence[Edit]
Runs = Mapping[Misreading, Sequence[Run]]
LineEdits = tuple[Sequence[Edit], str]
"""The edits of a line and the name of the repair."""


def has_mojibake(text: str) -> bool:
    """Return whether the text may have a misread character."""
    return not text.isascii() and GATE.search(text) is not None


def with_lost_capitals(text: str) -> str:
    """Return the text with the second bytes that windows-1252 lost from capitals, if the page shows which capital it was.

    `Á`, `Í`, `Ï`, `Ð` and `Ý` all became the same two characters. If the page has only one of the small letters `áíïðý`, the
    capital is taken to be the same letter.
    """
    if _LOST_CAPITAL not in text:
        return text
    seconds = [capital for capital, small in _SECOND_BYTES.items() if f"Ã{small}" in text]
    return text.replace(_LOST_CAPITAL, f"Ã{seconds[0]}") if len(seconds) == 1 else text


def mojibake_edits(lines: Sequence[str]) -> dict[int, LineEdits]:
    """Return the edits that undo one misreading; the key is the index of the line.

    A text that was misread twice needs two calls.
    """
    doubtful: dict[int, Runs] = {number: _runs(line) for number, line in enumerate(lines) if has_mojibake(line)}
    seen = frozenset(family for family in FAMILIES if _is_seen(family, lines, doubtful))
    if seen:
        doubtful = {number: {**doubtful.get(number, {}), **_runs_of(seen, line)} for number, line in enumerate(lines)}
    best = ((number, _best_edits(lines[number], runs, seen)) for number, runs in doubtful.items())
    return {number: edits for number, edits in best if edits[0]}


def _runs(text: str) -> dict[Misreading, list[list[Edit]]]:
    """Return the runs of misread characters in a line, for each family that the line may have been misread in."""
    return _runs_of(frozenset(family for family in FAMILIES if not family.boxes or _BOX.search(text)), text)


def _runs_of(families: frozenset[Misreading], text: str) -> dict[Misreading, list[list[Edit]]]:
    return {} if text.isascii() else {family: list(family.runs(text)) for family in families}


def _is_seen(family: Misreading, lines: Sequence[str], doubtful: Mapping[int, Runs]) -> bool:
    """Return whether the page was certainly misread in this family.

    One certain run is enough. Else, lines are counted together if a single run explains all their letters beyond ASCII. They
    need SURE different characters.
    """
    together: set[str] = set()
    for number, found in doubtful.items():
        line, runs = lines[number], found.get(family, ())
        if any(_is_sure(line, run, family) for run in runs):
            return True
        if len(runs) == 1 and _LATIN.search(line) and _is_usual(runs[0]) and not _has_other_letters(line, runs[0]):
            together |= {edit.text for edit in runs[0]}
    return len(together) >= SURE


def _best_edits(text: str, found: Runs, seen: frozenset[Misreading]) -> LineEdits:
    """Return the edits of the family that explains the most characters of a line, and the name of the repair.

    `seen` are the families in which the page was certainly misread.
    """
    best: tuple[int, Sequence[Edit], Misreading | None] = (0, (), None)
    for family in filter(found.__contains__, FAMILIES):
        runs = found[family]
        whole = len(runs) == 1 and family in seen and not _has_other_letters(text, runs[0])
        edits: Sequence[Edit] = [
            edit for run in runs if whole or _is_sure(text, run, family) or _is_likely(text, run) for edit in run
        ]
        size = sum(edit.end - edit.start for edit in edits)
        best = (size, edits, family) if size > best[0] else best
    _, changes, chosen = best
    return changes, chosen.name("".join(text[edit.start : edit.end] for edit in changes)) if chosen else ""


def _is_sure(text: str, run: Run, family: Misreading) -> bool:
    """Return whether a run means at least SURE different characters of one script.

    If the family has box drawings, a character counts only if its misread sequence has a box drawing.
    """
    meant = {edit.text for edit in run if not family.boxes or _BOX.search(text, edit.start, edit.end)}
    return len(meant) >= SURE and max(Counter(map(_script, meant)).values()) >= SURE


@lru_cache(maxsize=4096)
def _script(meant: str) -> str:
    """Return the script of a character; punctuation counts as Latin."""
    return "LATIN" if _USUAL.fullmatch(meant) else unicodedata.name(meant[0], "").partition(" ")[0]


def _is_likely(text: str, run: Run) -> bool:
    """Return whether a run that is not certain is likely to be a misreading of usual characters.

    It is if ftfy's rules call the run mojibake, or if each misread sequence is within a Latin word.
    """
    if not _is_usual(run):
        return False
    return is_bad(text[max(0, run[0].start - 1) : run[-1].end + 1]) or all(_is_in_latin_word(text, edit) for edit in run)


def _is_in_latin_word(text: str, edit: Edit) -> bool:
    around = text[max(0, edit.start - 1) : edit.start] + text[edit.end : edit.end + 1]
    return len(around) == len("ab") and around.isascii() and around.isalpha() and text[edit.start] > _LAST_LATIN


def _is_usual(run: Run) -> bool:
    return all(_USUAL.fullmatch(edit.text) for edit in run)


def _has_other_letters(text: str, run: Run) -> bool:
    around = text[: run[0].start] + text[run[-1].end :]
    return any(character.isalpha() and not character.isascii() for character in around)
