"""The kinds of pages that are no plain sequence of stories: digests, single articles with lists, pages without an article."""

from __future__ import annotations

from collections.abc import Sequence

from training.fronts.bodies import body_of, draw_cut, size_of
from training.fronts.kinds import (
    LONG_STORY,
    ROWS,
    Between,
    Maker,
    PageContext,
    close_page,
    draw_between,
    open_page,
    print_stories,
)
from training.fronts.pool import Story

__all__ = ["MAKERS"]

MOST_ASIDE = 400
"""Maximum number of characters of a teaser in a list around an article."""


def digest(page: PageContext) -> None:
    """Print a newsletter: the title of the issue, a greeting, an introduction, the contents, then items in sections."""
    boilerplate, chance, phrases = page.boilerplate, page.chance, page.boilerplate.stamper.phrases
    wraps = open_page(page, wrapped=0.1, named=0.1)
    stories = page.choose((4, 6, 8, 9, 10, 10, 12, 15, 18, 20), 0.8)
    issue = boilerplate.stamper.fill(chance.choice(phrases.issues))
    aside = (boilerplate.stamper.date("d MMMM y"), chance.choice(stories).title, boilerplate.stamper.date("y-MM-dd"))
    boilerplate.sheet.add(
        "block", chance.choice((" - ", " · ", " | ", ", ")).join((issue, *chance.sample(aside, chance.randrange(3))))
    )
    if page.happens(0.6):
        introduce(page, stories)
    if page.happens(0.4):
        contents(page, stories)
    mode = chance.choice(("para", "sentence", "paras", "paras", "joined", "items", "items", "some", "standfirst", "full"))
    print_stories(page, page.printer(mode, 0.72), stories, draw_between(page, busy=0.6))
    close_page(page, stories, wraps=wraps, listed=0.08)


def introduce(page: PageContext, stories: Sequence[Story]) -> None:
    """Print a greeting and a few paragraphs that belong to no story of the page."""
    sheet, chance = page.boilerplate.sheet, page.chance
    if page.happens(0.5):
        sheet.add("block", chance.choice(page.boilerplate.stamper.phrases.greetings))
    for story in page.pool.others(chance.randrange(1, 5), stories, chance):
        text = body_of(story, draw_cut(chance.choice(("para", "sentence")), chance), {}, chance)
        for line, _ in text[:1]:
            sheet.add("text", line, "NAV", story.publisher)
    if page.happens(0.3):
        sheet.add("block", chance.choice(page.boilerplate.stamper.names).split()[0])


def contents(page: PageContext, stories: Sequence[Story]) -> None:
    """Print the table of contents: the headlines of the stories below, or a sentence of each story."""
    boilerplate, chance = page.boilerplate, page.chance
    bullet = chance.choice(("", "• ", "  * ", "{i}. ", "  {i}. ", "  • ", "- "))
    sentences = page.happens(0.3)
    if page.happens(0.7):
        boilerplate.sheet.add("block", boilerplate.cased(chance.choice(boilerplate.stamper.phrases.contents)))
    for place, story in enumerate(stories):
        sentence = body_of(story, draw_cut("sentence", chance), {}, chance) if sentences else []
        text = sentence[0][0] if sentence else story.title
        if page.happens(0.9):
            boilerplate.sheet.add("list", bullet.replace("{i}", str(place + 1)) + text, "NAV", story.publisher)


def article(page: PageContext) -> None:
    """Print one article of at least LONG_STORY characters. Title-and-teaser pairs around the article are boilerplate."""
    boilerplate, chance = page.boilerplate, page.chance
    wraps = open_page(page, wrapped=0.55, named=0.1)
    long = [story for story in chance.sample(page.pool.stories, min(60, len(page.pool.stories))) if _length(story) >= LONG_STORY]
    if not long:
        return short_with_list(page)
    chosen = long[:1]
    if page.happens(0.33):
        lead_in(page, chosen[0])
    if page.happens(0.12):
        aside(page, chosen)
    inside(page, chosen[0])
    if page.happens(0.15):
        boilerplate.comments()
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        aside(page, chosen) if page.happens(0.75) else boilerplate.headlines(
            page.pool.others(chance.randrange(3, 14), chosen, chance)
        )
    return close_page(page, chosen, wraps=wraps, listed=0.2)


def _length(story: Story) -> int:
    return size_of([line for line in story.lines if line[1] in {"PAR", "LI", "DEK"}])


