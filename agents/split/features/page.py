"""All that is known of the printed lines of a page before any of them is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.split.features.arrays import Ints, Reals
from agents.split.features.cohesion import COHESION_CUES, MOST_COMPARED, cohesion_cues
from agents.split.features.openers import Rhythm, rhythm_of
from agents.split.features.overlap import LINK_CUES, Linked, link_cues, links_of
from agents.split.features.position import PLACE_CUES, place_cues
from agents.split.features.rhythm import RHYTHM_CUES, rhythm_cues
from agents.split.features.shape import SHAPE_CUES, shape_cues
from agents.split.features.words import CommonStems, Flow, flow_of
from agents.split.line_classes import ClassedLine, LineClass

__all__ = ["FIRST_CUES", "Reading", "read"]

FIRST_CUES = SHAPE_CUES + COHESION_CUES + LINK_CUES + PLACE_CUES + RHYTHM_CUES

LONGEST_COMPARED = 240
"""Characters of a line whose surroundings are compared; longer ones are text for certain."""
UNCOMPARED = -1.0
_LINKS = ("its words in the next 30", "its words near below, not near above")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as the judges see it; `rows` number its printed lines, `cues` has a row for each."""

    lines: Sequence[ClassedLine]
    rows: Ints
    flow: Flow
    linked: Linked
    rhythm: Rhythm
    cues: Reals


def read(lines: Sequence[ClassedLine], common: CommonStems) -> Reading:
    """Read a page once: one row a printed line, one column a cue of FIRST_CUES."""
    rows = np.array([n for n, classed in enumerate(lines) if classed.kind is not LineClass.BLANK], np.int64)
    flow = flow_of(lines, common)
    shape = shape_cues([lines[number] for number in rows.tolist()])
    linked = links_of(flow, lines, rows)
    short = np.flatnonzero([len(lines[number].line.printed) <= LONGEST_COMPARED for number in rows.tolist()])[:MOST_COMPARED]
    cohesion = np.full((len(rows), len(COHESION_CUES)), UNCOMPARED)
    cohesion[short] = cohesion_cues(flow, rows[short])
    link, rhythm = link_cues(linked), rhythm_of(lines, rows)
    told = (cohesion[:, COHESION_CUES.index("next 100 words also above")], *(link[:, LINK_CUES.index(cue)] for cue in _LINKS))
    cues = np.concatenate((shape, cohesion, link, place_cues(lines, rows, shape), rhythm_cues(rhythm, rows, *told)), axis=1)
    return Reading(lines, rows, flow, linked, rhythm, np.round(cues, 4))
