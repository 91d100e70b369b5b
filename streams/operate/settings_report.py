"""Lists every setting with its type, bounds, value, and the origin of the value. Secrets are masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from streams.settings import PREFIX, Settings

__all__ = ["Origin", "SettingRow", "report_settings"]

Origin = Literal["option", "environment", "file", "default"]

MASK = "********"


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as `silkwire config` shows it. `origin` says where the value was set."""

    variable: str
    value: Any
    origin: Origin
    type: str
    bounds: str
    default: Any
    sentence: str


def report_settings(
    settings: Settings, environ: Mapping[str, str], file: Mapping[str, str], options: Mapping[str, Any]
) -> list[SettingRow]:
    """Return one row per setting, in the order of their declaration.

    `environ` and `file` map variables to values, and `options` maps field names to command-line options.
    The three mappings show where a value was set.
    """
    variables = {name.upper() for name in environ}
    return [
        SettingRow(
            variable=(variable := f"{PREFIX}{name.upper()}"),
            value=_masked(getattr(settings, name)),
            origin=_origin(variable, variables, file, given=options.get(name) is not None),
            type=_type(field),
            bounds=_bounds(field),
            default=_masked(field.default),
            sentence=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _origin(variable: str, environ: set[str], file: Mapping[str, str], *, given: bool) -> Origin:
    if given:
        return "option"
    if variable in environ:
        return "environment"
    return "file" if variable in file else "default"


def _masked(value: Any) -> Any:
    """Return the value. For a secret, return a mask, or an empty text if the secret is not set."""
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    return value


def _type(field: FieldInfo) -> str:
    """Return the type of a setting in one word."""
    kind = field.annotation
    if kind is SecretStr:
        return "secret"
    if isinstance(kind, type):
        return {str: "text", int: "integer", float: "number"}[kind]
    return "choice"


def _bounds(field: FieldInfo) -> str:
    """Return which values a setting allows: the choices, a range, a pattern, or the maximum length."""
    if choices := get_args(field.annotation):
        return " | ".join(choices)
    limits = {name: value for it in field.metadata for name in LIMITS if (value := getattr(it, name, None)) is not None}
    if "ge" in limits:
        return f"{limits['ge']} to {limits['le']}"
    return str(limits.get("pattern") or f"at most {limits['max_length']} characters")


LIMITS = ("ge", "le", "pattern", "max_length")
