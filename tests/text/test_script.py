"""The shard of a text: copies of an article meet in one partition, because one script has most of their letters."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from agents.text.normalise import identity
from agents.text.script import OTHER, SHARD_TABLE, SHARDS, shard_key, shard_of
from schemas.topics import DRAFTS
from streams.kafka.partitioner import partitioner

WORDS = st.lists(st.text(alphabet="abcşğжңөүқسلامαβ書く漢カ0123456789ıİß\u0301", min_size=1, max_size=8), max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", " — ", "\u2011", "… ", "” “", "\t", " • "])
FORMS: list[Callable[[str], str]] = [str, str.upper, str.title, str.casefold, partial(unicodedata.normalize, "NFD")]
CASES = st.sampled_from(FORMS)


@pytest.mark.parametrize(
    ("text", "shard"),
    [
        ("Parliament passed the law", "latin"),
        ("Oʻzbekiston poytaxtida yangi metro", "latin"),
        ("Aşgabatda täze mekdep açyldy", "latin"),
        ("Жогорку Кеңеш мыйзам кабыл алды", "cyrillic"),
        ("Ўзбекистон пойтахтида янги метро", "cyrillic"),
        ("Қазақстан халқы жаңа жылды қарсы алды", "cyrillic"),
        ("Маҷлиси Олӣ қонунро қабул кард", "cyrillic"),
        ("پارلمان قانون جدید را تصویب کرد", "arabic"),
        ("Η Βουλή ψήφισε τον νόμο", "greek"),
        ("Խորհրդարանը ընդունեց օրենքը", "armenian"),
        ("הכנסת אישרה את החוק", "hebrew"),
        ("პარლამენტმა კანონი მიიღო", "georgian"),
        ("संसद ने कानून पारित किया", "devanagari"),
        ("국회가 법을 통과시켰다", "hangul"),
        ("国会は新しい法律を可決した", "cjk"),
        ("议会通过了新法律", "cjk"),
        ("সংসদ আইন পাস করেছে", OTHER),
        ("Windows 11 үчүн жаңыртуу чыкты", "cyrillic"),
    ],
)
def test_most_letters_decide(text: str, shard: str) -> None:
    assert identity(text, "").shard_key == f"letters:{shard}/1"


@pytest.mark.parametrize(
    ("text", "shard"),
    [
        pytest.param("", OTHER, id="nothing"),
        pytest.param("12 345 67", OTHER, id="digits alone"),
        pytest.param("\U0001f600 \U00020000", OTHER, id="above U+FFFF"),
        pytest.param("\ud800", OTHER, id="half a character"),
        pytest.param("ab вг", "latin", id="a tie: the first in the table"),
        pytest.param("вг ab", "latin", id="the order of the text does not count"),
        pytest.param("вг סב", "cyrillic", id="a tie of two others"),
    ],
)
def test_ties_and_texts_without_letters_have_a_rule(text: str, shard: str) -> None:
    assert shard_of(text) == shard


@given(headline=WORDS, body=WORDS, data=st.data())
@example(headline=["ab", "вг"], body=["İı"], data=None)
def test_the_content_id_determines_the_shard(headline: list[str], body: list[str], data: st.DataObject | None) -> None:
    def dressed(words: list[str]) -> str:
        if data is None:
            return " — ".join(words).upper()
        return "".join(data.draw(GAPS) + data.draw(CASES)(word) for word in words)

    plain, other = identity(" ".join(headline), " ".join(body)), identity(dressed(headline), dressed(body))
    assume(plain.content_id == other.content_id)
    assert plain.shard_key == other.shard_key


def test_the_table_is_frozen() -> None:
    shards = "".join(chr(ord("a") + SHARDS.index(shard_of(chr(code)))) for code in range(0x10000))
    assert SHARD_TABLE == "shard-1"
    assert hashlib.sha256(shards.encode()).hexdigest() == "cd4c6e4a48569a2476d023f5daec48daf522a310fa4d9fd3bce1b14f614c0827"


@pytest.mark.parametrize("partitions", range(2, 13))
def test_the_great_scripts_are_in_partitions_of_their_own(partitions: int) -> None:
    keys = [shard_key(text) for text in ("abc", "абв", "سلا")]
    partition_of = partitioner(DRAFTS)
    places = [partition_of(key.encode(), partitions) for key in keys]
    assert len(set(places)) == min(3, partitions)
    assert places[0] != places[1]
