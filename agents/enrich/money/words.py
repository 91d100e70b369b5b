"""The words of money: what stands beside a number in, an ISO 4217 code or a scale out.

Full names are CLDR's, in the languages of LOCALES; the everyday words are listed here.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATIONS", "EVERYDAY", "HOME", "LOCALES", "LONG_SCALES", "NATIONS", "NOT_CODES", "ONLY_BEFORE_CURRENCY", "ONLY_SCALED",
    "SCALES", "SYMBOLS", "TRAILING", "UNITS_BEFORE",
]  # fmt: skip

LOCALES = ("en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "tr", "az", "de", "fr")

EVERYDAY = {
    ("KGS", "UZS"): "сом* som* soms",
    ("UZS",): "so'm* сўм* сум* soum soums",
    ("KZT",): "теңге* тенге* tenge* tenges teňňe*",
    ("TJS",): "сомонӣ* сомони* somoni* somonis somoný*",
    ("TMT", "AZN"): "манат* manat* manats manad*",
    ("RUB",): "рубл* рубль* руб ruble* rubles rouble roubles rubl* rubel* рубел*",
    ("USD",): "доллар* долл dollar* dollars dolar* бакс* bucks",
    ("EUR",): "евро* еуро* euro* euros yevro* evro* avro* ýewro* ewro*",
    ("GBP",): "pound pounds фунт* sterling",
    ("CNY",): "юан* юань* yuan* yuans ýuan*",
    ("JPY",): "иен* йен* yen",
    ("KRW",): "won вон",
    ("UAH",): "гривн* гривен грн hryvnia hryvnias hryvnya",
    ("TRY",): "лир* lira* liras TL*",
    ("INR", "PKR"): "рупи* rupee rupees rupi*",
    ("IRR",): "риал* rial rials riýal*",
    ("AED",): "дирхам* dirham dirhams",
    ("GEL",): "лари lari laris",
    ("AFN",): "афгани* afghani afghanis afgani*",
    ("MNT",): "тугрик* төгрөг* tugrik* tugriks",
    ("PLN",): "злот* zloty zlotys zł",
    ("CZK",): "kč",
    ("ILS",): "шекел* shekel shekels",
}
"""Words by the codes they may mean, the likeliest first; * marks a word that takes endings."""

ONLY_SCALED = frozenset({"pound", "pounds", "фунт", "won", "вон"})
"""Also a weight or a verb: money only behind a word like "million"."""

HOME = {"az": "AZN", "ky": "KGS", "tk": "TMT", "ur": "PKR", "uz": "UZS"}
"""The currency that a word of several meanings has in the language's own country."""

NATIONS = {
    "KGS": "kyrgyz kirgis gyrgyz qirg'iz qırğız кыргыз киргиз қырғыз қирғиз",
    "UZS": "uzbek o'zbek özbek usbek özbək узбек өзбек ўзбек",
    "KZT": "kazakh kazak qozog' qazax gazak kasach казах қазақ қозоғ казак",
    "TJS": "tajik tojik tadschik täjik tacik таджик тоҷик тәжік тажик",
    "TMT": "turkmen türkmen түркмен туркмен",
    "AZN": "azerbaijan azerbayjan azərbaycan aserbaidsch азербайджан әзербайжан",
    "RUB": "russia rus rossiya россий орус ресей русия",
    "USD": "us u.s. american amerika abd abş aqsh америк акш ақш аҳш",
    "CNY": "chin çin xitoy hytaý кита кытай қытай хитой чин",
    "TRY": "turk türk турецк түрк түрік",
    "PKR": "pakistan пакистан покистон",
}
"""Beginnings of the words that may stand before an everyday word, and settle its code."""

TRAILING = {"USD": frozenset({"сша", "има"}), "GBP": frozenset({"sterling", "стерлингов"})}
"""What may stand behind an everyday word and is part of the currency's name."""

SYMBOLS = {
    "$": "USD", "US$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB",
    "₸": "KZT", "₺": "TRY", "₼": "AZN", "₴": "UAH", "₹": "INR", "₩": "KRW", "₮": "MNT", "₾": "GEL", "₪": "ILS",
    "₫": "VND", "฿": "THB", "֏": "AMD", "₦": "NGN", "₱": "PHP", "\u20c0": "KGS",
}  # fmt: skip

UNITS_BEFORE = {"Rs": "INR", "Rs.": "INR", "RM": "MYR", "dlrs": "USD"}
"""Abbreviations that stand before a number."""

NOT_CODES = frozenset({"ALL", "BAM", "BOB", "COP", "CUP", "LAK", "MAD", "MOP", "PEN", "RON", "SDG", "SOS", "TOP"})
"""Codes that headlines, climate summits and development goals use as words."""

_SCALE_WORDS = {
    3: "k thousand тысяча тысячи тысяч тыс мың миң миӊ минг ming müň ҳазор bin min tausend mille",
    5: "lakh lakhs",
    6: "m mn mln млн mio milyon",
    7: "crore crores cr",
    9: "b bn bln mlrd mrd млрд milyar",
    12: "tn trn trln трлн trilyon billionen billion/de billion/fr billions/fr",
    18: "trillion/de trillionen trillion/fr trillions/fr",
}

SCALES: dict[tuple[str, str | None], int] = {
    (word, language or None): power
    for power, words in _SCALE_WORDS.items()
    for word, _, language in (entry.partition("/") for entry in words.split())
}
"""Powers of ten by (word, language); language None: in all languages that do not say otherwise."""

LONG_SCALES = {
    "milliar": 9, "миллиар": 9, "milyar": 9, "million": 6, "миллион": 6, "milyon": 6, "billion": 9,
    "trillion": 12, "триллион": 12, "trilyon": 12,
}  # fmt: skip
"""Beginnings that no other word has: what follows is an ending, or a slip of the pen."""

ONLY_BEFORE_CURRENCY = frozenset({"bin", "min"})
"""Turkish and Azerbaijani thousands, other words elsewhere: a currency's name must follow."""

ABBREVIATIONS = frozenset({"bn", "долл", "mio", "mln", "mlrd", "mn", "mrd", "млн", "млрд", "trln", "трлн", "тыс"})
"""Words behind which a full stop ends no sentence."""
