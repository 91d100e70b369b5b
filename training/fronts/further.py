"""The kinds of pages that are not just a row of stories: digests, single articles with lists, pages without any article."""

from __future__ import annotations

from collections.abc import Sequence

from training.fronts.bodies import body_of, draw_cut, size_of
from training.fronts.kinds import KINDS, LONG_STORY, Between, Desk, Maker, close_page, draw_between, open_page, tell_all
from training.fronts.pool import Story

__all__ = ["ALL_KINDS"]

MOST_ASIDE = 400
"""Characters of a teaser beside an article."""


def digest(desk: Desk) -> None:
    """A newsletter: the title of the issue, a greeting, an introduction, the contents, then items in sections."""
    around, chance, phrases = desk.around, desk.chance, desk.around.stamper.phrases
    wraps = open_page(desk, wrapped=0.1, named=0.1)
    stories = desk.choose((4, 6, 8, 9, 10, 10, 12, 15, 18, 20), 0.8)
    issue = around.stamper.fill(chance.choice(phrases.issues))
    aside = (around.stamper.date("d MMMM y"), chance.choice(stories).title, around.stamper.date("y-MM-dd"))
    around.sheet.add(
        "block", chance.choice((" - ", " · ", " | ", ", ")).join((issue, *chance.sample(aside, chance.randrange(3))))
    )
    if desk.hits(0.6):
        introduce(desk, stories)
    if desk.hits(0.4):
        contents(desk, stories)
    mode = chance.choice(("para", "sentence", "paras", "paras", "joined", "items", "items", "some", "standfirst", "full"))
    tell_all(desk, desk.teller(mode, 0.72), stories, draw_between(desk, busy=0.6))
    close_page(desk, stories, wraps=wraps, listed=0.08)


def introduce(desk: Desk, stories: Sequence[Story]) -> None:
    """Print a greeting and a few paragraphs that belong to no story."""
    sheet, chance = desk.around.sheet, desk.chance
    if desk.hits(0.5):
        sheet.add("block", chance.choice(desk.around.stamper.phrases.greetings))
    for story in desk.pool.others(chance.randrange(1, 5), stories, chance):
        text = body_of(story, draw_cut(chance.choice(("para", "sentence")), chance), {}, chance)
        for line, _ in text[:1]:
            sheet.add("text", line, "NAV", story.publisher)
    if desk.hits(0.3):
        sheet.add("block", chance.choice(desk.around.stamper.names).split()[0])


def contents(desk: Desk, stories: Sequence[Story]) -> None:
    """Print a list of what follows: the same headlines, or a sentence of each story."""
    around, chance = desk.around, desk.chance
    bullet = chance.choice(("", "• ", "  * ", "{i}. ", "  {i}. ", "  • ", "- "))
    told = desk.hits(0.3)
    if desk.hits(0.7):
        around.sheet.add("block", around.cased(chance.choice(around.stamper.phrases.contents)))
    for place, story in enumerate(stories):
        sentence = body_of(story, draw_cut("sentence", chance), {}, chance) if told else []
        text = sentence[0][0] if sentence else story.title
        if desk.hits(0.9):
            around.sheet.add("list", bullet.replace("{i}", str(place + 1)) + text, "NAV", story.publisher)


def article(desk: Desk) -> None:
    """One article of 1,500 characters or more with lists around it: title-and-teaser pairs there are furniture."""
    around, chance = desk.around, desk.chance
    wraps = open_page(desk, wrapped=0.55, named=0.1)
    long = [story for story in chance.sample(desk.pool.stories, min(60, len(desk.pool.stories))) if _length(story) >= LONG_STORY]
    if not long:
        return short_with_list(desk)
    chosen = long[:1]
    if desk.hits(0.25):
        lead_in(desk, chosen[0])
    if desk.hits(0.12):
        aside(desk, chosen)
    inside(desk, chosen[0])
    if desk.hits(0.15):
        around.comments()
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        aside(desk, chosen) if desk.hits(0.75) else around.headlines(desk.pool.others(chance.randrange(3, 14), chosen, chance))
    return close_page(desk, chosen, wraps=wraps, listed=0.2)


def _length(story: Story) -> int:
    return size_of([line for line in story.lines if line[1] in {"PAR", "LI", "DEK"}])


