"""What operators look at and do, apart from how it is printed: `streams/cli` prints it."""
