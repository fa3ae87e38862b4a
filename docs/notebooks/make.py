"""Writes and executes docs/notebooks/coordination.ipynb: `python docs/notebooks/make.py`. Outputs are stored with it."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
CELLS = (
    "# Coordination in a notebook\n\nFirst an analysis on plain tables, without a case; then the same material as a case. Everything here is invented: twelve "
    "sentences, three accounts that post them in the same seconds, twelve that post them minutes later. `python docs/notebooks/make.py` writes this page again.",
    "from datetime import datetime, timedelta\n\nimport pyarrow as pa\n\nimport undertow\n\n\n"
    'def row(number, account, place, minutes, seconds=0):\n    """A post of one of the sentences."""\n    at = datetime(2022, 8, 8) + timedelta(minutes=300 * place + 37 * place * place % 170 + minutes, seconds=seconds)\n'
    '    return {"id": str(number), "account": account, "posted_at": at, "text": f"See what stands on page {place} of the valley paper today"}\n\n\n'
    'together = [(who, place, 0, (7 * place + k) % 20) for place in range(12) for k, who in enumerate(("ann", "ben", "cay"))]\n'
    'others = [(f"other {n % 12}", n % 12, 3 + n // 5) for n in range(72)]\n'
    "posts = [row(number, *told) for number, told in enumerate(together + others)]\n"
    'shares = [{"account": p["account"], "kind": "text", "object": p["text"], "at": p["posted_at"]} for p in posts]\n'
    'answer = undertow.analyse("coordination", shares=pa.Table.from_pylist(shares), tries=1)\nanswer',
    "A finding shows itself with its numbers, what it was compared with, its drawings and its caveats.",
    "answer.findings[0]",
    "So do its charts and tables, one by one.",
    "answer.findings[0].figures[0]",
    "Everything that was measured is there as Arrow tables.",
    'answer.tables["edges"].to_pandas()[["left", "right", "weight"]]',
    "What must be known whatever was found:",
    "list(answer.notes)",
    "## A case\n\nIn a case the source keeps its SHA-256, every run its settings and every verdict its reason. A case shows what it holds.",
    "import tempfile\nfrom pathlib import Path\n\nimport pyarrow.csv\n\n"
    "folder = Path(tempfile.mkdtemp())\n"
    'pyarrow.csv.write_csv(pa.Table.from_pylist(posts), folder / "posts.csv")\n'
    'undertow.Case.create(folder / "mycase", title="Who posts these sentences together?")\n'
    'case = undertow.Case.open(folder / "mycase")\n'
    'case.add(folder / "posts.csv", timezone="UTC")\n'
    'case.run("coordination", tries=1)\ncase',
    "Its findings are listed with the verdicts that people gave.",
    "held = case.findings()[0]\n"
    'case.review(held.finding.id, "confirmed", "read all twelve sentences; no common source", "Ann")\n'
    "case.finding(held.finding.id).finding",
    "Every row behind it, from the file:",
    "case.rows(held.finding.id, 4)",
    "One file goes out. The working edition and the versions stay in the case.",
    "[path.relative_to(folder).as_posix() for path in case.publish()]",
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
