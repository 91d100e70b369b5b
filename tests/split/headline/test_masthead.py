"""Which words of a line are the site's name or the path of the page, and by which evidence."""

from __future__ import annotations

import pytest

from agents.split.headline.cleaned import clean_headlines
from agents.split.headline.site import NO_SITE, Site, is_media_name, is_proper_name, site_of
from agents.split.line_classes import LineClass, classify
from agents.text.lines import split_lines

FERRY = "Lake ferry carries eighty passengers after two years of repairs"
KABAR = site_of("chui-kabar.example")


def shown(*lines: str, site: Site = NO_SITE) -> list[str]:
    """Return the lines that are left of a page, as they are read."""
    cleaned = clean_headlines(classify(split_lines("\n".join(lines))), site).lines
    return [classed.line.printed for classed in cleaned if classed.kind is not LineClass.BLANK]


@pytest.mark.parametrize(
    ("printed", "headline"),
    [
        ("Orchard growers of the valley pool money - Chatkal Times", "Orchard growers of the valley pool money"),
        ("Садоводы долины строят общий холодильный склад | Вести Чаткала", "Садоводы долины строят общий холодильный склад"),
        ("Çatkal vadisindeki meyveciler ortak depo kuruyor - Çatkal Haber", "Çatkal vadisindeki meyveciler ortak depo kuruyor"),
        ("Home > Business > Orchard growers of the valley pool money", "Orchard growers of the valley pool money"),
        ("Главная / Экономика / Садоводы долины строят общий склад", "Садоводы долины строят общий склад"),
        (f"{FERRY} | kolferry.example - news of the lake", FERRY),
    ],
)  # fmt: skip
def test_names_of_papers_and_hosts_and_paths_from_the_home_page_are_left_out(printed: str, headline: str) -> None:
    assert shown(printed) == [headline]


@pytest.mark.parametrize(
    "printed",
    [
        "Felt school - a plan for forty villages",
        "How to sew a felt tent – From an ALA-Trained Shepherd",
        "Learn to Weave 3 / Autumn course",
        "Lake ferry opens / Kabar News",
        "Pasture Keeping for Beginners - Pasture School 101",
        "Yurt Building Tools – Timber Comparison Table",
        "ReitStar | ReitPro | Mein Sattel | zaumzeug Verbund | pferde.example",
        "© TAL-aktuell / nachrichten.example",
        "Wool prices see a 'sudden jump' - Weavers KTV News",
        "3. Open Flocks > Herd Lists > Press on the blue field",
        "About Us | Flock Register | Wool & Felt | Talk to us",
        "• Service for Pasture Owners ClubVoice | Paid Notice",
        "main → the branch where all of it is kept",
    ],
)
def test_other_words_are_kept(printed: str) -> None:
    parts = ["Yurt Building Tools", "Learn to Weave 3", "Talk to us", "How to sew a felt tent"]
    assert printed in shown(*parts, "a", printed)


def test_the_common_end_of_three_lines_is_the_sites_name_only_if_they_read_like_headlines() -> None:
    ratings = ["Northern network privacy - Very Good", "Surf network speed - Very Good", "Proton network safety - Very Good"]
    lists = [f"• Top {name} Schools of the Year – Best Tips" for name in ("Business", "Law", "Music")]
    for lines in (ratings[:2], lists, ["Norway ahead - M", "Sweden ahead - M", "Poland ahead - M"]):
        assert shown(*lines) == lines
    heads = ["New bridge for the flocks", "Felt makers open a shop", "Apricots come early this year"]
    assert shown(*(f"{head} - Le Lac" for head in heads)) == heads


def test_the_first_line_may_end_in_more_than_a_name_if_the_headline_is_printed_again() -> None:
    assert shown(f"{FERRY} | Asia | KB | 28.04.2023", "Menu", FERRY) == ["Menu", FERRY]
    assert shown("Orchards of the valley", f"{FERRY} | Asia | KB | 28.04.2023", FERRY)[1] != FERRY
    assert shown("Menu", f"{FERRY} | Alay Bugün", FERRY) == ["Menu", FERRY]


def test_the_sites_name_before_a_headline_needs_a_bar_and_the_source() -> None:
    assert shown(f"Chui Kabar | {FERRY}", site=KABAR) == [FERRY]
    assert shown(f"Chui Kabar | {FERRY} | Chui Kabar", site=KABAR) == [FERRY]
    for printed in (f"Chui Kabar | {FERRY}", f"Chui Kabar - {FERRY}", "Chui Kabar | Contact"):
        assert shown(printed, site=KABAR if printed != f"Chui Kabar | {FERRY}" else NO_SITE) == [printed]


def test_the_copy_without_a_list_mark_is_kept_and_of_two_equal_ones_that_above_the_text() -> None:
    lines = classify(split_lines(f"• {FERRY}\n\n{FERRY}"))
    assert dict(clean_headlines(lines).copies) == {0: 2}
    lines = classify(split_lines(f"{FERRY}\n\n{FERRY}"))
    assert dict(clean_headlines(lines).copies) == {0: 2}
    lines = classify(split_lines(f"{FERRY}\n14 November 2026\n{FERRY}"))
    assert dict(clean_headlines(lines).copies) == {2: 0}


@pytest.mark.parametrize("path", ["Home > Herding > Herding & Wool", "Home » Local News » New Town Hall", "Home / Blog /"])
def test_a_path_of_sections_is_boilerplate(path: str) -> None:
    assert shown(path, FERRY) == [FERRY]


def test_a_proper_name_has_up_to_four_capitalised_words() -> None:
    assert all(map(is_proper_name, ["Le Monde", "Вести пастбищ", "The Lake & Valley", "BGR", "Radio of Talas"]))
    assert not any(
        map(is_proper_name, ["", "From an Elder", "Matte (new)", "a plan", "Pasture School 101", "One Two Three Four Five"])
    )
    assert is_media_name("ТАЛАС НОВОСТИ")
    assert not is_media_name("Weavers KTV News")
