"""Finds the language of an article from its headline and text.

The method is naive Bayes over byte n-grams: M. Lui and T. Baldwin, "langid.py: An Off-the-shelf Language Identification
Tool" (ACL 2012). The package py3langid has the implementation and the model.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from agents.enrich.alphabets import fits_alphabet

__all__ = ["UNKNOWN", "LanguageGuess", "identify_language", "load_model"]

# If all 140 languages are allowed, the model confuses big languages with close relatives (Spanish with Aragonese).
# If only 20 are allowed, it names one of the 20 for a text in any other language.
LANGUAGES = frozenset({
    "ar", "az", "be", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "hy", "id", "it",
    "ja", "ka", "kk", "ko", "ky", "mn", "nl", "pl", "ps", "pt", "ro", "ru", "sr", "sv", "tg", "th", "tk",
    "tr", "tt", "ug", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip

SAMPLE_CHARACTERS = 600
"""Characters of an article that the model reads. A longer sample takes more time, and the results are not better."""

MINIMUM_LETTERS = 20
"""Letters that a sample needs. With fewer letters the model guesses at random, and reports a high confidence."""


class LanguageGuess(NamedTuple):
    """The ISO 639-1 code of a language, and its probability among LANGUAGES.

    Both are None if the text is too short, or does not fit the alphabet of the language that the model found.
    """

    language: str | None
    confidence: float | None


UNKNOWN = LanguageGuess(None, None)


def identify_language(headline: str, text: str) -> LanguageGuess:
    """Return the language of an article and its confidence, or UNKNOWN. Only the first SAMPLE_CHARACTERS are read."""
    sample = f"{headline[:SAMPLE_CHARACTERS]}\n{text[:SAMPLE_CHARACTERS]}"[:SAMPLE_CHARACTERS]
    if sum(map(str.isalpha, sample)) < MINIMUM_LETTERS:
        return UNKNOWN
    language, confidence = _model().classify(sample)
    if not fits_alphabet(language, sample):
        return UNKNOWN
    # From the fifth decimal on, the result depends on the machine's linear algebra library.
    return LanguageGuess(language, min(1.0, round(float(confidence), 4)))


def load_model() -> None:
    """Load the model, which takes 0.7 s and 60 MB. Without this call, the first article waits for the model."""
    _model()


@cache
def _model() -> LanguageIdentifier:
    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [index for index, label in enumerate(full.nb_classes) if label in LANGUAGES]
    # set_languages() would also keep the full matrix, which takes 28 MB.
    return LanguageIdentifier(
        full.nb_ptc[:, columns].copy(),
        full.nb_pc[columns],
        [full.nb_classes[index] for index in columns],
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
