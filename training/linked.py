"""Pages with links to other stories between the paragraphs: "See also: Growers build a cold store"."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from training.pages import LabelledPage

__all__ = ["linked"]

MOST_LINKS = 5
FORMS = ("{lead}: {title}", "{lead}: {title}", "{lead}: {title}", "{lead} - {title}", "{lead} {title}")
ALONE = 0.3
"""Share of the pages whose lead-in stands on a line of its own."""


def linked(page: LabelledPage, leads: Sequence[str], titles: Sequence[str], chance: random.Random) -> LabelledPage:
    """Return a page with links between paragraphs of one article: furniture that looks like a headline with text below.

    `leads` are what such a link begins with in the language of the page, `titles` are headlines of other stories.
    """
    lines = page.text.split("\n")
    gaps = [at for at in range(1, len(lines)) if _is_gap(page, at)]
    lead, form, alone = chance.choice(leads), chance.choice(FORMS), chance.random() < ALONE
    chosen = set(chance.sample(gaps, min(len(gaps), chance.randrange(1, MOST_LINKS + 1))))
    rows: list[tuple[str, str, int, str]] = []
    for at, row in enumerate(zip(lines, page.labels, page.articles, page.publishers, strict=True)):
        if at in chosen:
            title = chance.choice(titles)
            link = [lead, title] if alone else [form.format(lead=lead, title=title)]
            rows += [(text, "NAV", -1, f"page:{page.name}") for text in link]
            rows += [("", "", -1, row[3])] * (not page.labels[at - 1])
        rows.append(row)
    text, labels, articles, publishers = zip(*rows, strict=True)
    return replace(page, text="\n".join(text), labels=list(labels), articles=list(articles), publishers=list(publishers))


def _is_gap(page: LabelledPage, at: int) -> bool:
    """Return whether a paragraph begins here that goes on with the article of the paragraph above."""
    above = next((n for n in range(at - 1, -1, -1) if page.labels[n]), None)
    return (
        page.labels[at] == "PAR"
        and above is not None
        and page.labels[above] == "PAR"
        and page.articles[above] == page.articles[at]
    )
