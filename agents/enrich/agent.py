"""The agent of the enrich stage: numbered articles in, clean articles out."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring) -> AgentT[Any]:
    """Attach the agent to its topic."""

    @app.agent(topic, name=wiring.name)
    async def enrich(stream: StreamT[bytes]) -> None:
        """Add to each article what its text says."""
        await wiring.serve(stream)

    return enrich
