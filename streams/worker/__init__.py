"""The process: its start, its health, its end."""
