"""`python -m training`: from the labelled pages to the splitter's model and its figures."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from agents.split.segment import split_read
from agents.split.trained import SPLITTER, packed
from training.calibration import fit_confidence
from training.common import common_stems
from training.compose import compose, furniture_of, pieces_of
from training.dataset import FOLDS, folds_of, rows_of
from training.evaluate import add_options, known_of, noted, present
from training.learn import learn
from training.pages import LabelledPage, Origin, composed_pages, single_pages
from training.reliability import judged
from training.texts import titled_texts

__all__ = ["main"]

MODEL = Path(__file__).parents[1] / "agents" / "split" / "model_data"
SEED = 1


def main() -> None:
    """Train, write the model, print what it reaches on publishers it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--out", type=Path, default=MODEL, help="folder the model is written to")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--made", type=int, default=200, help="pages composed anew for each fold of publishers")
    parser.add_argument("--figures", action="store_true", help="print what it reaches and write nothing")
    given = parser.parse_args()
    labelled = [*composed_pages(given.data / "split_pages.jsonl.gz"), *single_pages(given.data / "pages_single.jsonl.gz")]
    texts = list(titled_texts(given.data))
    folds = folds_of(labelled, texts)
    common = common_stems(given.data)
    rows = rows_of([*labelled, *texts, *_made([*labelled, *texts], folds, given.made, given.seed)], folds, common)
    with Progress(console=Console(stderr=True)) as progress:
        learnt = learn(rows, common, SPLITTER, given.seed, progress)
    unseen = zip(labelled, rows.readings, learnt.unseen, strict=False)
    found = [(page, split_read(reading, looked)) for page, reading, looked in unseen]
    if not given.figures:
        known = known_of(given)
        confidence = fit_confidence(judged(found, known))._asdict()
        notes = {"seed": given.seed, "trained_with": _versions(), "unseen": noted(found, known, folds)}
        _write(given.out, packed(learnt.model, confidence=confidence, **notes))
    present(found, given, folds)


def _made(labelled: Sequence[LabelledPage], folds: Mapping[str, int], count: int, seed: int) -> list[LabelledPage]:
    """Compose pages whose articles and furniture are all of one fold of publishers."""
    pieces = pieces_of(labelled)
    furniture = furniture_of(page for page in labelled if page.origin is Origin.SINGLE)
    made: list[LabelledPage] = []
    for fold in range(FOLDS):
        own = [piece for piece in pieces if folds[piece.publisher] == fold]
        around = [piece for piece in furniture if folds[piece.publisher] == fold]
        made += compose(own, around, count, 100 * seed + fold)
    return made


def _versions() -> dict[str, str]:
    """Return what the same bytes need: other versions learn other trees."""
    return {name: version(name) for name in ("lightgbm", "numpy", "scikit-learn", "scipy")}


def _write(folder: Path, files: tuple[bytes, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip(("splitter.json", "splitter.npz"), files, strict=True):
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
