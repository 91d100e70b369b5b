"""A function that hangs is ended with its process."""

from __future__ import annotations

import time

import pytest

from streams.operate.isolated import ProcessEnded, run_isolated


def test_a_function_that_hangs_is_ended() -> None:
    with pytest.raises(ProcessEnded, match=r"longer than 0\.2 s"):
        run_isolated(time.sleep, 60, seconds=0.2)
