"""Amounts of money in a text, and their values in US dollars."""
