"""Labels of dates, such as "published on", in the languages of the splitter."""

from __future__ import annotations

from functools import cache

from agents.text.months import word_key

__all__ = ["LONGEST_LABEL", "is_date_label"]

LONGEST_LABEL = 4
"""Number of words in the longest label."""

_LABELS = {
    "en": (
        "published, published on, published at, first published, first published on, article published, date published, "
        "publication date, date of publication, posted, posted on, posted at, date posted, updated, updated on, updated "
        "at, last updated, last updated on, date updated, last modified, modified, modified on, last update, created, "
        "created on, added, added on, released, release date, date, issued, issued on, today, today is, news of, as of"
    ),
    "ru": (
        "опубликовано, опубликована, опубликован, дата публикации, публикация, дата выхода, дата размещения, дата "
        "создания, размещено, добавлено, создано, дата, обновлено, последнее обновление, дата обновления, изменено, дата "
        "изменения, сегодня, вышло, новости за"
    ),
    "kk": (
        "жарияланды, жарияланған, жарияланған күні, жарияланған уақыты, жариялау күні, жарияланым күні, күні, күн, "
        "жаңартылды, жаңартылған, жаңартылған күні, соңғы жаңарту, өзгертілді, қосылды, бүгін, басылған күні"
    ),
    "ky": (
        "жарыяланды, жарыяланган, жарыяланган күнү, жарыяланган убактысы, жарыялоо күнү, жарияланган, күнү, датасы, "
        "жаңыланды, жаңыртылды, жаңыланган, акыркы жаңылоо, өзгөртүлдү, кошулду, бүгүн, чыккан күнү"
    ),
    "uz": (
        "e'lon qilindi, e'lon qilingan, e'lon qilingan sana, e'lon sanasi, nashr etildi, nashr etilgan, nashr sanasi, "
        "nashr etilgan sana, chop etildi, chop etilgan, chop etilgan sana, joylashtirildi, joylashtirilgan, qo'shilgan, "
        "yangilandi, yangilangan, yangilangan sana, oxirgi yangilanish, sana, sanasi, bugun"
    ),
    "uz_Cyrl": (
        "эълон қилинди, эълон қилинган, эълон қилинган сана, эълон санаси, нашр этилди, нашр этилган, нашр санаси, чоп "
        "этилди, чоп этилган, чоп этилган сана, жойлаштирилди, жойлаштирилган, қўшилган, янгиланди, янгиланган, охирги "
        "янгиланиш, сана, санаси, бугун"
    ),
    "tg": (
        "санаи нашр, нашр шуд, нашр шудааст, нашр шуда, санаи интишор, интишор шуд, интишор ёфт, таърихи нашр, таърихи "
        "интишор, рӯзи нашр, сана, таърих, навсозӣ, навсозӣ шуд, таҷдид шуд, санаи навсозӣ, илова шуд, имрӯз, чоп шуд"
    ),
    "tk": (
        "çap edildi, çap edilen, çap edilen senesi, çap edilen güni, neşir edildi, neşir edilen, neşir edilen senesi, "
        "neşir senesi, ýerleşdirildi, ýerleşdirilen, ýerleşdirilen senesi, goýuldy, goşuldy, çykan senesi, täzelendi, "
        "täzelenen, täzelenen senesi, soňky täzelenme, sene, senesi, şu gün, bu gün"
    ),
    "tr": (
        "yayınlanma, yayınlanma tarihi, yayımlanma, yayımlanma tarihi, yayın tarihi, yayınlandı, yayımlandı, yayınlanma "
        "zamanı, giriş, giriş tarihi, eklenme, eklenme tarihi, eklendi, oluşturulma, oluşturulma tarihi, güncelleme, "
        "güncelleme tarihi, güncellenme, güncellenme tarihi, güncellendi, son güncelleme, son güncellenme, son güncelleme "
        "tarihi, tarih, tarihi, haber tarihi, bugün"
    ),
    "de": (
        "veröffentlicht, veröffentlicht am, veröffentlichung, veröffentlichungsdatum, veröffentlicht von am, erschienen, "
        "erschienen am, erstellt, erstellt am, publiziert, publiziert am, aktualisiert, aktualisiert am, zuletzt "
        "aktualisiert, zuletzt aktualisiert am, letzte aktualisierung, letzte änderung, letzte änderung am, geändert am, "
        "stand, stand vom, datum, heute, vom, gepostet am"
    ),
    "fr": (
        "publié, publié le, publiée le, publication, date de publication, paru le, posté le, mis en ligne, mis en ligne "
        "le, mise en ligne, créé le, ajouté le, mis à jour, mis à jour le, mise à jour, mise à jour le, dernière mise à "
        "jour, modifié le, date, aujourd'hui, édition du"
    ),
    "es": (
        "publicado, publicado el, publicada el, publicación, fecha de publicación, fecha, fecha de creación, creado el, "
        "subido el, actualizado, actualizado el, última actualización, fecha de actualización, modificado el, hoy"
    ),
}


@cache
def _keys() -> frozenset[str]:
    return frozenset(_key(label) for labels in _LABELS.values() for label in labels.split(","))


def _key(phrase: str) -> str:
    return " ".join(map(word_key, phrase.split()))


def is_date_label(phrase: str) -> bool:
    """Return whether a phrase is the label of a date: "published on", "дата публикации"."""
    return _key(phrase) in _keys()
