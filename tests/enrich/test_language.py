"""The language of an article; all texts are invented."""

from __future__ import annotations

import pytest

from agents.enrich.language import UNKNOWN, identify_language

TEXTS = [
    ("en", "Council opens new library", "The town council opened a library on the old market square on Monday."),
    ("ru", "Мэрия открыла библиотеку", "В понедельник на старой рыночной площади открылась городская библиотека."),
    ("kk", "Қалада кітапхана ашылды", "Дүйсенбі күні ескі базар алаңында жаңа қалалық кітапхана ашылды."),
    ("ky", "Шаарда китепкана ачылды", "Дүйшөмбү күнү эски базар аянтында жаңы шаардык китепкана ачылды."),
    ("uz", "Shaharda kutubxona ochildi", "Dushanba kuni eski bozor maydonida yangi shahar kutubxonasi ochildi."),
    ("tg", "Дар шаҳр китобхона кушода шуд", "Рӯзи душанбе дар майдони кӯҳнаи бозор китобхонаи нави шаҳрӣ кушода шуд."),
    ("tk", "Şäherde kitaphana açyldy", "Duşenbe güni köne bazar meýdançasynda täze şäher kitaphanasy açyldy."),
    ("tr", "Şehirde kütüphane açıldı", "Pazartesi günü eski çarşı meydanında yeni şehir kütüphanesi açıldı."),
    ("de", "Neue Bücherei eröffnet", "Am Montag wurde auf dem alten Marktplatz die neue Stadtbücherei eröffnet."),
    ("fr", "Une bibliothèque ouvre", "Lundi, la nouvelle bibliothèque municipale a ouvert sur l'ancienne place du marché."),
]


@pytest.mark.parametrize(("language", "headline", "text"), TEXTS)
def test_a_news_article_s_language_is_found_with_high_confidence(language: str, headline: str, text: str) -> None:
    guess = identify_language(headline, text)
    assert guess.language == language
    assert guess.confidence is not None
    assert 0.9 < guess.confidence <= 1
    assert guess.confidence == round(guess.confidence, 4)


@pytest.mark.parametrize("text", ["", "KGS/USD = 0.01144 0%", "12 345 678 901 234 567 890", "Oil, gas, gold"])
def test_a_text_of_few_letters_has_no_language(text: str) -> None:
    assert identify_language("", text) == UNKNOWN


def test_only_the_beginning_of_an_article_decides() -> None:
    text = TEXTS[0][2] * 10
    assert identify_language("", text) == identify_language("", text + TEXTS[1][2] * 1000)


KAZAKH = (
    "Қостанайлық ұсталар ескі диірменді қайта іске қосты. Өзен бойындағы диірмен отыз жыл тоқтап тұрған еді. "
    "Енді онда аптасына төрт тонна бидай ұнталады. «Біз үш жыл ақша жинадық», – деді ұста Әбіл Қайыров. "
    "Келесі көктемде жанынан наубайхана ашылады, ал балалар үшін шағын мұражай жасалады."
)
KYRGYZ = (
    "Өзгөндүк усталар эски тегирменди кайра ишке киргизишти. Өзөн боюндагы тегирмен отуз жыл токтоп турган эле. "
    "Эми анда жумасына төрт тонна буудай майдаланат. «Биз үч жыл акча чогулттук», — деди уста Үсөн Каныбеков. "
    "Келээрки жазда жанынан нан бышыруучу жай ачылат, балдар үчүн кичинекей музей жасалат."
)
TURKISH = (
    "Ustalar eski değirmeni yeniden çalıştırdı. Irmak kıyısındaki değirmen otuz yıldır duruyordu. Şimdi orada haftada dört ton "
    "buğday öğütülüyor. “Üç yıl para biriktirdik” dedi usta Şükrü Işık. Gelecek ilkbaharda yanında bir fırın açılacak ve "
    "çocuklar için küçük bir müze kurulacak. Köylüler açılışa komşu ilçelerden de konuk bekliyor."
)
PLAIN = str.maketrans("құңғәөүіҚӨӘҰҮ", "кунгаоуиКОАУУ")
LATIN = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхыэөүңқғәұі", "abvgdejziyklmnoprstufhyeöüñqğäuı", strict=True))
    | {"ч": "ch", "ш": "sh", "ю": "yu", "я": "ya"}
)


@pytest.mark.parametrize(("language", "text"), [("kk", KAZAKH), ("ky", KYRGYZ), ("tr", TURKISH)])
def test_a_text_in_its_own_alphabet_has_a_language(language: str, text: str) -> None:
    assert identify_language("", text).language == language


@pytest.mark.parametrize(
    "text",
    [KAZAKH.translate(PLAIN), KYRGYZ.translate(PLAIN), KAZAKH.casefold().translate(LATIN), KYRGYZ.casefold().translate(LATIN)],
    ids=["kazakh without its letters", "kyrgyz without its letters", "kazakh in latin", "kyrgyz in latin"],
)
def test_a_text_without_its_own_letters_has_no_language(text: str) -> None:
    assert identify_language("", text) == UNKNOWN
