"""Shows the candidate headlines of a page as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from agents.split.explain import DecidingFeature, ExplainedLine
from streams.cli.console import safe

__all__ = ["explained_page"]


def explained_page(lines: Iterable[ExplainedLine]) -> Table:
    """Return a table with one row per candidate headline.

    The table marks each headline. For a likely line that is not a headline, it names the step that dropped the line.
    """
    table = Table(
        "line", "", "likely", "pass before", "text", "features, and what each adds to the log-odds",
        box=None, title_justify="left",
        title="candidate headlines: how likely each line heads an article, before the page is cut as a whole",
    )  # fmt: skip
    for line in lines:
        mark = Text("headline", style="green") if line.is_headline else Text(line.dropped, style="yellow")
        features = "\n".join(map(_feature, line.features))
        table.add_row(
            str(line.number), mark, f"{line.probability:.2f}", f"{line.previous_pass:.2f}", safe(line.printed, 60), features
        )
    return table


def _feature(feature: DecidingFeature) -> str:
    return f"{feature.log_odds:+.2f}  {feature.name} = {feature.value:g}"
