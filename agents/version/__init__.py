"""Version: the only writer of version numbers. Proposed articles in, numbered ones out."""

from __future__ import annotations

from agents.occurrences import draft_occurrence
from agents.runner import Emitted, emit, per_record
from agents.stage import Received, Stage
from agents.version.shelf import Numbered, Shelf
from schemas.article import Draft, ProposedArticle, UniqueArticle
from schemas.codec import decode
from schemas.decision import Decision, DecisionKind
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_PROPOSED, ARTICLES_UNIQUE, STATES

__all__ = ["STAGE"]

ALGORITHM = "version-1"


def _number(record: Received, shelf: Shelf) -> Emitted:
    """Publish a text its article does not have yet under the next number; decide on any."""
    proposal: ProposedArticle = record.message
    if shelf.seen.holds(draft_occurrence(proposal), record.raw.timestamp):
        return Emitted(repeated=True)
    known = shelf.find(proposal.article_id, record.raw.timestamp)
    repeats = known is not None and proposal.content_id in known.content_ids
    version = 0 if repeats else 1 + (known.highest if known else 0)
    row = Numbered(
        **proposal.provenance(), offset=record.raw.offset, index=0, arrival=record.raw.timestamp, algorithm=ALGORITHM,
        article_id=proposal.article_id, content_id=proposal.content_id, article_index=proposal.article_index, version=version,
    )  # fmt: skip
    kind: DecisionKind = "exact" if repeats else "new" if known is None else "update"
    decision = Decision(
        **proposal.provenance(), content_id=proposal.content_id, article_index=proposal.article_index, kind=kind,
        of=proposal.article_id, method=proposal.method, score=proposal.score, version=version or None,
        same_source=known is not None and proposal.source in known.sources,
    )  # fmt: skip
    outputs = [emit(ARTICLES_DECISIONS, proposal.content_id, decision, draft_occurrence(proposal).hex())]
    if not repeats:
        draft = {name: getattr(proposal, name) for name in Draft.model_fields}
        unique = UniqueArticle(**draft, article_id=proposal.article_id, version=version)
        outputs.append(emit(ARTICLES_UNIQUE, unique.article_id, unique, f"{unique.article_id}/{version}"))
    return Emitted(outputs, (row,))


STAGE = Stage(
    name="version",
    reads=ARTICLES_PROPOSED,
    writes=(ARTICLES_UNIQUE, ARTICLES_DECISIONS),
    decode=lambda record: decode(ProposedArticle, record.value),
    step=per_record(_number),
    algorithm=ALGORITHM,
    new_state=Shelf,
    row=Numbered,
    state_topic=next(topic for topic in STATES if topic.name == "version.state"),
)
