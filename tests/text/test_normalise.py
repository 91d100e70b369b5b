"""The normal forms of text, and the content id: the words of an article in their order."""

from __future__ import annotations

import sys
import unicodedata
from functools import partial

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from agents.text.normalise import ALIGNED, content_id, fold, words_alone
from tests.support.cost import LINEAR, growth

WORDS = st.lists(st.text(alphabet="abcdefghжңөүқғışäñ0123456789", min_size=1, max_size=8), max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", " — ", "\u2011", "… ", "” “", "\t", "; ", "\u2028", " • "])


@given(st.text())
@example("\u00b4a\u0301 \u0149 \u02bbe ﬁ \u0345 İı ı\u0307\u0307\u0301 ẞ \ud800")
def test_words_alone_is_idempotent(text: str) -> None:
    once = words_alone(text)
    assert words_alone(once) == once


def test_words_alone_is_idempotent_for_every_character() -> None:
    unsettled = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs", "Lo")
        and words_alone(once := words_alone(f"a{chr(code)}b")) != once
    ]
    assert unsettled == []


@given(WORDS, st.data())
def test_blanks_case_and_punctuation_do_not_change_the_content_id(words: list[str], data: st.DataObject) -> None:
    plain = " ".join(words)
    dressed = "".join(data.draw(GAPS) + data.draw(st.sampled_from([word, word.upper().lower()])) for word in words)
    assert content_id("", dressed) == content_id("", plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The minister’s “plan”", "the minister's 'plan'"),
        ("Ö\u00adster\u200breich", "österreich"),
        ("o‘zbek", "o'zbek"),
        ("oʻzbek", "o´zbek"),
        ("и\u0306од", "йод"),
        ("ﬁve №7", "five no7"),
        ("ЖАҢЫ МЫЙЗАМ", "Жаңы мыйзам"),
        ("25\u202f000", "25 000"),
        ("Straße", "STRASSE"),
        ("Isparta'da ılık kış", "ISPARTA'DA ILIK KIŞ"),
        ("İzmir", "izmir"),
    ],
)
def test_typography_does_not_change_the_content_id(one: str, other: str) -> None:
    assert content_id(one, "body") == content_id(other, "body")
    assert content_id("headline", one) == content_id("headline", other)


@given(WORDS, WORDS)
def test_different_words_have_different_content_ids(one: list[str], other: list[str]) -> None:
    assume([word.replace("ı", "i") for word in one] != [word.replace("ı", "i") for word in other])
    assert content_id("", " ".join(one)) != content_id("", " ".join(other))


def test_words_alone_of_very_many_different_signs() -> None:
    signs = "".join(map(chr, range(0x2190, 0x2300)))
    assert words_alone(f"one{signs}two") == "one two"


def test_moving_a_word_from_headline_to_body_changes_the_content_id() -> None:
    assert content_id("a b", "c") != content_id("a", "b c")
    assert content_id("a", "") != content_id("", "a")
    assert content_id("a\nb", "c") != content_id("a", "b\nc")


def test_the_content_id_of_a_known_article_never_changes() -> None:
    assert content_id("Мост открыт", "Мост через реку открыли в полдень.") == "c1:31c6d785151122a044ccf5dc1f721e74"


def test_the_cost_of_a_content_id_grows_with_the_text() -> None:
    sentence = "Көпүрө аркылуу биринчи унаалар өттү, деп билдирди «Жол» басылмасы. "
    assert growth(partial(content_id, "Көпүрө ачылды"), sentence * 210, sentence * 420) < LINEAR


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("14\u2011year\u2011old", "14-year-old"),
        ("«да»", '"да"'),
        ("10\u00a0%", "10 %"),
        ("it\u2019s\u200b", "it's"),
        ("и\u0306", "й"),
        ("plain\ttext", "plain text"),
        ("", ""),
    ],
)
def test_fold_unifies_characters_that_look_the_same(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text())
def test_fold_is_idempotent_and_aligned_folding_keeps_offsets(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(text.translate(ALIGNED)) == len(text)
