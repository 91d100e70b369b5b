"""A dedupe route as a stage: drafts in; proposed articles and decisions out."""

from __future__ import annotations

from functools import partial

from agents.dedupe.state import Index, Sighting
from agents.occurrences import draft_occurrence
from agents.runner import Emitted, emit, per_record
from agents.stage import Output, Received, Stage
from schemas.article import Draft, ProposedArticle
from schemas.codec import decode
from schemas.decision import Decision
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_PROPOSED, DRAFTS, ROUTES, STATES, Topic

__all__ = ["stage"]

ALGORITHM = "exact:c1"
"""Id of the method in every row: another method's memory is not ours to read."""


def stage(route: int) -> Stage:
    """Return dedupe route `route` (from 1): what it has not seen, it passes on."""
    name = f"dedupe.route{route}"
    onward = ARTICLES_PROPOSED if route == ROUTES else DRAFTS[route]
    return Stage(
        name=name,
        reads=DRAFTS[route - 1],
        writes=(onward, ARTICLES_DECISIONS),
        decode=lambda record: decode(Draft, record.value),
        step=per_record(partial(_judge, route, onward)),
        algorithm=ALGORITHM,
        new_state=Index,
        row=Sighting,
        state_topic=next(topic for topic in STATES if topic.name == f"{name}.state"),
    )


def _judge(route: int, onward: Topic, record: Received, index: Index) -> Emitted:
    """Pass on a text this route does not know; decide on one it does."""
    draft: Draft = record.message
    if index.seen.holds(draft_occurrence(draft), record.raw.timestamp):
        return Emitted(repeated=True)
    known = index.find(draft.content_id, draft.event_time, record.raw.timestamp)
    sighting = Sighting(
        **draft.provenance(), offset=record.raw.offset, index=0, arrival=record.raw.timestamp, algorithm=ALGORITHM,
        content_id=draft.content_id, article_index=draft.article_index,
        article_id=known.article_id if known else draft.content_id,
    )  # fmt: skip
    if known is None:
        return Emitted((_pass_on(draft, onward, route),), (sighting,))
    decision = Decision(
        **draft.provenance(), content_id=draft.content_id, article_index=draft.article_index, kind="exact",
        of=known.article_id, method="content_id", score=1.0, same_source=draft.source in known.sources, route=route,
    )  # fmt: skip
    return Emitted((emit(ARTICLES_DECISIONS, draft.content_id, decision, draft_occurrence(draft).hex()),), (sighting,))


def _pass_on(draft: Draft, onward: Topic, route: int) -> Output:
    """Return the draft for the next route, or the proposal behind the last one."""
    record_id = draft_occurrence(draft).hex()
    if onward is not ARTICLES_PROPOSED:
        return emit(onward, draft.route_keys[route], draft, record_id)
    proposal = ProposedArticle(
        **dict(draft), article_id=draft.content_id, kind="new", method="content_id", score=1.0, same_source=False
    )
    return emit(onward, proposal.article_id, proposal, record_id)
