"""The fictional case as files: posts, audiences, speeches, newspapers, a channel, notes and ledgers, and the truth beside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from numpy.random import Generator

from undertow.synthetic import files, pages
from undertow.synthetic.effects import EFFECTS
from undertow.synthetic.fiction import Facts, Fiction, Planted, plant_all
from undertow.synthetic.names import ACROSS, CHANNEL, HANDLE, HOME, ORGANISATION

TITLE = "The return that counts itself"
QUESTION = (
    f"Do accounts that speak for “{ORGANISATION}” act together, when did its argument appear, and what do {HOME} and "
    f"{ACROSS} say about those who left?"
)


@dataclass(frozen=True, slots=True)
class Addition:
    """A file or folder of the case, and what an analyst says when adding it."""

    path: str
    what: str
    audience_of: str = ""
    reference: bool = False
    actor: str = ""


ADDITIONS = (
    Addition("posts.jsonl", "posts of some hundred accounts, January to March 2024"),
    Addition(f"followers/{HANDLE}.jsonl", f"followers of @{HANDLE}", audience_of=HANDLE),
    Addition("followers/reference", "followers of twenty comparable accounts", reference=True),
    Addition("followers/profiles.jsonl", "profiles of these twenty accounts"),
    Addition("speeches", "statements of twenty-six states, 2004 to 2023"),
    Addition("newspapers/headlines.csv", "headlines of ten newspapers, 2019 to 2024"),
    Addition("channel/result.json", f"the channel {CHANNEL}", actor=ORGANISATION),
    Addition("notes", "a testimony and a field note"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted, by name of the effect."""

    planted: tuple[Planted, ...]

    def facts(self, name: str) -> Facts:
        """What is true about the effect of that name."""
        return next(planted.facts for planted in self.planted if planted.name == name)

    def to_json(self) -> str:
        """The truth as it stands in the truth file."""
        content: dict[str, Any] = {"fictional": True, "planted": [asdict(planted) for planted in self.planted]}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path, rng: Generator, size: float = 1.0) -> Truth:
    """Write the files of the fictional case into a folder, and the truth into a file beside it, `truth_path(folder)`.

    The same generator state gives the same bytes. size: 1.0 is the demo, smaller is quicker and keeps every effect.
    """
    fiction = Fiction(size=size)
    truth = Truth(tuple(plant_all(fiction, EFFECTS, int(rng.integers(2**63)))))
    (folder / "followers" / "reference").mkdir(parents=True, exist_ok=True)
    pages.write_posts(fiction, folder / "posts.jsonl")
    for handle, followers in fiction.audiences.items():
        if handle == HANDLE:
            pages.write_followers(handle, followers, folder / "followers" / f"{handle}.jsonl")
        else:
            pages.write_followers_csv(handle, followers, folder / "followers" / "reference" / f"{handle}.csv")
    pages.write_users(fiction.compared, folder / "followers" / "profiles.jsonl")
    files.write_speeches(fiction, folder / "speeches")
    files.write_newspapers(fiction, folder / "newspapers" / "headlines.csv")
    files.write_channel(fiction, folder / "channel" / "result.json")
    files.write_notes(fiction, folder / "notes")
    files.write_ledger(fiction, folder / "ledger")
    files.write_codebook(folder / "codebook")
    truth_path(folder).write_text(truth.to_json(), encoding="utf-8", newline="\n")
    return truth


def truth_path(folder: Path) -> Path:
    """Where the truth about a folder is kept: beside it, never inside."""
    return folder.with_name(f"{folder.name}-truth.json")
