"""Text functions that several stages share: lines, dates, ticks, currencies, broken encodings, the id of an article."""
