"""What several stages read off text: lines, words, dates, tick lines, identity; pure and without Kafka."""

from __future__ import annotations

from agents.text.dates import parse_date
from agents.text.lines import Line, split_lines
from agents.text.normalise import content_id, fold
from agents.text.tickline import TickPrinted, parse_ticks
from agents.text.words import stems

__all__ = ["Line", "TickPrinted", "content_id", "fold", "parse_date", "parse_ticks", "split_lines", "stems"]
