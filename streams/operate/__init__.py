"""What operators look at and change; `streams/cli` prints it."""
