"""What several stages read in text: lines, dates, tick lines, currencies, broken encodings, the identity of an article."""
