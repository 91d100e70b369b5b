"""How every Kafka client of ours connects: addresses, encryption, login and patience in one place."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from aiokafka.conn import create_conn
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NodeNotReadyError,
    RequestTimedOutError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)

from streams.errors import BrokerDown, NotAllowed, Stopped, UsageError
from streams.settings import Settings

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT

__all__ = ["SILENCE", "connection", "credentials", "patiently", "told", "why_unreachable"]

log = logging.getLogger("silkwire.clients")

T = TypeVar("T")

TRY_MS = 5000
AGAIN_SECONDS = 0.5

SILENCE = (KafkaTimeoutError, RequestTimedOutError, KafkaConnectionError, NodeNotReadyError)
"""What aiokafka raises where a broker is away or says nothing, and which the broker itself cures by coming back."""

REFUSALS = (TopicAuthorizationFailedError, GroupAuthorizationFailedError, ClusterAuthorizationFailedError)


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


async def patiently(what: str, ask: Callable[[], Awaitable[T]]) -> T:
    """Return what a question to the broker gives; ask again for as long as it is silent.

    For questions that change nothing. A worker that waits here too long is ended by its
    watchdog, as any other that has records and finishes none.
    """
    while True:
        try:
            return await ask()
        except SILENCE as error:
            log.warning("%s: %s; asking again", what, error)
            await asyncio.sleep(AGAIN_SECONDS)


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


def told(settings: Settings, error: KafkaError) -> Stopped:
    """Return what an error of Kafka means for a command, and what to do next."""
    what = f"{settings.brokers}: {type(error).__name__}: {error}"
    if isinstance(error, REFUSALS):
        user = settings.sasl_username or "an unnamed user"
        return NotAllowed(f"{what}: Kafka does not let {user} do this; give it the right")
    return BrokerDown(f"{what}: silkwire doctor looks further")


async def why_unreachable(settings: Settings) -> BrokerDown:
    """Return why the first broker lets us not in; aiokafka's clients tell only that none did."""
    address = settings.brokers.partition(",")[0]
    host, _, port = address.rpartition(":")
    options = {name: value for name, value in connection(settings).items() if name != "bootstrap_servers"}
    try:
        opened = await create_conn(host, int(port), request_timeout_ms=TRY_MS, **options)
    except ssl.SSLCertVerificationError as error:
        return BrokerDown(
            f"the certificate of {address} is not trusted ({error.verify_message}): "
            f"set SILKWIRE_TLS_CA_FILE to the authority that signed it"
        )
    except ssl.SSLError as error:
        return BrokerDown(f"{address} speaks no TLS ({error.reason}): check its port and SILKWIRE_SECURITY_PROTOCOL")
    except SaslAuthenticationFailed:
        return BrokerDown(
            f"{address} refused the login of {settings.sasl_username}: check SILKWIRE_SASL_USERNAME and SILKWIRE_SASL_PASSWORD"
        )
    except UnsupportedSaslMechanismError:
        return BrokerDown(f"{address} takes no login by {settings.sasl_mechanism}: set SILKWIRE_SASL_MECHANISM")
    except (OSError, KafkaError, TimeoutError):
        return BrokerDown(f"no Kafka broker answers at {settings.brokers}: start one (silkwire up) or set SILKWIRE_BROKERS")
    opened.close()
    return BrokerDown(f"{address} answers, but tells of no cluster: look at its log")


def _tls(settings: Settings) -> ssl.SSLContext | None:
    """Return a context that checks certificate and host name; None without encryption."""
    if not settings.security_protocol.endswith("SSL"):
        return None
    try:
        return ssl.create_default_context(cafile=settings.tls_ca_file or None)
    except ssl.SSLError as error:
        raise UsageError(f"SILKWIRE_TLS_CA_FILE: {settings.tls_ca_file} holds no PEM certificate ({error.reason})") from None
