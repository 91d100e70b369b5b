"""Limits the harm of bad crawlers and bad records (docs/decisions/0004).

A hold pauses a partition after too many rejected records. A trial processes suspect records alone, to find the record
that crashes a worker.
"""

from __future__ import annotations

from streams.control.gate import Gate
from streams.control.gates import Gates
from streams.control.poison import BatchPlan
from streams.control.topic import ControlLog

__all__ = ["BatchPlan", "ControlLog", "Gate", "Gates"]
