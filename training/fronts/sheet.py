"""A page that is being generated: its lines, and the blank lines between them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from training.pages import LabelledPage, Origin

__all__ = ["Sheet", "draw_spacing"]

JUNCTIONS = ("block", "story", "title", "meta", "text", "after", "list")
"""What a line may begin.

`block`: a part of the page. `story`: a story. `title`: a headline. `meta`: a line about a story. `text`: a paragraph.
`after`: the lines below the text. `list`: an item of a list.
"""
HTML_CHANCES = {"block": 0.9, "story": 0.6, "title": 0.7, "meta": 0.25, "text": 0.85, "after": 0.45, "list": 0.15}
"""Probability that a text browser prints a blank line before such a line; decided once per page."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """The number of blank lines before a line, by what the line begins (see JUNCTIONS).

    For a share `noise` of the lines, the number is random.
    """

    blanks: Mapping[str, int]
    noise: float


def draw_spacing(chance: random.Random) -> Spacing:
    """Return the spacing of a page in one of six random styles.

    Examples of styles: blank lines everywhere, blank lines only between stories, blank lines as a text browser prints them.
    """
    style = chance.choices(("all", "story", "none", "html", "wide", "noise"), (33, 10, 6, 38, 4, 9))[0]
    html = {junction: int(chance.random() < share) for junction, share in HTML_CHANCES.items()}
    blanks = {
        "all": dict.fromkeys(JUNCTIONS, 1) | {"meta": int(chance.random() < 0.7), "list": int(chance.random() < 0.6)},
        "story": dict.fromkeys(JUNCTIONS, 0) | {"block": 1, "story": 1},
        "none": dict.fromkeys(JUNCTIONS, 0) | {"block": int(chance.random() < 0.7)},
        "wide": dict.fromkeys(JUNCTIONS, 1) | {"block": 2, "story": 2},
        "html": html, "noise": html,
    }[style]  # fmt: skip
    return Spacing(blanks, 0.4 if style == "noise" else 0.0)


@dataclass(slots=True)
class Sheet:
    """A page that is being generated, with its lines so far."""

    name: str
    language: str
    spacing: Spacing
    chance: random.Random
    lines: list[tuple[str, str, int, str]] = field(default_factory=list)
    """Per line: its text, its label, the index of its article (-1 for none), and its publisher ("" for none)."""
    articles: int = 0

    def add(self, begins: str, text: str, label: str = "NAV", owner: str = "", article: int = -1) -> None:
        """Add one line, after the blank lines that the spacing requires.

        `begins` names what starts with this line, such as a story or a headline (see JUNCTIONS). The spacing depends on it.
        A blank text adds no line.
        """
        flat = " ".join(text.splitlines())
        if not flat.strip():
            return
        if self.lines:
            noisy = self.chance.random() < self.spacing.noise
            count = self.chance.randrange(2) if noisy else self.spacing.blanks[begins]
            self.lines += [("", "", -1, "")] * count
        self.lines.append((flat, label, article, owner))

    def add_as_printed(self, lines: Iterable[tuple[str, str]], owner: str) -> None:
        """Add lines of boilerplate as they are, including blank lines."""
        self.lines += [("", "", -1, "")] * bool(self.lines)
        self.lines += [(text, "NAV" if text.strip() else "", -1, owner) for text, _ in lines]

    def page(self, kind: str) -> LabelledPage:
        """Return the finished page, without blank lines at its end.

        A line without a publisher gets the publisher `page:` and the name of the page.
        """
        while self.lines and not self.lines[-1][1]:
            self.lines.pop()
        return LabelledPage(
            self.name, Origin.LAID_OUT, kind, self.language, "\n".join(text for text, *_ in self.lines),
            [label for _, label, *_ in self.lines], [article for _, _, article, _ in self.lines],
            [owner or f"page:{self.name}" for *_, owner in self.lines],
        )  # fmt: skip
