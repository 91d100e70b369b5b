"""Every client of the broker, and what is asked of it."""
