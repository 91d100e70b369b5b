"""`python -m training.same_story`: measure how often a story keeps its content_id in random surroundings.

Each page is split by a model that was trained without the publishers of the page. By default, these are the models per fold
that `make train` writes. With `--unheard`, the program trains new models. The new models have also seen no page of a site and
no phrase in the page's language.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import Progress

from agents.split.model.files import SPLITTER, model_of, packed
from agents.split.model.trained_model import TrainedModel
from training.corpus import Amounts, corpus_of
from training.dataset import rows_of
from training.evaluate import SHARED
from training.learn import Learnt, learn
from training.report import as_table
from training.sameness import Outcome, by_kind, by_language, outcomes_of, stocks_of
from training.stop_stems import stop_stems_of
from training.surroundings import LANGUAGES

__all__ = ["MODELS", "keep_folds", "main"]

MODELS = Path(__file__).parents[1] / "build" / "splitter"
"""Folder where `make train` writes one model per fold. Only this program reads these models; they take 20 MB."""
PUBLISHERS = "publishers.json"
UNHEARD = (("ky", "de", "uz"), ("kk", "fr", "tk"), ("ru", "tr", "es"), ("en", "tg"))
"""Groups of languages. Each training leaves out one group; no two languages of a group are closely related."""
FEW = Amounts(composed=250, laid_out=350, refills=3, folds=3)
"""Numbers of generated pages for a training without some languages. Such a training takes about six minutes."""
SEED = 1
DRAWS = 2000


def main() -> None:
    """Generate random pages, split them, and print two tables of results.

    The tables show how often the content_id stays the same, by language and by kind of surroundings.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data", help="folder of the labelled pages")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the models per fold, as `make train` writes it")
    parser.add_argument("--draws", type=int, default=DRAWS, help="pages drawn for each language")
    parser.add_argument("--unheard", action="store_true", help="train models without each language, and measure those")
    given = parser.parse_args()
    if not given.unheard and not (given.models / PUBLISHERS).exists():
        parser.error(f"no models in {given.models}: run `make train`, which takes about 45 minutes")
    outcomes = _unheard(given) if given.unheard else _by_kept_models(given)
    console = Console(width=100)
    console.print(as_table(by_language(outcomes)), "", as_table(by_kind(outcomes)))


def keep_folds(learnt: Learnt, folds: dict[str, int], folder: Path = MODELS) -> None:
    """Write the model of each fold and the fold of each publisher to `folder`."""
    for number, model in enumerate(learnt.by_fold):
        own = folder / str(number)
        own.mkdir(parents=True, exist_ok=True)
        manifest, arrays = packed(model)
        (own / "splitter.json").write_bytes(manifest)
        (own / "splitter.npz").write_bytes(arrays)
    (folder / PUBLISHERS).write_bytes(orjson.dumps({"folds": len(learnt.by_fold), "publishers": folds}))


def _by_kept_models(given: argparse.Namespace) -> list[Outcome]:
    kept = orjson.loads((given.models / PUBLISHERS).read_bytes())
    models = [_model(given.models / str(number)) for number in range(kept["folds"])]
    return outcomes_of(models, stocks_of(given.data, kept["publishers"], kept["folds"], LANGUAGES), given.draws)


def _model(folder: Path) -> TrainedModel:
    return model_of((folder / "splitter.json").read_bytes(), (folder / "splitter.npz").read_bytes())


def _unheard(given: argparse.Namespace) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for languages in UNHEARD:
        outcomes += _of_unheard(given, languages)
    return outcomes


def _of_unheard(given: argparse.Namespace, languages: Sequence[str]) -> list[Outcome]:
    stop_stems = stop_stems_of(given.data)
    corpus = corpus_of(given.data, FEW, SEED, languages)
    rows = rows_of(corpus.pages, corpus.folds, stop_stems)
    with Progress(console=Console(stderr=True)) as progress:
        learnt = learn(rows, stop_stems, SPLITTER, SEED, progress, seeds=1)
    return outcomes_of(learnt.by_fold, stocks_of(given.data, corpus.folds, FEW.folds, languages), given.draws)


if __name__ == "__main__":
    main()
