"""What can be run on a case and what has to be run again: `python -m undertow.serve.standing FOLDER` prints it as JSON.

A process of its own works it out, for it reads what the analyst entered against the sources: pages would wait for that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from undertow.analyses import Analysis
from undertow.case import Case
from undertow.case.needs import lacks
from undertow.engines.busy import PATIENCE
from undertow.errors import CaseBusy, EngineFailed, UndertowError
from undertow.registry import members


@dataclass(frozen=True, slots=True)
class Standing:
    """able: the analyses that can run, in the order in which they should. lacks: by analysis, what it needs and the case does not have. out_of_date: by run, why it no longer speaks for the case."""

    able: list[str] = field(default_factory=list)
    lacks: dict[str, str] = field(default_factory=dict)
    out_of_date: dict[str, str] = field(default_factory=dict)


def standing(case: Case) -> Standing:
    """How the analyses of this installation stand in a case."""
    present = case.counts() | case.stated()
    newest = {run.analysis: run for run in case.runs()}
    known = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]
    lacking = {name: words for name, kind in known.items() if (words := lacks(kind, present))}
    order = sorted(
        known.values(), key=lambda kind: "changes" in kind.reads
    )  # those that read what others find come last
    return Standing(
        able=[kind.name for kind in order if kind.name not in lacking],
        lacks=lacking,
        out_of_date={run.id: words for run in newest.values() if (words := case.out_of_date(run))},
    )


def asked(folder: Path) -> Standing:
    """The same, from a process of its own. Raises: CaseBusy, EngineFailed with what that process said."""
    done = subprocess.run(
        [sys.executable, "-m", "undertow.serve.standing", str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, PATIENCE: "20"},
        check=False,
    )
    try:
        said = msgspec.json.decode(done.stdout, type=dict[str, msgspec.Raw])
        if "busy" in said:
            raise CaseBusy(msgspec.json.decode(said["busy"], type=str))
        if "error" in said:
            raise EngineFailed(msgspec.json.decode(said["error"], type=str))
        return msgspec.json.decode(said["standing"], type=Standing)
    except (msgspec.DecodeError, KeyError):
        raise EngineFailed(
            "The state of the analyses could not be worked out: its process ended without an answer. `undertow check` says more."
        ) from None


def _answer(folder: Path) -> dict[str, object]:
    try:
        return {"standing": standing(Case.open(folder))}
    except CaseBusy as error:
        return {"busy": str(error)}
    except UndertowError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    sys.stdout.buffer.write(msgspec.json.encode(_answer(Path(sys.argv[1]))))
