"""The version stage: proposed articles in; numbered ones and decisions out."""

from __future__ import annotations

from agents.occurrences import draft_occurrence
from agents.runner import Handled, PerRecord, output_of
from agents.stage import Received, Stage
from agents.version.shelf import Numbered, Shelf
from schemas.article import Draft, ProposedArticle, UniqueArticle
from schemas.codec import decode
from schemas.decision import Decision, DecisionKind
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_PROPOSED, ARTICLES_UNIQUE

__all__ = ["STAGE"]

ALGORITHM = "version-1"


def _number(record: Received[ProposedArticle], shelf: Shelf) -> Handled:
    """Publish a text its article does not have yet under the next number; decide on any."""
    proposal = record.message
    known = shelf.find(proposal.article_id, record.raw.timestamp)
    repeats = known is not None and proposal.content_id in known.content_ids
    version = 0 if repeats else 1 + (known.highest if known else 0)
    row = Numbered(
        **proposal.provenance(), **record.row_head(ALGORITHM), article_id=proposal.article_id, content_id=proposal.content_id,
        article_index=proposal.article_index, version=version,
    )  # fmt: skip
    kind: DecisionKind = "exact" if repeats else "new" if known is None else "update"
    decision = Decision(
        **proposal.provenance(), content_id=proposal.content_id, article_index=proposal.article_index, kind=kind,
        of=proposal.article_id, method=proposal.method, score=proposal.score, version=version or None,
        same_source=known is not None and proposal.source in known.sources,
    )  # fmt: skip
    outputs = [output_of(ARTICLES_DECISIONS, proposal.content_id, decision, record.occurrence.hex())]
    if not repeats:
        draft = {name: getattr(proposal, name) for name in Draft.model_fields}
        unique = UniqueArticle(**draft, article_id=proposal.article_id, version=version)
        outputs.append(output_of(ARTICLES_UNIQUE, unique.article_id, unique, f"{unique.article_id}/{version}"))
    return Handled(outputs, (row,))


STAGE = Stage(
    name="version",
    sentence="Number the versions of each article.",
    reads=ARTICLES_PROPOSED,
    writes=(ARTICLES_UNIQUE, ARTICLES_DECISIONS),
    decode=lambda record: decode(ProposedArticle, record.value),
    step=PerRecord(_number, occurrence=draft_occurrence),
    algorithm=ALGORITHM,
    new_state=Shelf,
    row=Numbered,
)
