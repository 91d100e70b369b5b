"""Each setting with its type, bounds, value and where the value comes from; secrets masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from streams.settings import PREFIX, Settings

__all__ = ["Origin", "Shown", "shown_settings"]

Origin = Literal["option", "environment", "file", "default"]

MASK = "********"


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as `silkwire config` shows it."""

    variable: str
    value: Any
    origin: Origin
    type: str
    bounds: str
    default: Any
    sentence: str


def shown_settings(
    settings: Settings, environ: Mapping[str, str], file: Mapping[str, str], options: Mapping[str, Any]
) -> list[Shown]:
    """Return every setting, in the order they are declared; `options` by field name."""
    set_here = {name.upper() for name in environ}
    return [
        Shown(
            variable=(variable := f"{PREFIX}{name.upper()}"),
            value=_masked(getattr(settings, name)),
            origin=_origin(variable, set_here, file, given=options.get(name) is not None),
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
    """Return the value, or of a secret only whether there is one."""
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    return value


def _type(field: FieldInfo) -> str:
    """Return the type in a word: a secret and a choice are texts."""
    kind = field.annotation
    if kind is SecretStr:
        return "secret"
    if isinstance(kind, type):
        return {str: "text", int: "integer", float: "number"}[kind]
    return "choice"


def _bounds(field: FieldInfo) -> str:
    """Return what values are taken: the choices, a range, a pattern or the greatest length."""
    if choices := get_args(field.annotation):
        return " | ".join(choices)
    limits = {name: value for it in field.metadata for name in LIMITS if (value := getattr(it, name, None)) is not None}
    if "ge" in limits:
        return f"{limits['ge']} to {limits['le']}"
    return str(limits.get("pattern") or f"at most {limits['max_length']} characters")


LIMITS = ("ge", "le", "pattern", "max_length")
