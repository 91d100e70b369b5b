"""Every exit error has its own code and a remedy."""

from __future__ import annotations

from streams.errors import ExitError


def test_every_cause_has_a_code_of_its_own_and_a_remedy() -> None:
    causes: list[type[ExitError]] = [ExitError, *ExitError.__subclasses__()]
    assert len({cause.code for cause in causes}) == len(causes)
    assert all(cause.__doc__ and cause.remedy for cause in causes)
