"""Confidences against shares of right headlines, and the map that calibrates them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from agents.split.model.trained_model import IDENTITY, ConfidenceMap, calibrated
from tests.training.pages import FERRY, labelled, split_at
from training.calibration import calibrated_in_folds, fit_confidence
from training.pages import Origin
from training.reader import KnownArticle
from training.reliability import ScoredArticle, by_group, calibration_error, errors_by_group, reliability, scored_articles
from training.shapes import ALL, Shape

PAGE = labelled()


def underconfident(count: int, seed: int) -> list[ScoredArticle]:
    """Return articles that are right more often than their confidence says: its square root."""
    chance = random.Random(seed)  # noqa: S311  no secret
    found = []
    for number in range(count):
        sure = chance.random()
        found.append(ScoredArticle(PAGE, f"publisher {number % 20}", sure, chance.random() < sure**0.5))
    return found


def test_an_article_is_right_if_the_line_of_its_headline_is() -> None:
    articles = scored_articles([(PAGE, split_at(PAGE, (0, 3, 0.31), (4, 7, 0.97)))], {})
    assert [(article.confidence, article.right, article.publisher) for article in articles] == [
        (0.31, False, "lake"),
        (0.97, True, "lake"),
    ]


@pytest.mark.parametrize(("printed", "wanted"), [(True, [True, False]), (False, [])])
def test_on_pages_of_one_article_the_title_decides_if_it_is_printed(printed: bool, wanted: list[bool]) -> None:
    page = labelled(origin=Origin.SINGLE)
    known = {page.name: KnownArticle(FERRY[1][0], "", printed)}
    assert [article.right for article in scored_articles([(page, split_at(page, (1, 3), (4, 7)))], known)] == wanted


def test_ten_bins_hold_every_article_and_the_surest_are_in_the_last() -> None:
    bins = reliability([ScoredArticle(PAGE, "lake", sure, right=sure > 0.5) for sure in (0.0, 0.05, 0.55, 0.95, 1.0)])
    assert [each.articles for each in bins] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert bins[-1].confidence == pytest.approx(0.975)
    assert bins[-1].right == 1
    assert calibration_error(bins) == pytest.approx((0.05 + 0.45 + 0.05) / 5)


def test_calibration_errors_are_of_all_pages_and_of_each_file() -> None:
    articles = [ScoredArticle(PAGE, "lake", 0.8, right=True)]
    assert errors_by_group(articles, Shape.REAL) == {ALL: pytest.approx(0.2), "set real_multi": pytest.approx(0.2)}
    assert by_group(articles, Shape.BRIEFS) == {}


def test_a_map_fitted_to_some_articles_calibrates_others() -> None:
    line = fit_confidence(underconfident(6000, 1))
    others = underconfident(6000, 2)
    after = [ScoredArticle(a.page, a.publisher, calibrated(a.confidence, line), a.right) for a in others]
    assert calibration_error(reliability(others)) > 0.1
    assert calibration_error(reliability(after)) < 0.03


def test_a_map_rises_and_never_reaches_0_or_1() -> None:
    line = fit_confidence(underconfident(300, 3))
    assert all(before < after for before, after in pairwise(line.right))
    assert all(before < after for before, after in pairwise(line.raw))
    assert calibrated(0.0, line) > 0
    assert calibrated(1.0, line) < 1


def test_no_article_is_calibrated_by_a_map_that_has_seen_its_publisher() -> None:
    odd = [ScoredArticle(PAGE, "odd", 0.9, right=False)] * 200
    others = underconfident(2000, 4)
    folds = {"odd": 1} | {f"publisher {number}": 0 for number in range(20)}
    after = calibrated_in_folds([*odd, *others], folds)
    assert after[0].confidence == calibrated(0.9, fit_confidence(others))
    assert after[0].confidence > calibrated(0.9, fit_confidence([*odd, *others]))


def test_without_a_map_confidences_are_unchanged() -> None:
    assert calibrated(0.123456, IDENTITY) == 0.123456
    assert calibrated(0.7, fit_confidence([])) == 0.7
    assert calibrated(0.5, ConfidenceMap((0.4, 0.6), (0.8, 0.9))) == pytest.approx(0.85)
