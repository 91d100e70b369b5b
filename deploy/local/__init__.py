"""A real Apache Kafka from Python: no Docker, no Java to install, gone with its parent.

`with LocalKafka() as kafka:` gives `kafka.bootstrap`, the address for any client.
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
