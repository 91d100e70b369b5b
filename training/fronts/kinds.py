"""The kinds of pages that are a sequence of stories."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agents.split.segmentation.stories import LONG_STORY
from training.fronts.bodies import SHORTEST_TEXT, body_of, draw_cut, size_of
from training.fronts.boilerplate import Boilerplate
from training.fronts.layout import draw_layout
from training.fronts.pool import Pool, Story
from training.fronts.story_lines import StoryPrinter

__all__ = ["LONG_STORY", "ROWS", "Between", "Maker", "PageContext", "close_page", "draw_between", "open_page", "print_stories"]

TWICE = 0.06
"""Share of pages that print some stories twice."""
FEW, SOME, MANY = (2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 8, 9, 10, 12, 15), (5, 7, 8, 9, 10, 12, 12, 15, 18, 20, 20, 25, 25, 30, 40)


@dataclass(frozen=True, slots=True)
class PageContext:
    """The parts that a page is made from: its boilerplate, the stories to choose from, and real summaries by headline."""

    boilerplate: Boilerplate
    pool: Pool
    summaries: Mapping[str, str]

    @property
    def chance(self) -> random.Random:
        """Return the random generator of the page."""
        return self.boilerplate.chance

    def happens(self, share: float) -> bool:
        """Return True with the probability `share`."""
        return self.chance.random() < share

    def printer(self, mode: str, meta_share: float) -> StoryPrinter:
        """Choose a random layout for the stories of the page, and return a printer with this layout.

        `mode` is explained at `draw_cut`, `meta_share` at `draw_layout`.
        """
        return StoryPrinter(
            self.boilerplate.sheet,
            self.boilerplate.stamper,
            draw_layout(meta_share, self.boilerplate.stamper),
            draw_cut(mode, self.chance),
        )

    def choose(self, counts: Sequence[int], near: float) -> list[Story]:
        """Choose the stories of the page at random.

        The number of stories is one of `counts`. With probability `near`, the stories are similar. On a few pages, some
        stories occur twice.
        """
        stories = self.pool.choose(self.chance.choice(counts), near, self.chance)
        if len(stories) > 3 and self.happens(TWICE):
            repeated = self.chance.sample(stories, self.chance.randrange(1, 4))
            stories = [*repeated, *stories] if self.happens(0.7) else [*stories, *repeated]
        return stories


@dataclass(frozen=True, slots=True)
class Between:
    """Per kind of line, the probability that a page prints such lines between two stories."""

    section: float = 0.0
    headline_only: float = 0.0
    """A headline without text, in the layout of the page's stories."""
    headlines: float = 0.0
    widget: float = 0.0
    advert: float = 0.0
    real: float = 0.0


def draw_between(page: PageContext, *, busy: float) -> Between:
    """Choose at random how likely each kind of line is between two stories of a page. Most pages have no such lines.

    A larger `busy` makes more kinds of lines likely.
    """
    chance = page.chance
    return Between(
        section=chance.choice((0.1, 0.25, 0.4)) if page.happens(busy * 0.5) else 0.0,
        headline_only=chance.choice((0.06, 0.15, 0.3, 0.5)) if page.happens(busy * 0.6) else 0.0,
        headlines=0.12 if page.happens(busy * 0.5) else 0.0,
        widget=chance.choice((0.1, 0.3)) if page.happens(busy * 0.3) else 0.0,
        advert=chance.choice((0.1, 0.2)) if page.happens(busy * 0.5) else 0.0, real=0.1 if page.happens(busy * 0.3) else 0.0,
    )  # fmt: skip


def print_stories(page: PageContext, printer: StoryPrinter, stories: Sequence[Story], between: Between) -> None:
    """Print stories in one layout, with other lines between the stories."""
    boilerplate = page.boilerplate
    spare = page.pool.others(12, stories, page.chance)
    for number, story in enumerate(stories):
        if page.happens(between.section):
            boilerplate.section()
        if spare and page.happens(between.headline_only):
            print_headline_only(page, printer, page.chance.choice(spare), number)
        body = body_of(story, printer.cut, page.summaries, page.chance)
        if body:
            printer.print_story(story, body, number)
        if page.happens(between.headlines):
            boilerplate.headlines(page.pool.others(page.chance.randrange(2, 7), stories, page.chance))
        if page.happens(between.widget):
            boilerplate.widget()
        if page.happens(between.advert):
            boilerplate.advert()
        if page.happens(between.real):
            boilerplate.real(page.chance.choice((5, 10, 10, 20, 60)))


def print_headline_only(page: PageContext, printer: StoryPrinter, story: Story, number: int) -> None:
    """Print a headline in the layout of the page's stories, with no text or too little text for an article."""
    few = page.chance.randrange(25, SHORTEST_TEXT)
    words = [line[0][:few].rsplit(" ", 1)[0] for line in story.lines if line[1] == "PAR"][:1]
    body = [(words[0] + page.chance.choice(("", ".", "...")), "PAR")] if words and page.happens(0.35) else []
    printer.print_story(story, body, number, article=False)


