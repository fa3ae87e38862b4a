"""A fictional case from files to dossier, and what was planted in it against what was found.

Everything in it is invented. It goes the way any case goes: ordinary formats, the same analyses, the same dossier.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from numpy.random import default_rng

from undertow.analyses import Analysis
from undertow.case import Case, ImportReport
from undertow.errors import TooLittleData
from undertow.model import Finding
from undertow.registry import members
from undertow.synthetic.case import ADDITIONS, QUESTION, TITLE, Truth, truth_path, write
from undertow.synthetic.comparison import Score, lines, scores

SEED = 20240328
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Ran:
    analyses: tuple[str, ...]
    findings: tuple[Finding, ...]


def run(folder: Path, say: Say, *, size: float = 1.0, seed: int = SEED) -> Path:
    """The published dossier of the fictional case, made in `folder`; the truth is kept beside it, at `truth_path(folder)`.

    say: is given each line of progress and of the closing table. size: 1.0 is the demo, smaller is quicker.
    Raises: BadSetting if there is something in `folder` already.
    """
    case = Case.create(folder, title=TITLE, question=QUESTION, seed=seed, fictional=True)
    with TemporaryDirectory(prefix="undertow-demo-") as workshop:
        material = Path(workshop) / "material"
        truth = write(material, default_rng(seed), size)
        say(f"A fictional case was written: {len(truth.planted)} effects, everything in it is invented.")
        reports = _add_all(case, material, say)
        _copy_ledger(material / "ledger", case.folder / "ledger", reports)
        shutil.copytree(material / "codebook", case.folder / "codebook", dirs_exist_ok=True)
        shutil.copyfile(truth_path(material), truth_path(folder))
    ran = _run_all(case, say)
    published = case.publish()
    for problem in case.verify():
        say(f"verify: {problem.kind}: {problem.what}")
    _compare(truth, ran, reports, say)
    say(f"The truth is in {truth_path(folder)}, the dossier in {published[0]}.")
    return published[0]


def _add_all(case: Case, material: Path, say: Say) -> dict[str, ImportReport]:
    reports = {}
    for addition in ADDITIONS:
        report = case.add(
            material / addition.path,
            actor=addition.actor,
            audience_of=addition.audience_of,
            reference=addition.reference,
        )
        ledger = report.ledger
        say(
            f"{addition.path}: {addition.what}; {ledger.rows_in:,} rows = {ledger.kept:,} kept + "
            f"{ledger.duplicates:,} duplicates + {ledger.quarantined:,} in quarantine ({report.source.format})"
        )
        reports[addition.path] = report
    return reports


def _copy_ledger(made: Path, kept: Path, reports: Mapping[str, ImportReport]) -> None:
    """The ledgers into the case; a source that the material calls by its path is now called by its hash."""
    kept.mkdir(parents=True, exist_ok=True)
    for path in sorted(made.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if "source_id" in rows[0]:
            place = rows[0].index("source_id")
            for row in rows[1:]:
                row[place] = reports[row[place]].source.sha256
        with (kept / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def _run_all(case: Case, say: Say) -> _Ran:
    names: list[str] = []
    findings: list[Finding] = []
    known = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]  # members are concrete
    for name in sorted(known, key=lambda name: "changes" in known[name].reads):  # after those whose changes it reads
        try:
            result = case.run(name)
        except TooLittleData as lacking:
            say(f"{name}: not run. {lacking}")
            continue
        say(f"{name}: {len(result.findings):,} findings (run {result.id})")
        names.append(name)
        findings += result.findings
    return _Ran(tuple(names), tuple(findings))


def _compare(truth: Truth, ran: _Ran, reports: Mapping[str, ImportReport], say: Say) -> None:
    say("")
    say("What was planted against what was found (accounts in groups; rows in imports)")
    for line in lines([*_imports(truth, reports), *scores(truth.planted, ran.findings, ran.analyses)]):
        say(line)
    say("")


def _imports(truth: Truth, reports: Mapping[str, ImportReport]) -> list[Score]:
    """Whether the imports put aside what was planted to be put aside, and nothing else."""
    defects = truth.facts("defects")
    unusable = sum(
        defects[kind]
        for kind in ("posts that cannot be used", "headlines that cannot be used", "messages that are no post")
    )
    counted = {
        "rows that cannot be used": (unusable, sum(report.ledger.quarantined for report in reports.values())),
        "rows that come twice": (
            defects["posts that come twice"],
            sum(report.ledger.duplicates for report in reports.values()),
        ),
    }
    return [
        Score(effect=effect, planted=planted, found=min(planted, found), extra=max(0, found - planted))
        for effect, (planted, found) in counted.items()
    ]
