"""What operators can see and change. The commands in `streams/cli` print it."""
