"""An invented case for the tests of the dossier: rich, hostile in places, in many scripts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from numpy.random import default_rng

from tests.dossier.sample_figures import HOSTILE, OFFICE, figures
from undertow.dossier import Dossier, Event, Method, Reviewed, SourceLine
from undertow.model import (
    Column,
    Estimate,
    Evidence,
    Finding,
    Ledger,
    Table,
    Verdict,
    mention,
)

SHA = hashlib.sha256(b"posts").hexdigest()
QUOTES = [
    ("Every family has a house key and a right. The world will hear it.", 0, 41),
    ("Յուրաքանչյուր ընտանիք ունի տան բանալի և իրավունք։", 0, 25),
    ("ყველა ოჯახს აქვს სახლის გასაღები და უფლება.", 0, 18),
    ("لكل عائلة مفتاح بيت وحق في العودة 300,000.", 4, 19),
    ("هر خانواده‌ای کلید خانه و حقی دارد", 0, 14),
    ("У каждой семьи есть ключ от дома и право.", 0, 14),
    ("RT @private_person: see https://x.com/private_person/status/1556999 now", 20, 23),
    ("safe \u202etxet desrever\u202c and p\u200blan\u200bted and \x1b[31mred\x1b[0m", 5, 18),
    *((f"{text} was posted with every copy", 0, len(text)) for text in HOSTILE),
]


def pseudonym(account: str) -> str:
    """'Account 12' for private accounts, the handle for the one office."""
    return (
        "@NorvanMinistry"
        if account == OFFICE
        else f"Account {int(hashlib.sha256(account.encode()).hexdigest()[:5], 16)}"
    )


def is_public(account: str) -> bool:
    return account in (OFFICE, "norvanministry")


MASKS = {"private_person": "Account 12", "planted0": "Account 13"}


def evidence(count: int = len(QUOTES)) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            source_sha256=SHA,
            row_ref=f"line {number + 1}",
            table="posts",
            who=f"x:{number}",
            at=f"2022-08-20T08:00:{number:02d}Z",
            text=QUOTES[number % len(QUOTES)][0],
            start=QUOTES[number % len(QUOTES)][1],
            end=QUOTES[number % len(QUOTES)][2],
            note=f"{number} seconds after {mention('x:0')}" if number else "",
        )
        for number in range(count)
    )


def finding(number: int = 1, **changes: object) -> Finding:
    plain = Finding(
        id=f"{number:08x}",
        analysis="coordination",
        subject=f"group {number}",
        statement=f"{mention('x:1')} and {mention('x:2')} posted the same texts within seconds of each other.",
        estimate=Estimate(value=260, low=231, high=288, unit="pairs", n=48205),
        null_model="Each account keeps its hours; times shuffled within the hour, 2,000 draws.",
        grade="strong",
        accounts=("x:1", "x:2"),
        run_id="a1b2c3d4e5f6",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test may change any field


def rich() -> Finding:
    return finding(
        1,
        q_value=0.0004,
        sensitivity=0.83,
        detectable="5 shares in common",
        paragraphs=(
            f"We compared 311 accounts. {mention('x:1')} answered {mention(OFFICE)} first; both used “#returnnow”.",
            "Acting together is not in itself deceptive: supporters may agree to post at an hour.",
        ),
        facts=(("Window", "60 s"), ("Median delay", "17 s [15, 19]")),
        caveats=("Deleted posts are absent.",),
        counter_evidence=("254 of 311 accounts show no link.",),
        benign_explanations=("Tools for scheduled posting are sold openly.",),
        would_change=("A public call that names the hour before the posts.",),
        evidence=evidence(),
        evidence_count=1942,
        figures=figures(default_rng(7)),
        tables=(
            Table(
                title="Groups",
                columns=(Column(title="Group"), Column(title="Accounts", numeric=True), Column(title="Delay, s", numeric=True), Column(title="First")),
                rows=(("A", 26, (17.2, 15.1, 19.4), mention("x:1")), ("B", 19, None, HOSTILE[0]), ("C", 1200, 8.0, "#trollfarm")),  # type: ignore[arg-type]  # a test may change any field
                note="Median of all copies.",
            ),
        ),
    )  # fmt: skip


def verdict(of: Finding) -> Verdict:
    return Verdict(
        finding=of.id,
        verdict="confirmed",
        why="read",
        by="reader",
        at="2024-04-01T10:00:00Z",
        estimate=of.estimate,
        statement=of.statement,
    )


def dossier(findings: int = 6) -> Dossier:
    share = Estimate(value=0.314, low=0.301, high=0.327, unit="share of followers", n=4812)
    points = Estimate(value=-1.34, low=-3.52, high=0.91, unit="points", n=5210)
    first = rich()
    made = [
        Reviewed(finding=first, number=1, verdict=verdict(first)),
        Reviewed(finding=finding(2, estimate=share, grade="moderate", analysis="audience", statement="A third of the followers opened their account within two months."), number=2),
        Reviewed(finding=finding(3, grade="insufficient", estimate=replace(points, low=-40.2, high=60.1), caveats=("Eleven rows only.",)), number=3),
        Reviewed(finding=finding(4, grade="not supported", estimate=points, statement="Newspapers have taken over the wording."), number=4, verdict=verdict(finding(4))),
        Reviewed(finding=finding(5, grade="limited", evidence=evidence(3)), number=5, verdict=verdict(finding(5)), changed_since_review=True),
        Reviewed(finding=finding(6, statement="REJECTED-STATEMENT"), number=6, verdict=replace(verdict(finding(6)), verdict="rejected")),
    ]  # fmt: skip
    sources = (
        SourceLine(name="posts.jsonl", format="X API v2", sha256=SHA, added_at="2024-03-21T08:02:00Z", role="Posts of 311 accounts",
                   ledger=Ledger(rows_in=41901, kept=41877, duplicates=20, quarantined=4, flagged=7, reasons={"no time": 3, HOSTILE[0]: 1})),
        SourceLine(name=HOSTILE[1], format="Plain CSV", sha256="0" * 64, added_at="2024-03-22T08:02:00Z", ledger=Ledger(rows_in=2, kept=2)),
    )  # fmt: skip
    return Dossier(
        title="The return that counts itself",
        question="Is the online campaign for a return to Western Averra coordinated, and whose words does it use?",
        byline="the desk for open sources",
        published=date(2024, 4, 2),
        lead="Three groups of accounts posted the same texts within seconds of each other.",
        findings=tuple(made[:findings]),
        sources=sources,
        events=(Event(date="2022-08-21", title="Founding congress adopts the declaration.", place="Vell", sources=("The Eastern Weekly",)),
                Event(date="2019-06", title="Return to Western Averra is registered.")),
        methods=(Method(analysis="coordination", title="Which accounts act together?", null_model="Times shuffled within the hour.",
                        error_statement="1% stated; 1 of 200 synthetic cases, 0.5% [0.1, 2.8].", run_id="a1b2c3d4e5f6",
                        settings={"window_seconds": "60", "kind": "text"}, sql='SELECT a."account" FROM shares a WHERE a.x < 3 AND 1 > 0', engine="DuckDB",
                        versions={"duckdb": "2.0"}, seconds=3.21, inputs=(SHA,), out_of_date="posts.jsonl was removed.", left_out=("Crowd notes.",)),),
        rejected=1,
        unreviewed=2,
        deviations=("window_seconds was 30 in the plan.",),
        software={"undertow": "0.1.0", "Python": "3.12"},
        seed=7,
        log_head="f" * 64,
        limits=("Posts in closed groups are not in the material.",),
        see_also=("How reference audiences are chosen",),
        fictional=True,
    )  # fmt: skip
