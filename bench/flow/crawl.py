"""The made-up pages of a flow benchmark, in the form that crawlers publish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.support.pages import make_pages

__all__ = ["Crawl", "Published"]

SOURCES = 12


class Published(NamedTuple):
    """A raw page: key, value and headers."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Crawl:
    """Pages, each with so many articles; a fifth of the articles was on an earlier page, too."""

    pages: int
    articles: int
    seed: int = 7

    def records(self) -> Iterator[Published]:
        """Yield the pages, the same each time."""
        for number, page in enumerate(make_pages(self.pages, self.seed, articles=self.articles)):
            source = f"source{number % SOURCES}.example"
            url = f"https://{source}/{number}".encode()
            headers = (("content-type", b"text/plain; charset=utf-8"), ("source", source.encode()), ("url", url))
            yield Published(url, page.text.encode(), headers)
