"""Time of reading numbers of people and shares in the UN statements, on one core: python bench/claims.py [PARQUET]

Without the corpus (a Parquet file with the columns doc_id and text) it says so and ends. Demands, where their rules are
installed, are timed after that on the same texts.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "texts" / "un_general_debate_1970_2025.parquet"


def main(path: Path) -> None:
    """Print seconds of processor time and how much was read."""
    if not path.exists():
        print(f"{path} is not here: give the corpus as the first argument.")
        return
    from pyarrow.parquet import read_table

    from undertow.language.quantities import quantities

    texts = [text for text in read_table(path, columns=["text"])["text"].to_pylist() if text]
    size = sum(map(len, texts)) / 1e6
    list(quantities("Five people died."))
    start = time.process_time()
    found = sum(1 for text in texts for _ in quantities(text))
    print(
        f"quantities: {len(texts):,} texts, {size:.1f} million characters, {found:,} found, {time.process_time() - start:.1f} s"
    )
    if importlib.util.find_spec("undertow.language.demands"):
        from undertow.language import demands

        find = demands if callable(demands) else demands.demands
        start = time.process_time()
        found = sum(1 for text in texts for _ in find(text, "en"))
        print(f"demands: {found:,} found, {time.process_time() - start:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
