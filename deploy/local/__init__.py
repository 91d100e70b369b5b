"""A real Apache Kafka from Python, without Docker or an installed Java; it ends with its parent process.

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
