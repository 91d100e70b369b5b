"""Faust's application, with the batch transport in place of Faust's own transport.

Overridden (faust-streaming 0.15.3):
  _create_directories        Faust makes a directory for tables, but this application has no tables

Parts of Faust that are used and that Faust's type hints do not declare:
  tables.recovery.completed  the event that Faust sets once it may read the partitions of an assignment
"""

from __future__ import annotations

import logging
from typing import ClassVar, cast

import faust
from faust.transport.drivers import aiokafka as driver

from streams.kafka.connection import credentials
from streams.settings import Settings
from streams.transport.consumer import BatchConsumer
from streams.transport.producer import BatchProducer

__all__ = ["BatchApp", "BatchTransport", "new_app"]

WEEKS = 14 * 86_400.0
"""How long a worker may fetch nothing and stay in the group, in seconds: two weeks.

A worker whose partitions are all held fetches nothing. The watchdog ends a worker that hangs.
"""


NEW_PARTITIONS_MS = 5_000
"""Time between two looks for new partitions, in ms. A worker reads them after that and a rebalance.

A look takes some 0.3 ms of CPU (docs/decisions/0019).
"""


CLIENT_ID = "silkwire-worker"
"""The name of a worker in Kafka's logs, quotas and lists of members."""


class BatchTransport(driver.Transport):
    """Faust's Kafka driver, with the batch consumer and the batch producer."""

    Consumer: ClassVar[type[BatchConsumer]] = BatchConsumer
    Producer: ClassVar[type[BatchProducer]] = BatchProducer


class BatchApp(faust.App):
    """A Faust application whose agents get batches. It writes nothing to the disk."""

    logger = logging.getLogger("faust.app")  # the default, this module's logger, would log each start of a service

    def _create_directories(self) -> None:
        pass

    @property
    def batch_consumer(self) -> BatchConsumer:
        """Return the application's consumer. Faust creates the consumer at the first access."""
        return cast(BatchConsumer, self.consumer)

    @property
    def batch_producer(self) -> BatchProducer:
        """Return the application's producer. Faust creates the producer at the first access."""
        return cast(BatchProducer, self.producer)

    @property
    def idle_reason(self) -> str:
        """Return why the application may be idle now, such as "rebalancing"; empty once it may read its partitions."""
        if self.should_stop:
            return "stopping"
        if self.rebalancing or not self.batch_consumer.flow_active:
            return "rebalancing"
        if not self.tables.recovery.completed.is_set():  # type: ignore[attr-defined]
            return "joining the group"
        return "" if self.batch_consumer.is_positioned() else "finding where its partitions begin"


def new_app(settings: Settings) -> BatchApp:
    """Return a new application that has no agents and is not started.

    docs/decisions/0002 explains the options. Faust's web server is off, because it listens on every interface and
    serves the state.
    """
    app = BatchApp(
        settings.group,
        broker=[f"kafka://{address}" for address in settings.brokers.split(",")],
        broker_credentials=credentials(settings),
        broker_client_id=CLIENT_ID,
        autodiscover=False,
        origin="streams",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        agent_supervisor="mode.CrashingSupervisor",
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=settings.fetch_bytes,
        consumer_metadata_max_age_ms=NEW_PARTITIONS_MS,
        broker_commit_interval=settings.commit_seconds,
        broker_session_timeout=settings.session_seconds,
        broker_heartbeat_interval=settings.session_seconds / 4,
        broker_max_poll_interval=WEEKS,
        broker_max_poll_records=10_000,
        producer_acks=-1,
        producer_linger=0.0,
        producer_max_batch_size=settings.batch_bytes,
        producer_compression_type=None if settings.compression == "none" else settings.compression,
        stream_wait_empty=True,
    )
    app.transport = BatchTransport(app.conf.broker_consumer, app)
    return app