def lead_in(desk: Desk, story: Story) -> None:
    """Print the headline as the name of the page or at the end of a path, and the sections that lead to it."""
    sheet, chance, phrases = desk.around.sheet, desk.chance, desk.around.stamper.phrases
    path = chance.sample(phrases.categories, 2)
    form = chance.choice(("{0} / {1} / {2}", "{0} » {1} » {2}", "{2} - {0}", "{2} | {0}", "{2}"))
    sheet.add("block", form.format(*path, story.title), "NAV", story.publisher)


def inside(desk: Desk, story: Story) -> None:
    """Print the whole article; now and then with links to other stories or adverts between its paragraphs."""
    teller = desk.teller("full", 0.7)
    body = body_of(story, teller.cut, {}, desk.chance)
    sheet = desk.around.sheet
    before = len(sheet.lines)
    teller.tell(story, body, 0)
    if desk.hits(0.3):
        places = [n for n in range(before + 1, len(sheet.lines) - 3) if sheet.lines[n][1] == "PAR"][1:-1]
        others = desk.pool.others(3, [story], desk.chance)
        for place, other in zip(
            sorted(desk.chance.sample(places, min(len(places), len(others))), reverse=True), others, strict=False
        ):
            words = desk.around.stamper.phrases
            line = desk.chance.choice(
                (desk.chance.choice(words.heads) + ": " + other.title, desk.chance.choice(words.ads), other.title)
            )
            sheet.lines[place:place] = [(line, "NAV", -1, other.publisher), *[("", "", -1, "")] * sheet.spacing.blanks["text"]]


def aside(desk: Desk, chosen: Sequence[Story]) -> None:
    """Print title-and-teaser pairs as furniture, in a dress of their own."""
    chance = desk.chance
    if desk.hits(0.8):
        desk.around.sheet.add("block", desk.around.cased(chance.choice(desk.around.stamper.phrases.heads)))
    teller = desk.teller(chance.choice(("teaser", "sentence", "para", "teaser")), 0.6)
    for number, story in enumerate(desk.pool.others(chance.randrange(2, 9), chosen, chance)):
        body = [(text[:MOST_ASIDE], label) for text, label in body_of(story, teller.cut, desk.summaries, chance)[:1]]
        teller.tell(story, [] if desk.hits(0.1) else body, number, article=False)


def short_with_list(desk: Desk) -> None:
    """One or two articles of any length, and headlines behind them."""
    stories = desk.choose((1, 1, 2), 0.3)
    tell_all(desk, desk.teller("full", 0.5), stories, Between())
    close_page(desk, stories, wraps=False, listed=1.0)


def several(desk: Desk) -> None:
    """One to four articles with headline lists behind them, or with lines of markets and weather between."""
    wraps = open_page(desk, wrapped=0.2, named=0.1)
    stories = desk.choose((1, 1, 2, 2, 3, 4), 0.3)
    widgets = desk.hits(0.45)
    between = Between(widget=0.55, headlines=0.0) if widgets else Between(headlines=0.15 if desk.hits(0.3) else 0.0)
    mode = desk.chance.choice(("full", "some", "some"))
    tell_all(desk, desk.teller(mode, 0.3), stories, between)
    if widgets and desk.hits(0.5):
        desk.around.widget()
    close_page(desk, stories, wraps=wraps, listed=0.1 if widgets else 0.85)


def bare(desk: Desk) -> None:
    """No article at all: menus, lists of links and headlines, tables of rates, headlines with a few words."""
    around, chance = desk.around, desk.chance
    if desk.hits(0.4):
        around.top()
    for _ in range(chance.randrange(1, 6)):
        stories = desk.pool.others(chance.randrange(3, 25), (), chance)
        kind = chance.choice(("menu", "headlines", "headlines", "widget", "real", "naked", "advert"))
        if kind == "headlines":
            around.headlines(stories, headed=0.5)
        elif kind == "naked":
            teller = desk.teller("sentence", 0.8)
            for number, story in enumerate(stories):
                teller.tell(story, [], number, article=False)
        elif kind == "real":
            around.real(100)
        else:
            {"menu": lambda: around.menu(60), "widget": around.widget, "advert": around.advert}[kind]()
    around.foot()


ALL_KINDS: dict[str, tuple[int, Maker]] = {
    **KINDS, "digest": (10, digest), "article": (14, article), "several": (8, several), "bare": (3, bare),
}  # fmt: skip
