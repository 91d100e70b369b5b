"""How every Kafka client connects: addresses, encryption, login and retries."""

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

from streams.errors import BrokerDown, ExitError, NotAllowed, UsageError
from streams.settings import Settings

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT

__all__ = [
    "CONNECT_MS",
    "TRANSIENT_ERRORS",
    "broker_down",
    "connection",
    "credentials",
    "explain_error",
    "not_allowed",
    "retry_until_answered",
    "tls_context",
    "why_unreachable",
]

log = logging.getLogger("silkwire.clients")

T = TypeVar("T")

CONNECT_MS = 5000
"""Longest time for one attempt to connect, in ms."""

RETRY_SECONDS = 0.5

TRANSIENT_ERRORS = (KafkaTimeoutError, RequestTimedOutError, KafkaConnectionError, NodeNotReadyError)
"""Errors of aiokafka that no longer occur once the broker is back."""

AUTHORIZATION_ERRORS = (TopicAuthorizationFailedError, GroupAuthorizationFailedError, ClusterAuthorizationFailedError)


def connection(settings: Settings) -> dict[str, Any]:
    """Return the connection arguments of aiokafka's consumers and producers.

    Raises UsageError if the CA file has no certificate.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers,
        "security_protocol": settings.security_protocol,
        "ssl_context": tls_context(settings),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return options


async def retry_until_answered(what: str, ask: Callable[[], Awaitable[T]]) -> T:
    """Call `ask` again after every transient error, until the broker answers. Return the answer.

    Use this only for requests that change nothing. `what` names the request in the log. There is
    no time limit here: the watchdog ends a worker that makes no progress.
    """
    while True:
        try:
            return await ask()
        except TRANSIENT_ERRORS as error:
            log.warning("%s: %s; asking again", what, error)
            await asyncio.sleep(RETRY_SECONDS)


def credentials(settings: Settings) -> CredentialsT | None:
    """Return Faust's object for login and encryption, or None for a plain-text connection."""
    import faust  # noqa: PLC0415  commands must not wait for it

    tls = tls_context(settings)
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.sasl_username, password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism, ssl_context=tls,
        )  # fmt: skip
    return faust.SSLCredentials(tls) if tls is not None else None


def explain_error(settings: Settings, error: KafkaError) -> ExitError:
    """Convert an error of Kafka into NotAllowed or BrokerDown. The message says what to do next."""
    what = f"{type(error).__name__}: {error}"
    return not_allowed(settings, what) if isinstance(error, AUTHORIZATION_ERRORS) else broker_down(settings, what)


def not_allowed(settings: Settings, what: str) -> NotAllowed:
    """Return the error for a request that Kafka denies. `what` has the name and the text of Kafka's error."""
    user = settings.sasl_username or "an unnamed user"
    return NotAllowed(f"{settings.brokers}: {what}: Kafka does not allow {user} to do this; give the user the right")


def broker_down(settings: Settings, what: str) -> BrokerDown:
    """Return the error for a request that failed. `what` has the name and the text of Kafka's error."""
    return BrokerDown(f"{settings.brokers}: {what}: run silkwire doctor")


async def why_unreachable(settings: Settings) -> BrokerDown | None:
    """Return an error that explains why every broker rejected the connection; None if one of them accepts it.

    The error is that of the first broker. librdkafka reports only that no broker accepted the connection, and it reports
    that also when it has not tried each address of a name. So this function connects once more.
    """
    found = await asyncio.gather(*(_why_refused(settings, address) for address in settings.brokers.split(",")))
    return found[0] if all(found) else None


async def _why_refused(settings: Settings, address: str) -> BrokerDown | None:
    host, _, port = address.rpartition(":")
    options = {name: value for name, value in connection(settings).items() if name != "bootstrap_servers"}
    try:
        opened = await create_conn(host, int(port), request_timeout_ms=CONNECT_MS, **options)
    except ssl.SSLCertVerificationError as error:
        return BrokerDown(
            f"the certificate of {address} is not trusted ({error.verify_message}): "
            f"set SILKWIRE_TLS_CA_FILE to the authority that signed it"
        )
    except ssl.SSLError as error:
        return BrokerDown(f"{address} does not speak TLS ({error.reason}): check its port and SILKWIRE_SECURITY_PROTOCOL")
    except SaslAuthenticationFailed:
        return BrokerDown(
            f"{address} refused the login of {settings.sasl_username}: check SILKWIRE_SASL_USERNAME and SILKWIRE_SASL_PASSWORD"
        )
    except UnsupportedSaslMechanismError:
        return BrokerDown(f"{address} accepts no login by {settings.sasl_mechanism}: set SILKWIRE_SASL_MECHANISM")
    except (OSError, KafkaError, TimeoutError):
        return BrokerDown(f"no Kafka broker answers at {settings.brokers}: start one (silkwire up) or set SILKWIRE_BROKERS")
    opened.close()
    return None


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return a TLS context that checks certificate and host name, or None for a connection without TLS."""
    if not settings.security_protocol.endswith("SSL"):
        return None
    try:
        return ssl.create_default_context(cafile=settings.tls_ca_file or None)
    except ssl.SSLError as error:
        raise UsageError(f"SILKWIRE_TLS_CA_FILE: {settings.tls_ca_file} holds no PEM certificate ({error.reason})") from None
