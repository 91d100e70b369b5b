"""The Faust agent of any stage; the only module of `agents` that imports Faust."""

from __future__ import annotations

from typing import Any

from faust.types import AgentT, AppT, StreamT, TopicT

from agents.stage import Wiring

__all__ = ["attach"]


def attach(app: AppT, topic: TopicT, wiring: Wiring, sentence: str) -> AgentT[Any]:
    """Create the Faust agent that serves `topic` with `wiring`, and return the agent.

    Faust lists the agent under the name of `wiring`, with `sentence` as its description.
    """

    async def serve(stream: StreamT[bytes]) -> None:
        await wiring.serve(stream)

    serve.__doc__ = sentence
    return app.agent(topic, name=wiring.name)(serve)
