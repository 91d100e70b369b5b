"""Pages with a broken encoding: published as written, with offsets on the page as received, or rejected."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enrich import enrich
from agents.split import STAGE, split
from agents.split.decode import decode_page
from agents.stage import Received, Record, Result
from schemas.article import CleanArticle, Draft, UniqueArticle
from schemas.page import Page
from schemas.rejection import Reason, Rejection
from schemas.tick import RawTick
from schemas.topics import DRAFTS, PAGES_REPORTS, TICKS_RAW, Topic

HEADLINE = "Пасечники Арсланбоба открыли общий цех"
BODY = [
    "Двадцать пасечников Арсланбоба вложили 450 000 сомов в общий цех, где мёд разливают по банкам и клеят наклейки.",
    "«Раньше каждый возил свои фляги в город и терял два дня», — сказал Нурбек Рыскулов. Он держит сорок ульев у водопада.",
    "Цех работает с августа по октябрь. За смену там разливают триста банок, и половина уходит в соседние страны.",
]
STORY = "\n".join([HEADLINE, *BODY])
ENGLISH = (
    "Ferry pilots ask for a new jetty\n"
    "The pilots of the lake ferry have asked the district for a second jetty, because two boats cannot unload at once.\n"
    "Fishermen use the old one at dawn, and the ferry waits for half an hour before its passengers may leave it."
)
RATES = "\nKGS/USD = 0.01144 0%\n1 доллар США = 87,45 сом\n"
ENCODINGS = ["cp1251", "koi8-r", "latin-1"]


def broken(text: str, encoding: str) -> str:
    return text.encode().decode(encoding, "replace")


def page_of(text: str, layout: str = "article") -> Page:
    value = orjson.dumps({"text": text, "source": "kabar", "layout": layout})
    return decode_page(Record("pages", 0, 0, 1_794_628_800_000, None, value))


def step(text: str, layout: str = "article") -> Result:
    record = Record("pages", 0, 0, 1_794_628_800_000, None, b"", ())
    return STAGE.step([Received(record, page_of(text, layout))], None)


def values(result: Result, topic: Topic) -> list[bytes]:
    return [output.value for output in result.outputs if output.topic is topic]


def draft(text: str, layout: str = "article") -> Draft:
    (value,) = values(step(text, layout), DRAFTS)
    return Draft.model_validate_json(value)


def report(text: str, layout: str = "article") -> dict[str, Any]:
    (value,) = values(step(text, layout), PAGES_REPORTS)
    return dict(orjson.loads(value))


def clean(article: Draft) -> CleanArticle:
    return enrich(UniqueArticle(**{name: getattr(article, name) for name in Draft.model_fields}, article_id="c1:0", version=1))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_clean_and_a_broken_copy_of_a_story_have_one_content_id(encoding: str) -> None:
    sound, repaired = draft(STORY), draft(broken(STORY, encoding))
    assert (repaired.content_id, repaired.headline, repaired.text) == (sound.content_id, HEADLINE, "\n".join(BODY))
    assert (sound.repaired, repaired.repaired) == (None, f"utf-8 as {encoding}")
    assert clean(repaired).language == "ru"


def test_a_copy_with_entities_has_the_same_content_id_too() -> None:
    escaped = STORY.replace("«", "&laquo;").replace("»", "&raquo;").replace("—", "&#8212;").replace(" в ", "&nbsp;в&amp;nbsp;")
    assert draft(escaped).content_id == draft(STORY).content_id
    assert draft(escaped).repaired == "entities"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_place_on_the_page_holds_the_broken_form_of_what_is_published(encoding: str) -> None:
    page = broken(f"Кабар\n\n{STORY}{RATES}", encoding)
    result = step(page, "page")
    drafts = [Draft.model_validate_json(value) for value in values(result, DRAFTS)]
    assert [one.headline for one in drafts] == [HEADLINE]
    for article in map(clean, drafts):
        assert page[article.headline_start : article.headline_end] == broken(article.headline, encoding)
        pieces = [*article.blocks, *article.subheadings, *article.money]
        assert len(pieces) == 4
        for piece in pieces:
            assert page[piece.page_start : piece.page_end] == broken(article.text[piece.start : piece.end], encoding)
    ticks = [RawTick.model_validate_json(value) for value in values(result, TICKS_RAW)]
    assert [page[tick.page_start : tick.page_end] for tick in ticks] == [
        broken(line, encoding) for line in RATES.split("\n")[1:3]
    ]
    assert [tick.repaired for tick in ticks] == [None, f"utf-8 as {encoding}"]


WORDS = st.sampled_from(["мёд", "Ысык-Көл", "қой", "250 сомов", "&nbsp;", "&amp;", "jetty", "«", "»", "—", " ", ". ", "é", "ß"])


@given(st.lists(WORDS, max_size=30).map("".join), st.sampled_from([*ENCODINGS, None]))
def test_all_published_spans_slice_to_characters_that_repair_to_the_published_ones(more: str, encoding: str | None) -> None:
    page = f"{STORY}\n{more}\n{BODY[0]}"
    page = page if encoding is None else broken(page, encoding)
    article = clean(draft(page))
    sound = clean(draft(f"{STORY}\n{more}\n{BODY[0]}"))
    assert (article.text, article.content_id) == (sound.text, sound.content_id)
    for piece in [*article.blocks, *article.money]:
        printed = page[piece.page_start : piece.page_end]
        undone = printed if encoding is None else printed.encode(encoding).decode()
        assert draft(f"{HEADLINE}\n{undone}\n{BODY[0]}").text.startswith(article.text[piece.start : piece.end])


def test_the_ledger_counts_the_characters_of_the_page_as_received() -> None:
    page = broken(f"{STORY}{RATES}", "cp1251")
    published = report(page, "page")
    assert sum(published["ledger"].values()) == published["characters"] == len(page)
    assert published["repaired"] == "utf-8 as cp1251"
    spans = split(page_of(page, "page")).spans
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert spans[-1].end == len(page)


def test_a_sound_page_is_published_with_nothing_repaired() -> None:
    article = draft(STORY)
    assert (article.repaired, article.page_widths) == (None, [])
    assert report(STORY)["repaired"] is None


def test_a_page_that_cannot_be_repaired_is_rejected_and_reported() -> None:
    page = STORY.encode("cp1251").decode("utf-8", "replace")
    (outcome,) = step(page).outcomes
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.PAGE_UNREADABLE
    published = report(page)
    assert (published["outcome"], published["reason"], published["source"]) == ("refused", "page.unreadable", "kabar")
    assert "are lost (U+FFFD)" in published["detail"]


def test_one_article_that_cannot_be_read_is_left_out_and_the_others_are_published() -> None:
    lost = STORY.encode("cp1251").decode("latin-1")
    page = f"{ENGLISH}\n\n{lost}"
    result = step(page, "page")
    assert [orjson.loads(value)["headline"] for value in values(result, DRAFTS)] == [ENGLISH.partition("\n")[0]]
    published = report(page, "page")
    assert (published["outcome"], published["reason"]) == ("split", "page.unreadable")
    assert published["detail"].startswith("1 of 2 articles: ")
    spans = split(page_of(page, "page")).spans
    assert {span.article for span in spans} == {0, None}
    assert spans[-1].kind == "furniture"


def test_records_of_earlier_releases_have_nothing_repaired() -> None:
    fields = draft(STORY).model_dump(mode="json", exclude={"repaired", "page_widths"})
    article = Draft.model_validate(fields)
    assert (article.repaired, article.page_widths) == (None, [])
