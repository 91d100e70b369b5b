"""Writes the files that are made from the code; not in the wheel."""
