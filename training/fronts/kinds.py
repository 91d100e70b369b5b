"""The kinds of pages: what each holds, and how often it is made."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from training.fronts.around import Around
from training.fronts.bodies import SHORTEST_TEXT, body_of, draw_cut, size_of
from training.fronts.dress import draw_dress
from training.fronts.pool import Pool, Story
from training.fronts.telling import Teller

__all__ = ["KINDS", "Desk"]

LONG_STORY = 1500
"""Characters of a story beside which title-and-teaser pairs are furniture, where it is the only one of the page."""
TWICE = 0.06
"""Share of the pages that print some stories twice."""
FEW, SOME, MANY = (2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 8, 9, 10, 12, 15), (5, 7, 8, 9, 10, 12, 12, 15, 18, 20, 20, 25, 25, 30, 40)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a page is made from."""

    around: Around
    pool: Pool
    summaries: Mapping[str, str]

    @property
    def chance(self) -> random.Random:
        """The page's chance."""
        return self.around.chance

    def hits(self, share: float) -> bool:
        """Tell whether something of this chance happens."""
        return self.chance.random() < share

    def teller(self, mode: str, rich: float) -> Teller:
        """Draw the one layout of a page."""
        return Teller(self.around.sheet, self.around.stamper, draw_dress(rich, self.around.stamper), draw_cut(mode, self.chance))

    def choose(self, counts: Sequence[int], near: float) -> list[Story]:
        """Draw the stories of a page."""
        stories = self.pool.choose(self.chance.choice(counts), near, self.chance)
        if len(stories) > 3 and self.hits(TWICE):
            repeated = self.chance.sample(stories, self.chance.randrange(1, 4))
            stories = [*repeated, *stories] if self.hits(0.7) else [*stories, *repeated]
        return stories


@dataclass(frozen=True, slots=True)
class Between:
    """Chances, per story, of what stands between two of them."""

    section: float = 0.0
    naked: float = 0.0
    """A headline without text in the dress of a story."""
    headlines: float = 0.0
    widget: float = 0.0
    advert: float = 0.0
    real: float = 0.0


def draw_between(desk: Desk, *, busy: float) -> Between:
    """Draw what a page has between its stories; most pages have nothing there."""
    chance = desk.chance
    return Between(
        section=chance.choice((0.1, 0.25, 0.4)) if desk.hits(busy * 0.5) else 0.0,
        naked=chance.choice((0.06, 0.15, 0.3, 0.5)) if desk.hits(busy * 0.6) else 0.0,
        headlines=0.12 if desk.hits(busy * 0.5) else 0.0, widget=chance.choice((0.1, 0.3)) if desk.hits(busy * 0.3) else 0.0,
        advert=chance.choice((0.1, 0.2)) if desk.hits(busy * 0.5) else 0.0, real=0.1 if desk.hits(busy * 0.3) else 0.0,
    )  # fmt: skip


def tell_all(desk: Desk, teller: Teller, stories: Sequence[Story], between: Between) -> None:
    """Print stories in one layout, with what the page has between them."""
    around = desk.around
    spare = desk.pool.others(12, stories, desk.chance)
    for number, story in enumerate(stories):
        if desk.hits(between.section):
            around.section()
        if spare and desk.hits(between.naked):
            tell_naked(desk, teller, desk.chance.choice(spare), number)
        body = body_of(story, teller.cut, desk.summaries, desk.chance)
        if body:
            teller.tell(story, body, number)
        if desk.hits(between.headlines):
            around.headlines(desk.pool.others(desk.chance.randrange(2, 7), stories, desk.chance))
        if desk.hits(between.widget):
            around.widget()
        if desk.hits(between.advert):
            around.advert()
        if desk.hits(between.real):
            around.real(desk.chance.choice((5, 10, 10, 20, 60)))


def tell_naked(desk: Desk, teller: Teller, story: Story, number: int) -> None:
    """Print a headline in the dress of the page without text, or with a few words: too little for an article."""
    few = desk.chance.randrange(25, SHORTEST_TEXT)
    words = [line[0][:few].rsplit(" ", 1)[0] for line in story.lines if line[1] == "PAR"][:1]
    body = [(words[0] + desk.chance.choice(("", ".", "...")), "PAR")] if words and desk.hits(0.35) else []
    teller.tell(story, body, number, article=False)


def open_page(desk: Desk, *, wrapped: float, named: float) -> bool:
    """Print what stands above the stories; tell whether the page is wrapped in furniture."""
    around, wraps = desk.around, desk.hits(wrapped)
    if wraps:
        if desk.hits(0.7):
            around.real(desk.chance.choice((15, 40, 80, 150, 200)))
        else:
            around.menu(40)
    if desk.hits(0.1 if wraps else 0.33):
        around.ticker()
    if desk.hits(named):
        around.top()
    return wraps


