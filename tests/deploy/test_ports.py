"""Free ports."""

from __future__ import annotations

from deploy.local.ports import free_port, is_free


def test_a_free_port_is_free_and_outside_the_range_of_client_ports() -> None:
    port = free_port()
    assert is_free(port)
    assert port < 32_768
    assert free_port(without=frozenset({port})) != port
