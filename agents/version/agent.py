"""The agent of the version stage: proposed articles in; numbered versions and decisions out."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring) -> AgentT[Any]:
    """Attach the agent to its topic."""

    @app.agent(topic, name=wiring.name)
    async def version(stream: StreamT[bytes]) -> None:
        """Number the versions of each article."""
        await wiring.serve(stream)

    return version
