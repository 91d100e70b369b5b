"""The repair restores pages in a broken encoding, and does not change clean ones."""

from __future__ import annotations

import gzip
import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agents.text.normalise import content_id
from agents.text.repair import repair
from tests.support import SHARED
from tests.support.cost import cpu_seconds

STORIES = {
    "ru": "Пчеловоды Нарына везут мёд в столицу\n«Цветы распустились рано», — сказал Эсен Шамбетов, хозяин сорока ульев.",
    "ky": "Өзгөндө жаңы көпүрө ачылды\n«Мурда үй-бүлөлөр кечүүнү күтчү», — деди айылдын тургуну Чүрөк Үсөнова.",
    "kk": "Қостанайда ән мектебі ашылды\n«Балаларға үйірме керек еді», – деді ұстаз Әсел Ғабитқызы.",
    "uz": "Marg‘ilonda ipak bozori ochildi\n«Bu yil pilla ko‘p bo‘ldi», — dedi do‘kondor G‘ulom Yo‘ldoshev.",
    "uz cyrillic": "Марғилонда ипак бозори очилди\n«Бу йил пилла кўп бўлди», — деди дўкондор Ғулом Йўлдошев.",
    "tg": "Дар Ваҳдат боғи нав кушода шуд\n«Мо се сол интизор будем», — гуфт боғбон Ҷамшед Қӯқандӣ.",
    "tk": "Mary şäherinde täze köpri açyldy\n«Biz üç ýyl garaşdyk» diýip, ussa Ýazmyrat Öwezow aýtdy.",
    "tr": "Göl kıyısında çömlek atölyesi açıldı\n“Çocuklar öğleden sonra geliyor” dedi usta Şükrü Işık.",
    "de": "Müller öffnet Mühle für Schüler\n„Früher mahlten wir für fünf Dörfer“, sagt Jörg Größl.",
    "fr": "L’école du village rouvre après l’été\n« Nous étions prêts dès août », dit la maîtresse Hélène Lefèvre.",
    "es": "El molino vuelve a girar después de un año\n«Mañana habrá harina», dijo Íñigo Muñoz, el molinero del valle.",
}
BROKEN = {
    "utf-8 as cp1251": ["cp1251"],
    "utf-8 as latin-1": ["latin-1"],
    "utf-8 as koi8-r": ["koi8-r"],
    "utf-8 as koi8-u": ["koi8-u"],
    "utf-8 as cp1251, twice": ["cp1251", "cp1251"],
    "utf-8 as latin-1, then as cp1251": ["latin-1", "cp1251"],
}


def broken(text: str, *encodings: str) -> str:
    """Return UTF-8 as a crawler reads it in other encodings, one after another."""
    for encoding in encodings:
        text = text.encode().decode(encoding, "replace")
    return text


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("language", STORIES)
def test_a_story_in_a_wrong_encoding_is_restored(language: str, name: str) -> None:
    repaired = repair(broken(STORIES[language], *BROKEN[name]))
    assert repaired.text == STORIES[language]
    assert name.split(",", maxsplit=1)[0].removesuffix("-r").removesuffix("-u") in str(repaired.named([(0, len(repaired.text))]))


@pytest.mark.parametrize("language", ["uz", "tr", "de", "fr"])
def test_western_letters_are_restored_after_windows_1252_twice(language: str) -> None:
    assert repair(broken(STORIES[language], "cp1252", "cp1252")).text == STORIES[language]


def test_a_capital_lost_by_windows_1252_follows_the_only_small_letter_on_the_page() -> None:
    assert repair(broken("Ýazmyrat täze köpri hakda aýtdy", "cp1252")).text == "Ýazmyrat täze köpri hakda aýtdy"
    assert repair(broken("Íñigo y Ángel están aquí", "cp1252")).text == "\ufffdñigo y \ufffdngel están aquí"


def test_only_the_broken_part_of_a_page_is_repaired() -> None:
    page = f"{STORIES['kk']}\n{broken(STORIES['ru'], 'cp1251')}\n{STORIES['fr']}"
    repaired = repair(page)
    assert repaired.text == f"{STORIES['kk']}\n{STORIES['ru']}\n{STORIES['fr']}"
    assert repaired.named([(0, len(STORIES["kk"]))]) is None
    start = repaired.text.index(STORIES["ru"])
    assert repaired.named([(start, start + 5)]) == "utf-8 as cp1251"


def test_a_clean_label_before_a_broken_headline_is_kept() -> None:
    assert repair(f"Читайте также: {broken('Пчеловоды везут мёд', 'cp1251')}").text == "Читайте также: Пчеловоды везут мёд"


def test_a_blank_that_was_a_no_break_space_is_still_a_second_byte() -> None:
    story = "Раиса Рыскулова открыла рынок в Рыбачьем"
    assert repair(broken(story, "cp1251").replace("\xa0", " ")).text == story
    assert repair(broken("Elle est déjà là", "latin-1").replace("\xa0", " ")).text == "Elle est déjà là"


