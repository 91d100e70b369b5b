"""`python -m training`: from the labelled pages to the splitter's model and its figures."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from agents.split.segment import split_read
from agents.split.trained import SPLITTER, packed
from training.compose import compose, furniture_of, pieces_of
from training.dataset import FOLDS, folds_of, rows_of
from training.learn import Learnt, learn
from training.pages import LabelledPage, composed_pages, single_pages
from training.report import tables

__all__ = ["main"]

MODEL = Path(__file__).parents[1] / "agents" / "split" / "model_data"
SHARED = Path(__file__).parents[1].parent / "shared"
SEED = 1


def main() -> None:
    """Train, write the model, print what it reaches on publishers it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data", help="folder of the labelled pages")
    parser.add_argument("--out", type=Path, default=MODEL, help="folder the model is written to")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--made", type=int, default=110, help="pages composed anew for each fold of publishers")
    given = parser.parse_args()
    labelled = [*composed_pages(given.data / "split_pages.jsonl.gz"), *single_pages(given.data / "pages_single.jsonl.gz")]
    folds = folds_of(labelled)
    rows = rows_of([*labelled, *_made(labelled, folds, given.made, given.seed)], folds)
    console = Console()
    with Progress(console=console) as progress:
        learnt = learn(rows, SPLITTER, given.seed, progress)
    _write(learnt, given.out)
    splits = [split_read(page, looked) for page, looked in zip(rows.readings, learnt.unseen, strict=True)]
    found = list(zip(labelled, splits[: len(labelled)], strict=True))
    for table in tables(found):
        console.print(table)


def _made(labelled: Sequence[LabelledPage], folds: Mapping[str, int], count: int, seed: int) -> list[LabelledPage]:
    """Compose pages whose articles and furniture are all of one fold of publishers."""
    pieces = pieces_of(labelled)
    furniture = furniture_of(page for page in labelled if page.profile == "real")
    made: list[LabelledPage] = []
    for fold in range(FOLDS):
        own = [piece for piece in pieces if folds[piece.publisher] == fold]
        around = [piece for piece in furniture if folds[piece.publisher] == fold]
        made += compose(own, around, count, 100 * seed + fold)
    return made


def _write(learnt: Learnt, folder: Path) -> None:
    manifest, arrays = packed(learnt.model)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "splitter.json").write_bytes(manifest)
    (folder / "splitter.npz").write_bytes(arrays)


if __name__ == "__main__":
    main()
