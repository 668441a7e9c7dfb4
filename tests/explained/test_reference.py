"""The reference pages of the documentation are what the program says of itself.

`python -m tests.explained.test_reference` writes them again after a change that was meant.
"""

from __future__ import annotations

import pytest

from scalecalc.commands.explain.reference import pages
from tests.explained.lines import ROOT

DOCS = ROOT / "scalecalc" / "docs"


@pytest.mark.parametrize("name", ["columns.md", "keys.md", "glossary.md", "commands.md"])
def test_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def rewrite() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
