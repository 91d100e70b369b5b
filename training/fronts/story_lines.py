"""Prints a story in the layout of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.fronts.bodies import SHORTEST_TEXT, Cut, size_of
from training.fronts.layout import Heading, Part, StoryLayout, printed_part
from training.fronts.pool import Story
from training.fronts.sheet import Sheet
from training.fronts.stamps import Stamper
from training.layouts import Labelled

__all__ = ["StoryPrinter", "site_of"]

_ENDS_OPEN = re.compile(r"[\w»”\"')]$")


@dataclass(frozen=True, slots=True)
class StoryPrinter:
    """Prints the stories of one page, all in the same layout."""

    sheet: Sheet
    stamper: Stamper
    layout: StoryLayout
    cut: Cut

    def print_story(self, story: Story, body: Sequence[Labelled], number: int, *, article: bool = True) -> bool:
        """Print a story, and return whether its lines are labelled as an article.

        The lines are labelled as boilerplate if the text is too short or `article` is False. `number` is the place of the
        story on the page, from 0.
        """
        sheet, whole = self.sheet, article and size_of(list(body)) >= SHORTEST_TEXT
        index = sheet.articles if whole else -1
        sheet.articles += whole
        lines = self._lines(story, body, number)
        indent, bullet = self.layout.heading.indent, self.layout.heading.bullet
        for place, (begins, text, label) in enumerate(lines):
            shown = indent + text if place or not bullet else bullet + text
            if not whole or label == "NAV":
                sheet.add("story" if place == 0 else begins, shown, "NAV", story.publisher)
            else:
                sheet.add("story" if place == 0 else begins, shown, label, story.publisher, index)
        return whole

    def _lines(self, story: Story, body: Sequence[Labelled], number: int) -> list[tuple[str, str, str]]:
        """Return the lines of a story: per line, what the line begins (see JUNCTIONS), its text and its label."""
        layout = self.layout
        title = self._title(story, number)
        lines = self._parts(layout.above, "meta", story)
        lines += [("title" if n == 0 else "meta", part, "DEK" if n else "TITLE") for n, part in enumerate(title)]
        lines += self._parts(layout.below, "meta", story)
        for place, (text, label) in enumerate(body):
            is_text, last = label == "PAR", place == len(body) - 1
            shown = (self._lead(story) if place == 0 and is_text else "") + (text if self.cut.stopped else text.removesuffix("."))
            lines.append(("text", shown + (self._gaps(self.cut.tail, story) if last and is_text else ""), label))
        after = self._parts(layout.after, "meta", story)
        return [*lines, *(("after" if n == 0 else begins, text, label) for n, (begins, text, label) in enumerate(after))]

    def _parts(self, parts: Sequence[Part], begins: str, story: Story) -> list[tuple[str, str, str]]:
        chance, site = self.stamper.chance, site_of(story)
        return [
            (begins, printed_part(part, self.stamper, self.layout.date, story.title, site), "META" if part.own else "NAV")
            for part in parts
            if chance.random() < part.kept
        ]

    def _title(self, story: Story, number: int) -> list[str]:
        heading = self.layout.heading
        title = {"upper": story.title.upper(), "title": _title_case(story.title)}.get(heading.case, story.title)
        if heading.stop and _ENDS_OPEN.search(title):
            title += "."
        title = f"«{title.strip('«»')}»" if heading.prefix == "«" else heading.prefix.format(i=number + 1) + title
        title = self._gaps(heading.kicker, story) + title + self._gaps(heading.suffix, story)
        return _broken(title, heading)

    def _lead(self, story: Story) -> str:
        return self._gaps(self.cut.lead, story)

    def _gaps(self, form: str, story: Story) -> str:
        if not form:
            return ""
        stamper = self.stamper
        place = stamper.chance.choice(stamper.names).split()[-1]
        form = form.replace("{category}", stamper.chance.choice(stamper.categories)).replace("{site}", site_of(story))
        return stamper.fill(form.replace("{place}", place if stamper.chance.random() < 0.6 else place.upper()), "d MMMM y")


def _title_case(title: str) -> str:
    return " ".join(word[:1].upper() + word[1:] if len(word) > 3 else word for word in title.split())


def _broken(title: str, heading: Heading) -> list[str]:
    """Return the lines of a headline. A long headline is wrapped at a space."""
    if not heading.broken or len(title) <= heading.broken + 15:
        return [title]
    head = title[: heading.broken].rsplit(" ", 1)[0]
    return [head, *_broken(title[len(head) :].strip(), heading)]


def site_of(story: Story) -> str:
    """Return a name for the site of a story's publisher."""
    return (story.publisher.removeprefix("ntrex").split(":")[-1] or "news").capitalize()[:24]
