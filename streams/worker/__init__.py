"""The worker process: its start, health, logs, watchdog and end."""
