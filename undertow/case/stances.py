"""Posts of a profiled account drawn for a person to judge: do they speak for or against whom they name?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from undertow.case.given import Label
from undertow.case.labelling import Passage, Question, at_least_none, drawn
from undertow.errors import BadSetting, UnknownName

if TYPE_CHECKING:
    from undertow.case import Case

#: Judgements of a stratum, if it has so many posts, before the rest is shared out by size.
_LEAST = 20
ANSWERS = {"f": "for", "for": "for", "a": "against", "against": "against", "n": "neither", "neither": "neither"}
_TEXTS = (
    "SELECT source_sha256, row_ref, coalesce(nullif(handle, ''), account), posts.\"at\"::VARCHAR, text "
    "FROM posts WHERE account = ? AND text IS NOT NULL"
)


def stance_questions(case: Case, account: str, target: str, count: int) -> list[Question]:
    """`count` posts of the account that name the target, at random within what stands near the name; own words and reposts.

    account: its id or handle. target: an actor of the ledger, by id or name. The newest run of `profile` is drawn from.
    Raises: BadSetting without such a run, UnknownName.
    """
    at_least_none("count", count)
    namings = _namings(case)
    called = {row["account"] for row in namings} & _accounts(case, account)
    if not called:
        raise UnknownName.among("profiled account", account, {row["account"] for row in namings})
    mine = [row for row in namings if row["account"] in called]
    wanted = {target.casefold()} | {a for a, name in _names(case) if name.casefold() == target.casefold()}
    mine = [row for row in mine if row["target"].casefold() in wanted]
    if not mine:
        raise UnknownName.among("actor it names", target, {r["target"] for r in namings if r["account"] in called})
    strata: dict[tuple[bool, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in mine:
        strata[row["own"], row["stratum"]].append(row)
    texts = {(sha, ref): (who, at, text) for sha, ref, who, at, text in case.query(_TEXTS, [mine[0]["account"]])}
    questions = []
    for (own, stratum), wanted_here in shares({key: len(rows) for key, rows in strata.items()}, count).items():
        rows = strata[own, stratum]
        places = [(row["source_sha256"], row["row_ref"], row["start"]) for row in rows]
        for number in drawn(places, wanted_here, seed=case.settings.seed, key=f"stance {mine[0]['target']}"):
            questions.append(_question(rows[number], (own, stratum, len(rows)), texts))
    return questions


def not_drawn(case: Case, labels: Sequence[Label]) -> list[str]:
    """For each judgement, the columns that fit no post which the newest run of `profile` lets be drawn; empty where all fit."""
    known = {
        (_task(row), *(row[name] for name in ("source_sha256", "row_ref", "start", "end"))): _stratum(
            row["own"], row["stratum"]
        )
        for row in (_namings(case) if labels else ())
    }
    told = []
    for label in labels:
        stratum = known.get((label.task, label.source_sha256, label.row_ref, label.start, label.end))
        if stratum is None:
            told.append(
                "columns task, source_sha256, row_ref, start and end: no post that names the actor has that place"
            )
        else:
            told.append("" if label.stratum == stratum else f"column stratum: {label.stratum!r}, but it is {stratum!r}")
    return told


def shares(sizes: Mapping[tuple[bool, str], int], count: int) -> dict[tuple[bool, str], int]:
    """How many to draw from each stratum: twenty or all of it, and the rest by size."""
    least = {key: min(size, _LEAST) for key, size in sizes.items()}
    left = max(0, count - sum(least.values()))
    rest = sum(sizes.values()) - sum(least.values())
    more = {key: round(left * (size - least[key]) / rest) if rest else 0 for key, size in sizes.items()}
    return {key: min(size, least[key] + more[key]) for key, size in sorted(sizes.items())}


def stance(text: str) -> str:
    """An answer as it is kept. Raises: BadSetting."""
    value = ANSWERS.get(text.strip().lower())
    if value is None:
        raise BadSetting(f"{text!r} is no answer. Write f for, a against or n neither, or nothing.")
    return value


def _question(
    row: Mapping[str, Any], stratum: tuple[bool, str, int], texts: Mapping[tuple[str, str], Sequence[str]]
) -> Question:
    who, at, text = texts[row["source_sha256"], row["row_ref"]]
    passage = Passage(
        source_sha256=row["source_sha256"], row_ref=row["row_ref"], start=row["start"], end=row["end"], text=text,
        source=who, date=at[:10], marks=((row["start"], row["end"]),),
    )  # fmt: skip
    own, near, size = stratum
    return Question(_task(row), "", _stratum(own, near), size, passage)


def _task(row: Mapping[str, Any]) -> str:
    return f"stance {row['account']} {row['target']}"


def _stratum(own: bool, near: str) -> str:
    return f"{'own words' if own else 'passed on'}, {near}"


def _namings(case: Case) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    runs = [run for run in case.runs() if run.analysis == "profile"]
    if not runs:
        raise BadSetting(
            "No account was profiled yet. Run `undertow run profile` first; it says whom each account names."
        )
    path = case.folder / "runs" / runs[-1].id / "namings.parquet"
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return sorted(rows, key=lambda row: (row["source_sha256"], row["row_ref"], row["start"]))


def _accounts(case: Case, called: str) -> set[str]:
    name = called.removeprefix("@").casefold()
    sql = "SELECT DISTINCT account FROM posts WHERE lower(account) = ? OR lower(handle) = ?"
    return {row[0] for row in case.query(sql, [name, name])}


def _names(case: Case) -> list[tuple[str, str]]:
    from undertow.case.ledger import actors

    return [(actor.id.casefold(), actor.name) for actor in actors(case.folder / "ledger")]
