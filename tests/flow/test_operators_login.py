"""Every client connects to a Kafka that requires encryption and a login."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from pydantic import SecretStr

from deploy.local import LocalKafka
from deploy.local.java import find_java
from deploy.local.ports import free_port
from schemas.topics import ARTICLES_CLEAN
from streams.settings import Settings
from tests.support.cli import assert_one_line, command, silkwire
from tests.support.kafka import running
from tests.support.pages import PAGE

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("a broker with a login")]

USER, PASSWORD, STORE = "worker", "felt-4711", "store-4711"


def make_certificate(directory: Path) -> Path:
    """Make the broker's key and certificate with Java's own tool; return the certificate as PEM."""
    keytool, store = str(find_java().with_name("keytool")), ("-keystore", str(directory / "broker.p12"), "-storepass", STORE)
    subprocess.run(
        [keytool, "-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "san=ip:127.0.0.1",
         "-storetype", "PKCS12", *store],
        check=True, capture_output=True,
    )  # fmt: skip
    done = subprocess.run([keytool, "-exportcert", "-alias", "broker", "-rfc", *store], check=True, capture_output=True)
    certificate = directory / "ca.pem"
    certificate.write_bytes(done.stdout)
    return certificate


def listener(directory: Path, port: int) -> dict[str, str]:
    """Return the broker's properties of two listeners: one plain, one with TLS and SCRAM."""
    return {
        "listeners": f"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller_port}},SASL_SSL://127.0.0.1:{port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{{port}},SASL_SSL://127.0.0.1:{port}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
            "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        ),
        "ssl.keystore.location": str(directory / "broker.p12"),
        "ssl.keystore.type": "PKCS12",
        "ssl.keystore.password": STORE,
        "ssl.key.password": STORE,
    }


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Start a broker with such a listener, and a user who may log in."""
    directory, port = tmp_path_factory.mktemp("guarded"), free_port()
    certificate = make_certificate(directory)
    with LocalKafka(properties=listener(directory, port)) as kafka:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
        change = UserScramCredentialUpsertion(USER, info, PASSWORD.encode())
        client = AdminClient({"bootstrap.servers": kafka.bootstrap})
        client.alter_user_scram_credentials([change])[USER].result()
        yield Settings(
            brokers=f"127.0.0.1:{port}", security_protocol="SASL_SSL", sasl_username=USER, sasl_password=SecretStr(PASSWORD),
            tls_ca_file=str(certificate), http_port=0, commit_seconds=0.05,
        )  # fmt: skip


async def test_the_whole_flow_runs_over_tls_with_a_login(guarded: Settings, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    for arguments in (["topics", "apply"], ["publish", str(page)]):
        done = await command(guarded, *arguments)
        assert done.returncode == 0, done.stderr
    async with running(guarded):
        arguments = ["tail", ARTICLES_CLEAN.name, "--from-start", "--count", "1", "--json"]
        tailed = await command(guarded, *arguments)
        looked = await command(guarded, "doctor", "--json")
    assert b"Kochkor Opens a Market" in tailed.stdout
    assert looked.returncode == 0, looked.stdout
    assert PASSWORD.encode() not in looked.stdout + looked.stderr


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SILKWIRE_SASL_PASSWORD": "wrong"}, ["refused the login of worker", "SILKWIRE_SASL_PASSWORD"]),
        ({"SILKWIRE_TLS_CA_FILE": ""}, ["certificate", "is not trusted", "SILKWIRE_TLS_CA_FILE"]),
        ({"SILKWIRE_SASL_MECHANISM": "PLAIN"}, ["accepts no login by PLAIN", "SILKWIRE_SASL_MECHANISM"]),
    ],
)
def test_what_keeps_us_out_is_named(guarded: Settings, changed: dict[str, str], words: list[str]) -> None:
    done = silkwire("topics", "show", stdin=b"", **(guarded.environment() | changed))
    assert_one_line(done, 69, *words)
    assert PASSWORD.encode() not in done.stderr
