"""The layout of a page's stories: the lines above the headline, below the headline, and after the text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.fronts.phrases import Phrases
from training.fronts.stamps import Stamper, date_form

__all__ = ["Heading", "Part", "StoryLayout", "draw_heading", "draw_layout", "printed_part"]

SOCIAL = ("Facebook", "Twitter", "Telegram", "WhatsApp", "VKontakte", "X", "LinkedIn", "Pinterest", "Viber", "Email")
JOINERS = (" | ", " • ", " · ", " - ", " / ", ", ", " ", " – ", "")
RULES = ("-----", "--------------", "***", "* * *", "________", "=====", "---", "~~~", "• • •", "===========")
ARROWS = (
    "{} »",
    "{} →",
    "{}...",
    "[{}]",
    "({})",
    "› {}",
    "{} ›",
    "{} >>",
    "+ {}",
    "{}:",
    "... {}",
    "{}…",
    "→ {}",
    "{} >",
    "» {}",
)
KINDS = {
    "date": 28, "author": 14, "category": 18, "line": 12, "site": 6, "count": 10, "number": 6, "share": 6, "tags": 6, "repeat": 2,
    "photo": 4, "url": 3, "dated": 6,
}  # fmt: skip
ABOVE = {"category": 40, "date": 22, "author": 8, "site": 8, "line": 8, "photo": 5, "number": 4, "dated": 3, "share": 2}
AFTER = {"button": 40, **KINDS}
COUNTS = {
    "above": ((0, 1, 2, 3), (58, 31, 8, 3)), "below": ((0, 1, 2, 3, 4, 6, 9), (59, 25, 8, 3, 2, 2, 1)),
    "after": ((0, 1, 2, 3, 4, 6, 8), (28, 46, 13, 5, 4, 2, 2)),
}  # fmt: skip
"""Possible numbers of lines in each place, and the weight of each number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line about a story, such as its date: its kind, its template, and whether it belongs to the story.

    A line that belongs to the story (`own`) is labelled META, another line NAV.
    """

    kind: str
    form: str
    own: bool
    kept: float
    """Share of the page's stories that have the line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """How a page prints its headlines."""

    prefix: str = ""
    suffix: str = ""
    case: str = ""
    """How headlines are capitalised: `upper`, `title`, or empty for no change."""
    stop: bool = False
    kicker: str = ""
    """Template of the words before the headline on the same line; may be empty."""
    bullet: str = ""
    indent: str = ""
    """White space before every line of a story. On the first line, the bullet replaces the white space."""
    broken: int = 0
    """Number of characters after which a headline is wrapped to the next line; 0 for no wrapping."""


@dataclass(frozen=True, slots=True)
class StoryLayout:
    """The lines about a story that a page prints, and the style of its headlines and dates.

    `above`, `below` and `after` have the lines above the headline, below the headline, and after the text.
    """

    above: Sequence[Part] = ()
    below: Sequence[Part] = ()
    after: Sequence[Part] = ()
    date: str = "d MMMM y"
    heading: Heading = Heading()


TWO_OF_A_KIND = 0.1
STAMPED = "{date}"
"""A kicker with this value is replaced by a template that `_stamp` returns."""
_NO_SLUG = re.compile(r"[\W_]+")


def draw_layout(meta_share: float, stamper: Stamper) -> StoryLayout:
    """Return a random layout. `meta_share` is the probability that the layout has any line about a story."""
    chance, phrases = stamper.chance, stamper.phrases
    date, heading = date_form(phrases, chance), draw_heading(stamper)
    if chance.random() >= meta_share:
        return StoryLayout(date=date, heading=heading)
    kept = chance.choice((1.0, 1.0, 1.0, 1.0, 1.0, 0.95, 0.85, 0.6))
    above = _parts("above", ABOVE, phrases, kept, chance)
    below = _parts("below", KINDS, phrases, kept, chance)
    after = _parts("after", AFTER, phrases, kept, chance)
    if not (above or below or after):
        below = [_part("date", phrases, kept, chance)]
    return StoryLayout(above, below, after, date, heading)


def draw_heading(stamper: Stamper) -> Heading:
    """Return a random style of headlines. Most styles print the headline as it is."""
    chance = stamper.chance
    prefix = chance.choices(("", "{i}. ", "{i}) ", "# ", "## {i}. ", "### ", "«", "{i} "), (90, 4, 1, 1, 1, 1, 1, 1))[0]
    suffix = chance.choices(("", " - {site}", " | {site}", " {k}", " ({k})", " – {category}"), (92, 3, 2, 1, 1, 1))[0]
    kicker = chance.choices(
        ("", "{category} ", "{category}: ", "{category} | ", "{n}: ", "{n}. ", "{place}: ", STAMPED), (85, 2, 2, 1, 1, 1, 1, 7)
    )[0]
    kicker = _stamp(chance) if kicker == STAMPED else kicker
    bullet = chance.choices(("", "  * ", "  • ", "* ", "• ", "- "), (86, 5, 4, 2, 2, 1))[0]
    return Heading(
        prefix, suffix, case=chance.choices(("", "upper", "title"), (91, 6, 3))[0], stop=chance.random() < 0.05,
        kicker=kicker, bullet=bullet,
        indent=" " * (len(bullet) if bullet.startswith(" ") else chance.choices((0, 2, 4, 6), (88, 2, 8, 2))[0]),
        broken=chance.choice((30, 45, 60)) if chance.random() < 0.05 else 0,
    )  # fmt: skip


