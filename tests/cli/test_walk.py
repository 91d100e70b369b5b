"""`silkwire walk`: tables for people, JSON for programs, the same bytes in every process."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from agents.split.features.inputs import THIRD_PASS_FEATURES
from tests.support import ROOT
from tests.support.cli import assert_one_line, silkwire
from tests.support.harmful import NASTY, harmful
from tests.support.pages import PAGE


def test_walk_prints_tables_for_people_and_json_for_programs(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    tables = silkwire("walk", str(page)).stdout.decode()
    assert "Kochkor Opens a Market for Felt" in tables
    assert "KGS/USD" in tables
    assert "teaser" not in tables
    (article,) = orjson.loads(silkwire("walk", "--json", str(page)).stdout)["articles"]
    assert article["headline"] == PAGE[article["start"] : article["start"] + len(article["headline"])]
    assert [(money["text"], money["usd"]) for money in article["money"]] == [("5,500 KGS", "62.92"), ("$63", "63")]


def test_explain_prints_a_table_and_no_json(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text((Path(__file__).parents[1] / "split" / "pages" / "english.txt").read_text("utf-8"), "utf-8")
    explained = silkwire("walk", "--explain", str(page)).stdout.decode()
    assert "candidate headlines" in explained
    assert any(feature in " ".join(explained.split()) for feature in THIRD_PASS_FEATURES)
    assert_one_line(silkwire("walk", "--explain", "--json", str(page)), 2, "--explain shows one page")


def test_a_page_with_text_and_no_article_has_a_reason_and_a_remedy(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Eleven shepherds have rebuilt the footbridge to the upper pasture before the first snow falls.", "utf-8")
    said = silkwire("walk", str(page)).stdout.decode()
    shown = orjson.loads(silkwire("walk", "--json", str(page)).stdout)
    assert (shown["articles"], shown["reason"]) == ([], "page.no_article")
    assert f"{shown['reason']}: {shown['detail']}; run `silkwire walk PAGE --explain`" in " ".join(said.split())


def test_teasers_are_marked_and_headlines_lose_the_name_of_the_site() -> None:
    headline, text = "Kochkor Opens a Market for Felt", "The town of Kochkor has opened a market for felt makers"
    page = {"layout": "article", "source": "kabar.example", "fetched_at": "2026-11-14T04:00:00Z"}
    texts = [f"{headline} | Kabar\n\n{text}, with eighty...\n\nRead more\n", f"{headline}\n\n{text}.\n"]
    lines = b"\n".join(orjson.dumps({**page, "text": text}) for text in texts)
    found = [orjson.loads(line)["articles"][0] for line in silkwire("walk", "--jsonl", "-", stdin=lines).stdout.splitlines()]
    assert [(article["headline"], article["teaser"]) for article in found] == [(headline, True), (headline, False)]
    assert "Read more" not in found[0]["text"]


def test_each_line_of_a_stream_sees_the_state_of_the_lines_before() -> None:
    lines = [
        orjson.dumps({"id": 7, "text": PAGE, "source": "kabar", "fetched_at": "2026-11-14T04:00:00Z"}),
        b"{broken",
        orjson.dumps({"id": "again", "text": PAGE, "source": "other"}),
        orjson.dumps({"id": None, "text": " "}),
    ]
    done = silkwire("walk", "--jsonl", "-", stdin=b"\n".join(lines))
    first, broken, again, blank = map(orjson.loads, done.stdout.splitlines())
    assert [first["id"], broken["id"], again["id"], blank["id"]] == [7, None, "again", None]
    assert [article["decision"]["kind"] for article in first["articles"]] == ["new"]
    assert [article["decision"]["kind"] for article in again["articles"]] == ["exact"]
    assert again["articles"][0]["decision"]["of"] == first["articles"][0]["article_id"]
    assert (broken["rejected"]["reason"], blank["rejected"]["reason"]) == ("page.bad_json", "page.blank")
    assert first["page_date"] == "2026-11-14"
    assert (first["spans"][0][0], first["spans"][-1][1]) == (0, len(PAGE))
    assert all(one[1] == other[0] for one, other in zip(first["spans"], first["spans"][1:], strict=False))


def test_a_bad_page_is_refused_with_its_reason_and_exit_code_1(tmp_path: Path) -> None:
    page = tmp_path / "blank.txt"
    page.write_bytes(b"  \n")
    done = silkwire("walk", str(page))
    assert done.returncode == 1
    assert b"page.blank" in done.stdout


def test_the_same_page_gives_the_same_bytes_in_every_process() -> None:
    page = str(ROOT / "streams" / "cli" / "demo_page.txt")
    arguments = ("walk", "--json", "--fetched-at", "2026-11-14T04:00:00Z", page)
    one, *others = (silkwire(*arguments, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "2", "3"))
    assert orjson.loads(one)["articles"]
    assert set(others) == {one}


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_walk_prints_a_hostile_page_harmlessly(tmp_path: Path, form: list[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.replace("Kochkor Opens", f"Kochkor {NASTY} Opens").replace("eighty", f"eigh{NASTY}ty"), "utf-8")
    done = silkwire("walk", *form, str(page))
    assert done.returncode == 0, done.stderr
    assert "Kochkor" in done.stdout.decode()
    assert not harmful(done.stdout.decode())
    assert not harmful(done.stderr.decode())
