"""How records travel: Faust, Kafka, Prometheus, the command line."""
