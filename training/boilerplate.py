"""Adds boilerplate inside and below articles: links, prompts, notices, markets, headlines of other stories."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from training.fronts.markets import draw_market, sky_lines
from training.fronts.phrases import Phrases
from training.pages import LabelledPage

__all__ = ["BELOW", "INSIDE", "KINDS", "Row", "SiteWords", "Wanted", "draw_kinds", "with_boilerplate"]

Row = tuple[str, str, int, str]
"""A line, its label, the index of its article (-1 for none), and its publisher."""
Maker = Callable[[], list[str]]
Wanted = tuple[str, str]
"""A place for boilerplate (INSIDE or BELOW), and a kind of boilerplate."""

LINK_FORMS = ("{lead}: {title}", "{lead}: {title}", "{lead}: {title}", "{lead} - {title}", "{lead} » {title}", "{lead} | {title}")
BULLETS = ("", "", "", "• ", "- ", "  * ", "  • ", "— ", "» ")
LEAD_ALONE = 0.35
"""Share of pages whose lead-in to a link, such as "Read also", is on a separate line."""
SHARE_OF_WEATHER = 0.35
"""Share of the market boilerplate that is about the weather."""
REPEATED = 0.7
"""A kind of boilerplate that is chosen for a page is added to this share of the page's articles."""
TIMES = (1,) * 9 + (4,)
"""Possible numbers of places in an article for one kind of boilerplate. One is chosen at random per article."""
SIGNS = ("👉 ", "📌 ", "⚡️ ", "🔔 ", "➡️ ", "✅ ", "❗️", "▶ ", "> ", "*", "[ ")
CLOSINGS = (" →", " »", " ...", " 👇", "!", " >>", " ↓", ":")
SIGNED, CLOSED = 0.1, 0.06
"""Share of lines that begin with one of SIGNS, and share of lines that end with one of CLOSINGS."""
NETWORKS = ("Telegram", "WhatsApp", "YouTube", "Facebook", "Instagram", "X", "Viber", "TikTok", "VK", "Threads")
MOST_LISTED = 9
AIRY = 0.25
"""A page separates its paragraphs by blank lines if its share of blank lines is larger than this."""
APART, LISTED_APART = 0.85, 0.4
"""Of the pages above AIRY: the share with blank lines around boilerplate, and the share with blank lines inside it."""
INSIDE, BELOW = "inside", "below"
KINDS = {
    INSIDE: ("link", "link", "link", "prompt", "prompt", "market", "share", "list", "list"),
    BELOW: ("list", "list", "link", "prompt", "prompt", "notice", "notice", "market", "share"),
}
"""Kinds of boilerplate between two paragraphs, and below the last paragraph. Repeated kinds are chosen more often."""
OF_TITLES = frozenset({"link", "list"})


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What boilerplate is made from: phrases of the page's language, headlines of other stories, names of people."""

    phrases: Phrases
    titles: Sequence[str]
    names: Sequence[str]


def draw_kinds(chance: random.Random) -> list[Wanted]:
    """Choose one or two kinds of boilerplate at random, each with its place."""
    wanted = chance.choice(((INSIDE,), (INSIDE,), (INSIDE, INSIDE), (BELOW,), (BELOW, BELOW), (INSIDE, BELOW)))
    return [(where, chance.choice(KINDS[where])) for where in wanted]


def with_boilerplate(
    page: LabelledPage, wanted: Sequence[Wanted], words: SiteWords, chance: random.Random, repeated: float = REPEATED
) -> LabelledPage:
    """Return a page with boilerplate of the `wanted` kinds added to its articles.

    Each kind is added to a share `repeated` of the articles, and has one style on the whole page. Links never show a headline
    of the page. If `words` has no other headlines, kinds that show headlines are left out.
    """
    rows = list(zip(page.text.split("\n"), page.labels, page.articles, page.publishers, strict=True))
    own = {text for text, label, *_ in rows if label == "TITLE"}
    titles = [title for title in words.titles if title not in own]
    around = replace(words, titles=titles)
    kinds = [(where, _maker(kind, around, chance)) for where, kind in wanted if titles or kind not in OF_TITLES]
    added: dict[int, list[list[Row]]] = {}
    for article in sorted({article for article in page.articles if article >= 0}):
        for where, maker in kinds:
            if chance.random() < repeated and (places := _places(rows, article)[where]):
                for place in chance.sample(places, min(len(places), chance.choice(TIMES))):
                    added.setdefault(place, []).append([_row(line, frozenset(titles), page) for line in maker()])
    return _with(page, rows, added, chance)


