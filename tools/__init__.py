"""Writes the files that are generated from the code. This package is not in the wheel."""
