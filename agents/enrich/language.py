"""The language of an article, by its headline and text.

Naive Bayes over byte n-grams: M. Lui and T. Baldwin, "langid.py: An Off-the-shelf Language
Identification Tool" (ACL 2012), as implemented by py3langid, whose model is part of its package.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from agents.enrich.alphabets import fits_alphabet

__all__ = ["UNKNOWN", "LanguageGuess", "identify_language", "load_model"]

# With all 140 languages the model confuses big languages with close relatives (Spanish with Aragonese).
# With only 20 it names one of the 20 for a text in any other language.
LANGUAGES = frozenset({
    "ar", "az", "be", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "hy", "id", "it",
    "ja", "ka", "kk", "ko", "ky", "mn", "nl", "pl", "ps", "pt", "ro", "ru", "sr", "sv", "tg", "th", "tk",
    "tr", "tt", "ug", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip

SAMPLE_CHARACTERS = 600
"""A longer sample costs more and gets no more documents right."""

MINIMUM_LETTERS = 20
"""With fewer letters the model guesses at random, with high confidence."""


class LanguageGuess(NamedTuple):
    """An ISO 639-1 code and its probability among LANGUAGES.

    Both are None for a text that is too short, or not in the alphabet of the language found.
    """

    language: str | None
    confidence: float | None


UNKNOWN = LanguageGuess(None, None)


def identify_language(headline: str, text: str) -> LanguageGuess:
    """Return the language of the first SAMPLE_CHARACTERS of an article, with its confidence, or UNKNOWN."""
    sample = f"{headline[:SAMPLE_CHARACTERS]}\n{text[:SAMPLE_CHARACTERS]}"[:SAMPLE_CHARACTERS]
    if sum(map(str.isalpha, sample)) < MINIMUM_LETTERS:
        return UNKNOWN
    language, confidence = _model().classify(sample)
    if not fits_alphabet(language, sample):
        return UNKNOWN
    # After the fourth decimal the sum depends on the machine's linear algebra.
    return LanguageGuess(language, min(1.0, round(float(confidence), 4)))


def load_model() -> None:
    """Load the model, which takes 0.7 s and 60 MB; else the first article waits for it."""
    _model()


@cache
def _model() -> LanguageIdentifier:
    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [index for index, label in enumerate(full.nb_classes) if label in LANGUAGES]
    # set_languages() would keep the full matrix, too: 28 MB.
    return LanguageIdentifier(
        full.nb_ptc[:, columns].copy(),
        full.nb_pc[columns],
        [full.nb_classes[index] for index in columns],
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
