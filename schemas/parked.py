"""The headers of a parked page: its first place, and the source for which it waits."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from schemas.base import Message

__all__ = ["ParkedHeaders"]


class ParkedHeaders(Message):
    """Headers of a parked page. A header's name is `silkwire-` plus the field's name.

    The key, the value and the other headers are those of the original record.
    """

    model_config = ConfigDict(title="ParkedPage")

    source: str = Field(description="source that is parked: header, else envelope, else host of the url")
    topic: str = Field(description="topic of the original record")
    partition: str = Field(description="partition of the original record, in digits")
    offset: str = Field(description="offset of the original record, in digits")
    arrived: str = Field(description="when the broker received the original record, in ms since 1970, in digits")
