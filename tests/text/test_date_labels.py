"""Dates with a label, in every language of the splitter, and sentences with a date, which are not read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.line_classes import LineClass, classify
from agents.split.splitter import split_page
from agents.text.dates import parse_date, parse_labelled_date
from agents.text.lines import split_lines

DAY = date(2026, 11, 20)
LINES = {
    "en": [
        "Published: 20 November 2026",
        "Published on Nov 20, 2026 at 2:35 pm",
        "Last updated: Friday, November 20, 2026",
        "Today, 20 November 2026",
        "Posted 20 Nov 2026 14:35 GMT+6",
        "(Published Friday, Nov. 20, 2026)",
        "PUBLISHED: 00:01, Fri, Nov 20, 2026 | UPDATED: 10:43, Sat, Nov 21, 2026",
    ],
    "ru": [
        "Опубликовано 20 ноября 2026",
        "Дата публикации: 20.11.2026",
        "Сегодня, 20 ноября 2026",
        "Обновлено: 20 ноября 2026 г., в 14:35",
        "20 ноября 2026, опубликовано",
    ],
    "ky": [
        "Жарыяланган күнү: 20-ноябрь, 2026-жыл",
        "Жарияланган: 20.11.2026",
        "Бүгүн, 20-ноябрь 2026",
        "2026-жылдын 20-ноябры жарыяланды",
    ],
    "kk": [
        "Жарияланды: 20 қараша 2026",
        "2026 жылғы 20 қараша, жарияланды",
        "Жаңартылған күні: 20.11.2026, сағат 14:35",
        "Бүгін, 20 қараша 2026",
    ],
    "uz": [
        "E’lon qilingan sana: 20-noyabr, 2026-yil",
        "Chop etilgan: 20.11.2026",
        "Bugun, 20 noyabr 2026",
        "2026-yil 20-noyabr, e'lon qilindi",
    ],
    "uz cyrillic": ["Эълон қилинган: 20 ноябрь 2026", "Чоп этилган сана: 20.11.2026", "Бугун, 2026 йил 20 ноябрь"],
    "tg": [
        "Санаи нашр: 20 ноябри 2026",
        "Нашр шуд: 20.11.2026, соат 14:35",
        "Имрӯз, 20 ноябри соли 2026",
        "Таърихи нашр: 20 ноябри 2026",
    ],
    "tk": [
        "Çap edilen senesi: 20.11.2026",
        "Ýerleşdirildi: 2026-njy ýylyň 20-nji noýabry",
        "Şu gün, 20-nji noýabr 2026",
        "Täzelendi: 20.11.2026, sagat 14:35",
    ],
    "tr": [
        "Yayınlanma: 20 Kasım 2026 - 14:35",
        "Yayın tarihi: 20.11.2026",
        "Son güncelleme: 20 Kasım 2026 saat 14:35",
        "Bugün, 20 Kasım 2026",
        "GİRİŞ TARİHİ: 20.11.2026",
    ],
    "de": [
        "Veröffentlicht am 20. November 2026",
        "Stand: 20.11.2026, 14.35 Uhr",
        "Zuletzt aktualisiert: 20. Nov. 2026 um 14:35 Uhr",
        "Heute, 20. November 2026",
    ],
    "fr": [
        "Publié le 20 novembre 2026 à 14h35",
        "Mis à jour le vendredi 20 novembre 2026",
        "Date de publication : 20/11/2026",
        "Aujourd’hui, 20 novembre 2026",
    ],
    "es": [
        "Publicado el 20 de noviembre de 2026",
        "Fecha de publicación: 20/11/2026",
        "Actualizado: 20 de noviembre de 2026 a las 14:35",
        "Hoy, 20 de noviembre de 2026",
    ],
    "places": [
        "Bishkek, 20 November 2026",
        "г. Бишкек, 20 ноября 2026 года",
        "20 November 2026, Osh",
        "Ysyk-Köl, 20-noyabr 2026",
        "Montevideo, 20 de noviembre de 2026",
    ],
}
TIMES = [
    "20 Nov 2026 14:35 GMT+6",
    "20 Nov 2026, 14:35 (UTC+06:00)",
    "20.11.2026 14:35 МСК",
    "20 novembre 2026, 14h35",
    "20.11.2026 14.35 Uhr",
    "20 Kasım 2026 saat 14:35",
]
NO_DATES = [
    "Published: soon",
    "Published: 20 November",
    "Updated 20 November 2026 rules for ferries",
    "Today, 20 November 2026, the market opens",
    "Born: 20 November 2026",
    "Дата рождения: 20 ноября 2026",
    "Срок сдачи: 20.11.2026",
    "Version published 20.11.2026.4",
    "Since 20 November 2026",
    "The bridge opened on 20 November 2026",
    "Мост открыли 20 ноября 2026 года",
    "The bridge, 20 November 2026",
    "20 November 2026 in Osh",
    "from 20 November 2026 to 21 November 2026",
    "20 November 2026 | Weather",
    "| 20 November 2026 |",
    "Опубликовано в газете 20 ноября 2026",
    "Köprü 20 Kasım 2026 tarihinde açıldı",
    "Bishkek, Osh, Naryn, 20 November 2026",
    "Anna Dell, 20 November 2026",
    "Updated: 31.02.2026",
]


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_a_date_with_its_label_is_read(line: str) -> None:
    assert (parse_date(line) or parse_labelled_date(line)) == DAY


@pytest.mark.parametrize("line", TIMES)
def test_a_time_of_day_and_a_zone_may_follow_a_date(line: str) -> None:
    assert parse_date(line) == DAY


@pytest.mark.parametrize("line", NO_DATES)
def test_a_sentence_with_a_date_gives_none(line: str) -> None:
    assert parse_labelled_date(line) is None


STORY = (
    "Millers of the Talas valley share one electric mill\n"
    "Twelve millers have bought an electric mill together, because the river is too low in autumn to turn their wheels.\n"
    "Each pays by the sack, and the mill stays with the one who keeps the books that month. It ground four tonnes this week.\n"
    "The district lends them a shed until spring, when the water comes back and the old wheels turn again."
)


@pytest.mark.parametrize("language", LINES)
def test_a_labelled_date_above_the_article_dates_the_page(language: str) -> None:
    for line in LINES[language]:
        page = f"{line}\n\n{STORY}"
        found = split_page(page)
        assert found.page_date == DAY, line
        assert all(block.start > len(line) for article in found.articles for block in article.blocks)


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_a_labelled_date_is_a_date_line_or_a_byline(line: str) -> None:
    (classed,) = classify(split_lines(line))
    assert classed.kind in {LineClass.DATE, LineClass.BYLINE}
    assert classed.date == DAY


@given(st.text(max_size=130))
def test_any_line_can_be_read(line: str) -> None:
    parse_labelled_date(line)
    parse_labelled_date(f"Published: {line} 2026")
