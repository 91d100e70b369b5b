"""How it travels: Faust, Kafka, Prometheus, the command line."""
