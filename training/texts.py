"""Further news texts, as pages of one article: a headline and its text, without boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from agents.split.line_classes import LineClass, classify
from agents.text.lines import split_lines
from training.pages import LabelledPage, Origin, publisher_key, read_rows
from training.single import publisher_of

__all__ = ["further_texts", "titled_texts"]

LANGUAGES = {
    "aze": "az", "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "kaz": "kk", "kir": "ky", "mon": "mn", "nob": "no",
    "rus": "ru", "spa": "es", "tgk": "tg", "tuk": "tk", "tur": "tr", "uzb": "uz",
}  # fmt: skip
"""Language codes of the labelled pages, by the code that the translated news uses."""
FURTHER_LANGUAGES = {"ita": "it", "nno": "no", "ukr": "uk"}
"""Codes of further languages with a table of phrases, by the code that the translated news uses."""
SHORTEST_PARAGRAPH = 160
"""Number of characters after which a new paragraph begins, for texts without line ends."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]?\s+(?=[\"“«(]?[A-ZА-ЯЁ])")


def titled_texts(folder: Path) -> Iterator[LabelledPage]:
    """Yield one page per text in the data files: the headline, then the paragraphs."""
    for row in read_rows(folder / "langid_news.jsonl.gz"):
        code, _, variant = row["lang"].partition("-")
        if code in LANGUAGES and variant in {"", "Cyrl", "Latn"}:
            yield _page(row["id"], LANGUAGES[code], f"ntrex:{row['doc'].rpartition('.')[0]}", row["title"], row["lines"])
    for row in read_rows(folder / "quotes.jsonl.gz"):
        title, *paragraphs = row["text"].split("\n\n")
        yield _page(row["id"], row["lang"], row["publisher"], " ".join(title.split()).removesuffix("."), paragraphs)
    for row in read_rows(folder / "ner_ru.jsonl.gz"):
        yield _page(row["id"], row["lang"], "nerel", row["title"], row["text"].removeprefix(row["title"]).split("\n"))
    for row in read_rows(folder / "geo.jsonl.gz"):
        text = row["text"].removeprefix(row["title"]).lstrip(" .")
        yield _page(row["id"], "en", publisher_of(row["id"], row["url"]), row["title"], _paragraphs(text))
    for row in read_rows(folder / "neardup_pairs.jsonl.gz"):
        for side in "ab":
            url = row[f"{side}_url"]
            text = row[f"{side}_text"].strip('" ').replace('""', '"')
            yield _page(url, row["lang"], publisher_of(url, url), row[f"{side}_title"], _paragraphs(text))


def further_texts(folder: Path) -> Iterator[LabelledPage]:
    """Yield one page per translated text in the languages that `titled_texts` leaves out.

    The publishers are those of the other translations. A language without a table of phrases keeps its code.
    """
    for row in read_rows(folder / "langid_news.jsonl.gz"):
        code, _, variant = row["lang"].partition("-")
        if code not in LANGUAGES:
            language = FURTHER_LANGUAGES.get(code, row["lang"])
            yield _page(f"{row['id']}-{variant}", language, f"ntrex:{row['doc'].rpartition('.')[0]}", row["title"], row["lines"])


def _paragraphs(text: str) -> list[str]:
    """Divide a text without line ends into paragraphs of a few sentences each."""
    found: list[str] = [""]
    for sentence in _SENTENCE_END.split(text):
        if len(found[-1]) > SHORTEST_PARAGRAPH:
            found.append("")
        found[-1] = f"{found[-1]} {sentence}".strip()
    return found


def _page(name: str, language: str, publisher: str, title: str, paragraphs: Iterable[str]) -> LabelledPage:
    text = "\n".join([" ".join(title.split()), *(" ".join(each.split()) for each in paragraphs if each.strip())])
    kinds = [line.kind for line in classify(split_lines(text))]
    labels = ["TITLE", *("META" if kind in {LineClass.DATE, LineClass.BYLINE} else "PAR" for kind in kinds[1:])]
    return LabelledPage(
        name, Origin.TEXT, "text", language, text, labels, [0] * len(labels), [publisher_key(publisher)] * len(labels)
    )