def open_page(page: PageContext, *, wrapped: float, named: float) -> bool:
    """Print the lines above the stories. Return whether the page has boilerplate around the stories.

    `wrapped` is the probability of such boilerplate, `named` the probability of the page's name.
    """
    boilerplate, wraps = page.boilerplate, page.happens(wrapped)
    if wraps:
        if page.happens(0.7):
            boilerplate.real(page.chance.choice((15, 40, 80, 150, 200)))
        else:
            boilerplate.menu(40)
    if page.happens(0.1 if wraps else 0.33):
        boilerplate.ticker()
    if page.happens(named):
        boilerplate.top()
    return wraps


def close_page(page: PageContext, stories: Sequence[Story], *, wraps: bool, listed: float) -> None:
    """Print the lines below the stories. `listed` is the probability of lists of headlines."""
    boilerplate = page.boilerplate
    if page.happens(listed):
        for _ in range(page.chance.choice((1, 1, 1, 2, 3))):
            boilerplate.headlines(page.pool.others(page.chance.randrange(2, 15), stories, page.chance))
    if wraps:
        boilerplate.foot()
        if page.happens(0.75):
            boilerplate.real(page.chance.choice((20, 60, 150)))
    elif page.happens(0.15):
        boilerplate.foot()


def front(page: PageContext) -> None:
    """Print a front page: headlines with teasers, lines about each story, menus around the stories, lists between them."""
    wraps = open_page(page, wrapped=0.6, named=0.5)
    stories = page.choose(MANY, 0.3)
    mode = page.chance.choice(("teaser", "teaser", "summary", "sentence", "para"))
    print_stories(page, page.printer(mode, 0.88), stories, draw_between(page, busy=0.55))
    close_page(page, stories, wraps=wraps, listed=0.3)


def feed(page: PageContext) -> None:
    """Print a feed: headlines with text, and little else."""
    wraps = open_page(page, wrapped=0.08, named=0.25)
    stories = page.choose(MANY, 0.35)
    mode = page.chance.choice(("teaser", "teaser", "sentence", "para", "paras", "joined", "summary", "standfirst"))
    print_stories(page, page.printer(mode, 0.82), stories, draw_between(page, busy=0.15))
    close_page(page, stories, wraps=wraps, listed=0.06)


def briefs(page: PageContext) -> None:
    """Print headlines with one to three whole paragraphs, often without further lines about the stories."""
    wraps = open_page(page, wrapped=0.15, named=0.2)
    stories = page.choose((*SOME, 5, 7, 20), 0.4)
    mode = page.chance.choice(("para", "para", "sentence", "paras", "paras"))
    print_stories(page, page.printer(mode, 0.42), stories, draw_between(page, busy=0.2))
    close_page(page, stories, wraps=wraps, listed=0.15)


def blog(page: PageContext) -> None:
    """Print the index of a blog or of a company's news: the first paragraphs of each post, a button, a side column."""
    wraps = open_page(page, wrapped=0.7, named=0.45)
    stories = page.choose((5, 5, 6, 8, 9, 10, 10, 12, 15), 0.6)
    mode = page.chance.choice(("paras", "teaser", "para", "standfirst", "some"))
    print_stories(page, page.printer(mode, 0.96), stories, draw_between(page, busy=0.12))
    close_page(page, stories, wraps=wraps, listed=0.5)


def ministry(page: PageContext) -> None:
    """Print long stories of one topic, as ministries do. On some pages, each story is one line of up to 2,600 characters."""
    wraps = open_page(page, wrapped=0.25, named=0.5)
    stories = page.choose(FEW, 0.8)
    mode = page.chance.choice(("full", "full", "some", "joined", "joined", "mix"))
    print_stories(page, page.printer(mode, 0.5), stories, draw_between(page, busy=0.05))
    close_page(page, stories, wraps=wraps, listed=0.12)


def mixed(page: PageContext) -> None:
    """Print stories of very different lengths.

    A page never has exactly one story of LONG_STORY characters or more.
    """
    wraps = open_page(page, wrapped=0.4, named=0.3)
    stories = page.choose(SOME, 0.3)
    bodies = [body_of(story, draw_cut("mix", page.chance), page.summaries, page.chance) for story in stories]
    if sum(size_of(body) >= LONG_STORY for body in bodies) == 1:
        bodies = [body[:2] if size_of(body) >= LONG_STORY else body for body in bodies]
    printer = page.printer("mix", 0.6)
    for number, (story, body) in enumerate(zip(stories, bodies, strict=True)):
        if body:
            printer.print_story(story, body, number)
        if page.happens(0.06):
            page.boilerplate.advert()
    close_page(page, stories, wraps=wraps, listed=0.25)


def short(page: PageContext) -> None:
    """Print one short story, often with nothing else on the page."""
    alone = page.happens(0.6)
    wraps = open_page(page, wrapped=0.0 if alone else 0.6, named=0.0 if alone else 0.3)
    mode = page.chance.choice(("para", "para", "paras", "paras", "sentence", "some"))
    printer = page.printer(mode, 0.15 if alone else 0.5)
    stories = []
    for story in page.pool.choose(8, 0.0, page.chance):
        body = body_of(story, printer.cut, page.summaries, page.chance)
        if size_of(body) >= SHORTEST_TEXT:
            stories = [story]
            printer.print_story(story, body, 0)
            break
    if not alone:
        close_page(page, stories, wraps=wraps, listed=0.3)


Maker = Callable[[PageContext], None]
ROWS: dict[str, Maker] = {
    "front": front, "feed": feed, "briefs": briefs, "blog": blog, "ministry": ministry, "mixed": mixed, "short": short,
}  # fmt: skip
