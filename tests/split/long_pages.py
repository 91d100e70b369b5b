"""Pages of thousands of similar lines, by the number of their lines."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["PAGES"]

HEADLINE, OTHER = "Felt makers open a winter school", "Barley is dearer than last year"
TEXT = "The makers of felt rugs teach twelve pupils from the villages around the lake. Lessons begin in November and are free."
DATE = "14 November 2026"

PAGES: dict[str, Callable[[int], str]] = {
    "equal lines": lambda lines: f"{HEADLINE}\n" * lines,
    "equal lines with dates between": lambda lines: f"{HEADLINE}\n{DATE}\n" * (lines // 2),
    "alternating lines": lambda lines: f"{HEADLINE}\n{OTHER}\n" * (lines // 2),
    "equal stories": lambda lines: f"{HEADLINE}\n{TEXT}\n" * (lines // 2),
    "stories with dates": lambda lines: "".join(f"{HEADLINE} {n}\n{DATE}\n{TEXT}\n" for n in range(lines // 3)),
    "paths": lambda lines: "".join(f"Home > Crafts > {HEADLINE} {n}\n" for n in range(lines)),
    "equal paths": lambda lines: f"Home > Crafts > {HEADLINE}\n" * lines,
    "names of sites": lambda lines: "".join(f"{HEADLINE} {n} | Talas Felt\n" for n in range(lines)),
    "truncated headlines": lambda lines: f"Home > {HEADLINE[:20]}...\n{HEADLINE}\n" * (lines // 2),
    "dashes": lambda lines: f"{'-' * 40}\n" * lines,
    "bars": lambda lines: f"{'| ' * 20}\n" * lines,
    "words between bars": lambda lines: f"{' | '.join('abcd' * 5)}\n" * lines,
    "buttons": lambda lines: "Read more\n" * lines,
    "short lines": lambda lines: "abc\n" * lines,
    "blank lines": lambda lines: "\n" * lines,
    "years": lambda lines: "in 2012 x\n" * lines,
    "bullets": lambda lines: "• a\n" * lines,
    "ticks": lambda lines: "USD/KGS 87.45\n" * lines,
    "statements": lambda lines: "One more sentence that may be a headline.\n" * lines,
}
