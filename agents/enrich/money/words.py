"""Words next to an amount of money: what settles its currency, and scales such as "million".

The symbols and everyday words of currencies are in agents/text/currencies.py; full names are CLDR's.
"""

from __future__ import annotations

from agents.text.currencies import RATE_LOCALES

__all__ = [
    "ABBREVIATIONS", "HOME", "LOCALES", "LONG_SCALES", "NATIONS", "ONLY_BEFORE_CURRENCY", "ONLY_SCALED", "SCALES", "TRAILING",
    "UNITS_BEFORE",
]  # fmt: skip

LOCALES = (*RATE_LOCALES, "az", "de", "fr")
"""Locales whose full names are read in texts."""

ONLY_SCALED = frozenset({"pound", "pounds", "фунт", "won", "вон"})
"""Also a weight or a verb: money only after a scale word."""

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
"""Beginnings of words that may precede an everyday word and settle its code."""

TRAILING = {"USD": frozenset({"сша", "има"}), "GBP": frozenset({"sterling", "стерлингов"})}
"""Words that may follow an everyday word as part of the currency's name."""

UNITS_BEFORE = {"Rs": "INR", "Rs.": "INR", "RM": "MYR", "dlrs": "USD"}
"""Abbreviations that precede a number."""

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
"""Powers of ten by word and language; language None: in all languages without their own entry."""

LONG_SCALES = {
    "milliar": 9, "миллиар": 9, "milyar": 9, "million": 6, "миллион": 6, "milyon": 6, "billion": 9,
    "trillion": 12, "триллион": 12, "trilyon": 12,
}  # fmt: skip
"""Powers of ten by beginnings that no other word has; the rest is an ending or a misspelling."""

ONLY_BEFORE_CURRENCY = frozenset({"bin", "min"})
"""Turkish and Azerbaijani thousands, which are other words elsewhere: a currency's name must follow."""

ABBREVIATIONS = frozenset({"bn", "долл", "mio", "mln", "mlrd", "mn", "mrd", "млн", "млрд", "trln", "трлн", "тыс"})
"""Words whose full stop does not end a sentence."""
