"""Nothing or a wanted port in, ports nobody listens on out."""

import secrets
import socket

from deploy.local.errors import LocalKafkaError, PortTaken

HOST = "127.0.0.1"
# Below the ranges systems take client ports from: a client that keeps redialling a stopped broker
# inside that range can, by chance, connect to itself and hold the broker's port.
_LOWEST, _HIGHEST = 20_000, 32_000
_TRIES = 200


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with socket.socket() as candidate:
        # As the JVM does: a port in TIME_WAIT after a killed broker is free.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(without: frozenset[int] = frozenset()) -> int:
    """Choose a free port at random, none of those in `without`."""
    for _ in range(_TRIES):
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        if port not in without and is_free(port):
            return port
    message = f"No free port between {_LOWEST} and {_HIGHEST} was found: give one with port=."
    raise LocalKafkaError(message)


def require_free(port: int) -> None:
    """Raise PortTaken when somebody listens on the port."""
    if not is_free(port):
        message = f"Port {port} is in use: stop the program that holds it, or choose another port."
        raise PortTaken(message)
