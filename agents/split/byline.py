"""Lines that name who wrote, when, for how long to read, and how to share it."""

from __future__ import annotations

import re

__all__ = ["LONGEST_BYLINE", "is_byline"]

LONGEST_BYLINE = 120

_AUTHOR = re.compile(
    r"(?:By|Written by|Reported by|Edited by|Von|Par|Por|Автор|Авторы|Текст|Муаллиф|Автору|Muallif|Awtor|Yazar)"
    r"(?:[:\xa0]\s*| )[^\W\d_a-zа-я][^.!?]{2,80}"
)
_READING_TIME = re.compile(
    r"[0-9]{1,3}[ \xa0]?-?(?:min(?:s|ute|utes|uten)?|мин|минут[аы]?|dk|dakika|daqiqa)\b\.?(?: [^\W\d_]+){0,3}"
    r"|(?:Lesezeit|Lesedauer|Reading time|Temps de lecture|Время чтения|Okuma süresi|Estimated reading).{0,40}",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:(?:first |last |article )?(?:published|updated|posted|modified)|veröffentlicht|aktualisiert|stand:|"
    r"publié|mis à jour|"
    r"publicado|actualizado|опубликовано|обновлено|жарияланды|жарыяланды|e'lon qilindi|yayınlan|güncellen)\b.{0,80}[0-9]",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:share(?: (?:on|this|via|article).{0,40})?|teilen|artikel teilen.{0,20}|partager.{0,30}|"
    r"compartir.{0,30}|поделиться.{0,40}|бөлісу.{0,30}|бөлүшүү.{0,30}|ulashish.{0,30}|paylaş.{0,20}|"
    r"comments?|[0-9]+ comments?|kommentare?|комментарии|"
    r"print|save|copy link|link copied|link kopiert|email|facebook|twitter|whatsapp|telegram|linkedin|reddit|"
    r"(?:photo|image|foto|фото|сүрөт|surat)(?: (?:credit|by))?:.{0,80})",
    re.IGNORECASE,
)


def is_byline(printed: str) -> bool:
    """Tell whether a line speaks about the article, not as a part of it."""
    if len(printed) > LONGEST_BYLINE:
        return False
    return bool(
        _AUTHOR.fullmatch(printed) or _READING_TIME.fullmatch(printed) or _STAMP.match(printed) or _SHARE.fullmatch(printed)
    )