def close_page(desk: Desk, stories: Sequence[Story], *, wraps: bool, listed: float) -> None:
    """Print what stands below the stories."""
    around = desk.around
    if desk.hits(listed):
        for _ in range(desk.chance.choice((1, 1, 1, 2, 3))):
            around.headlines(desk.pool.others(desk.chance.randrange(2, 15), stories, desk.chance))
    if wraps:
        around.foot()
        if desk.hits(0.75):
            around.real(desk.chance.choice((20, 60, 150)))
    elif desk.hits(0.15):
        around.foot()


def front(desk: Desk) -> None:
    """Cards of headline and teaser, dressed, with menus around and much between."""
    wraps = open_page(desk, wrapped=0.6, named=0.5)
    stories = desk.choose(MANY, 0.3)
    mode = desk.chance.choice(("teaser", "teaser", "summary", "sentence", "para"))
    tell_all(desk, desk.teller(mode, 0.88), stories, draw_between(desk, busy=0.55))
    close_page(desk, stories, wraps=wraps, listed=0.3)


def feed(desk: Desk) -> None:
    """Headline and text again and again, as feeds give them, with little else."""
    wraps = open_page(desk, wrapped=0.08, named=0.25)
    stories = desk.choose(MANY, 0.35)
    mode = desk.chance.choice(("teaser", "teaser", "sentence", "para", "paras", "joined", "summary", "standfirst"))
    tell_all(desk, desk.teller(mode, 0.82), stories, draw_between(desk, busy=0.15))
    close_page(desk, stories, wraps=wraps, listed=0.06)


def briefs(desk: Desk) -> None:
    """Headlines with one to three whole paragraphs, often without any dress."""
    wraps = open_page(desk, wrapped=0.15, named=0.2)
    stories = desk.choose((*SOME, 5, 7, 20), 0.4)
    mode = desk.chance.choice(("para", "para", "sentence", "paras", "paras"))
    tell_all(desk, desk.teller(mode, 0.42), stories, draw_between(desk, busy=0.2))
    close_page(desk, stories, wraps=wraps, listed=0.15)


def blog(desk: Desk) -> None:
    """The index of a blog or of a company's news: the first paragraphs of each post, a button, a side column."""
    wraps = open_page(desk, wrapped=0.7, named=0.45)
    stories = desk.choose((5, 5, 6, 8, 9, 10, 10, 12, 15), 0.6)
    mode = desk.chance.choice(("paras", "teaser", "para", "standfirst", "some"))
    tell_all(desk, desk.teller(mode, 0.96), stories, draw_between(desk, busy=0.12))
    close_page(desk, stories, wraps=wraps, listed=0.5)


def ministry(desk: Desk) -> None:
    """Long stories of one topic in a row, or each in one line of up to 2,600 characters."""
    wraps = open_page(desk, wrapped=0.25, named=0.5)
    stories = desk.choose(FEW, 0.8)
    mode = desk.chance.choice(("full", "full", "some", "joined", "joined", "mix"))
    tell_all(desk, desk.teller(mode, 0.5), stories, draw_between(desk, busy=0.05))
    close_page(desk, stories, wraps=wraps, listed=0.12)


def mixed(desk: Desk) -> None:
    """Stories of very different lengths; never just one of 1,500 characters."""
    wraps = open_page(desk, wrapped=0.4, named=0.3)
    stories = desk.choose(SOME, 0.3)
    bodies = [body_of(story, draw_cut("mix", desk.chance), desk.summaries, desk.chance) for story in stories]
    if sum(size_of(body) >= LONG_STORY for body in bodies) == 1:
        bodies = [body[:2] if size_of(body) >= LONG_STORY else body for body in bodies]
    teller = desk.teller("mix", 0.6)
    for number, (story, body) in enumerate(zip(stories, bodies, strict=True)):
        if body:
            teller.tell(story, body, number)
        if desk.hits(0.06):
            desk.around.advert()
    close_page(desk, stories, wraps=wraps, listed=0.25)


def short(desk: Desk) -> None:
    """One short story, often with nothing else on the page."""
    alone = desk.hits(0.6)
    wraps = open_page(desk, wrapped=0.0 if alone else 0.6, named=0.0 if alone else 0.3)
    mode = desk.chance.choice(("para", "para", "paras", "paras", "sentence", "some"))
    teller = desk.teller(mode, 0.15 if alone else 0.5)
    stories = []
    for story in desk.pool.choose(8, 0.0, desk.chance):
        body = body_of(story, teller.cut, desk.summaries, desk.chance)
        if size_of(body) >= SHORTEST_TEXT:
            stories = [story]
            teller.tell(story, body, 0)
            break
    if not alone:
        close_page(desk, stories, wraps=wraps, listed=0.3)


Maker = Callable[[Desk], None]
KINDS: dict[str, tuple[int, Maker]] = {
    "front": (22, front), "feed": (14, feed), "briefs": (13, briefs), "blog": (9, blog), "ministry": (9, ministry),
    "mixed": (7, mixed), "short": (5, short),
}  # fmt: skip
"""Weight and maker of each kind; `training.fronts.further` adds those that are not a row of stories."""
