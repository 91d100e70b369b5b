"""Facts of a machine in, findings out; each check is pure."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.local.disk import MINIMUM_FREE_BYTES
from streams.operate.findings import Finding, bad, ok, skipped, warn
from streams.operate.machine import Disk, Embedded, Machine

__all__ = ["FAUST", "check_machine"]

FAUST = "0.15.3"
"""The one version whose private methods the transport overrides; pyproject.toml pins it."""

LOW_BYTES = 4 * MINIMUM_FREE_BYTES
GB = 1_000_000_000


def check_machine(machine: Machine) -> Iterator[Finding]:
    """Yield what there is to say of this machine."""
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
    """Judge SILKWIRE_* variables that nothing reads."""
    if unknown:
        return warn("settings", f"nothing of silkwire reads {', '.join(unknown)}", "silkwire config")
    return ok("settings", "every SILKWIRE_* variable is known")


def check_faust(found: str) -> Finding:
    """Judge the version of Faust: the transport overrides private methods of one."""
    if found != FAUST:
        return bad("faust", f"faust-streaming {found} is installed, the transport is made for {FAUST}", "make install")
    return ok("faust", f"faust-streaming {found}")


def check_schemas(stale: tuple[str, ...]) -> Finding:
    """Judge the JSON Schema that consumers are given against the messages that are sent."""
    if stale:
        return bad("schemas", f"not what the messages say: {', '.join(stale)}", "make schemas")
    return ok("schemas", "schemas/json is what the messages say")


def check_java(embedded: Embedded) -> Finding:
    """Judge the Java that the embedded Kafka runs on."""
    if embedded.java_problem:
        return bad("java", embedded.java_problem, "make install")
    return ok("java", embedded.java)


def check_jars(embedded: Embedded) -> Finding:
    """Judge Kafka's jars against the lock."""
    said = f"{embedded.jars} of {embedded.jars_locked} jars of the lock are in the cache"
    if embedded.jars < embedded.jars_locked:
        return warn("jars", f"{said}; the rest is fetched at the next start", "silkwire up")
    return ok("jars", said)


def check_disk(disk: Disk) -> Finding:
    """Judge what a disk has left."""
    name, said = f"disk: {disk.what}", f"{disk.free_bytes / GB:.1f} GB free at {disk.path}"
    if disk.free_bytes < MINIMUM_FREE_BYTES:
        return bad(name, f"{said}, Kafka wants {MINIMUM_FREE_BYTES / GB:.1f}", f"free some space: du -xsh {disk.path}")
    if disk.free_bytes < LOW_BYTES:
        return warn(name, said, f"free some space: du -xsh {disk.path}")
    return ok(name, said)
