"""A crawler that begins a transaction, writes pages, and never ends it: BROKERS TOPIC SEED COUNT SECONDS.

It prints `open` once the broker has the pages, and waits to be killed. Then the broker aborts the transaction after
SECONDS.
"""

from __future__ import annotations

import signal
import sys

from confluent_kafka import Producer

from tests.support.pages import envelope, make_pages

if __name__ == "__main__":
    brokers, topic, seed, count, seconds = sys.argv[1:]
    producer = Producer(
        {
            "bootstrap.servers": brokers,
            "transactional.id": f"{topic}-open",
            "transaction.timeout.ms": int(seconds) * 1000,
            "log_level": 0,
        }
    )
    producer.init_transactions()
    producer.begin_transaction()
    for number, page in enumerate(make_pages(int(count), seed=int(seed), repeated=0)):
        producer.produce(topic, envelope(page), partition=number)
    assert producer.flush(60) == 0, "the broker did not take all pages"
    sys.stdout.write("open\n")
    sys.stdout.flush()
    signal.pause()
