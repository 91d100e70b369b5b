"""The trained model: its passes over the lines of a page, its trees and n-grams, and its files."""

from __future__ import annotations

__all__: list[str] = []
