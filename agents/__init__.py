"""What happens to a record: one folder per stage, pure functions; `agent.py` alone knows Faust."""
