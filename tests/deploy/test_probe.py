"""Whether a Kafka broker answers at a port."""

import socket
import struct
import threading

import pytest

from deploy.local.probe import answers, count_brokers
from tests.support.ports import dead_address


def metadata(brokers: int) -> bytes:
    body = struct.pack(">ii", 1, brokers) + b"\0" * 20
    return struct.pack(">i", len(body)) + body


@pytest.mark.parametrize(
    ("answer", "brokers"),
    [(metadata(1), 1), (metadata(3), 3), (metadata(0), 0), (metadata(1)[:9], 0), (b"", 0)],
    ids=["one", "three", "not registered yet", "cut off", "hung up"],
)
def test_the_brokers_in_an_answer_are_counted(answer: bytes, brokers: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(answer)
        theirs.shutdown(socket.SHUT_WR)
        assert count_brokers(ours) == brokers
        (size,) = struct.unpack(">i", theirs.recv(4))
        request = theirs.recv(size + 1)
        assert len(request) == size
        assert struct.unpack_from(">hh", request) == (3, 1)


def test_a_closed_or_silent_port_is_no_broker() -> None:
    with dead_address() as address:
        assert not answers(int(address.rpartition(":")[2]))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert not answers(silent.getsockname()[1], timeout_seconds=0.05)


def test_a_server_that_answers_is_a_broker() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(metadata(1))

        thread = threading.Thread(target=serve)
        thread.start()
        assert answers(server.getsockname()[1], timeout_seconds=3600)
        thread.join()
