"""The pipeline without Kafka, and its report."""
