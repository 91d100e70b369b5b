"""Where silkwire runs: the embedded Kafka, images, manifests, alerts."""
