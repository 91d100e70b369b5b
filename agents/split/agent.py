"""The agent of the split stage: raw pages in; drafts, ticks and reports out."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring) -> AgentT[Any]:
    """Attach the agent to its topic."""

    @app.agent(topic, name=wiring.name)
    async def split(stream: StreamT[bytes]) -> None:
        """Cut each page into drafts, ticks and a report."""
        await wiring.serve(stream)

    return split
