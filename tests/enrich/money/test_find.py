"""Money in a line; all sentences are invented."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enrich.money.find import Money
from tests.support import SHARED
from tests.support.cost import LINEAR, growth

Read = Callable[..., list[Money]]

CASES = [
    ("en", "Each herder gets 5,500 KGS in May.", "5,500 KGS", "5500", "KGS"),
    ("en", "The tunnel will cost US$1.5 billion.", "US$1.5 billion", "1500000000", "USD"),
    ("en", "A grant of U.S. $40 was paid.", "U.S. $40", "40", "USD"),
    ("en", "They raised $2 million.", "$2 million", "2000000", "USD"),
    ("en", "Turnover reached €3.4bn.", "€3.4bn", "3400000000", "EUR"),
    ("en", "The fee is £5m a year.", "£5m", "5000000", "GBP"),
    ("en", "Shares fell to $70-a-piece.", "$70", "70", "USD"),
    ("en", "a 5-million-dollar stadium", "5-million-dollar", "5000000", "USD"),
    ("en", "USD 12,000 were stolen", "USD 12,000", "12000", "USD"),
    ("en", "It costs A$90.", "A$90", "90", "AUD"),
    ("en", "a bill of $5 CAD", "$5 CAD", "5", "CAD"),
    ("en", "He sent 2 million Kyrgyz soms home.", "2 million Kyrgyz soms", "2000000", "KGS"),
    ("en", "A ticket is 900 Uzbek soums.", "900 Uzbek soums", "900", "UZS"),
    ("en", "for 100 Canadian dollars", "100 Canadian dollars", "100", "CAD"),
    ("en", "worth 7 million U.S. dollars", "7 million U.S. dollars", "7000000", "USD"),
    ("en", "the 40 million pounds fund", "40 million pounds", "40000000", "GBP"),
    ("en", "only 30 pounds sterling", "30 pounds sterling", "30", "GBP"),
    ("ru", "Мост обойдётся в 103,7 миллиона долларов США.", "103,7 миллиона долларов США", "103700000", "USD"),
    ("ru", "Штраф 12 000 сомов за шум.", "12 000 сомов", "12000", "KGS"),
    ("ru", "Собрали 1 млн 200 тыс. сомов.", "1 млн 200 тыс. сомов", "1200000", "KGS"),
    ("ru", "цена 300 руб. за мешок", "300 руб", "300", "RUB"),
    ("ru", "аренда 2,4 тыс. долл. США", "2,4 тыс. долл. США", "2400", "USD"),
    ("ru", "курс для 15 узбекских сумов", "15 узбекских сумов", "15", "UZS"),
    ("ru", "отдал 45 туркменских манатов", "45 туркменских манатов", "45", "TMT"),
    ("kk", "Жөндеуге 8,6 миллиард теңге бөлінді.", "8,6 миллиард теңге", "8600000000", "KZT"),
    ("kk", "Билет 5 мың теңгеге қымбаттады.", "5 мың теңгеге", "5000", "KZT"),
    ("kk", "3 млн АҚШ долларына сатылды", "3 млн АҚШ долларына", "3000000", "USD"),
    ("ky", "Көпүргө 47,5 млрд сом кетет.", "47,5 млрд сом", "47500000000", "KGS"),
    ("ky", "Ар бирине 5 миң сомдон берилди.", "5 миң сомдон", "5000", "KGS"),
    ("ky", "200 миң АКШ долларын алды", "200 миң АКШ долларын", "200000", "USD"),
    ("ky", "Дүкөнгө £2,8 миллиарддык насыя", "£2,8 миллиарддык", "2800000000", "GBP"),
    ("tk", "şäher $35 milliona ýol gurdy", "$35 milliona", "35000000", "USD"),
    ("en", "a dam of Rs 26,000 crore", "Rs 26,000 crore", "260000000000", "INR"),
    ("uz", "Chipta 12 000 so'm turadi.", "12 000 so'm", "12000", "UZS"),
    ("uz", "Chipta 12 000 so‘mga arzonlashdi.", "12 000 so‘mga", "12000", "UZS"),
    ("uz", "Zavod uchun 892 mln dollar ajratildi.", "892 mln dollar", "892000000", "USD"),
    ("uz", "Нархи 7 минг сўмдан ошди.", "7 минг сўмдан", "7000", "UZS"),
    ("uz", "Yo'l 5 million som", "5 million som", "5000000", "UZS"),
    ("tg", "Нархи нон 5 сомонӣ аст.", "5 сомонӣ", "5", "TJS"),
    ("tg", "ба маблағи 3 млн доллари ИМА", "3 млн доллари ИМА", "3000000", "USD"),
    ("tk", "Köpri 5 müň manat boldy.", "5 müň manat", "5000", "TMT"),
    ("tk", "300 ABŞ dollary töledi", "300 ABŞ dollary", "300", "USD"),
    ("tr", "Kira 5 bin 500 TL oldu.", "5 bin 500 TL", "5500", "TRY"),
    ("tr", "3,4 milyar dolarlık yatırım", "3,4 milyar dolarlık", "3400000000", "USD"),
    ("tr", "10 milyon Euro'ya satıldı", "10 milyon Euro'ya", "10000000", "EUR"),
    ("az", "yol 20 min manata başa gəldi", "20 min manata", "20000", "AZN"),
    ("de", "Der Bau kostet 3,5 Millionen Euro.", "3,5 Millionen Euro", "3500000", "EUR"),
    ("de", "für 1.234 US-Dollar", "1.234 US-Dollar", "1234", "USD"),
    ("de", "Schulden von 2 Billionen Euro", "2 Billionen Euro", "2000000000000", "EUR"),
    ("fr", "un prêt de 5 millions d’euros", "5 millions d’euros", "5000000", "EUR"),
    ("fr", "soit 350\u00a0000\u00a0$ par an", "350\u00a0000\u00a0$", "350000", "USD"),
]


@pytest.mark.parametrize(("language", "text", "printed", "amount", "currency"), CASES)
def test_money_is_found_with_its_amount_and_currency(
    read: Read, language: str, text: str, printed: str, amount: str, currency: str
) -> None:
    found = [(text[m.start : m.end], m.amount, m.currency) for m in read(text, language)]
    assert found == [(printed, Decimal(amount), currency)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mira Tolen, 25, won 3:2 and 2-1 in 2031, up 5 per cent or 5%."),
        ("en", "KGS/USD = 0.01144 0%"),
        ("en", "KGS/USD 0.01144"),
        ("en", "1 USD = 87.45 KGS"),
        ("en", "The Volga-320 flew 500 km; 5 some people waited."),
        ("en", "The boxer weighs 200 pounds. They played 5 won 3."),
        ("en", "see example.test/v-mae-500-mln-rublei-na-most"),
        ("en", "COP 29 and WORLD CUP 2030"),
        ("en", "Z$5 is no currency we know"),
        ("ru", "В 2031 году 12 000 жителей, из них 45 % старше 30 лет."),
        ("ru", "Ребёнок весит 8 фунтов."),
        ("tr", "5 yeni okul ve 3 drama"),
        ("ky", "2031-жылы 5 миң адам келди"),
        ("kk", "25 жастағы спортшы 3:2 есебімен жеңді"),
    ],
)
def test_other_numbers_are_no_money(read: Read, language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "amounts"),
    [
        ("en", "between $1.5-2 billion", [("$1.5", "1500000000"), ("2 billion", "2000000000")]),
        ("en", "some $1.5-$2 billion", [("$1.5", "1500000000"), ("$2 billion", "2000000000")]),
        ("en", "about 10 to 20 dollars", [("10", "10"), ("20 dollars", "20")]),
        ("en", "from $500 to $2 million", [("$500", "500"), ("$2 million", "2000000")]),
        ("en", "lends $5 to 20 students", [("$5", "5")]),
        ("ru", "от 5 до 10 тысяч сомов", [("5", "5000"), ("10 тысяч сомов", "10000")]),
        ("ru", "5–10 млн сомов", [("5", "5000000"), ("10 млн сомов", "10000000")]),
        ("ru", "от 500 тыс. до 1 млн сомов", [("500 тыс.", "500000"), ("1 млн сомов", "1000000")]),
    ],
)
def test_both_ends_of_a_range_have_the_scale_of_the_upper_end(
    read: Read, language: str, text: str, amounts: list[tuple[str, str]]
) -> None:
    found = [(text[m.start : m.end], m.amount) for m in read(text, language)]
    assert found == [(printed, Decimal(amount)) for printed, amount in amounts]


def test_a_year_before_a_code_is_not_the_amount(read: Read) -> None:
    text = "In 2031 USD 5 million were spent."
    assert [text[m.start : m.end] for m in read(text)] == ["USD 5 million"]


def test_an_ambiguous_word_is_settled_by_language_then_by_the_page_s_rates(read: Read) -> None:
    assert [m.currency for m in read("paid 500 manat")] == ["TMT"]
    assert [m.currency for m in read("paid 500 manat", priced=("AZN", "USD"))] == ["AZN"]
    assert [m.currency for m in read("500 manat", "az", priced=("TMT", "USD"))] == ["AZN"]


PIECES = st.sampled_from(
    ["$", "US$", "5", "1,000", " ", "-", "–", "млн", "сом", "so'm", "USD", "KGS", "million", "dollars", ".", ",", "=",
     "/", "d'", "de", "тыс.", "\u00a0", "(", "about", "евро", "ж", "2031", "0.5", "€", "to"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from([None, "en", "ru", "uz", "tr", "fr"]))
def test_money_never_overlaps_and_is_never_negative(read: Read, text: str, language: str | None) -> None:
    done = 0
    for money in read(text, language):
        assert done <= money.start < money.end <= len(text)
        assert money.amount >= 0
        assert any(character.isdigit() for character in text[money.start : money.end])
        done = money.end


@pytest.mark.parametrize("unit", ["1", "111 ", "1 млн ", "1-", "$1-", "1  ", "1 trillion 1 billion 1 million ", "=1 "])
def test_the_cost_is_linear_in_a_hostile_line(read: Read, unit: str) -> None:
    half = unit * (20_000 // len(unit))
    assert growth(lambda line: read(line, "ru"), half, half * 2) < LINEAR


DATA = SHARED / "data"

needs_gold = pytest.mark.skipif(not DATA.is_dir(), reason="the shared evaluation data is not here")


def documents(name: str) -> Iterator[Any]:
    with gzip.open(DATA / f"{name}.jsonl.gz") as lines:
        yield from map(orjson.loads, lines)


@needs_gold
@pytest.mark.parametrize(
    ("name", "language", "recall", "precision"), [("ner_ru", "ru", 0.90, 0.97), ("ner_money_en", "en", 0.88, 0.80)]
)
def test_recall_and_precision_on_gold_amounts_reach_their_floors(
    read: Read, name: str, language: str, recall: float, precision: float
) -> None:
    """The amounts are of real news, labelled by others; the floors are a little below the measured figures."""
    gold = hits = found = right = 0
    for document in documents(name):
        money = read(document["text"], language)
        spans = [entity for entity in document["ents"] if entity["type"] == "MONEY"]
        digits = [span for span in spans if any(map(str.isdigit, span["text"]))]
        gold += len(digits)
        hits += sum(any(m.start < span["end"] and span["start"] < m.end for m in money) for span in digits)
        found += len(money)
        right += sum(any(m.start < span["end"] and span["start"] < m.end for span in spans) for m in money)
    assert hits / gold >= recall
    assert right / found >= precision
