"""The names of a page's site, by its source and address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.headline.site import is_domain, is_media_name, names_site, site_of


@pytest.mark.parametrize(
    ("source", "url", "named", "not_named"),
    [
        (
            "chatkaltimes.example",
            None,
            ["Chatkal Times", "The Chatkal Times", "chatkaltimes.example", "CHATKAL TIMES"],
            ["Chatkal", "Times"],
        ),
        ("unknown", "https://www.alay-vesti.example/2026/1", ["Алай Вести", "Alay Vesti", "Alay-Vesti"], ["Вести", "unknown"]),
        ("Ысык-Көл кабарлары", None, ["Ысык-Көл кабарлары", "Ysyk Kol Kabarlary"], ["Ысык-Көл жээги"]),
        ("osh.example", None, ["Osh", "Osh News", "Osh Online"], ["Osh and Batken", "Fourth in Osh"]),
        ("24.example", None, ["24.example"], ["24"]),
        ("tnv.example", None, ["Talas News Valley"], ["Talas News"]),
        ("ru.pasture.example", "https://[broken", ["Pasture", "Пастуре"], ["ru"]),
    ],
)
def test_a_name_is_the_sites_by_its_letters(source: str, url: str | None, named: list[str], not_named: list[str]) -> None:
    site = site_of(source, url)
    assert [name for name in named if not names_site(name, site)] == []
    assert [name for name in not_named if names_site(name, site)] == []


def test_a_page_without_a_source_has_no_names() -> None:
    assert not names_site("Pasture Herald", site_of("unknown"))


@pytest.mark.parametrize(
    "printed", ["Pasture Herald", "Radio Alay", "Вечерняя газета", "Чүй кабарлары".title(), "Yayla Haber", "Der Talbote Zeitung"]
)
def test_some_names_are_those_of_papers_and_stations(printed: str) -> None:
    assert is_media_name(printed)


@pytest.mark.parametrize(
    "printed", ["Daily", "a plan for forty villages", "two papers report", "Asanov", "Snow and Ice", "", "News " * 9]
)
def test_most_words_after_a_dash_are_no_papers_name(printed: str) -> None:
    assert not is_media_name(printed)


@pytest.mark.parametrize(
    ("printed", "domain"),
    [("kabar.example", True), ("24.kg", True), ("U.S.", False), ("St.Gallen", False), ("a b.kg", False), (".kg", False)],
)
def test_a_hosts_name_is_known_by_its_form(printed: str, domain: bool) -> None:
    assert is_domain(printed) is domain


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_source_and_address_give_a_site(source: str, url: str, printed: str) -> None:
    names_site(printed, site_of(source, url))
    is_media_name(printed)
    is_domain(printed)
