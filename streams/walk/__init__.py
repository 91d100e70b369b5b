"""Runs the pipeline without Kafka, and reports the results per page."""
