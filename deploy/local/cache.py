"""The environment in, the directory of things worth keeping between runs out."""

import os
from collections.abc import Mapping
from pathlib import Path


def cache_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the cache directory: SILKWIRE_CACHE, else the user's cache + silkwire."""
    if chosen := environ.get("SILKWIRE_CACHE"):
        return Path(chosen).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "silkwire"
