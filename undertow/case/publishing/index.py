"""The site of several cases: an index that can be searched without a network, and copies of what they published."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from undertow.case.journal import Journal
from undertow.case.sources import write_whole
from undertow.errors import BadSetting

LOG = "log.jsonl"


class Written(NamedTuple):
    """The index, how many dossiers it holds, and, in words, what was left out and what was taken without a check."""

    path: Path
    dossiers: int
    left_out: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


def publish_site(folder: Path) -> Written:
    """Writes `site/` in a folder of cases or of dossiers. Copies of dossiers that are no longer among them are removed.

    Raises: BadSetting where there is no such folder, or nothing in it was published.
    """
    from undertow.dossier.site import FOLDER, site

    if not folder.is_dir():
        raise BadSetting(f"--site {str(folder)!r} is not a folder. Name the folder that holds the cases or dossiers.")
    made = site(folder, _vouched)
    out = folder / FOLDER
    (out / "dossiers").mkdir(parents=True, exist_ok=True)
    for name, data in made.files:
        write_whole(out / name, data)
    kept = {out / name for name, _ in made.files}
    for old in sorted((out / "dossiers").glob(f"*{8 * '[0-9a-f]'}.html")):
        if old not in kept:
            old.unlink()
    return Written(out / "index.html", len(made.files) - 1, made.left_out, made.unchecked)


def _vouched(path: Path, digest: str) -> bool | None:
    """Whether the case that the file lies in logged it as published, in a log that holds; None where it lies in none."""
    logs = (folder / LOG for folder in path.absolute().parents[:2])
    log = next((log for log in logs if log.exists()), None)
    if log is None:
        return None
    journal = Journal(log)
    if journal.problems():
        return False
    published = (e.data for e in journal.entries() if e.command == "publish" and not e.data.get("working"))
    return any(data["sha256"] == digest for data in published)
