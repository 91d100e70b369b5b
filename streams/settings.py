"""Every setting of the worker and the tools: typed, bounded, from SILKWIRE_* variables."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.codec import first_error
from streams.exits import UsageError

__all__ = ["Settings", "load"]


class Settings(BaseSettings):
    """One field a setting; the environment variable is SILKWIRE_ and the field's name."""

    model_config = SettingsConfigDict(env_prefix="SILKWIRE_", frozen=True, extra="forbid")

    brokers: str = Field("127.0.0.1:9092", pattern=r"^[^\s,]+:\d+(,[^\s,]+:\d+)*$", description="Kafka, host:port[,host:port]")
    prefix: str = Field("silkwire.", pattern=r"^[A-Za-z0-9.-]{0,60}$", description="put before every topic name")
    group: str = Field("silkwire", pattern=r"^[A-Za-z0-9._-]{1,60}$", description="consumer group of the workers")
    replication: int = Field(1, ge=1, le=9, description="copies of a topic that `topics apply` creates")
    http_host: str = Field("127.0.0.1", description="where /metrics, /livez and /readyz listen")
    http_port: int = Field(9464, ge=0, le=65535, description="their port; 0 takes a free one")
    commit_seconds: float = Field(0.5, ge=0.05, le=5, description="time between commits: what a crash repeats")
    session_seconds: float = Field(10, ge=2, le=60, description="the group gives a dead worker's partitions away after this")
    batch_bytes: int = Field(262_144, ge=16_384, le=786_432, description="largest record batch sent, but for larger records")
    compression: Literal["none", "lz4", "zstd", "snappy", "gzip"] = Field("lz4", description="of what is sent")
    fetch_bytes: int = Field(1_048_576, ge=65_536, le=8_388_608, description="most bytes read ahead a partition")
    reject_limit: int = Field(1000, ge=1, le=1_000_000, description="refused records over accepted ones that hold a partition")
    stall_seconds: float = Field(
        60, ge=5, le=600, description="a worker ends that hangs this long, or rests on a batch for 4 x this"
    )
    watched_sources: str = Field(
        "", max_length=2000, pattern=r"^[^\s]*$", description="sources with page metrics of their own: a,b,c"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least level logged")


def load(**overrides: object) -> Settings:
    """Read the settings from the environment; UsageError names the first one that is wrong."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        place, _, problem = first_error(error).partition(": ")
        msg = f"setting SILKWIRE_{place.upper()}: {problem}"
        raise UsageError(msg) from None
