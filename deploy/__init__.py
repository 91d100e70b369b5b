"""Where silkwire runs: the embedded Kafka, and alerts for Prometheus."""
