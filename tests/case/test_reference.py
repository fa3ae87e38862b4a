"""A reference sample added beside a campaign gives the rates that the campaign's own file cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.case import Case
from undertow.synthetic.worlds.shares import START, Pattern, Planted, Shares, plant, world


def write(path: Path, shares: Shares, prefix: str) -> Path:
    """Shares as a file of four columns; names begin with the prefix."""
    columns = {
        "object_id": pa.array([f"{prefix}o{n}" for n in shares.object.tolist()]),
        "account_id": pa.array([f"{prefix}a{n}" for n in shares.account.tolist()]),
        "content_id": pa.array([f"{prefix}p{n}" for n in range(len(shares.account))]),
        "timestamp_share": pa.array(np.datetime64(START, "s").astype("int64") + shares.at_seconds),
    }
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture(scope="module")
def planted() -> Planted:
    """Two groups of eight, in a world of which only their own shares are kept."""
    rng = np.random.default_rng(4)
    made = plant(rng, world(rng, "hard", 400, 600, 9000), Pattern(sizes=(8, 8), objects_each=12))
    kept = np.isin(made.shares.account, [account for group in made.groups for account in group])
    s = made.shares
    return replace(
        made, shares=replace(s, account=s.account[kept], object=s.object[kept], at_seconds=s.at_seconds[kept])
    )


@pytest.mark.parametrize("with_reference", [False, True])
def test_groups_are_tested_only_where_there_is_a_public(with_reference: bool, planted: Planted, tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    case.add(write(tmp_path / "campaign.parquet", planted.shares, ""))
    if with_reference:
        sample = world(np.random.default_rng(5), "hard", 400, 600, 12_000)
        case.add(write(tmp_path / "reference.parquet", sample, "r"), reference=True)
    run = case.run("coordination", tries=1)
    assert {f.accounts for f in run.findings} == {tuple(sorted(f"a{n}" for n in group)) for group in planted.groups}
    assert all((f.q_value is not None and f.q_value < 0.05) is with_reference for f in run.findings)
    assert any("reference sample of" in note for note in run.notes) is with_reference
    assert any("no comparison public" in note for note in run.notes) is not with_reference


def test_pairs_within_a_reference_sample_are_not_tested(planted: Planted, tmp_path: Path) -> None:
    """The same groups, added as the reference only: they are the norm, and nobody is named."""
    case = Case.create(tmp_path / "case")
    case.add(write(tmp_path / "campaign.parquet", planted.shares, ""), reference=True)
    case.add(write(tmp_path / "other.parquet", world(np.random.default_rng(5), "diurnal", 100, 200, 2_000), "r"))
    assert not case.run("coordination", tries=1).findings
