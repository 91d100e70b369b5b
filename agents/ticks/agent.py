"""The agent of the ticks stage: ticks read off pages in; cleaned ticks and latest rates out."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring) -> AgentT[Any]:
    """Attach the agent to its topic."""

    @app.agent(topic, name=wiring.name)
    async def ticks(stream: StreamT[bytes]) -> None:
        """Judge each tick and keep the latest rates."""
        await wiring.serve(stream)

    return ticks
