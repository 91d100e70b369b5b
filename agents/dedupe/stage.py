"""A dedupe route as a stage: drafts in; proposed articles and decisions out."""

from __future__ import annotations

from functools import partial

from agents.dedupe.state import Index, Sighting
from agents.occurrences import draft_occurrence
from agents.runner import Handle, Handled, PerRecord, output_of
from agents.stage import Output, Received, Stage
from schemas.article import Draft, ProposedArticle
from schemas.codec import decode
from schemas.decision import Decision
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_PROPOSED, DRAFTS, ROUTES, Topic

__all__ = ["stage"]

ALGORITHM = "exact:c1"
"""Id of the method in every row. A stage does not read the rows of another method."""


def stage(route: int) -> Stage[Draft, Index]:
    """Return dedupe route `route`, counted from 1. It passes on the texts that it has not seen."""
    onward = ARTICLES_PROPOSED if route == ROUTES else DRAFTS[route]
    judge: Handle[Draft, Index] = partial(_judge, route, onward)
    return Stage(
        name=f"dedupe.route{route}",
        sentence="Judge each draft against what this route has seen.",
        reads=DRAFTS[route - 1],
        writes=(onward, ARTICLES_DECISIONS),
        decode=lambda record: decode(Draft, record.value),
        step=PerRecord(judge, occurrence=draft_occurrence),
        algorithm=ALGORITHM,
        new_state=Index,
        row=Sighting,
    )


def _judge(route: int, onward: Topic, record: Received[Draft], index: Index) -> Handled:
    """Return a new text for the next route, or the decision on a known one."""
    draft, record_id = record.message, record.occurrence.hex()
    known = index.find(draft.content_id, draft.event_time, record.raw.timestamp)
    sighting = Sighting(
        **draft.provenance(), **record.row_head(ALGORITHM), content_id=draft.content_id, article_index=draft.article_index,
        article_id=known.article_id if known else draft.content_id,
    )  # fmt: skip
    if known is None:
        return Handled((_pass_on(draft, onward, route, record_id),), (sighting,))
    decision = Decision(
        **draft.provenance(), content_id=draft.content_id, article_index=draft.article_index, kind="exact",
        of=known.article_id, method="content_id", score=1.0, same_source=draft.source in known.sources, route=route,
    )  # fmt: skip
    return Handled((output_of(ARTICLES_DECISIONS, draft.content_id, decision, record_id),), (sighting,))


def _pass_on(draft: Draft, onward: Topic, route: int, record_id: str) -> Output:
    """Return the draft for the next route, or the proposal after the last one."""
    if onward is not ARTICLES_PROPOSED:
        return output_of(onward, draft.route_keys[route], draft, record_id)
    proposal = ProposedArticle(
        **dict(draft), article_id=draft.content_id, kind="new", method="content_id", score=1.0, same_source=False
    )
    return output_of(onward, proposal.article_id, proposal, record_id)
