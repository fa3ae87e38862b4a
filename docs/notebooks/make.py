"""Writes and executes docs/notebooks/coordination.ipynb: `python docs/notebooks/make.py`. Outputs are stored with it."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
CELLS = (
    "# Coordination in a notebook\n\nAn analysis on plain tables, without a case. Everything here is invented: eight links, three accounts that share them in the "
    "same seconds, forty that share them at other times. `python docs/notebooks/make.py` writes this page again.",
    "from datetime import datetime, timedelta\n\nimport pyarrow as pa\n\nimport undertow\n\n"
    "start = datetime(2022, 8, 8)\nrows = [\n"
    '    {"account": who, "kind": "link", "object": f"link {n}", "at": start + timedelta(hours=5 * n, seconds=(7 * n + k) % 20)}\n'
    '    for n in range(8)\n    for k, who in enumerate(("ann", "ben", "cay"))\n]\nrows += [\n'
    '    {"account": f"other {n}", "kind": "link", "object": f"link {n % 8}", "at": start + timedelta(hours=5 * n + 3)}\n    for n in range(40)\n]\n'
    'answer = undertow.analyse("coordination", shares=pa.Table.from_pylist(rows), window_seconds=60, min_weight=4)\nanswer',
    "A finding shows itself with its numbers, what it was compared with, its drawings and its caveats.",
    "answer.findings[0]",
    "So do its charts and tables, one by one.",
    "answer.findings[0].figures[0]",
    "Everything that was measured is there as Arrow tables.",
    'answer.tables["edges"].to_pandas()[["left", "right", "weight"]]',
    "What must be known whatever was found:",
    "list(answer.notes)",
)


def made() -> nbformat.NotebookNode:
    """The notebook with its outputs. Raises: CellExecutionError when a cell fails."""
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    for place, text in enumerate(CELLS):
        new = nbformat.v4.new_markdown_cell if place % 2 == 0 else nbformat.v4.new_code_cell
        book.cells.append(new(text, id=f"cell-{place}"))
    NotebookClient(book, timeout=120, record_timing=False).execute()
    book.metadata.pop("language_info", None)
    return book


if __name__ == "__main__":
    nbformat.write(made(), HERE / "coordination.ipynb")