def _stamp(chance: random.Random) -> str:
    """Return a random template of a time or a date that precedes a headline."""
    form = chance.choice(("{t}", "{t}", "{t}", "{date}")) + chance.choice((" ", " ", " - ", " | ", ": ", " — ", ", ", "\t"))
    return chance.choice((form, form, form, f"[{form.strip()}] "))


def _parts(where: str, kinds: dict[str, int], phrases: Phrases, kept: float, chance: random.Random) -> list[Part]:
    count = chance.choices(*COUNTS[where])[0]
    drawn: list[str] = []
    while len(drawn) < count:
        kind = chance.choices(list(kinds), list(kinds.values()))[0]
        if kind not in drawn or chance.random() < TWO_OF_A_KIND:
            drawn.append(kind)
    strange = {"above": 0.12, "below": 0.0, "after": 0.22}[where]
    foreign = chance.random() < strange
    parts = [_part(kind, phrases, kept, chance, own=not foreign) for kind in drawn]
    return sorted(parts, key=lambda part: part.own) if where == "above" else parts


def _part(kind: str, phrases: Phrases, kept: float, chance: random.Random, *, own: bool = True) -> Part:
    form = _FORMS[kind](phrases, chance)
    loud = kind in {"category", "button", "author", "date"} and chance.random() < 0.12
    return Part(kind, f"^{form}" if loud else form, own, kept)


def _line(phrases: Phrases, chance: random.Random) -> str:
    """Return a random template that has several details of a story in one line."""
    parts = ["{date}", chance.choice(phrases.authors), "{category}", chance.choice(phrases.counts), "{category}, {category2}"]
    chosen = chance.sample(parts, chance.choice((2, 2, 2, 3, 3)))
    return chance.choice(JOINERS).join(chosen)


def _share(phrases: Phrases, chance: random.Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(phrases.share)
    words = chance.sample(SOCIAL, chance.randrange(1, 5)) + chance.sample(phrases.share, chance.randrange(2))
    return chance.choice((" ", " | ", "", " · ")).join(words)


def _tags(phrases: Phrases, chance: random.Random) -> str:
    comma = chance.choice((", ", " , ", " ", " | "))
    names = comma.join(("{category}", "{category2}", "{category3}")[: chance.randrange(1, 4)])
    return chance.choice((f"{chance.choice(phrases.tags)} {names}", names, "#{category} #{category2}"))


def _button(phrases: Phrases, chance: random.Random) -> str:
    form = chance.choice(phrases.buttons)
    if chance.random() < 0.04:
        return form + chance.choice((": {title}", " {title}", " – {title}"))
    return chance.choice(ARROWS).format(form) if chance.random() < 0.4 else form


_FORMS: dict[str, Callable[[Phrases, random.Random], str]] = {
    "date": lambda _, __: "{date}",
    "author": lambda phrases, chance: chance.choice(phrases.authors),
    "category": lambda _, chance: chance.choice(
        ("{category}", "{category}", "{category}", "{category}:", "#{category}", "[{category}]")
    ),
    "line": _line,
    "site": lambda _, chance: chance.choice(("{site}", "{site}.com", "www.{site}.com", "{site} · {date}")),
    "count": lambda phrases, chance: chance.choice(phrases.counts),
    "number": lambda _, chance: chance.choice(("{k}", "{k}", "{k} {k2}", "+{k}", "{k} {k2} 0")),
    "share": _share,
    "tags": _tags,
    "repeat": lambda _, __: "{title}",
    "photo": lambda phrases, chance: chance.choice(phrases.photo),
    "url": lambda _, __: "https://{site}.com/{slug}",
    "dated": lambda phrases, chance: chance.choice(phrases.dated),
    "button": _button,
}


def printed_part(part: Part, stamper: Stamper, date: str, title: str, site: str) -> str:
    """Return the line of a part for one story. `date` is the pattern of dates."""
    chance, categories = stamper.chance, stamper.categories
    form = part.form.removeprefix("^")
    slug = "-".join(_NO_SLUG.sub(" ", title.lower()).split())[:60]
    gaps = {"{site}": site.lower() if part.kind == "url" else site, "{k2}": str(chance.randrange(200)), "{slug}": slug}
    gaps |= {gap: chance.choice(categories) for gap in ("{category}", "{category2}", "{category3}")}
    for gap, value in gaps.items():
        form = form.replace(gap, value)
    printed = title.join(stamper.fill(each, date) for each in form.split("{title}"))
    return printed.upper() if part.form.startswith("^") else printed
