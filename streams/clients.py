"""How every Kafka client of ours connects: addresses, encryption and login in one place."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from streams.exits import UsageError
from streams.settings import Settings

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT

__all__ = ["connection", "credentials"]


def connection(settings: Settings) -> dict[str, Any]:
    """Return what aiokafka's consumers, producers and admin clients are made with."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers,
        "security_protocol": settings.security_protocol,
        "ssl_context": _tls(settings),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return options


def credentials(settings: Settings) -> CredentialsT | None:
    """Return the same for Faust; None where Kafka is spoken to in plain text."""
    import faust  # noqa: PLC0415  the commands must not wait for it

    tls = _tls(settings)
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.sasl_username, password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism, ssl_context=tls,
        )  # fmt: skip
    return faust.SSLCredentials(tls) if tls is not None else None


def _tls(settings: Settings) -> ssl.SSLContext | None:
    """Return a context that checks certificate and host name; None without encryption."""
    if not settings.security_protocol.endswith("SSL"):
        return None
    try:
        return ssl.create_default_context(cafile=settings.tls_ca_file or None)
    except ssl.SSLError as error:
        raise UsageError(f"SILKWIRE_TLS_CA_FILE: {settings.tls_ca_file} holds no PEM certificate ({error.reason})") from None
