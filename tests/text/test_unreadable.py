"""Text that cannot be repaired is unreadable; unusual text is readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.repair import repair
from agents.text.unreadable import why_unreadable

STORY = (
    "Чабаны Ат-Баши перегнали овец через перевал за два дня до снега\n"
    "Семь семей шли вместе. «Дорогу размыло, пришлось ждать», — сказал Бектур Жапаров. Яки шли первыми и топтали тропу."
)


@pytest.mark.parametrize(
    "broken",
    [
        STORY.encode("cp1251").decode("utf-8", "replace"),
        STORY.encode().decode("cp1252", "replace"),
        STORY.encode("cp1251").decode("latin-1"),
        STORY.encode("koi8-r", "replace").decode("cp1252", "replace"),
        STORY.encode("koi8-r", "replace").decode("cp1251", "replace"),
        STORY.encode("cp1251", "replace").decode("koi8-r"),
        STORY.encode().decode("mac-roman"),
        STORY.encode().decode("mac-cyrillic"),
        STORY.encode().decode("iso8859-5"),
        STORY.encode().decode("cp1253", "replace"),
        STORY.encode().decode("cp1257", "replace"),
        STORY.encode().decode("cp850"),
    ],
    ids=[
        "1251 as utf-8", "utf-8 as 1252, letters lost", "1251 as latin-1", "koi8 as 1252", "koi8 as 1251", "1251 as koi8",
        "macintosh", "cyrillic macintosh", "iso cyrillic", "greek", "baltic", "terminal",
    ],
)  # fmt: skip
def test_text_that_cannot_be_repaired_is_unreadable(broken: str) -> None:
    assert why_unreadable(repair(broken).text)


@pytest.mark.parametrize(
    "text",
    [
        STORY, STORY.upper(), "", "abc", "One stray \ufffd sign",
        "The mayor\ufffds office said it wouldn\ufffdt pay. " + "It stays shut. " * 30,
        "À L’ÉCOLE DÉJÀ: «ÉTÉ»", "Báo cáo năm nay của tỉnh cho thấy mùa màng tốt hơn năm ngoái rất nhiều",
        "— Да. — Нет. — Кто там? — Это я, — ответил он. 1–2–3–4", "├── дом\n├── сад\n└── 東京 │ 大阪 │ 京都",
        "еБАЙ и еЛЕНА продают ковры", "Пасечники открыли цех\n———————————\nМёд уйдёт в столицу",
        "Ọ̀gbẹ́ni Adébáyọ̀ sọ pé àwọn ọmọ náà ti dé sí ilé ìwé wọn ní àárọ̀ yìí", "中文（繁體）新聞：「今天」",
    ],
)  # fmt: skip
def test_unusual_text_is_readable(text: str) -> None:
    assert why_unreadable(text) is None


@given(st.text(st.characters(categories=["L", "N", "P", "Z"], max_codepoint=0x500, min_codepoint=0x370), max_size=200))
def test_the_reason_is_a_phrase_or_none(text: str) -> None:
    assert why_unreadable(text) is None or why_unreadable(text)
