"""Headlines lose the site's name, the path of the page, and their repetitions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.decode import decode_page
from agents.split.headline.cleaned import clean_headlines
from agents.split.headline.site import NO_SITE, site_of
from agents.split.line_classes import classify
from agents.split.messages import draft_of
from agents.split.repaired import repair_and_split
from agents.split.splitter import split_article, split_page
from agents.stage import Record
from agents.text.lines import split_lines

PAGES = Path(__file__).parents[1] / "pages"
KABAR = site_of("chui-kabar.example")
HEADLINE = "Shepherds of the upper pasture rebuild a footbridge before the snow"
BODY = [
    "Eleven shepherds have rebuilt the footbridge to the upper pasture, so that the flocks can come down before the first snow.",
    "The old planks had rotted since spring. A carpenter from the valley cut new ones from larch and asked for no pay.",
    "The bridge is nine metres long and hangs on two steel ropes that the herders carried up on horseback in August.",
    "Village head Ainura Bekova said the council would pay for a railing next year, because children cross the bridge to school.",
    "In winter the gorge is closed for four months. Until now the herders took the long way over the ridge.",
    "“The sheep would not step on it,” said Temir Asanov, who keeps two hundred of them. “Now they run across.”",
]


def headline(*above: str, site: frozenset[str] = NO_SITE, layout: str = "article") -> str:
    text = "\n\n".join([*above, *BODY])
    (article,) = (split_article if layout == "article" else split_page)(text, site).articles
    assert [text[block.start : block.end] for block in article.blocks] == BODY
    return text[article.headline.start : article.headline.end] if article.headline else ""


@pytest.mark.parametrize(
    "end",
    [
        " - Chüy Kabar", " | CHUI KABAR", " — Чүй Кабар", " – chui-kabar.example", " :: The Chui Kabar",
        " | Society | Chui Kabar", " | chui-kabar.example - news of the valley",
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["article", "page"])
def test_the_name_that_the_source_gives_is_no_part_of_the_headline(end: str, layout: str) -> None:
    assert headline(HEADLINE + end, site=KABAR, layout=layout) == HEADLINE


@pytest.mark.parametrize(
    "end", [" - Pasture Herald", " | Вести пастбищ", " - Yayla Haber", " | Talas Jaňylyk Gazeti", " - Alm-Zeitung heute"]
)
def test_without_a_source_a_papers_name_in_the_same_script_is_taken_for_the_sites(end: str) -> None:
    latin = not any("а" <= letter <= "я" for letter in end)
    named = latin and "heute" not in end
    assert headline(HEADLINE + end) == (HEADLINE if named else HEADLINE + end)


@pytest.mark.parametrize(
    "printed",
    [
        "Felt school - a plan for forty villages",
        "A footbridge for the flocks | Letters",
        "Shepherds rebuild the bridge they lost in spring - Asanov",
        "Shepherds Rebuild Bridge Before Snow - Hard Times",
        "Пастухи заново построили мост через реку — The Pasture Times",
        "Home - a film about the shepherds of the upper pasture",
        "Talas - Bishkek: the pass is open again for lorries",
        "Prices of felt and wool rise before the winter - Daily",
        "Wool > silk, say the felt makers of the upper pasture",
    ],
)
def test_a_dash_or_a_bar_of_the_headline_is_kept(printed: str) -> None:
    assert headline(printed, site=KABAR) == printed


@pytest.mark.parametrize(
    "path",
    [
        "Home > Society > {}", "Главная / Общество / {}", "Башкы бет » Коом » {}", "Басты бет › Қоғам › {}",
        "Bosh sahifa / Jamiyat / {}",
        "Саҳифаи асосӣ → Ҷомеа → {}", "Baş sahypa | Jemgyýet | {}", "Anasayfa > {}", "Startseite - Land und Leute - {}",
        "Accueil > Région > {}", "Inicio / {}", "News > Valley > {}", "Home>Society>{}", "HOME  >  Society  >  {}",
    ],
)  # fmt: skip
def test_the_path_of_the_page_is_no_part_of_the_headline(path: str) -> None:
    printed = path.format(HEADLINE)
    assert headline(printed) == HEADLINE
    assert headline(printed, HEADLINE) == HEADLINE
    assert headline(printed + " - Chui Kabar", HEADLINE, site=KABAR) == HEADLINE


def test_a_path_of_sections_above_the_headline_is_boilerplate() -> None:
    assert headline("Home > Society", HEADLINE) == HEADLINE
    assert headline("Главная / Общество / Горы и пастбища", HEADLINE, layout="page") == HEADLINE


@pytest.mark.parametrize("again", [HEADLINE, HEADLINE.upper(), f"{HEADLINE}.", f"Home > Society > {HEADLINE[:40]}..."])
@pytest.mark.parametrize("layout", ["article", "page"])
def test_a_headline_that_is_printed_twice_is_no_paragraph(again: str, layout: str) -> None:
    assert headline(again, HEADLINE, layout=layout).rstrip(".").casefold() == HEADLINE.casefold()


def test_the_headline_above_the_text_is_kept_and_not_the_one_above_the_menu() -> None:
    menu = ["Home", "Society", "Sport", "Markets"]
    text = "\n".join([f"{HEADLINE} - Chui Kabar", *menu, HEADLINE, *BODY])
    (article,) = split_page(text, KABAR).articles
    assert article.headline is not None
    assert article.headline.start == text.rindex(HEADLINE)


def test_a_line_that_the_text_repeats_is_kept_in_the_text() -> None:
    refrain = "Come down, come down before the snow"
    text = "\n\n".join([HEADLINE, BODY[0], refrain, refrain, BODY[1]])
    (article,) = split_article(text).articles
    assert [text[block.start : block.end] for block in article.blocks] == [BODY[0], refrain, refrain, BODY[1]]


def test_the_common_end_of_three_headlines_is_the_sites_name() -> None:
    titles = ["New bridge for the flocks", "Felt makers open a shop", "Apricots early this year"]
    lines = classify(split_lines("\n".join(f"{title} — Alay Bugün" for title in titles)))
    assert [classed.line.printed for classed in clean_headlines(lines).lines] == titles
    assert [classed.line.printed for classed in clean_headlines(lines[:2]).lines] == [
        f"{title} — Alay Bugün" for title in titles[:2]
    ]


def test_a_headline_that_the_page_prints_without_the_name_has_none() -> None:
    assert headline(f"{HEADLINE} — Alay Bugün", HEADLINE) == HEADLINE
    assert headline(f"{HEADLINE} — Alay Bugün") == f"{HEADLINE} — Alay Bugün"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("english", "{} | Chui Kabar"),
        ("russian", "Главная / Общество / {}"),
        ("kyrgyz", "{} — Чүй Кабар"),
        ("russian", "{0}\n\n{0}"),
        ("kyrgyz", "Башкы бет › Коом › {0}\n{0}"),
    ],
)
def test_a_story_has_one_content_id_with_and_without_the_words_around_its_headline(name: str, printed: str) -> None:
    plain = (PAGES / f"{name}.txt").read_text("utf-8")
    heads = [plain[article.headline.start : article.headline.end] for article in split_page(plain).articles if article.headline]
    text = plain
    for head in heads:
        text = text.replace(head, printed.format(head), 1)
    assert content_ids(text) == content_ids(plain)


def content_ids(text: str) -> list[str]:
    page = decode_page(Record("pages", 0, 0, 1_794_628_800_000, None, text.encode(), (("source", b"chui-kabar.example"),)))
    read = repair_and_split(page)
    drafts = [draft_of(page, read.text, read.found, index)[1] for index in range(len(read.found.articles))]
    assert all(text[draft.headline_start : draft.headline_end] == draft.headline for draft in drafts)
    return [draft.content_id for draft in drafts]


PIECES = st.sampled_from(
    [HEADLINE, "Home", "Society", "Chui Kabar", " - ", " | ", " > ", " / ", " — ", "...", "\xa0", BODY[0], "• "]
)
LINES = st.lists(st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=40)), max_size=12).map("\n".join)


@given(LINES)
def test_a_cleaned_line_is_a_part_of_the_line_on_the_page(text: str) -> None:
    lines = classify(split_lines(text))
    cleaned = clean_headlines(lines, KABAR)
    for before, after in zip(lines, cleaned.lines, strict=True):
        assert (before.line.start, before.line.end) == (after.line.start, after.line.end)
        assert text[after.line.left : after.line.right] == after.line.printed
        assert before.line.left <= after.line.left <= after.line.right <= before.line.right
    assert not set(cleaned.copies) & set(cleaned.copies.values())
