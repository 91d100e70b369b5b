"""What a deployment of silkwire can use: the embedded Kafka, and alerts for Prometheus."""
