"""The language of an article: its headline and text in, an ISO 639-1 code out.

Naive Bayes over byte n-grams: M. Lui and T. Baldwin, "langid.py: An Off-the-shelf Language
Identification Tool" (ACL 2012), in the py3langid rendering, whose model comes with the package.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from agents.enrich.alphabets import fits

__all__ = ["UNKNOWN", "Guess", "identify", "warm"]

# All 140 languages of the model mix up close relatives of the big ones (Spanish with Aragonese);
# a set of 20 calls every other language by the name of one of the 20.
LANGUAGES = frozenset({
    "ar", "az", "be", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "hy", "id", "it",
    "ja", "ka", "kk", "ko", "ky", "mn", "nl", "pl", "ps", "pt", "ro", "ru", "sr", "sv", "tg", "th", "tk",
    "tr", "tt", "ug", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip

SAMPLE_CHARACTERS = 600
"""Enough: a longer sample names no more documents right, and costs more."""

MINIMUM_LETTERS = 20
"""Below this the model answers at random, and with confidence."""


class Guess(NamedTuple):
    """An ISO 639-1 code with its probability among LANGUAGES; both None: too short to tell, or not in the letters of any."""

    language: str | None
    confidence: float | None


UNKNOWN = Guess(None, None)


def identify(headline: str, text: str) -> Guess:
    """Return the language of the beginning of an article, with its confidence; UNKNOWN where its letters are not in it."""
    sample = f"{headline[:SAMPLE_CHARACTERS]}\n{text[:SAMPLE_CHARACTERS]}"[:SAMPLE_CHARACTERS]
    if sum(map(str.isalpha, sample)) < MINIMUM_LETTERS:
        return UNKNOWN
    language, confidence = _model().classify(sample)
    if not fits(language, sample):
        return UNKNOWN
    # Beyond the fourth digit the sum depends on the machine's linear algebra.
    return Guess(language, min(1.0, round(float(confidence), 4)))


def warm() -> None:
    """Load the model: 0.7 s and 60 MB that the first article would pay for otherwise."""
    _model()


@cache
def _model() -> LanguageIdentifier:
    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [index for index, label in enumerate(full.nb_classes) if label in LANGUAGES]
    # set_languages() keeps the full matrix beside the narrow one: 28 MB.
    return LanguageIdentifier(
        full.nb_ptc[:, columns].copy(),
        full.nb_pc[columns],
        [full.nb_classes[index] for index in columns],
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
