"""Checks the facts about this machine. Each check is a pure function that takes facts and returns one finding."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.local.directories import MINIMUM_FREE_BYTES
from streams.operate.findings import Finding, bad, ok, skipped, warn
from streams.operate.machine import Disk, Embedded, Machine

__all__ = ["FAUST", "check_machine"]

FAUST = "0.15.3"
"""The only version of Faust that works, as the transport overrides private methods. pyproject.toml pins it."""

LOW_BYTES = 4 * MINIMUM_FREE_BYTES
GB = 1_000_000_000


def check_machine(machine: Machine) -> Iterator[Finding]:
    """Yield the findings about this machine."""
    yield check_variables(machine.unknown_variables)
    yield check_faust(machine.faust)
    yield check_schemas(machine.stale_schemas)
    if machine.embedded is None:
        yield skipped("embedded Kafka", "not used: the brokers are elsewhere")
        return
    yield check_java(machine.embedded)
    yield check_jars(machine.embedded)
    for disk in machine.disks:
        yield check_disk(disk)


def check_variables(unknown: tuple[str, ...]) -> Finding:
    """Report SILKWIRE_* variables that silkwire does not know."""
    if unknown:
        return warn(
            "settings",
            f"nothing in silkwire reads {', '.join(unknown)}",
            "unset them, or correct their names: silkwire config lists the settings",
        )
    return ok("settings", "every SILKWIRE_* variable is known")


def check_faust(found: str) -> Finding:
    """Report whether the installed version of Faust is the one that the transport needs."""
    if found != FAUST:
        return bad("faust", f"faust-streaming {found} is installed, the transport needs {FAUST}", "make install")
    return ok("faust", f"faust-streaming {found}")


def check_schemas(stale: tuple[str, ...]) -> Finding:
    """Report JSON Schema files that differ from the message classes. Consumers read these files."""
    if stale:
        return bad("schemas", f"differ from the messages: {', '.join(stale)}", "make schemas")
    return ok("schemas", "schemas/json describes the messages")


def check_java(embedded: Embedded) -> Finding:
    """Report whether Java runs. The embedded Kafka needs Java."""
    if embedded.java_problem:
        return bad("java", embedded.java_problem, "make install")
    return ok("java", embedded.java)


def check_jars(embedded: Embedded) -> Finding:
    """Report whether the cache has all jars of Kafka that the lock lists."""
    what = f"{embedded.jars} of {embedded.jars_locked} jars of the lock are in the cache"
    if embedded.jars < embedded.jars_locked:
        return warn("jars", f"{what}; the next start fetches the others", "silkwire up")
    return ok("jars", what)


def check_disk(disk: Disk) -> Finding:
    """Report how much space a disk has left."""
    name, what = f"disk: {disk.what}", f"{disk.free_bytes / GB:.1f} GB free at {disk.path}"
    if disk.free_bytes < MINIMUM_FREE_BYTES:
        return bad(name, f"{what}, Kafka needs {MINIMUM_FREE_BYTES / GB:.1f}", f"free some space: du -xsh {disk.path}")
    if disk.free_bytes < LOW_BYTES:
        return warn(name, what, f"free some space: du -xsh {disk.path}")
    return ok(name, what)
