"""The cache directory, and the check for free space."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import DiskFull
from deploy.local.directories import cache_directory, require_space


def test_too_little_space_is_an_error_with_both_figures(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match=r"120 MB left and Kafka needs 500 MB.*free some space"):
        require_space(tmp_path, free_bytes=lambda _: 120_000_000)
    require_space(tmp_path, free_bytes=lambda _: 500_000_000)


@pytest.mark.parametrize(
    ("environ", "directory"),
    [
        ({"SILKWIRE_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"}, Path("/a/b")),
        ({"XDG_CACHE_HOME": "/c"}, Path("/c/silkwire")),
        ({}, Path.home() / ".cache" / "silkwire"),
    ],
)
def test_the_user_chooses_the_cache_directory(environ: dict[str, str], directory: Path) -> None:
    assert cache_directory(environ) == directory
