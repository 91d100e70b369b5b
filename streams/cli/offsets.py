"""`silkwire offsets`: shows where the group is on each input, and moves it to another offset."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from schemas.control import Move
from streams.cli.console import counting, now_ms, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import move_command, skip_advice
from streams.operate.checkpoints import all_checkpoints, judged_from
from streams.operate.moves import PlannedMove, choose, plan_replay, plan_skip
from streams.operate.moving import execute, wait_until_empty
from streams.operate.positions import InputPosition, read_positions, state_place
from streams.operate.session import Session
from streams.settings import Settings, load

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Planner = Callable[[Session, InputPosition], Awaitable[PlannedMove]]

Places = Annotated[list[str], typer.Argument(help="TOPIC[PARTITION], such as 'drafts[0]', or TOPIC for all its partitions.")]
To = Annotated[str, typer.Option("--to", help="Offset of the next record to process; or earliest, latest.")]
Execute = Annotated[bool, typer.Option("--execute", help="Do it. Without this option, only show what would happen.")]


@app.command("show")
def show_offsets(
    places: Annotated[list[str] | None, typer.Argument(help="TOPIC[PARTITION] or TOPIC; without any, all inputs.")] = None,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show where the group is on each input partition, and why a worker could not go on there."""
    found = asyncio.run(_show(load(brokers=brokers), places or []))
    if as_json:
        print_json([_object(position) for position in found])
        return
    out.print(_table(found))
    _print_problems(found)


def _print_problems(positions: Sequence[InputPosition]) -> None:
    """Print why workers cannot go on with a partition, and the command that helps, as their last message says it."""
    for position in positions:
        if position.problem:
            advice = skip_advice(position.name, position.resume_at)
            out.print(safe(f"{position.name}: {position.problem}. {advice}", 2000), style="red", soft_wrap=True)


async def _show(settings: Settings, places: Sequence[str]) -> list[InputPosition]:
    async with Session(settings) as kafka:
        return choose(await read_positions(kafka), places, settings.prefix)


@app.command("skip")
def skip_records(places: Places, to: To, do: Execute = False, as_json: AsJson = False, brokers: Brokers = None) -> None:
    """Leave records out: workers go on at another offset, also where the log does not have the group's position.

    The state keeps what it has. Stop all workers first.
    """

    async def plan(_kafka: Session, position: InputPosition) -> PlannedMove:
        return plan_skip(position, to)

    _move(load(brokers=brokers), places, plan, do=do, as_json=as_json)


@app.command("replay")
def replay_records(places: Places, to: To, do: Execute = False, as_json: AsJson = False, brokers: Brokers = None) -> None:
    """Process records again: workers go back to an earlier offset that the log has.

    The state keeps its rows, so the outputs get the same ids and versions. Stop all workers first.
    """

    async def plan(kafka: Session, position: InputPosition) -> PlannedMove:
        state = state_place(position, kafka.settings.prefix)
        if state is None:
            return plan_replay(position, to)
        with counting(f"reading the checkpoints of {state.topic}", None) as step:
            return plan_replay(position, to, judged_from(await all_checkpoints(kafka, state, step)))

    _move(load(brokers=brokers), places, plan, do=do, as_json=as_json)


def _move(settings: Settings, places: Sequence[str], plan: Planner, *, do: bool, as_json: bool) -> None:
    moves, done, stopped = asyncio.run(_moved(settings, places, plan, do=do))
    if as_json:
        print_json([_planned(move) | {"executed": do} for move in moves])
        return
    for move in moves:
        out.print(safe(f"{move.position.name} goes from {_before(move)} to {move.offset}: {move.effect}", 2000), soft_wrap=True)
    if not do:
        out.print("nothing is changed yet. To do it, stop all workers, then run:")
        for move in moves:
            command = f"{move_command(move.kind, move.position.name, move.offset)} --execute"
            out.print(safe(command, 400), style="cyan", soft_wrap=True)
        return
    for row in done:
        out.print(safe(_said(row), 1000), soft_wrap=True)
    _print_problems(stopped)
    if not stopped:
        out.print("start the workers: silkwire worker")


async def _moved(
    settings: Settings, places: Sequence[str], plan: Planner, *, do: bool
) -> tuple[list[PlannedMove], list[Move], list[InputPosition]]:
    """Return the moves, what the control topic says of them, and the positions at which workers still cannot go on."""
    from streams.stages import STAGES  # noqa: PLC0415  the stages take a second to load; --help must not

    algorithms = {stage.name: stage.algorithm for stage in STAGES}
    async with Session(settings) as kafka:
        if do:
            await _wait(kafka)
        chosen = choose(await read_positions(kafka), places, settings.prefix)
        moves = [await plan(kafka, position) for position in chosen]
        if not do:
            return moves, [], []
        done = await execute(kafka, moves, algorithms, now_ms())
        return moves, done, [position for position in await read_positions(kafka) if position.problem]


async def _wait(kafka: Session) -> None:
    def say(members: int) -> None:
        said = f"waiting until {members} member{'s' * (members != 1)} of group {kafka.settings.group} have left"
        remarks.print(f"{said}, at most {kafka.settings.session_seconds:g} s", style="yellow")

    await wait_until_empty(kafka, say)


def _before(move: PlannedMove) -> str:
    start = move.position.start
    return f"offset {start.offset} ({start.origin})"


def _said(row: Move) -> str:
    """Return one line that says who moved the group, when, and from where to where."""
    before = "no commit" if row.before is None else f"commit {row.before}"
    return f"{row.at} {row.by}: {row.kind} of group {row.group} on {row.topic}[{row.partition}], from {before} to {row.offset}"


def _table(found: Sequence[InputPosition]) -> Table:
    right = [Column(name, justify="right") for name in ("commit", "checkpoint", "mark", "log start", "log end", "waiting")]
    table = Table(Column("partition", overflow="fold"), "stage", *right, "", "last move", box=None)
    for it in found:
        health = "[red]stopped[/]" if it.problem else "[green]ok[/]"
        table.add_row(
            safe(it.name), it.stage, _number(it.commit), _number(it.checkpoint.through + 1 if it.checkpoint else None),
            _number(it.mark.offset if it.mark else None), str(it.log.start), str(it.log.end), f"{it.waiting:,}", health,
            safe(_said_short(it.move)),
        )  # fmt: skip
    return table


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _said_short(row: Move | None) -> str:
    if row is None:
        return "-"
    return f"{row.kind} {_number(row.before)} to {row.offset}, {row.at}, {row.by}"


def _object(it: InputPosition) -> dict[str, Any]:
    advice = move_command("skip", it.name, it.resume_at) if it.problem else ""
    return {
        "stage": it.stage, "topic": it.place.topic, "partition": it.place.partition, "commit": it.commit,
        "checkpoint": it.checkpoint.through + 1 if it.checkpoint else None, "mark": it.mark.offset if it.mark else None,
        "log_start": it.log.start, "log_end": it.log.end, "waiting": it.waiting, "problem": it.problem, "command": advice,
        "last_move": it.move and it.move.model_dump(mode="json"),
    }  # fmt: skip


def _planned(move: PlannedMove) -> dict[str, Any]:
    start = move.position.start
    return {
        "stage": move.position.stage, "topic": move.position.place.topic, "partition": move.position.place.partition,
        "kind": move.kind, "before": start.offset, "origin": start.origin, "offset": move.offset, "effect": move.effect,
    }  # fmt: skip
