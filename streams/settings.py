"""Every setting of the worker and the commands: typed, bounded, with one sentence each.

The value of a setting comes from the first of these places that has one: an option of the
command, a SILKWIRE_* variable, a line of the file that SILKWIRE_SETTINGS_FILE names, the default.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.codec import first_error
from schemas.topics import PARTITIONS
from streams.errors import UsageError

__all__ = [
    "FILE_VARIABLE",
    "OTHERS",
    "PREFIX",
    "WATCHED_SOURCES",
    "Settings",
    "file_values",
    "known_variables",
    "load",
    "nearest_setting",
    "unknown_variables",
]

PREFIX = "SILKWIRE_"
FILE_VARIABLE = "SILKWIRE_SETTINGS_FILE"

OTHERS: Mapping[str, str] = {
    FILE_VARIABLE: "file of NAME=value lines; a variable of the environment comes first",
    "SILKWIRE_CACHE": "directory of the embedded Kafka's jars and start-up cache",
}
"""Names and descriptions of the SILKWIRE_* variables that are not settings of the worker."""

WATCHED_SOURCES = 20
"""Greatest number of sources with separate page metrics. Each source has about 40 series."""

MISSPELT = 0.75
"""Least similarity to a setting, from 0 to 1, at which an unknown variable counts as misspelt.

BROKER and BROKERS have a similarity of 0.92.
"""


class Settings(BaseSettings):
    """One field per setting. Its environment variable is SILKWIRE_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    brokers: str = Field(
        "127.0.0.1:9092", pattern=r"^[^\s,]+:\d+(,[^\s,]+:\d+)*$", max_length=2000,
        description="addresses of Kafka, host:port[,host:port]",
    )  # fmt: skip
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="protocol of Kafka; SSL encrypts, SASL logs in"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="how SASL checks the password"
    )
    sasl_username: str = Field("", max_length=256, description="user of the login; needed for SASL")
    sasl_password: SecretStr = Field(SecretStr(""), max_length=1024, description="its password; never shown")
    tls_ca_file: str = Field(
        "", max_length=4096, description="PEM file of the authority that signed the brokers' certificates; empty: the system's"
    )
    prefix: str = Field("silkwire.", pattern=r"^[A-Za-z0-9.-]{0,60}$", description="put before every topic name")
    group: str = Field("silkwire", pattern=r"^[A-Za-z0-9._-]{1,60}$", description="consumer group of the workers")
    partitions: int = Field(
        PARTITIONS["partitions"], ge=1, le=1000, description="partitions of a topic that `topics apply` creates"
    )
    drafts_partitions: int = Field(
        PARTITIONS["drafts_partitions"], ge=1, le=100,
        description="partitions of `drafts` and of the state of dedupe, when `topics apply` creates them; fixed afterwards",
    )  # fmt: skip
    ticks_partitions: int = Field(
        PARTITIONS["ticks_partitions"], ge=1, le=100,
        description="partitions of `ticks.raw` and of the state of ticks, when `topics apply` creates them; fixed afterwards",
    )  # fmt: skip
    replication: int = Field(1, ge=1, le=9, description="copies of a topic that `topics apply` creates")
    http_host: str = Field(
        "127.0.0.1", pattern=r"^[A-Za-z0-9.:_-]{1,255}$", description="address on which /metrics, /livez, /readyz listen"
    )
    http_port: int = Field(9464, ge=0, le=65535, description="their port; 0: a free one")
    commit_seconds: float = Field(
        0.5, ge=0.05, le=5, description="time between commits; a crash repeats the work since the last one"
    )
    session_seconds: float = Field(10, ge=2, le=60, description="time after which the group reassigns a dead worker's partitions")
    batch_bytes: int = Field(
        262_144, ge=16_384, le=786_432, description="largest record batch that is sent; a larger record is a batch by itself"
    )
    compression: Literal["none", "lz4", "zstd", "snappy", "gzip"] = Field(
        "lz4", description="compression of the records that are sent"
    )
    fetch_bytes: int = Field(1_048_576, ge=65_536, le=8_388_608, description="most bytes read ahead per partition")
    reject_limit: int = Field(
        1000,
        ge=1,
        le=1_000_000,
        description="rejected pages in a row that park a source; as the balance of other rejections, it holds a partition",
    )
    stall_seconds: float = Field(
        60,
        ge=5,
        le=600,
        description="a worker ends if it does not respond for this long, or if no batch finishes for 4 times this",
    )
    watched_sources: str = Field(
        "", max_length=2000, pattern=rf"^([^\s,]+(,[^\s,]+){{0,{WATCHED_SOURCES - 1}}})?$",
        description=f"sources with separate page metrics: a,b,c; at most {WATCHED_SOURCES}",
    )  # fmt: skip
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="lowest level that is logged")

    @model_validator(mode="after")
    def _together(self) -> Self:
        """Reject SASL without a user or a password, and a CA file that does not exist."""
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password.get_secret_value()):
            raise ValueError(f"{self.security_protocol} needs SILKWIRE_SASL_USERNAME and SILKWIRE_SASL_PASSWORD")
        if self.tls_ca_file and not Path(self.tls_ca_file).is_file():
            raise ValueError(f"SILKWIRE_TLS_CA_FILE: no file {self.tls_ca_file}")
        return self

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables for a child process. Secrets are in plain text."""
        return {f"{PREFIX}{name.upper()}": _plain(value) for name, value in self}


def _plain(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def load(**overrides: object) -> Settings:
    """Return the settings. An override that is not None comes before the environment.

    Raises UsageError for the first setting that is wrong or misspelt.
    """
    for name in unknown_variables(os.environ):
        if near := nearest_setting(name):
            raise UsageError(f"there is no setting {name}: did you mean {near}? `silkwire config` lists them")
    file_values(os.environ)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(_env_file=os.environ.get(FILE_VARIABLE) or None, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        place, _, problem = first_error(error).partition(": ")
        problem = problem.removeprefix("Value error, ")
        raise UsageError(problem if place == "record" else f"setting {PREFIX}{place.upper()}: {problem}") from None


def file_values(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the settings file by variable name; empty if SILKWIRE_SETTINGS_FILE is not set.

    Raises UsageError if the file is missing, or if a line of it names an unknown setting.
    """
    path = environ.get(FILE_VARIABLE)
    if not path:
        return {}
    if not Path(path).is_file():
        raise UsageError(f"{FILE_VARIABLE}: no file {path}")
    values = {name.upper(): value or "" for name, value in dotenv_values(path).items()}
    for name in values:
        if name not in known_variables():
            near = nearest_setting(name)
            raise UsageError(f"{path}: there is no setting {name}{f', did you mean {near}?' if near else ''}")
    return values


def known_variables() -> set[str]:
    """Return the names of the environment variables of all settings."""
    return {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def unknown_variables(environ: Iterable[str]) -> list[str]:
    """Return the names in `environ` that begin with SILKWIRE_ and that nothing in silkwire reads, sorted."""
    return sorted(
        name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known_variables() | OTHERS.keys()
    )


def nearest_setting(name: str) -> str | None:
    """Return the variable of the setting that `name` most likely means, or None if no setting is similar.

    Kubernetes sets SILKWIRE_SERVICE_HOST and similar variables for a service named silkwire.
    No setting is similar to these variables, so they are ignored.
    """
    fields = [field.upper() for field in Settings.model_fields]
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), fields, n=1, cutoff=MISSPELT)
    return f"{PREFIX}{near[0]}" if near else None
