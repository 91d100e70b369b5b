"""A Maven coordinate in, a file on this disk out, by jgo.

jgo writes straight to its final path, keeps half a file when a download breaks, and takes a
missing checksum in silence. So every fetch gets a staging directory of its own, the caller checks
size and sha256, and nothing of jgo's knowledge of hosts is repeated here.
"""

from pathlib import Path

WORKERS = 8  # 46 jars, 45 MB: 7-12 s with 8 threads
_TIMEOUT_SECONDS = 30


def download(group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
    """Give a jar's path, in `staging` or, unless `fresh`, in the user's Maven cache.

    Repositories named in the user's jgo settings are honoured, so a mirror can stand in. Raises
    what jgo raises: OSError (network, disk) or RuntimeError (no repository has it).
    """
    from jgo.config import GlobalSettings  # noqa: PLC0415 - 0.3 s that a warm start need not pay
    from jgo.maven import MavenContext  # noqa: PLC0415

    settings = GlobalSettings.load()
    known = [] if fresh else [settings.repo_cache]
    context = MavenContext(repo_cache=staging, local_repos=known, timeout=_TIMEOUT_SECONDS)
    context.remote_repos.update(settings.repositories)
    return context.project(group, artifact).at_version(version).artifact().resolve()
