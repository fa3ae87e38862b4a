"""Small cases, made from rows written in the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from undertow.case import Case

START = 1_660_000_000
PLANTED = ("ann", "ben", "cay")


def posts(*, groups: tuple[tuple[str, ...], ...] = (PLANTED,), texts: int = 8, others: int = 30) -> str:
    """A CSV of posts: members of each group post the same texts seconds apart, taking turns; others post their own."""
    rows, n = ["message_id,user_id,username,repost_id,reply_id,message,timestamp,urls"], 0
    for g, group in enumerate(groups):
        for t in range(texts):
            for m, account in enumerate(group):
                n += 1
                rows.append(
                    f"{n},{account},{account},,,the words of group {g} number {t} are these,{START + 86400 * t + 5000 * g + 4 * ((m + t) % len(group))},"
                )
    for i in range(others):
        n += 1
        rows.append(f"{n},other{i % 10},other{i % 10},,,words of my own number {i},{START + 3600 * i},")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="session")
def worked_out(tmp_path_factory) -> Path:
    """A case with one source and one run, made once and copied."""
    folder = tmp_path_factory.mktemp("worked-out")
    (folder / "posts.csv").write_text(posts(), encoding="utf-8")
    made = Case.create(folder / "case", title="A case", question="What happened?")
    made.add(folder / "posts.csv")
    made.run("coordination", min_weight=3)
    return folder / "case"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case", title="A case", question="What happened?")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make
