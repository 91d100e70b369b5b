"""UTF-8 that was read in another encoding: the misread characters, and the characters that were meant.

Each byte above 0x7F became one character of the other encoding. The bytes that UTF-8 has for one character thus became a
sequence of misread characters. Encodings that agree on most bytes form a family, because a text may mix them: text that was
read as windows-1252 may have control characters of latin-1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agents.text.rewriting import Edit

__all__ = ["FAMILIES", "GATE", "LOST", "Misreading"]

LOST = "\ufffd"
_BLANK, _NO_BREAK_SPACE = " ", "\xa0"
_BEFORE_BLANK = {0xA0: (0xC2, 0xC3, 0xD0), 0x9A: (0xD0, 0xD2)}
"""The first bytes of UTF-8 characters, by their second byte, if some encoding shows this second byte as a no-break space.

The characters are the no-break space, `à` and `Р` for 0xA0; `К` and `Қ` for 0x9A. The extraction of text from a page turns
the no-break space that replaced the second byte into a blank.
"""
_A_GRAVE = 0xC3
_OF_ANY = dict.fromkeys([*range(0x80, 0xA0), ord(LOST)])
"""For str.translate: removes the characters that are shown for bytes which an encoding does not define."""
_LETTERS_OF_TODAY = "ЁёЄєІіЇїЎўҐґ"
"""Letters that windows-1251 shows for second bytes, but that are also common in clean text.

They follow other letters in Kazakh, Uzbek, Ukrainian, Belarusian and Russian.
"""
_MEANINGLESS = frozenset({"Cn", "Co", "Cs"})
"""Unicode categories of characters that no page prints: unassigned, private use, surrogates."""


@dataclass(frozen=True)
class Misreading:
    """A family of one-byte encodings in which UTF-8 text was read by mistake."""

    encodings: tuple[str, ...]
    lost: int | None = None
    """The byte that is shown as U+FFFD, if the encoding leaves only this byte undefined."""
    boxes: bool = False
    """Whether sequences of misread characters contain box drawings."""

    @cached_property
    def table(self) -> dict[int, int]:
        """Return a table for str.translate: the byte of each character above ASCII."""
        table = {ord(LOST): self.lost} if self.lost else {}
        for encoding in self.encodings:
            for byte in range(0x80, 0x100):
                if character := bytes([byte]).decode(encoding, "ignore"):
                    table.setdefault(ord(character), byte)
        return {**dict(zip(range(0x80, 0xA0), range(0x80, 0xA0), strict=True)), **table}

    def characters(self, first: int, last: int) -> str:
        """Return the characters that the encodings show for the bytes `first` to `last`, escaped for a character class."""
        return "".join(re.escape(chr(code)) for code, byte in self.table.items() if first <= byte <= last)

    def pattern(self) -> str:
        """Return a pattern for the sequence of misread characters that replaced one character.

        U+FFFD may be part of the sequence: it is shown for a byte that the encoding does not define.
        """
        two, three, four = self.characters(0xC2, 0xDF), self.characters(0xE0, 0xEF), self.characters(0xF0, 0xF4)
        more = self.characters(0x80, 0xBF) + LOST
        blank = "".join(self.characters(byte, byte) for byte in _BEFORE_BLANK.get(self.table.get(ord(_NO_BREAK_SPACE), 0), ()))
        before_blank = f"|[{blank}] (?![\u0300-\u036f])" if blank else ""
        return f"[{two}][{more}]|[{three}][{more}]{{2}}|[{four}][{more}]{{3}}{before_blank}"

    def runs(self, text: str) -> Iterator[list[Edit]]:
        """Yield runs of edits. Each edit replaces misread characters by the character that was meant.

        Between two edits of a run there are only ASCII characters.
        """
        run: list[Edit] = []
        for found in _SEQUENCES[self].finditer(text):
            edit = self._edit(text, found)
            if run and (edit is None or not text[run[-1].end : edit.start].isascii()):
                yield run
                run = []
            if edit:
                run.append(edit)
        if run:
            yield run

    def _edit(self, text: str, found: re.Match[str]) -> Edit | None:
        start, end = found.span()
        if meant := self._meant(found[0]):
            if found[0][-1] == _BLANK and self.table[ord(found[0][0])] == _A_GRAVE and text[end : end + 1].strip():
                return Edit(start, end, meant + _BLANK, (1, 1))  # this blank is the second byte of `à` and the blank after `à`
            return Edit(start, end, meant, (end - start,))
        return None

    def _meant(self, sequence: str) -> str:
        """Return the character that a sequence of misread characters means, or an empty string if it means none."""
        if LOST in sequence and self.lost is None:
            return "”" if sequence == f"â€{LOST}" else LOST
        try:
            character = sequence.replace(_BLANK, _NO_BREAK_SPACE).translate(self.table).encode("latin-1").decode("utf-8")
        except UnicodeError:
            return ""
        return "" if unicodedata.category(character) in _MEANINGLESS else character

    def name(self, text: str) -> str:
        """Return the name of the repair, such as "utf-8 as cp1252"; `text` has only the misread characters.

        The encoding is the first of the family that has all characters of `text`, else the last of the family.
        """
        return f"utf-8 as {next((each for each in self.encodings if _has(each, text)), self.encodings[-1])}"


def _has(encoding: str, text: str) -> bool:
    try:
        text.translate(_OF_ANY).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


FAMILIES = (
    Misreading(("latin-1", "cp1252", "cp1254")),
    Misreading(("cp1251",), lost=0x98),
    Misreading(("koi8-r", "koi8-u"), boxes=True),
    Misreading(("cp866", "cp437"), boxes=True),
    Misreading(("cp1250",)),
)


def _gate() -> str:
    """Return a pattern that matches somewhere in every misread page, and rarely in a clean page.

    The pattern finds the characters of second bytes, which are rare in clean text. Then it checks the characters before.
    _LETTERS_OF_TODAY count only within Latin words, because other misread text always has further second bytes. For families
    with box drawings, the pattern finds any box drawing: clean text rarely has one.
    """
    pages = [family for family in FAMILIES if not family.boxes]
    two, three, more = (
        "".join(family.characters(*ends) for family in pages) for ends in ((0xC2, 0xDF), (0xE0, 0xF4), (0x80, 0xBF))
    )
    today = _LETTERS_OF_TODAY
    second = "".join(each for each in more if each not in _LETTERS_OF_TODAY) + LOST
    before = f"(?<=[{two}][{second}])|(?<=[{three}][{second}][{second}])|(?<=[A-Za-z][{two}][{today}])"
    return f"[{second}{today}─-▟](?:(?<=[─-▟])|{before})"


GATE = re.compile(_gate())
_SEQUENCES = {family: re.compile(family.pattern()) for family in FAMILIES}
