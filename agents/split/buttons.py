"""Buttons between the stories of a page, such as "Read more" and "Show all". A button is a whole line."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.text.normalise import words_alone

__all__ = ["is_button", "leads_to_rest"]

_MORE = """
    read more; read on; read the rest; read full story; read the full story; read full article; read the full article;
    read story; read the story; read article; read the article; read full text; continue reading; keep reading; continue;
    full story; full article; learn more; find out more; see more; show more; view more; more; read more here;
    click to read more

    подробнее; подробнее на сайте; узнать подробнее; читать; читать далее; читать дальше; читать полностью; читать подробнее;
    читать статью; читать новость; читать всё; читать продолжение; читайте далее; продолжить чтение; показать полностью;
    далее; дальше; узнать больше; полный текст; полностью; ещё; развернуть

    толугураак; толугураак окуу; толук окуу; толугу менен; толугу менен окуу; кененирээк; кененирээк окуу; окууну улантуу;
    уландысы; уландысын окуу; андан ары; андан ары окуу; дагы окуу; толук маалымат

    толығырақ; толығырақ оқу; толық оқу; толық нұсқасы; оқуды жалғастыру; жалғасы; жалғасын оқу; әрі қарай; әрі қарай оқу;
    көбірек; көбірек оқу

    batafsil; batafsil o'qish; davomi; davomini o'qish; davomini o'qing; to'liq o'qish; to'liq matn; ko'proq; ko'proq o'qish;
    o'qishda davom etish; батафсил; батафсил ўқиш; давоми; давомини ўқиш; тўлиқ ўқиш; кўпроқ

    муфассал; муфассалтар; муфассал хонед; идома; идомаи матн; идомаи хабар; идомаашро хонед; давомаш; давоми матн; бештар;
    бештар хонед; пурра хонед; пурра хондан; матни пурра

    giňişleýin; has giňişleýin; giňişleýin oka; giňişleýin okaň; doly oka; doly okaň; doly okamak; doly tekst; dowamy;
    dowamyny oka; dowamyny okaň; dowamyny okamak; köpräk; köpräk oka

    devamını oku; devamını okuyun; devamı; devamı için tıklayın; devamı için tıklayınız; devamını okumak için tıklayın;
    haberin devamı; haberin devamını oku; okumaya devam et; daha fazla; daha fazla oku; daha fazlası; daha fazla göster;
    tamamını oku; haberi oku; haberin tamamı

    weiterlesen; weiter lesen; jetzt lesen; jetzt weiterlesen; mehr lesen; mehr erfahren; mehr dazu; mehr; mehr anzeigen;
    weiter; lesen sie mehr; zum artikel; artikel lesen; ganzen artikel lesen; den ganzen artikel lesen;
    vollständigen artikel lesen

    lire la suite; lire la suite de l'article; lire plus; lire l'article; lire davantage; en savoir plus; la suite; suite;
    voir plus; continuer la lecture; continuer à lire; afficher plus; lire l'article complet

    leer más; seguir leyendo; sigue leyendo; continuar leyendo; continúa leyendo; continuar; leer noticia; leer la noticia;
    leer nota; leer artículo; leer el artículo; leer completo; leer la nota completa; leer la noticia completa; ver más;
    saber más; más información
"""
"""Texts of the buttons that lead to the rest of a story, in the languages of the pages."""
_OTHER = """
    show all; view all; see all; показать все; показать всё; смотреть все; все новости; баарын көрүү; барлығын көру;
    барчасини кўриш; barchasini ko'rish; hammasini ko'rish; ҳамаро нишон диҳед; hemmesini gör; hemmesini görkez; tümünü gör;
    tümünü göster; alle anzeigen; alle ansehen; tout afficher; voir tout; tout voir; ver todo; ver todos; mostrar todo
"""
"""Texts of the other buttons between stories."""


def _phrases(printed: str) -> frozenset[str]:
    return frozenset(words_alone(phrase) for phrase in printed.replace("\n", ";").split(";") if phrase.strip())


_LEADS_TO_REST = _phrases(_MORE)
_BUTTONS = _LEADS_TO_REST | _phrases(_OTHER)
_NAMING = tuple(f"{words_alone(phrase)} " for phrase in ("continue reading", "читать далее", "devamını oku", "lire la suite de"))
"""How a button begins that prints the headline of its story: "Continue reading “Growers build a cold store” →"."""
_NAMED = ("→", "»", "›", ">", "”", '"', "…", "...")
"""How a button ends that prints the headline of its story."""
_COUNTED = re.compile(r"\[\+[0-9]{1,7} [^\W\d_]{3,10}\]")
"""How feeds print the number of omitted characters: "[+1234 chars]"."""

CACHED = 4096
"""Number of lines whose normalised words are cached, because a page repeats its buttons."""
_words = lru_cache(CACHED)(words_alone)
LONGEST_BUTTON, LONGEST_NAMING = 60, 160
"""Most characters of an ordinary button, and of a button that prints the headline of its story."""


def is_button(printed: str) -> bool:
    """Return whether a line is a button, such as "Read more" or "Show all"."""
    return leads_to_rest(printed) or (len(printed) <= LONGEST_BUTTON and _words(printed) in _BUTTONS)


def leads_to_rest(printed: str) -> bool:
    """Return whether a line is a button that leads to the rest of a story, or prints the number of omitted characters."""
    if len(printed) > LONGEST_NAMING:
        return False
    if _is_count(printed.lstrip(" .…")) or (len(printed) <= LONGEST_BUTTON and _words(printed) in _LEADS_TO_REST):
        return True
    return printed.endswith(_NAMED) and _words(printed).startswith(_NAMING)


def _is_count(printed: str) -> bool:
    return _COUNTED.fullmatch(printed) is not None
