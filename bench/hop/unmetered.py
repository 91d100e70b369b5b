"""One hop through silkwire without metrics. The difference to the hop with metrics is their cost."""

from __future__ import annotations

from functools import partial

from bench.child import answer
from bench.hop import silkwire
from bench.hop.job import Job

if __name__ == "__main__":
    answer(Job, partial(silkwire.run, metered=False))