@pytest.mark.parametrize(
    "text",
    [
        *STORIES.values(),
        "“CAFɒ and CAFÉ’s menu — 5 €",
        "СЕНІҢ МІНІ КІНО: ВІ, НІ, ШІ",
        "А «В» и «Р» — группы. С… чего начать? Рё",
        "× © 2026 Chui Kabar ×©",
        "Ā ē ī ş Ç Ñ Ã — AÇÃO, SÃO, CORAÇÃO",
        "└── streets\n    ├── дома\n│ 12 │ 14 │",
        "中文（繁體）, עִברִית, العربية, ქართული, հայերեն, ไทย",
        "a b", "", "\n\n", "¡«»!", "Voilà…» dit-il. À la une",
    ],
)  # fmt: skip
def test_a_clean_text_is_returned_as_the_same_object(text: str) -> None:
    repaired = repair(text)
    assert repaired.text is text
    assert repaired.named([(0, len(text))]) is None
    assert repaired.received(3) == 3


@pytest.mark.parametrize(
    ("escaped", "meant"),
    [
        ("ten crates&nbsp;a&nbsp;year", "ten crates\xa0a\xa0year"),
        ("&laquo;Да&raquo;, &mdash; сказала она", "«Да», — сказала она"),
        ("it&#8217;s 5&#x20ac; &amp; more", "it’s 5€ & more"),
        ("it&amp;#8217;s&amp;nbsp;late &amp;amp;amp; dark", "it’s\xa0late & dark"),
        ("Tom &amp Jerry, AT&T, Q&A; R&D;", "Tom &amp Jerry, AT&T, Q&A; R&D;"),
        ("one line&#10;stays one", "one line stays one"),
        ("no character: &#0; &#xD800; &nosuch;", "no character: &#0; &#xD800; &nosuch;"),
        ("a page about HTML writes &nbsp; and &lt;p&gt;", "a page about HTML writes &nbsp; and &lt;p&gt;"),
        ("write “&amp;” or (&copy;) instead", "write “&amp;” or (&copy;) instead"),
    ],
)
def test_entities_are_decoded_unless_the_text_is_about_them(escaped: str, meant: str) -> None:
    assert repair(escaped).text == meant


def test_entities_in_a_broken_encoding_are_both_repaired() -> None:
    repaired = repair(broken("Пчеловоды&nbsp;везут мёд", "cp1251"))
    assert repaired.text == "Пчеловоды\xa0везут мёд"
    assert repaired.named([(0, 3)]) == "utf-8 as cp1251; entities"


PIECES = st.one_of(
    st.sampled_from([*STORIES.values(), "&nbsp;", "&amp;lt;", "\n", " ", "€", "Ñ", "「新聞」"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\ufffd\r"), max_size=8),
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(list(BROKEN.values())))
def test_only_repaired_lines_differ_at_their_offsets_in_the_received_text(text: str, encodings: list[str]) -> None:
    received = broken(text, *encodings)
    repaired = repair(received)
    ends = [repaired.received(position) for position in range(len(repaired.text) + 1)]
    assert (ends[0], ends[-1]) == (0, len(received))
    assert ends == sorted(ends)
    for line in repaired.repairs:
        printed = received[ends[line.start] : ends[line.end]]
        assert "\n" not in printed
        assert repaired.text[line.start : line.end] != printed
    outside = [n for n in range(len(repaired.text)) if not any(line.start <= n < line.end for line in repaired.repairs)]
    assert all(received[ends[n] : ends[n + 1]] == repaired.text[n] for n in outside)


@given(st.text(st.sampled_from("ПчелавшёҚқөүñéß «»—’ az\n"), min_size=1), st.sampled_from(list(BROKEN.values())))
@example("««а«", ["koi8-r"]).via("a few signs may be taken for another encoding, which the repair names")
def test_a_repaired_character_has_the_offsets_of_its_broken_form(text: str, encodings: list[str]) -> None:
    received = broken(text, *encodings)
    repaired = repair(received)
    named = (repaired.named([(0, len(repaired.text))]) or "").split("; ")
    undone = [name.removeprefix("utf-8 as ") for name in named if name.startswith("utf-8 as ")]
    ways = [encodings[done:] for done in range(len(encodings) + 1)] + [[encoding] for encoding in undone]
    for number, character in enumerate(repaired.text):
        printed = received[repaired.received(number) : repaired.received(number + 1)]
        assert any(printed in broken(character, *way) for way in ways)


@given(st.text(max_size=200))
def test_any_text_can_be_repaired_without_losing_a_line(text: str) -> None:
    repaired = repair(text)
    assert repaired.text.count("\n") == text.count("\n")
    assert len(repaired.text) <= len(text)


@pytest.mark.parametrize("name", ["split_pages", "pages_single", "langid_news"])
def test_real_pages_in_128_languages_are_changed_only_where_broken(name: str) -> None:
    path = SHARED / "data" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    for text in texts(path):
        changed = repair(text)
        names = set((changed.named([(0, len(changed.text))]) or "").split("; "))
        assert names <= {"", "entities", "utf-8 as latin-1"}, text[:80]


@pytest.mark.parametrize("language", STORIES)
def test_the_search_on_a_clean_page_costs_less_than_its_content_id(language: str) -> None:
    page = f"{STORIES[language]}\n" * (28_000 // len(STORIES[language]))
    assert cpu_seconds(repair, page) < cpu_seconds(partial(content_id, ""), page)  # a quarter at most, measured


def texts(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    return [page["raw_text"] if "raw_text" in page else "\n".join([page["title"], *page["lines"]]) for page in pages]
