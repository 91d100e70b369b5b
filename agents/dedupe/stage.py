"""The dedupe stage: drafts in; numbered articles and decisions out."""

from __future__ import annotations

from agents.dedupe.state import Articles, Sighting, Text
from agents.occurrences import draft_occurrence
from agents.runner import Handled, PerRecord, output_of
from agents.stage import RawRecord, Received, Stage
from agents.text.script import SHARD_TABLE
from schemas.article import Draft, UniqueArticle
from schemas.codec import decode
from schemas.decision import Decision
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_UNIQUE, DRAFTS

__all__ = ["STAGE"]

ALGORITHM = f"exact-2:c1:{SHARD_TABLE}"
"""Id of the method, of the content ids and of the shards, in every row. A stage does not read rows of another id."""


def _judge(record: Received[Draft], articles: Articles) -> Handled:
    """Return the decision on a draft, and the article if its text is new."""
    draft, alive = record.message, articles.alive
    known = articles.find(draft.content_id)
    article_id, version = (known.article_id, known.version) if known else (draft.content_id, 1)
    decision = Decision(
        **draft.provenance(), content_id=draft.content_id, article_index=draft.article_index,
        kind="exact" if known else "new", of=article_id, method="content_id", score=1.0,
        same_source=known is not None and known.has_source(draft.source, alive), version=None if known else version,
    )  # fmt: skip
    outputs = [output_of(ARTICLES_DECISIONS, draft.content_id, decision, record.occurrence.hex())]
    if known is None:
        unique = UniqueArticle(**dict(draft), article_id=article_id, version=version)
        outputs.append(output_of(ARTICLES_UNIQUE, article_id, unique, f"{article_id}/{version}"))
    renews = known is None or known.needs_renewal(draft.source, record.raw.timestamp, alive)
    text = Text(content_id=draft.content_id, article_id=article_id, version=version, source=draft.source) if renews else None
    return Handled(outputs, (Sighting(**record.row_head(ALGORITHM), occurrence=record.occurrence.hex(), text=text),))


def _decode(record: RawRecord) -> Draft:
    return decode(Draft, record.value)


STAGE = Stage(
    name="dedupe",
    sentence="Publish each text once, as a numbered version of its article, and decide on each draft.",
    reads=DRAFTS,
    writes=(ARTICLES_UNIQUE, ARTICLES_DECISIONS),
    decode=_decode,
    step=PerRecord(_judge, occurrence=draft_occurrence),
    algorithm=ALGORITHM,
    new_state=Articles,
    row=Sighting,
)
