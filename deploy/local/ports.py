"""Finds and checks free TCP ports."""

import secrets
import socket

from deploy.local.errors import LocalKafkaError, PortTaken

HOST = "127.0.0.1"
# These ports are below the ranges from which operating systems take client ports. If a broker's port
# were in such a range, a client that reconnects to the stopped broker could get the same port by chance.
# The client would then be connected to itself, and occupy the broker's port.
_LOWEST, _HIGHEST = 20_000, 32_000
_TRIES = 200


def is_free(port: int) -> bool:
    """Return whether a server could listen on the port now."""
    with socket.socket() as candidate:
        # Like the JVM: a port in TIME_WAIT after a killed broker is free.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(without: frozenset[int] = frozenset()) -> int:
    """Return a random free port that is not in `without`. Raise LocalKafkaError if none is found."""
    for _ in range(_TRIES):
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        if port not in without and is_free(port):
            return port
    raise LocalKafkaError(f"No free port between {_LOWEST} and {_HIGHEST} was found: give one with port=.")


def require_free(port: int) -> None:
    """Raise PortTaken if another program listens on the port."""
    if not is_free(port):
        raise PortTaken(f"Port {port} is in use: stop the program that uses it, or choose another port.")
