"""The machine that the figures were measured on, in one line."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from deploy.local.lockfile import LOCK_FILE, parse_lock

__all__ = ["machine_line"]

PACKAGES = ("faust-streaming", "aiokafka")


def machine_line() -> str:
    """Return cores, processor, the load before the start, and versions."""
    kafka = next(jar.version for jar in parse_lock(LOCK_FILE.read_text("utf-8")) if jar.artifact.startswith("kafka_"))
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), load {os.getloadavg()[0]:.1f}, "
        f"{platform.system()}, Python {platform.python_version()}, {packages}, Kafka {kafka}"
    )


def _processor() -> str:
    """Return the processor's name; only Linux has it in a file."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8", "replace").splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
