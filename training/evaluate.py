"""`python -m training.evaluate`: the shipped model on the labelled pages, as tables."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import track

from agents.split.segment import split_page
from training.pages import composed_pages, single_pages
from training.report import tables

__all__ = ["main"]

SHARED = Path(__file__).parents[1].parent / "shared"


def main() -> None:
    """Split all labelled pages and print the figures; the model was trained on these pages, too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data", help="folder of the labelled pages")
    folder = parser.parse_args().data
    pages = [*composed_pages(folder / "split_pages.jsonl.gz"), *single_pages(folder / "pages_single.jsonl.gz")]
    console = Console()
    found = [(page, split_page(page.text)) for page in track(pages, "splitting", console=console)]
    for table in tables(found):
        console.print(table)
    console.print("publishers seen in training; for unseen ones see docs/models/splitter.md", style="dim")


if __name__ == "__main__":
    main()
