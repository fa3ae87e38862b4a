"""The example notebook runs, and what is stored with it is what it shows."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "docs" / "notebooks"


def html(book) -> list[str]:
    return [out["data"]["text/html"] for cell in book.cells for out in cell.get("outputs", ()) if "text/html" in out.get("data", {})]  # fmt: skip


@pytest.mark.slow  # a kernel and two analyses; make test-shown
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
def test_the_notebook_runs_again_and_shows_what_is_stored() -> None:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    pytest.importorskip("nbclient", reason="nbclient is not installed")
    stored = nbformat.read(FOLDER / "coordination.ipynb", as_version=4)
    again = runpy.run_path(str(FOLDER / "make.py"))["made"]()
    assert [cell.source for cell in again.cells] == [cell.source for cell in stored.cells], (
        "python docs/notebooks/make.py"
    )
    shown = html(again)
    assert len(shown) >= 4 and len(shown) == len(html(stored))
    assert any("<svg" in page for page in shown) and any("Caveats" in page for page in shown)
    assert (FOLDER / "coordination.ipynb").stat().st_size < 500_000
