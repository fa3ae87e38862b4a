"""The page of claims and demands: what contradicts or waits for a verdict on top, then every number by quantity, then whether
what is demanded is asked back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from undertow.case.findings import Held
from undertow.case.runs import Run
from undertow.errors import UndertowError
from undertow.serve.pages import Query
from undertow.serve.results import parts
from undertow.serve.results.parts import Choice, Part, Said, Sheet, Standing
from undertow.serve.results.stored import Row, Stored
from undertow.tables.ledger import WORDS

EMPTY = (
    "The numbers that actors give belong here, in series by who gave them and of whom, so that numbers which exclude each other "
    "stand side by side. They are read from speeches and articles: add some with `undertow add FOLDER`."
)
NONE = "No statements have been read for numbers or demands yet."
PAGE = 40
_STATEMENT = 90
_LEDGERS = ("keys", "comparisons", "claims")
_VERDICT = "for a person's verdict"
_COLUMNS = (
    "id, series, day, speaker, said, interval_low, interval_high, status, who, "
    "from_where, by_whom, period, source_sha256, row_ref, count(*) OVER () AS of_all"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one voice about the same people: its finding, whether its numbers exclude each other, and its name.

    names: what can be moved: the series as a whole, then each of its statements.
    """

    said: Said
    name: str
    status: str
    excluding: int
    picked: bool
    names: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that was read, with its slots; `series` is empty where nothing stands beside it."""

    id: str
    series: str
    day: str
    speaker: str
    said: str
    interval: str
    slots: tuple[str, ...]
    source: str
    row_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A claim set against a record, by a row of ledger/comparisons.csv."""

    id: str
    claim: str
    record: str
    status: str
    why: str
    judged_by: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A stretch of the ledger of one quantity. `first` is the number of its first row, from 1."""

    rows: tuple[Number, ...]
    count: int
    first: int

    @property
    def before(self) -> int | None:
        """Where the stretch before begins."""
        return max(1, self.first - PAGE) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """Where the stretch after begins."""
        return self.first + PAGE if self.first + PAGE <= self.count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Sheet):
    """What the page shows beside the parts it has in common with others.

    moved: rows of ledger/keys.csv. statuses: what a person may judge of a comparison. claims: what can be
    compared. wrong: why a ledger cannot be read.
    """

    series: tuple[Series, ...] = ()
    quantities: tuple[Choice, ...] = ()
    numbers: Numbers | None = None
    moved: tuple[dict[str, str], ...] = ()
    compared: tuple[Compared, ...] = ()
    statuses: tuple[str, ...] = WORDS["status"]
    claims: tuple[Choice, ...] = ()
    wrong: str = ""


def load(stored: Stored, query: Query) -> Ledger:
    """Series (`series` picks one, by its finding), the ledger of one quantity (`quantity`, from row `from`), demands."""
    held = stored.of("claims")
    shown = _ordered(held)
    picked = next((h for h in shown if h.finding.id == query.get("series", "")), next(iter(shown), None))
    run = stored.newest("claims")
    quantities = _quantities(stored, run, query.get("quantity", ""))
    ledger, wrong = _entered(stored)
    return Ledger(
        title="Claims and demands",
        summary=_summary(shown, stored.of("demands"), run),
        standings=tuple(_standings(stored)),
        parts=tuple(_parts(stored, picked)),
        name="series",
        series=tuple(_series(stored, run, h, h is picked) for h in shown),
        quantities=quantities,
        numbers=_numbers(stored, run, quantities, query.whole("from", 1)),
        moved=tuple({c: row.get(c, "") for c in ("id", "series", "why", "judged_by")} for row in ledger["keys"]),
        compared=tuple(_compared(row, ledger["claims"], stored.of("comparisons")) for row in ledger["comparisons"]),
        claims=tuple(Choice(value=row["id"], text=_claim(row)) for row in ledger["claims"]),
        wrong=wrong,
    )


def _standings(stored: Stored) -> Iterable[Standing]:
    yield parts.standing(stored, "claims", "Do the numbers of a voice agree over time?", EMPTY)
    for name, title, needs in (
        ("demands", "What is demanded of whom?", "What one actor asks of another, and whether it is asked back, belongs here."),
        ("positions", "What did actors say for and against?", "Answers to demands and changes of position, entered in ledger/positions.csv, belong here."),
        ("comparisons", "Do claims agree with records?", "Claims set against records, entered in ledger/comparisons.csv, belong here."),
        ("obligations", "Was what was agreed done?", "What actors are obliged to do, entered in ledger/obligations.csv, belongs here."),
        ("threats", "Who threatens whom?", "Sentences that rules mark as threats belong here."),
    ):  # fmt: skip
        yield parts.standing(stored, name, title, needs)


def _fact(held: Held, name: str) -> str:
    return next((value for title, value in held.finding.facts if title == name), "")


def _excluding(held: Held) -> int:
    told = _fact(held, "Pairs that exclude each other").replace(",", "")
    return int(told) if told.isdigit() else 0


def _ordered(held: Sequence[Held]) -> list[Held]:
    """Series that wait for a verdict first, those with most pairs that exclude each other before others."""
    return sorted(held, key=lambda h: (_fact(h, "Status") != _VERDICT, -_excluding(h), h.finding.id))


def _summary(held: Sequence[Held], demands: Sequence[Held], run: Run | None) -> str:
    if run is None and not demands:
        return NONE
    waiting = [h for h in held if _excluding(h)]
    first = (
        f"In {len(waiting)} of {parts.counted(len(held), 'series', 'series')} numbers of one voice exclude each other under the same key and "
        "wait for a person's verdict"
        if waiting
        else f"{parts.counted(len(held), 'series is', 'series are')} for review; no numbers of one voice exclude each other under the same key"
    )
    told = [f"{first}."] if held else ["No numbers of one voice were found that differ."]
    return " ".join([*told, *(h.finding.statement for h in demands[:1])])


def _series(stored: Stored, run: Run | None, held: Held, picked: bool) -> Series:
    name = held.finding.subject.rsplit(" | ", 1)[-1]
    names: tuple[Choice, ...] = ()
    if picked:
        rows = stored.rows(run, "claims_found", "id, said, day", "WHERE series = ? ORDER BY day, id LIMIT 200", [name])
        names = (
            Choice(value=name, text=f"{name}: the whole series"),
            *(Choice(value=r["id"], text=f"{r['id']}: {r['said']} ({r['day']})") for r in rows if r["id"] != name),
        )
    return Series(
        said=parts.said(held),
        name=name,
        status=_fact(held, "Status"),
        excluding=_excluding(held),
        picked=picked,
        names=names,
    )


# ------------------------------------------------------------------ the ledger by quantity


def _quantities(stored: Stored, run: Run | None, picked: str) -> tuple[Choice, ...]:
    """What numbers count (killed, displaced, troops ...), those with series first, then by how many."""
    order = "GROUP BY category ORDER BY sum((series <> '')::INT) DESC, n DESC, category"
    rows = stored.kept("quantities", run, lambda: stored.rows(run, "claims_found", "category, count(*) AS n", order))
    names = [str(row["category"] or "") for row in rows]
    chosen = picked if picked in names else next(iter(names), "")
    return tuple(
        Choice(value=name, text=f"{name.replace('_', ' ') or 'other'} ({row['n']:,})", picked=name == chosen)
        for name, row in zip(names, rows, strict=True)
    )


def _numbers(stored: Stored, run: Run | None, quantities: Sequence[Choice], first: int) -> Numbers | None:
    chosen = next((q.value for q in quantities if q.picked), None)
    if chosen is None:
        return None
    first = max(1, first)
    stretch = f"ORDER BY series = '', series, day, id LIMIT {PAGE} OFFSET {first - 1}"
    rows = stored.kept(
        f"numbers {chosen} {first}",
        run,
        lambda: stored.rows(run, "claims_found", _COLUMNS, f"WHERE coalesce(category, '') = ? {stretch}", [chosen]),
    )
    if not rows and first > 1:
        return _numbers(stored, run, quantities, 1)
    return Numbers(
        rows=tuple(_number(stored, row) for row in rows), count=int(rows[0]["of_all"]) if rows else 0, first=first
    )


def _number(stored: Stored, row: Row) -> Number:
    low, high = row["interval_low"], row["interval_high"]
    return Number(
        id=row["id"],
        series=row["series"],
        day=row["day"],
        speaker=row["speaker"],
        said=row["said"],
        interval="" if low is None or high is None else f"[{_short(low)}, {_short(high)})",
        slots=tuple(row[slot] or "" for slot in ("who", "from_where", "by_whom", "status", "period")),
        source=stored.source_name(row["source_sha256"]),
        row_ref=row["row_ref"],
    )


def _short(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:,.10g}"


# ------------------------------------------------------------------ what was entered by hand


def _entered(stored: Stored) -> tuple[dict[str, list[dict[str, str]]], str]:
    """The ledgers that the page shows and changes; none, and why, where one cannot be read."""
    try:
        return {name: stored.ledger(name) for name in _LEDGERS}, ""
    except UndertowError as error:
        return {name: [] for name in _LEDGERS}, str(error)


def _compared(row: Mapping[str, str], claims: Sequence[Mapping[str, str]], found: Sequence[Held]) -> Compared:
    known = {claim["id"]: claim for claim in claims}
    held = next((h for h in found if h.finding.subject == f"comparison {row['id']}"), None)
    claim, record = row.get("claim", ""), row.get("record", "")
    return Compared(
        id=row["id"],
        claim=_claim(known[claim]) if claim in known else claim,
        record=_claim(known[record]) if record in known else record,
        status=row.get("status", ""),
        why=row.get("why", ""),
        judged_by=row.get("judged_by", ""),
        finding=held.finding.id if held else "",
    )


def _claim(row: Mapping[str, str]) -> str:
    words = row.get("statement", "")
    words = words if len(words) <= _STATEMENT else words[: _STATEMENT - 1].rstrip() + "…"
    return f"{row['id']}: {row.get('actor', '')}, {row.get('date', '')}: {words}"


# ------------------------------------------------------------------ parts


def _parts(stored: Stored, picked: Held | None) -> Iterable[Part]:
    if picked:
        yield Part(
            name="side-by-side",
            title="The statements side by side",
            lead="Whether two numbers contradict each other is a person's verdict: the rows show what was read alike and what differs.",
            figures=parts.drawn(picked.finding),
            tables=parts.tables(picked.finding),
        )
    demands, positions = stored.of("demands"), stored.of("positions")
    asked = [h for h in positions if h.finding.subject.startswith("demands")]
    reversed_ = [h for h in positions if h not in asked]
    yield from _part(
        "reciprocity",
        "Is the same asked back?",
        "All counts are at least. “Nothing entered” says neither that there was none nor that the answer is no: a person completes "
        "this table in ledger/demands.csv (mirror_of) and ledger/positions.csv.",
        [*asked, *demands],
        figures=False,
        titles=("Demands and answers", "Demands, and whether"),
    )
    yield from _part("demands", "Demands over time", "", demands, titles=("New and repeated",))
    yield from _part("positions", "For and against", "", reversed_)
    yield from _part("obligations", "What was to be done", "", stored.of("obligations"))
    yield from _part("threats", "Sentences marked as threats", "", stored.of("threats"))


def _part(
    name: str, title: str, lead: str, held: Sequence[Held], *, figures: bool = True, titles: tuple[str, ...] = ()
) -> Iterable[Part]:
    if held:
        yield Part(
            name=name,
            title=title,
            lead=lead,
            said=tuple(map(parts.said, held)),
            figures=tuple(f for h in held[:3] for f in parts.drawn(h.finding)) if figures else (),
            tables=tuple(t for h in held[:6] for t in parts.tables(h.finding, *titles)),
        )
