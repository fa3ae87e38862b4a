"""How the command line prints: whatever comes from a source is made visible first."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from undertow.case import Case, ImportReport
    from undertow.case.findings import Held
    from undertow.model import Cell, Figure, Finding

#: Rows of a table of a finding that are printed.
_TABLE_ROWS = 12


_WITHOUT_END = 1_000_000


def shown(text: str) -> str:
    """The text with invisible and control characters written out, line by line."""
    from undertow.language.display import visible

    return "\n".join(visible(line) for line in text.split("\n"))


def say(text: str = "") -> None:
    """Prints a text, made visible."""
    click.echo(shown(text))


def print_json(data: object) -> None:
    """Prints records as JSON, in ASCII so that no terminal is moved by it."""
    import msgspec

    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=True, indent=1, default=str))


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], numeric: Sequence[int] = ()) -> None:
    """Prints a table; `numeric` columns are set right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, title in enumerate(head):
        table.add_column(Text(title), justify="right" if i in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(
            *(Text(f"{c:,}" if isinstance(c, int) and not isinstance(c, bool) else shown(str(c))) for c in row)
        )
    if sys.stdout.isatty():
        Console(highlight=False).print(table)
        return
    # Off a terminal nothing is folded: a program that reads this wants one line a row.
    wide = Console(width=_WITHOUT_END, highlight=False, no_color=True)
    with wide.capture() as taken:
        wide.print(table)
    click.echo("\n".join(line.rstrip() for line in taken.get().splitlines()))


def print_import(report: ImportReport) -> None:
    """Prints what came of adding one source."""
    source, ledger = report.source, report.source.ledger
    if report.already:
        say(
            f"{source.name}: these bytes are in the case already (as {source.name}, {source.sha256[:12]}). Nothing was added."
        )
        return
    say(f"{source.name}: {source.format}, SHA-256 {source.sha256[:16]}…")
    if source.options.mapping:
        say("  mapping: " + ", ".join(f"{k} is {v}" for k, v in source.options.mapping.items()))
    if source.options.timezone:
        say(f"  times without zone were read as {source.options.timezone}")
    say(
        f"  {ledger.rows_in:,} rows in = {ledger.kept:,} kept + {ledger.duplicates:,} exact duplicates + {ledger.quarantined:,} quarantined"
        + (f"; {ledger.flagged:,} of those kept are flagged" if ledger.flagged else "")
    )
    for reason, count in list(ledger.reasons.items())[:6]:
        say(f"    {count:,} quarantined: {reason}")
    for note in source.notes:
        say(f"  note: {note}")


def named(text: str, name: Callable[[str], str]) -> str:
    """The text with each mention of an account replaced by `name(account)`."""
    from undertow.model import with_names

    return with_names(text, name)


def estimate(held: Held) -> str:
    """The estimate of a finding with its interval."""
    e = held.finding.estimate
    return f"{e.value:.3g} [{e.low:.3g}, {e.high:.3g}] {e.unit}"


def verdict(held: Held) -> str:
    """The verdict on a finding in words."""
    if held.verdict is None:
        return "not reviewed"
    return (
        _decided(held)
        + (", changed since review" if held.changed_since_review else "")
        + ("" if held.found_again else ", not found again")
    )


def _decided(held: Held) -> str:
    """What the readers decided: one word where they are of one mind, and how many said what where they are not."""
    said = [one.verdict.verdict for one in held.readings if one.verdict]
    if held.disputed:
        return f"readers disagree ({said.count('confirmed')} confirmed, {said.count('rejected')} rejected)"
    word = held.verdict.verdict if held.verdict else ""
    return f"{word} by {len(said)} readers" if len(said) > 1 else word


def readers_in_words(case: Case, held: Iterable[Held], reader: str = "") -> Iterator[str]:
    """What readers said of findings on which they disagree, and how far they agree; for a reader, what this one may know."""
    from undertow.case.reviewing import agreement_in_words, same_reader

    for one in (h for h in held if h.disputed):
        said = [f"{r.verdict.by} {r.verdict.verdict}: {r.verdict.why}" for r in one.readings if r.verdict]
        yield f"Readers disagree about {one.finding.id}. {'; '.join(said)}"
    for found in case.agreements():
        if not reader or any(same_reader(reader, name) for name in found.readers):
            yield agreement_in_words(found, *found.readers)


def print_finding(case: Case, held: Held) -> None:
    """Prints one finding with everything it says."""
    from undertow.model import mentioned

    finding = held.finding
    said = " ".join((finding.statement, *finding.paragraphs, *finding.caveats, *finding.counter_evidence))
    names = case.people([*finding.accounts, *mentioned(said), *(e.who for e in finding.evidence if e.account)])

    def tell(text: str) -> None:
        say(named(text, names.private_name))

    tell(f"{finding.id}  {finding.grade}  {finding.run_id}  ({verdict(held)})")
    for line in _read(held):
        say(line)
    tell(f"\n{finding.statement}\n")
    tell(f"Estimate: {estimate(held)}, {finding.estimate.level:.0%} interval, n = {finding.estimate.n:,}")
    tell(f"Compared with: {finding.null_model}")
    for label, value in finding.facts:
        tell(f"{label}: {value}")
    for text in finding.paragraphs:
        tell(f"\n{text}")
    print_drawn(finding, tell)
    parts = {
        "Caveats": finding.caveats,
        "Evidence against": finding.counter_evidence,
        "Innocent explanations": finding.benign_explanations,
        "What would change this": finding.would_change,
        "Smallest effect that would have been seen": (finding.detectable,) if finding.detectable else (),
    }
    for title, sentences in parts.items():
        if sentences:
            tell(f"\n{title}")
            for sentence in sentences:
                tell(f"  - {sentence}")
    tell(f"\nEvidence: {len(finding.evidence)} cited, from {finding.evidence_count:,} rows (all with --rows)")
    for e in finding.evidence[:20]:
        who = names.private_name(e.who) if e.account else e.who
        tell(
            f"  {e.at}  {who}  {e.source_sha256[:12]}, {e.row_ref}{'  ' + e.note if e.note else ''}{': ' + e.counted if e.counted else ''}"
        )
        if e.quote:
            say(f"      “{e.quote[:240]}”")


def _read(held: Held) -> Iterator[str]:
    """What each reader did about a finding, a line each."""
    for one in held.readings:
        if one.verdict:
            yield f"  {one.verdict.at[:10]}  {one.by} {one.verdict.verdict}: {one.verdict.why}"
        elif one.put_off:
            yield f"  {one.by} will read it later"
        yield from (f"  {note.at[:10]}  {note.by} notes: {note.text}" for note in one.notes)


def print_drawn(finding: Finding, tell: Callable[[str], None]) -> None:
    """Prints what the figures of a finding show, in words, and its tables; the dossier draws them."""
    for figure in finding.figures:
        tell(f"\n{figure.title} ({figure.unit}; drawn in the dossier)")
        tell(f"  {figure.alt}")
        for line in _bars(figure):
            say(line)
    for table in finding.tables:
        tell(f"\n{table.title}")
        tell("  " + "  ".join(column.title for column in table.columns))
        for row in table.rows[:_TABLE_ROWS]:
            tell("  " + "  ".join(_shown(value) for value in row))
        if len(table.rows) > _TABLE_ROWS:
            say(f"  … and {len(table.rows) - _TABLE_ROWS} more rows")
        if table.note:
            tell(f"  {table.note}")


def _bars(figure: Figure) -> Iterator[str]:
    """Counts by date as bars of characters, the strongest change of each figure at a glance."""
    counted = [(row, n) for row in figure.rows if isinstance(n := row.get("accounts"), int | float) and "start" in row]
    most = max((n for _, n in counted), default=0)
    for row, accounts in counted:
        if most and (row.get("batch") or accounts >= most / 4):
            expected = "" if row.get("expected") is None else f", expected {row['expected']}"
            yield f"  {row['start']}  {'█' * max(1, round(40 * accounts / most))} {accounts:,}{expected}"


def _shown(value: Cell) -> str:
    return "not given" if value is None else f"{value:,}" if isinstance(value, int | float) else value


def print_rows(rows: Any, held: Held, as_json: bool) -> None:
    """Prints the rows behind a finding."""
    _print_records(rows.to_pylist(), as_json, f"of {held.finding.evidence_count:,} rows.")


def print_listed(rows: Any, as_json: bool) -> None:
    """Prints the rows of the sources that a finding counts."""
    last = (
        "rows, in the order of the source. What a finding says of many says nothing about any one of them; these rows are for the "
        "case alone and are in nothing that is published or exported."
    )
    _print_records(rows.to_pylist(), as_json, last)


def _print_records(records: list[dict[str, Any]], as_json: bool, last: str) -> None:
    if as_json:
        print_json(records)
        return
    if records:
        print_table(list(records[0]), [[_cell(v) for v in r.values()] for r in records])
    say(f"{len(records):,} {last}")


def _cell(value: object) -> object:
    return "" if value is None else value if isinstance(value, int) else str(value)[:120]


def seconds(span: float) -> str:
    """A duration in words."""
    if span < 90:
        return f"{span:.0f} s"
    return f"{span / 60:.0f} min" if span < 5400 else f"{span / 3600:.1f} h"


class Progress:
    """Rows read so far, on a terminal, once there is something to wait for."""

    def __init__(self, name: str) -> None:
        self._name, self._started, self._printed = name, time.monotonic(), False

    def __enter__(self) -> Callable[[int, float], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._printed:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _show(self, rows: int, share: float) -> None:
        elapsed = time.monotonic() - self._started
        if sys.stderr.isatty() and elapsed > 0.5:
            self._printed = True
            left = f", about {seconds(elapsed / share - elapsed)} left" if 0.01 < share < 1 else ""
            click.echo(f"\r\x1b[K{shown(self._name)}: {rows:,} rows read{left}", nl=False, err=True)
