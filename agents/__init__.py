"""What happens to a record: one folder a stage, pure functions and one thin agent each."""
