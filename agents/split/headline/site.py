"""The names of a page's site, and the test whether printed words are one of these names.

The source ("Chatkal Times", "chatkaltimes.example") and the host of the address name the publisher of a page. Names are compared
by their letters in Latin script: "Чаткал ньюс" names `chatkal-news.example`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

__all__ = ["NO_SITE", "Site", "is_cyrillic", "is_domain", "is_media_name", "is_proper_name", "names_site", "site_of"]

Site = frozenset[str]
"""The names of a site. Each name is reduced to its letters and digits in Latin script."""
NO_SITE: Site = frozenset()

LONGEST_NAME = 40
"""Most characters of a site's name."""
MOST_WORDS = 5
MOST_PROPER = 4
"""Most words of a name that only its capital letters show to be a name."""
_IN_NAMES = " \xa0'’ʻ-–—&."
SHORTEST_INITIALS = 3
"""Least words of a name that may match by its initials, as "Talas News Valley" matches tnv.example."""
SHORTEST_ZONE, LONGEST_ZONE = 2, 8
"""Least and most letters of a top-level domain, such as "kg" and "example"."""

_NOT_THE_NAME = frozenset({
    "www", "m", "com", "co", "org", "net", "gov", "edu", "news", "ru", "en", "ky", "kg", "kz", "kk", "uz", "tj", "tg", "tm", "tk",
    "tr", "de", "fr", "es",
})  # fmt: skip
"""Parts of a host that name a language, a country or a service instead of the site."""
_ARTICLES = frozenset({"the", "der", "die", "das", "le", "la", "les", "el"})
_JOINING = frozenset({"of", "and", "de", "du", "des", "la", "les", "del", "и", "für", "der", "ve"})

_LETTERS = """
    а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=sh ъ= ы=y ь=
    э=e ю=yu я=ya і=i ї=i є=e ғ=g қ=k ң=n ө=o ү=u ұ=u һ=h ә=a ў=o ҳ=h ҷ=j ӣ=i ӯ=u ı=i ə=a ß=ss ø=o æ=ae ł=l
"""
_LATIN = str.maketrans(dict(pair.split("=") for pair in _LETTERS.split()))

_MEDIA = """
    agency bulletin chronicle courier daily dispatch echo examiner express gazette globe guardian herald inquirer journal ledger
    messenger monitor news newspaper newswire observer online post press radio reporter telegraph times tribune tv weekly
    агентство ақпарат ақпараттық вестник вести ведомости газета газетасы жаңалықтар жаңалықтары жаңылыктар жаңылыктары жаршысы
    журнал известия инфо информ кабар кабарлары курьер маалымат медиа новости ньюс онлайн правда пресс радио таймс тв телеканал
    хабар хабарлары хабарлари хабарҳо янгиликлар янгиликлари
    ajansı dergisi gazetesi gazete haber haberleri haberler medya postası televizyonu
    axborot gazeta gazetasi habarlar habarlary xabar xabarlari xabarlar yangiliklar yangiliklari žurnaly gazeti
    allgemeine anzeiger blatt bote kurier merkur morgenpost nachrichten presse rundfunk rundschau tageblatt tageszeitung
    volksblatt zeitung
    courrier dépêche hebdo infos nouvelles quotidien
    correo diario gaceta heraldo mercurio noticias periódico
"""
"""Words in the names of papers, agencies and stations, in the languages of the pages."""

_SAME = (("kh", "h"), ("zh", "j"), ("y", "i"), ("w", "v"))
"""Pairs of Latin spellings of one Cyrillic letter. The first spelling is replaced by the second: Алай is Alay or Alai."""


def _latin(text: str) -> str:
    """Return the letters and digits of a text in lower-case Latin script, without accents and with one spelling per letter."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text.casefold()).translate(_LATIN))
    latin = "".join(filter(str.isalnum, plain))
    for spelling, one in _SAME:
        latin = latin.replace(spelling, one)
    return latin


_UNKNOWN = _latin("unknown")
_MEDIA_WORDS = frozenset(map(_latin, _MEDIA.split()))


@lru_cache(maxsize=1024)
def site_of(source: str, url: str | None = None) -> Site:
    """Return the names in a page's source and address. For `www.kabar.example` the names are kabar and kabarexample."""
    names = {_latin(source)}
    for host in (source if is_domain(source) else "", _host(url)):
        *labels, zone = host.casefold().split(".")
        kept = [label for label in labels if label not in _NOT_THE_NAME]
        names |= {_latin(label) for label in kept} | ({_latin("".join([*kept, zone]))} if kept else set())
    return frozenset(name for name in names if len(name) > 1 and not name.isdigit() and name != _UNKNOWN)


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def names_site(printed: str, site: Site) -> bool:
    """Return whether printed words are a name of the site.

    The words match by their letters, by their initials, or by their letters without articles and words for news.
    """
    words = _words(printed)
    if not site or not words:
        return False
    own = [word for word in words if word not in _ARTICLES]
    spelled = {"".join(words), "".join(own), "".join(word for word in own if word not in _MEDIA_WORDS)}
    if len(words) >= SHORTEST_INITIALS:
        spelled.add("".join(word[0] for word in words))
    return bool(spelled & site)


def is_media_name(printed: str) -> bool:
    """Return whether printed words are the name of a paper, an agency or a station.

    Such a name is a proper name of two or more words whose first or last word is a word for news. A single word is not enough
    ("Prices rise - Daily"). An abbreviation after the first word begins another name ("Weavers KTV News").
    """
    words = _words(printed)
    abbreviated = not printed.isupper() and any(len(part) > 1 and part.isupper() for part in printed.split()[1:])
    named = len(words) > 1 and (words[0] in _MEDIA_WORDS or words[-1] in _MEDIA_WORDS)
    return named and not abbreviated and is_proper_name(printed)


def is_proper_name(printed: str) -> bool:
    """Return whether printed words may be a proper name: one to four words, all capitalised.

    In Cyrillic script, only the first word must be capitalised. Words such as "of" and "and" need no capital.
    """
    words = _words(printed)
    parts = printed.split()[:1] if is_cyrillic(printed) else printed.split()
    capitals = all(not part[0].islower() or part in _JOINING for part in parts)
    letters = all(each.isalpha() or each in _IN_NAMES for each in printed)
    return 0 < len(words) <= MOST_PROPER and letters and printed[0].isalpha() and not printed[0].islower() and capitals


def is_cyrillic(printed: str) -> bool:
    """Return whether any letter is Cyrillic."""
    return any("\u0400" <= letter <= "\u052f" for letter in printed)


def is_domain(printed: str) -> bool:
    """Return whether the printed characters are a host name, such as "kabar.example"."""
    labels = printed.split(".")
    zone = labels[-1]
    named = zone.isalpha() and zone.islower() and SHORTEST_ZONE <= len(zone) <= LONGEST_ZONE
    return len(labels) > 1 and named and all(label.replace("-", "").isalnum() for label in labels)


def _words(printed: str) -> list[str]:
    """Return the words of a possible name in Latin script, or an empty list if the name is too long."""
    parts = printed.split() if len(printed) <= LONGEST_NAME else []
    words = [word for part in parts if (word := _latin(part))]
    return words if len(words) <= MOST_WORDS else []