def _maker(kind: str, around: SiteWords, chance: random.Random) -> Maker:
    """Return a function that makes lines of one kind of boilerplate, in the same style at each call."""
    phrases = around.phrases
    if kind == "link":
        lead = _signed(chance.choice((*phrases.related, *phrases.related, *phrases.heads)), chance)
        form = None if chance.random() < LEAD_ALONE else chance.choice(LINK_FORMS)
        return partial(_link, around, lead if form else _closed(lead, chance), form, chance.choice(BULLETS), chance)
    if kind == "list":
        head = chance.choice((*phrases.heads, *phrases.related)) if chance.random() < 0.8 else ""
        return partial(_list, around, head, chance.choice(BULLETS), chance.choice((2, 4, MOST_LISTED)), chance)
    if kind == "market":
        if chance.random() < SHARE_OF_WEATHER:
            return lambda: sky_lines(phrases, chance.choice((1, 1, 2)), chance)
        market = draw_market(phrases, chance)
        return lambda: market.lines(chance.choice((1, 1, 2, 3, 4)), chance)
    lines = {"prompt": phrases.joins, "notice": phrases.notices, "share": phrases.share}[kind]
    chosen = chance.sample(lines, min(len(lines), chance.choice((1, 1, 1, 2, 3))))
    if chance.random() < 0.2:
        chosen = [" ".join(chosen)]
    return partial(_phrases, chosen, chance.choice(around.names), chance)


def _phrases(forms: Sequence[str], name: str, chance: random.Random) -> list[str]:
    gaps = {"n": name, "k": chance.randrange(10, 99), "m": chance.randrange(9), "s": chance.choice(NETWORKS)}
    return [_closed(_signed(form.format(t="", date="", **gaps), chance), chance) for form in forms]


def _signed(line: str, chance: random.Random) -> str:
    return chance.choice(SIGNS) + line if chance.random() < SIGNED else line


def _closed(line: str, chance: random.Random) -> str:
    return line + chance.choice(CLOSINGS) if chance.random() < CLOSED else line


def _link(around: SiteWords, lead: str, form: str | None, bullet: str, chance: random.Random) -> list[str]:
    titles = chance.sample(around.titles, min(len(around.titles), 1 if form else chance.choice((1, 1, 2, 3))))
    return [form.format(lead=lead, title=titles[0])] if form else [lead, *(bullet + title for title in titles)]


def _list(around: SiteWords, head: str, bullet: str, most: int, chance: random.Random) -> list[str]:
    titles = chance.sample(around.titles, min(len(around.titles), chance.randrange(2, most + 1) if most > 2 else most))
    return [head, *(bullet + title for title in titles)] if head else [bullet + title for title in titles]


def _places(rows: Sequence[Row], article: int) -> dict[str, list[int]]:
    """Return the rows before which boilerplate may be added to an article, by place.

    INSIDE has the rows that follow a paragraph and are a paragraph or a sub-heading. BELOW has the row after the last line of
    the article.
    """
    own = [at for at, row in enumerate(rows) if row[2] == article and row[1]]
    gaps = [at for above, at in pairwise(own) if rows[above][1] == "PAR" and rows[at][1] in {"PAR", "SUB"}]
    return {INSIDE: gaps, BELOW: [own[-1] + 1] if any(rows[at][1] in {"PAR", "LI"} for at in own) else []}


def _row(line: str, titles: frozenset[str], page: LabelledPage) -> Row:
    """Return a line of boilerplate as a row.

    The publisher of the row begins with `titles:` if the line is a headline of another story, else with `page:` (see
    `is_phrase`).
    """
    is_title = line.lstrip("•-*—» ") in titles
    return (line, "NAV", -1, f"{'titles' if is_title else 'page'}:{page.name}")


def _with(page: LabelledPage, rows: Sequence[Row], added: dict[int, list[list[Row]]], chance: random.Random) -> LabelledPage:
    """Return a page with the `added` lines inserted before its rows. The keys of `added` are numbers of rows.

    On most pages with blank lines, blank lines also separate the added lines.
    """
    out: list[Row] = []
    blank: Row = ("", "", -1, f"page:{page.name}")
    airy = sum(not label for label in page.labels) > AIRY * len(rows)
    apart, listed = airy and chance.random() < APART, airy and chance.random() < LISTED_APART
    for at, row in enumerate((*rows, blank)):
        for lines in added.get(at, ()):
            out += [blank] * (apart and bool(out[-1][1]))
            for place, line in enumerate(lines):
                out += [blank] * (listed and place > 0)
                out.append(line)
        out += [blank] * (at in added and airy and bool(row[1]))
        out.append(row)
    text, labels, articles, publishers = zip(*out[:-1], strict=True)
    return replace(page, text="\n".join(text), labels=list(labels), articles=list(articles), publishers=list(publishers))
