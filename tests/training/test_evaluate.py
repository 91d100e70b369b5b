"""`python -m training.evaluate` on a folder of made pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.training.pages import FERRY, labelled, split_at, write
from training.baseline import split_by_rule
from training.evaluate import main, noted
from training.pages import Origin
from training.reader import KnownArticle

ROW = {
    "page_id": "ferry", "lang": "en", "profile": "real_front", "publisher": "lake.example",
    "raw_text": "\n".join(text for text, *_ in FERRY), "line_labels": [[label, story] for _, label, story in FERRY],
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of two pages; the simple rule splits them in place of the model."""
    monkeypatch.setattr("training.evaluate.split_page", split_by_rule)
    write(tmp_path / "real_multi.jsonl.gz", [ROW])
    write(tmp_path / "real_multi_more.jsonl.gz", [{**ROW, "page_id": "ferry-2", "profile": "real_digest"}])
    write(tmp_path / "pages_single.jsonl.gz", [])
    return tmp_path


def test_the_shipped_model_is_measured_and_its_publishers_are_called_seen(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["evaluate", "--data", str(data), "--only", "real", "--errors", "--json", str(data / "figures.json")]
    monkeypatch.setattr(sys, "argv", given)
    main()
    out, err = capsys.readouterr()
    assert "set real_multi_more" in out
    assert "rule of twelve lines" in out
    assert "missed headlines" in out
    assert "measured real: 2 pages, 4 stories, 1 publishers." in err
    assert "is trained on these publishers" in err
    written = json.loads((data / "figures.json").read_text("utf-8"))
    assert written["publishers"] == "seen"
    assert set(written["figures"]["real"]["without digests"]["shares"]["f1"]) == {"value", "low", "high"}
    assert len(written["reliability"]["as the splitter gives it"]["real"]) == 10


def test_tables_come_as_the_model_card_has_them(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate", "--data", str(data), "--only", "real", "--markdown"])
    main()
    lines = capsys.readouterr().out.splitlines()
    assert "real: 2 pages, 4 stories, 1 publishers:" in lines
    assert any(line.startswith("| all | 2 | 4 | ") for line in lines)


def test_the_manifest_notes_every_group_with_its_calibration_error() -> None:
    page, single = labelled(), labelled(origin=Origin.SINGLE, name="single")
    found = [(page, split_at(page, (1, 3, 0.9), (4, 7, 0.9))), (single, split_at(single, (1, 3, 0.9)))]
    known = {"single": KnownArticle(FERRY[1][0], FERRY[2][0], printed=True)}
    reached = noted(found, known, {"lake": 0})
    assert reached["real all"]["f1"] == 1
    assert {"real set real_multi", "real without digests", "real profile real_front", "single all"} < set(reached)
    assert reached["single all"]["found"] == 1
    assert {name for name, figures in reached.items() if "ece" in figures} == {"real all", "real set real_multi", "single all"}
