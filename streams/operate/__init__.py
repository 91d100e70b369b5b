"""What operators can see and change in Kafka and on the machine. The commands in `streams/cli` print the results."""
