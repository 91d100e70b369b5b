"""Runs a real Apache Kafka from Python. It needs no Docker and no installed Java.

The broker ends when the process that started it ends. Inside `with LocalKafka() as kafka:`,
`kafka.bootstrap` is the address for clients.
"""

from deploy.local.errors import (
    DiskFull,
    JarDamaged,
    JarsUnavailable,
    KafkaDidNotStart,
    LocalKafkaError,
    NoJava,
    PortTaken,
)
from deploy.local.jars import install_jars
from deploy.local.kafka import LocalKafka
from deploy.local.progress import Progress

__all__ = [
    "DiskFull",
    "JarDamaged",
    "JarsUnavailable",
    "KafkaDidNotStart",
    "LocalKafka",
    "LocalKafkaError",
    "NoJava",
    "PortTaken",
    "Progress",
    "install_jars",
]
