"""CPU seconds and peak memory of a whole command, children included, as the system accounts for them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What one command took: CPU and wall seconds, and the memory of its largest process in MB."""

    cpu: float
    wall: float
    megabytes: float


_PROGRAM = """
import json, os, resource, subprocess, sys, time
started = time.monotonic()
done = subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
scale = 1024 if sys.platform != "darwin" else 1
print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss * scale / 1e6]))
"""


def cost(command: list[str]) -> Cost:
    """Runs a command in a process of its own and returns what it and its children took; stops the bench if it fails."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(command)], capture_output=True, text=True, check=True
    )
    status, cpu, wall, megabytes = json.loads(done.stdout.strip().splitlines()[-1])
    if status:
        sys.exit(f"{' '.join(command)} failed with status {status}:\n{done.stderr}")
    return Cost(cpu, wall, megabytes)


def undertow(*arguments: str | os.PathLike[str]) -> list[str]:
    """The command line of undertow in this environment."""
    return [sys.executable, "-m", "undertow", *map(str, arguments)]


def size(path: Path) -> str:
    """The size of a file in MB."""
    return f"{path.stat().st_size / 1e6:,.0f} MB"
