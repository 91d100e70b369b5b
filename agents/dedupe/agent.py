"""The agent of the dedupe stage: drafts in; proposed articles and decisions out."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring) -> AgentT[Any]:
    """Attach the agent to its topic."""

    @app.agent(topic, name=wiring.name)
    async def dedupe(stream: StreamT[bytes]) -> None:
        """Judge each draft against what this route has seen."""
        await wiring.serve(stream)

    return dedupe