def lead_in(page: PageContext, story: Story) -> None:
    """Print the headline above the article, as the name of the page or at the end of a breadcrumb."""
    sheet, chance, phrases = page.boilerplate.sheet, page.chance, page.boilerplate.stamper.phrases
    path = chance.sample(phrases.categories, 2)
    form = chance.choice(("{0} / {1} / {2}", "{0} » {1} » {2}", "{2} - {0}", "{2} | {0}", "{2}"))
    sheet.add("block", form.format(*path, story.title), "NAV", story.publisher)


def inside(page: PageContext, story: Story) -> None:
    """Print the whole article, sometimes with adverts or links to other stories between its paragraphs."""
    printer = page.printer("full", 0.7)
    body = body_of(story, printer.cut, {}, page.chance)
    sheet = page.boilerplate.sheet
    before = len(sheet.lines)
    printer.print_story(story, body, 0)
    if page.happens(0.3):
        places = [n for n in range(before + 1, len(sheet.lines) - 3) if sheet.lines[n][1] == "PAR"][1:-1]
        others = page.pool.others(3, [story], page.chance)
        for place, other in zip(
            sorted(page.chance.sample(places, min(len(places), len(others))), reverse=True), others, strict=False
        ):
            words = page.boilerplate.stamper.phrases
            line = page.chance.choice(
                (page.chance.choice(words.heads) + ": " + other.title, page.chance.choice(words.ads), other.title)
            )
            sheet.lines[place:place] = [(line, "NAV", -1, other.publisher), *[("", "", -1, "")] * sheet.spacing.blanks["text"]]


def aside(page: PageContext, chosen: Sequence[Story]) -> None:
    """Print title-and-teaser pairs of other stories as boilerplate. Their layout differs from that of the article."""
    chance = page.chance
    if page.happens(0.8):
        page.boilerplate.sheet.add("block", page.boilerplate.cased(chance.choice(page.boilerplate.stamper.phrases.heads)))
    printer = page.printer(chance.choice(("teaser", "sentence", "para", "teaser")), 0.6)
    for number, story in enumerate(page.pool.others(chance.randrange(2, 9), chosen, chance)):
        body = [(text[:MOST_ASIDE], label) for text, label in body_of(story, printer.cut, page.summaries, chance)[:1]]
        printer.print_story(story, [] if page.happens(0.1) else body, number, article=False)


def short_with_list(page: PageContext) -> None:
    """Print one or two articles of any length, then a list of headlines."""
    stories = page.choose((1, 1, 2), 0.3)
    print_stories(page, page.printer("full", 0.5), stories, Between())
    close_page(page, stories, wraps=False, listed=1.0)


def several(page: PageContext) -> None:
    """Print one to four articles, with lists of headlines below them or lines about markets and weather between them."""
    wraps = open_page(page, wrapped=0.2, named=0.1)
    stories = page.choose((1, 1, 2, 2, 3, 4), 0.3)
    widgets = page.happens(0.45)
    between = Between(widget=0.55, headlines=0.0) if widgets else Between(headlines=0.15 if page.happens(0.3) else 0.0)
    mode = page.chance.choice(("full", "some", "some"))
    print_stories(page, page.printer(mode, 0.3), stories, between)
    if widgets and page.happens(0.5):
        page.boilerplate.widget()
    close_page(page, stories, wraps=wraps, listed=0.1 if widgets else 0.85)


def bare(page: PageContext) -> None:
    """Print a page without an article: menus, lists of links and headlines, rates, headlines with too little text."""
    boilerplate, chance = page.boilerplate, page.chance
    if page.happens(0.4):
        boilerplate.top()
    for _ in range(chance.randrange(1, 6)):
        stories = page.pool.others(chance.randrange(3, 25), (), chance)
        kind = chance.choice(("menu", "headlines", "headlines", "widget", "real", "headline_only", "advert"))
        if kind == "headlines":
            boilerplate.headlines(stories, headed=0.5)
        elif kind == "headline_only":
            printer = page.printer("sentence", 0.8)
            for number, story in enumerate(stories):
                printer.print_story(story, [], number, article=False)
        elif kind == "real":
            boilerplate.real(100)
        else:
            {"menu": lambda: boilerplate.menu(60), "widget": boilerplate.widget, "advert": boilerplate.advert}[kind]()
    boilerplate.foot()


MAKERS: dict[str, Maker] = {**ROWS, "digest": digest, "article": article, "several": several, "bare": bare}
"""The function that prints each kind of page."""
