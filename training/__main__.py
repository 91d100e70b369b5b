"""`python -m training`: train the splitter's model on the labelled pages, and measure the model."""

from __future__ import annotations

import argparse
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from agents.split.model.files import SPLITTER, packed
from training.calibration import fit_confidence
from training.corpus import Amounts, corpus_of
from training.dataset import rows_of
from training.evaluate import add_options, known_of, noted, present
from training.learn import learn
from training.reliability import scored_articles
from training.same_story import keep_folds
from training.stop_stems import stop_stems_of

__all__ = ["main"]

MODEL = Path(__file__).parents[1] / "agents" / "split" / "model" / "data"
SEED = 1


def main() -> None:
    """Train the model, write its files, and print its figures. With `--figures`, write no files.

    The figures are those of unseen publishers: each line is predicted by a model that was trained without the line's
    publisher.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--out", type=Path, default=MODEL, help="folder the model is written to")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--figures", action="store_true", help="print what it reaches and write nothing")
    given = parser.parse_args()
    stop_stems = stop_stems_of(given.data)
    corpus = corpus_of(given.data, Amounts(), given.seed)
    with Progress(console=Console(stderr=True)) as progress:
        rows = rows_of(corpus.pages, corpus.folds, stop_stems)
        learnt = learn(rows, stop_stems, SPLITTER, given.seed, progress)
    found = [(page, rows.split(n, learnt.unseen[n])) for n, page in enumerate(corpus.pages[: corpus.labelled])]
    if not given.figures:
        known = known_of(given)
        model = replace(learnt.model, confidence=fit_confidence(scored_articles(found, known)))
        notes = {"seed": given.seed, "trained_with": _versions(), "unseen": noted(found, known, corpus.folds)}
        _write(given.out, packed(model, **notes))
        keep_folds(learnt, dict(corpus.folds))
    present(found, given, corpus.folds)


def _versions() -> dict[str, str]:
    """Return the versions of the training libraries.

    Other versions may train a model with different bytes.
    """
    return {name: version(name) for name in ("lightgbm", "numpy", "scikit-learn", "scipy")}


def _write(folder: Path, files: tuple[bytes, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip(("splitter.json", "splitter.npz"), files, strict=True):
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
