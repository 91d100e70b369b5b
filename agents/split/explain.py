"""A page to its candidate headlines, each with its score and the cues that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.split.dropped_headlines import dropped_lines
from agents.split.features.arrays import Reals
from agents.split.features.inputs import LAST_CUES, LOOK_CUES, OWN_CUES
from agents.split.features.neighbours import KIND_CUES, KINDS
from agents.split.headline.site import NO_SITE, Site
from agents.split.model.files import trained
from agents.split.model.forest import LEAF_SCALE, Forest, as_integers
from agents.split.model.passes import look
from agents.split.splitter import read_page, split_read

__all__ = ["DecidingCue", "ExplainedLine", "explain_page"]

SHOWN = 0.01
"""Probability from which a line is shown."""
CUES_SHOWN = 4
_OWN = len(OWN_CUES)
_HEARSAY = tuple(
    n
    for n, cue in enumerate(LAST_CUES)
    if n < _OWN or cue.startswith("pass before") or cue == "rank of its score on the page" or cue in KIND_CUES[: len(KINDS)]
)
"""Left out of the last look's reasons: they only repeat those of the looks before."""


@dataclass(frozen=True, slots=True)
class DecidingCue:
    """A cue of a line, and by how much its log-odds would move if the cue were the page's usual one."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A candidate: its line number from 1, what it scored, whether it begins an article, and why not."""

    number: int
    printed: str
    look_before: float
    probability: float
    is_headline: bool
    dropped: str
    """The step that dropped a line that looked sure; empty elsewhere."""
    cues: tuple[DecidingCue, ...]


def explain_page(text: str, site: Site = NO_SITE) -> list[ExplainedLine]:
    """Return the candidate lines of a page in order; it is cut exactly as `split_page` cuts it."""
    model = trained()
    lines, undressed, page = read_page(text, model.common, site)
    looked = look(page, model)
    found = split_read(page, looked, lines, undressed.copies, model.confidence)
    heads = {article.headline.start for article in found.articles if article.headline}
    dropped = dropped_lines(page.lines, dict(zip(page.rows.tolist(), looked.headline.tolist(), strict=True)), found)
    usual = np.median(looked.cues, axis=0) if len(looked.cues) else np.zeros(len(LAST_CUES))
    explained = []
    for row, number in enumerate(page.rows.tolist()):
        line = page.lines[number].line
        if looked.headline[row] >= SHOWN or line.left in heads:
            look_before = float(looked.cues[row, LOOK_CUES.index("pass before")])
            cues = _deciding(looked.cues[row], usual)
            explained.append(
                ExplainedLine(
                    number=number + 1,
                    printed=lines[number].line.printed,
                    look_before=look_before,
                    probability=float(looked.headline[row]),
                    is_headline=line.left in heads,
                    dropped=dropped.get(number, ""),
                    cues=cues,
                )
            )
    return explained


def _deciding(cues: Reals, usual: Reals) -> tuple[DecidingCue, ...]:
    model = trained()
    moved = _moved(model.third, cues, usual)
    moved[list(_HEARSAY)] = 0.0
    moved[:_OWN] = _moved(model.first, cues[:_OWN], usual[:_OWN])
    order: Sequence[int] = np.argsort(-np.abs(moved), kind="stable")[:CUES_SHOWN].tolist()
    return tuple(DecidingCue(LAST_CUES[n], float(cues[n]), round(float(moved[n]), 2)) for n in order)


def _moved(forest: Forest, cues: Reals, usual: Reals) -> Reals:
    """Return for each cue by how much the score is above what it were with the usual cue."""
    rows = np.tile(cues, (len(cues) + 1, 1))
    rows[np.arange(len(cues)), np.arange(len(cues))] = usual
    scores = forest.scores(as_integers(rows))[:, 0] / LEAF_SCALE
    return np.asarray(scores[-1] - scores[:-1], np.float64)
