"""Labels the lines of a real page by comparing them with the known text of its article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from agents.split.line_classes import LineClass, classify_line, is_byline
from agents.text.lines import split_lines
from training.titles import SHORTEST_MATCH, similar_to_title, squeezed, title_line

__all__ = ["UNKNOWN", "labels_of", "publisher_of"]

LONGEST_META = 160
UNKNOWN = "?"
"""Label of a line that may be the headline, on a page that does not print the known title."""
HEAD = 25
"""Number of printed lines above the text that are searched for a headline similar to the known title."""


def publisher_of(name: str, url: str | None) -> str:
    """Return the publisher of a page.

    In some data sets, the name of the page contains the publisher. For other pages, the publisher is the host of `url`.
    """
    parts = name.split("/")
    if parts[0] == "fundus":
        return parts[-1].split("_")[0]
    if parts[0] == "readability":
        return name
    return (urlsplit(url or "").hostname or name).removeprefix("www.")


def labels_of(row: dict[str, Any]) -> list[str]:
    """Return one label per line of a real page.

    The labels are TITLE, SUB, PAR, LI, DEK, META, NAV, UNKNOWN, and "" for a blank line.
    """
    lines = split_lines(row["raw_text"])
    squeezes = [squeezed(line.printed) for line in lines]
    labels = ["" if not line.printed else "NAV" for line in lines]
    first = _match_blocks(row["blocks"], squeezes, labels)
    head = [number for number, own in enumerate(squeezes[:first]) if own and labels[number] == "NAV"][-HEAD:]
    above = [n for n in range(min(first + 1, len(lines))) if labels[n] in {"NAV", "SUB", "PAR"}]
    known = row["title"] or ""
    title = title_line(known, {number: lines[number].printed for number in above})
    if title is None:
        title = similar_to_title(known, {number: lines[number].printed for number in head})
    if title is not None:
        labels[title] = "TITLE"
        _label_between(row, lines, squeezes, labels, title, first)
    else:
        for number in head:
            labels[number] = UNKNOWN
    return labels


def _match_blocks(blocks: Sequence[Sequence[str]], squeezes: Sequence[str], labels: list[str]) -> int:
    """Label the lines that print the blocks of the known text, and return the number of the first such line.

    If no line prints a block, return the number of lines.
    """
    kinds = {"h": "SUB", "p": "PAR", "li": "LI"}
    where: dict[str, list[int]] = {}
    for number, squeeze in enumerate(squeezes):
        if squeeze:
            where.setdefault(squeeze, []).append(number)
    at, first = _start(blocks, where), len(squeezes)
    for kind, text in blocks:
        found = _find(squeezed(text), where, squeezes, at)
        for number in found:
            labels[number] = kinds[kind]
        if found:
            first = min(first, found[0])
            at = found[-1] + 1
    return first


def _start(blocks: Sequence[Sequence[str]], where: dict[str, list[int]]) -> int:
    """Return the line where the search for blocks begins: a few lines above the first long paragraph, or 0."""
    for place, (_, text) in enumerate(blocks):
        found = where.get(squeezed(text))
        if found and len(text) > 100:
            return max(0, found[0] - 4 * place - 1)
    return 0


def _find(squeeze: str, where: dict[str, list[int]], squeezes: Sequence[str], at: int) -> list[int]:
    """Return the numbers of the lines that print a block, searched from line `at` on."""
    if not squeeze:
        return []
    for number in where.get(squeeze, ()):
        if number >= at:
            return [number]
    if len(squeeze) < SHORTEST_MATCH:
        return []
    for number in range(at, min(at + 60, len(squeezes))):
        own = squeezes[number]
        if len(own) >= SHORTEST_MATCH and (squeeze.startswith(own) or own.startswith(squeeze)):
            return _rest(squeeze, squeezes, number)
    return []


def _rest(squeeze: str, squeezes: Sequence[str], number: int) -> list[int]:
    found = [number]
    left = squeeze[len(squeezes[number]) :]
    for later in range(number + 1, min(number + 40, len(squeezes))):
        own = squeezes[later]
        if own and left.startswith(own):
            found.append(later)
            left = left[len(own) :]
        elif own:
            break
    return found


def _label_between(row: dict[str, Any], lines: Any, squeezes: Sequence[str], labels: list[str], title: int, first: int) -> None:
    """Label summaries as DEK, and authors and dates as META, if they are between the title and the text.

    Other lines there keep their label.
    """
    summary = squeezed(" ".join(row["summary"] or ()) if isinstance(row["summary"], list) else row["summary"] or "")
    authors = [squeezed(author) for author in ([row["authors"]] if isinstance(row["authors"], str) else row["authors"] or ())]
    for number in range(title + 1, first):
        own = squeezes[number]
        if labels[number] != "NAV" or not own:
            continue
        named = any(author and author in own for author in authors) and len(own) < LONGEST_META
        if len(own) >= SHORTEST_MATCH and own in summary:
            labels[number] = "DEK"
        elif named or is_byline(lines[number].printed) or classify_line(lines[number]).kind is LineClass.DATE:
            labels[number] = "META"
