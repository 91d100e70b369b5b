"""Words next to an amount of money: words that decide its currency, and scale words such as "million".

The symbols and everyday words of currencies are in agents/text/currencies.py. Full names come from CLDR.
"""

from __future__ import annotations

from agents.text.currencies import RATE_LOCALES

__all__ = [
    "ABBREVIATIONS", "HOME", "LOCALES", "LONG_SCALES", "NATIONS", "ONLY_BEFORE_CURRENCY", "ONLY_SCALED", "SCALES", "TRAILING",
    "UNITS_BEFORE",
]  # fmt: skip

LOCALES = (*RATE_LOCALES, "az", "de", "fr")
"""Locales whose full names of currencies are read in texts."""

ONLY_SCALED = frozenset({"pound", "pounds", "фунт", "won", "вон"})
"""Words that also mean a weight or a verb. They name money only after a scale word."""

HOME = {"az": "AZN", "ky": "KGS", "tk": "TMT", "ur": "PKR", "uz": "UZS"}
"""Currency of a language's home country. An ambiguous word means this currency in a text of the language."""

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
"""Per code, beginnings of words for the nation. Before an everyday word they decide the code: "Kyrgyz soms"."""

TRAILING = {"USD": frozenset({"сша", "има"}), "GBP": frozenset({"sterling", "стерлингов"})}
"""Per code, words that may follow an everyday word as part of the currency's name."""

UNITS_BEFORE = {"Rs": "INR", "Rs.": "INR", "RM": "MYR", "dlrs": "USD"}
"""Currency abbreviations that precede a number."""

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
"""Powers of ten by word and language. An entry with language None is for all languages without a separate entry."""

LONG_SCALES = {
    "milliar": 9, "миллиар": 9, "milyar": 9, "million": 6, "миллион": 6, "milyon": 6, "billion": 9,
    "trillion": 12, "триллион": 12, "trilyon": 12,
}  # fmt: skip
"""Powers of ten by the beginning of a word. The rest of the word is an ending or a misspelling."""

ONLY_BEFORE_CURRENCY = frozenset({"bin", "min"})
"""Turkish and Azerbaijani words for "thousand" that mean something else in other languages: a currency must follow."""

ABBREVIATIONS = frozenset({"bn", "долл", "mio", "mln", "mlrd", "mn", "mrd", "млн", "млрд", "trln", "трлн", "тыс"})
"""Words whose full stop does not end a sentence."""
