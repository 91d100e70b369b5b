"""What the command says when something is wrong: one line, what to do, an exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest

from agents.split.looks import LAST_CUES
from deploy.local import LocalKafka
from deploy.local.ports import free_port
from schemas.topics import TOPICS
from streams.settings import Settings

PAGE = """• KGS/USD = 0.01144 0%
14 November 2026

Kochkor Opens a Market for Felt

The town of Kochkor has opened a market for felt makers, with eighty stalls beside the bus station in the valley.

A stall in the market costs 5,500 KGS (approximately $63) a month, the felt makers of Kochkor said on Friday.
"""


def silkwire(*arguments: str, stdin: bytes | None = None, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment: Mapping[str, str] = {"PATH": "", "HOME": str(Path.home()), "COLUMNS": "200", **variables}
    command = [sys.executable, "-m", "streams", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=dict(environment), check=False, timeout=60)


def assert_one_line(done: subprocess.CompletedProcess[bytes], code: int, *words: str) -> None:
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert len(said.strip().splitlines()) == 1, said
    assert "Traceback" not in said
    for word in words:
        assert word in said


def test_a_file_that_does_not_exist() -> None:
    assert_one_line(silkwire("walk", "nowhere.txt"), 2, "cannot read nowhere.txt", "no such file")
    assert_one_line(silkwire("publish", "nowhere.txt"), 2, "cannot read nowhere.txt")


@pytest.mark.parametrize("command", [["worker"], ["topics", "apply"], ["topics", "show"], ["tail", "articles.clean"], ["rates"]])
def test_a_broker_that_is_down(command: list[str]) -> None:
    address = f"127.0.0.1:{free_port()}"
    done = silkwire(*command, "--brokers", address)
    assert_one_line(done, 69, f"no Kafka broker answers at {address}", "SILKWIRE_BROKERS")


@pytest.mark.kafka
@pytest.mark.parametrize("command", [["worker"], ["publish", __file__], ["tail", "fx.rates"]])
def test_a_topic_that_is_missing(kafka: LocalKafka, bare_settings: Settings, command: list[str]) -> None:
    done = silkwire(*command, SILKWIRE_BROKERS=kafka.bootstrap, SILKWIRE_PREFIX=bare_settings.prefix)
    assert_one_line(done, 70, "silkwire topics apply")


def test_a_setting_out_of_bounds() -> None:
    assert_one_line(silkwire("topics", "show", SILKWIRE_HTTP_PORT="99999"), 2, "SILKWIRE_HTTP_PORT")


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("KZT", ["no pair", "KZT/TJS"]),
        ("KZT/KZT", ["the same currency twice"]),
        ("KZT/XXX", ["'XXX' is no currency code"]),
        ("KZT/", ["'' is no currency code"]),
        ("KZT/TJS/USD", ["'TJS/USD' is no currency code"]),
    ],
)
def test_rates_of_what_is_no_pair(pair: str, words: list[str]) -> None:
    assert_one_line(silkwire("rates", pair), 2, *words)


def test_a_topic_nobody_knows() -> None:
    assert_one_line(silkwire("tail", "article.clean"), 2, "did you mean articles.clean")


@pytest.mark.kafka
def test_topics_are_applied_once_and_then_found_right(kafka: LocalKafka, bare_settings: Settings) -> None:
    def topics(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return silkwire("topics", *arguments, SILKWIRE_BROKERS=kafka.bootstrap, SILKWIRE_PREFIX=bare_settings.prefix)

    first, second = (topics("apply") for _ in range(2))
    assert f"{len(TOPICS)} of {len(TOPICS)} topics created" in first.stdout.decode()
    assert f"0 of {len(TOPICS)} topics created" in second.stdout.decode()
    shown = orjson.loads(topics("show", "--json").stdout)
    assert {row["status"] for row in shown} == {"ok"}


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


def test_walk_explains_its_headlines_and_nothing_for_programs(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text((Path(__file__).parents[1] / "split" / "pages" / "english.txt").read_text("utf-8"), "utf-8")
    explained = silkwire("walk", "--explain", str(page)).stdout.decode()
    assert "candidate headlines" in explained
    assert any(cue in " ".join(explained.split()) for cue in LAST_CUES)
    assert_one_line(silkwire("walk", "--explain", "--json", str(page)), 2, "--explain shows one page")


def test_walk_says_why_a_page_with_text_gave_no_article_and_what_to_do(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Eleven shepherds have rebuilt the footbridge to the upper pasture before the first snow falls.", "utf-8")
    said = silkwire("walk", str(page)).stdout.decode()
    told = orjson.loads(silkwire("walk", "--json", str(page)).stdout)
    assert (told["articles"], told["reason"]) == ([], "page.no_article")
    assert f"{told['reason']}: {told['detail']}; look at it with `silkwire walk --explain`" in " ".join(said.split())


def test_walk_says_which_articles_the_page_cuts_and_takes_the_sites_name_off_their_headlines() -> None:
    headline, text = "Kochkor Opens a Market for Felt", "The town of Kochkor has opened a market for felt makers"
    page = {"layout": "article", "source": "kabar.example", "fetched_at": "2026-11-14T04:00:00Z"}
    texts = [f"{headline} | Kabar\n\n{text}, with eighty...\n\nRead more\n", f"{headline}\n\n{text}.\n"]
    lines = b"\n".join(orjson.dumps({**page, "text": text}) for text in texts)
    found = [orjson.loads(line)["articles"][0] for line in silkwire("walk", "--jsonl", "-", stdin=lines).stdout.splitlines()]
    assert [(article["headline"], article["teaser"]) for article in found] == [(headline, True), (headline, False)]
    assert "Read more" not in found[0]["text"]


def test_walk_answers_each_line_of_a_stream_with_the_state_of_the_lines_before() -> None:
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


def test_walk_of_a_bad_page_says_why_and_fails(tmp_path: Path) -> None:
    page = tmp_path / "blank.txt"
    page.write_bytes(b"  \n")
    done = silkwire("walk", str(page))
    assert done.returncode == 1
    assert b"page.blank" in done.stdout


def test_the_same_page_gives_the_same_bytes_in_every_process() -> None:
    page = str(Path(__file__).parents[2] / "streams" / "cli" / "demo_page.txt")
    arguments = ("walk", "--json", "--fetched-at", "2026-11-14T04:00:00Z", page)
    one, *others = (silkwire(*arguments, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "2", "3"))
    assert orjson.loads(one)["articles"]
    assert set(others) == {one}
