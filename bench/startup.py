"""CPU seconds of `undertow --help`, against a bare Python start. Run: python bench/startup.py"""

from __future__ import annotations

import statistics
import sys

from measured import cost, undertow

RUNS = 7
LIMIT_SECONDS = 0.4


def main() -> None:
    ours = statistics.median(cost(undertow("--help")).cpu for _ in range(RUNS))
    bare = statistics.median(cost([sys.executable, "-c", "pass"]).cpu for _ in range(RUNS))
    print(
        f"undertow --help: {ours:.2f} s of CPU (limit {LIMIT_SECONDS}); a bare Python start: {bare:.2f}; ratio {ours / bare:.1f}; median of {RUNS}"
    )


if __name__ == "__main__":
    main()
