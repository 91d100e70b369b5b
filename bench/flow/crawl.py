"""The generated pages of the flow benchmark, as crawlers would publish them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.support.pages import make_pages

__all__ = ["Crawl", "Published"]

SOURCES = 12


class Published(NamedTuple):
    """A raw page as a record: key, value and headers."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Crawl:
    """Generated pages with `articles` articles each. One article in five was also on an earlier page."""

    pages: int
    articles: int
    seed: int = 7

    def records(self) -> Iterator[Published]:
        """Yield the pages. Each call yields the same pages."""
        for number, page in enumerate(make_pages(self.pages, self.seed, articles=self.articles)):
            source = f"source{number % SOURCES}.example"
            url = f"https://{source}/{number}".encode()
            headers = (("content-type", b"text/plain; charset=utf-8"), ("source", source.encode()), ("url", url))
            yield Published(url, page.text.encode(), headers)
