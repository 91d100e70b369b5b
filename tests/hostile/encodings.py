"""Bytes that are no text, and text that would do something to a terminal."""

from __future__ import annotations

from schemas.rejection import Reason
from tests.hostile.case import Case, bare

__all__ = ["CASES"]

BEFORE = b"Ferry Returns to the Lake\n\nThe ferry between the two towns came back on Monday, "

BROKEN = {
    "a byte that never occurs": b"\xff",
    "a lone continuation": b"\x80",
    "a start without its continuation": b"\xe2\x82",
    "an overlong slash": b"\xc0\xaf",
    "an overlong NUL": b"\xc0\x80",
    "an overlong slash of three": b"\xe0\x80\xaf",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "a surrogate pair in CESU-8": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "a sequence of five": b"\xf8\x88\x80\x80\x80",
    "Latin-1": "café".encode("latin-1"),
    "Windows-1251": "Жаңылыктар".encode("cp1251", "replace"),
    "UTF-16 with its mark": "Ferry".encode("utf-16"),
}

CONTROLS = {
    "ANSI colours": "\x1b[31mred\x1b[0m",
    "an ANSI title": "\x1b]0;owned\x07",
    "a screen cleared": "\x1b[2J\x1b[H",
    "C1 controls": "\x9b31mred\x9b0m\x85",
    "carriage returns that overwrite": "100\rfree",
    "backspaces": "no\x08\x08yes",
    "bells": "\x07" * 1000,
    "bidi overrides": "\u202eevil\u202c and \u2066more\u2069",
    "zero width joiners": "f\u200bi\u200dl\u2060m\ufeff",
    "tag characters": "\U000e0041\U000e0042\U000e007f",
    "line separators": "one\u2028two\u2029three\x0bfour\x0cfive",
    "a forged log line": '"}\n{"level":"ERROR","message":"forged"}',
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "a stack of accents": "a" + "\u0301" * 5000,
    "unassigned and private": "\u0378\ue000\U000f0000",
}

CASES = [
    *(Case(f"not UTF-8: {name}", BEFORE + piece, Reason.PAGE_NOT_UTF8) for name, piece in BROKEN.items()),
    *(bare(f"controls: {name}", f"{BEFORE.decode()}{piece} and went on.\n{piece}\n") for name, piece in CONTROLS.items()),
    bare("NUL in a text", "binary\0file", Reason.PAGE_NUL),
    Case("NUL bytes alone", bytes(1000), Reason.PAGE_NUL),
    Case("nothing", None, Reason.PAGE_EMPTY),
    Case("no bytes", b"", Reason.PAGE_EMPTY),
    Case("a byte order mark alone", b"\xef\xbb\xbf", Reason.PAGE_EMPTY),
    bare("white space of all kinds", " \t\u00a0\u2003\u3000\u2028\r\n" * 1000, Reason.PAGE_BLANK),
]
