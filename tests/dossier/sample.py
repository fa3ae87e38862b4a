"""An invented case for the tests of the dossier: rich, hostile in places, in many scripts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from numpy.random import Generator, default_rng

from undertow.dossier import Dossier, Event, Method, Reviewed, SourceLine
from undertow.model import (
    Cell,
    Column,
    Estimate,
    Evidence,
    Figure,
    Finding,
    Ledger,
    Table,
    Verdict,
    mention,
)

SHA = hashlib.sha256(b"posts").hexdigest()
OFFICE = "x:900"
HOSTILE = [
    "<script>window.__pwned=1</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "</title></script><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
]
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


def network_rows(rng: Generator, sizes: tuple[int, ...] = (26, 19, 12)) -> tuple[dict[str, Cell], ...]:
    rows: list[dict[str, Cell]] = []
    for index, size in enumerate(sizes):
        for i in range(size):
            for j in range(i + 1, size):
                if rng.random() < min(1.0, 8 / size):
                    weight = int(rng.integers(3, 40))
                    left, right = (mention(f"x:{index}{i:03d}"), mention(f"x:{index}{j:03d}"))
                    rows.append(
                        {"left": left, "right": right, "weight": weight, "group": f"Group {chr(65 + index % 26)}"}
                    )
    return tuple(rows)


def grid_rows(rng: Generator) -> tuple[dict[str, Cell], ...]:
    """A week of posts by day, hardly any at night."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return tuple(
        {"row": day, "column": f"{hour:02}", "value": int(rng.poisson(9 if 7 <= hour < 23 else 0.3))}
        for day in days
        for hour in range(24)
    )


def timeline_rows(rng: Generator, weeks: int = 52) -> tuple[dict[str, Cell], ...]:
    states = {3: "birth", 20: "merge", 31: "merge", weeks - 4: "end"}
    first = date(2022, 3, 7)
    return tuple(
        {
            "start": str(first + timedelta(7 * week)),
            "end": str(first + timedelta(7 * week + 7)),
            "count": int(rng.poisson(4 + week * (week < 40))) if 3 <= week <= weeks - 4 else 0,
            "state": states.get(week, ""),
        }
        for week in range(weeks)
    )


def delay_rows(rng: Generator, width: int = 10) -> tuple[dict[str, Cell], ...]:
    """A steep peak within the window of a minute, then near misses at the level of the null model."""
    return tuple(
        {
            "seconds": seconds,
            "width": width,
            "measured": int(rng.poisson(width * (22 * 0.5 ** (seconds / 15) + 0.45 + 0.0002 * seconds))),
            "expected": round(width * (0.45 + 0.2 * 0.5 ** (seconds / 300)), 2),
            "window": 60,
        }
        for seconds in range(0, 1200, width)
    )


def specification_rows(rng: Generator) -> tuple[dict[str, Cell], ...]:
    """Every combination of settings, the finding weaker where windows are long."""
    rows = []
    for window, screen, kind, hours in product(
        (15, 30, 60, 300), (0.01, 0.05, 0.1), ("reposts", "texts", "links"), ("within the hour", "within the day")
    ):
        share = min(1.0, max(0.0, 0.95 - 0.0022 * window - 0.05 * (kind == "links") + float(rng.normal(0, 0.06))))
        rows.append((round(share, 3), window, screen, kind, hours))
    return tuple(
        {
            "order": order,
            "share": share,
            "window": window,
            "screen": screen,
            "holds": int(share >= 0.5),
            "declared": int((window, screen, kind, hours) == (60, 0.05, "reposts", "within the hour")),
            "set_what_is_shared": kind,
            "set_times_moved": hours,
        }
        for order, (share, window, screen, kind, hours) in enumerate(sorted(rows), 1)
    )


def prevalence_rows(rng: Generator, shift: float = 0.0) -> tuple[dict[str, Cell], ...]:
    """Five years by month with one dated change, one gap and three events."""
    rows: list[dict[str, Cell]] = []
    for month in range(60):
        if 20 <= month < 23:
            continue
        first = date(2019 + month // 12, 1 + month % 12, 1)
        last = date(2019 + (month + 1) // 12, 1 + (month + 1) % 12, 1) - timedelta(1)
        value = round(abs(0.6 + shift + (7 if month > 42 else 0) + float(rng.normal(0, 0.5))), 2)
        ends = {"start": first.isoformat(), "end": last.isoformat(), "low": max(0.0, value - 1.1), "high": value + 1.4}
        rows.append({"kind": "point", **ends, "value": value, "label": ""})
    none = {"value": None, "low": None, "high": None}
    rows.append({"kind": "break", "start": "2022-07-01", "end": "2022-09-30", "label": "2022-08-01", **none})
    for number, day in enumerate(("2020-03-09", "2020-04-11", "2022-08-21"), 1):
        rows.append({"kind": "event", "start": day, "end": day, "label": f"{number}. A meeting in the valley", **none})
    return tuple(rows)


def voice_rows(rng: Generator) -> tuple[dict[str, Cell], ...]:
    """The same for four voices, one of them an account."""
    names = ("The ministry", "Herald", "All outlets together", mention("x:0007"))
    return tuple({"series": name, **row} for place, name in enumerate(names) for row in prevalence_rows(rng, place))


def heat_rows(rng: Generator) -> tuple[dict[str, Cell], ...]:
    """Three narratives by month."""
    return tuple(
        {"row": f"“{row['series']}”", "start": row["start"], "end": row["end"], "value": row["value"]}
        for row in voice_rows(rng)
        if row["kind"] == "point" and not str(row["series"]).startswith("[[")
    )


def audience_figures(rng: Generator) -> tuple[Figure, ...]:
    """The figures of an audience: sign-ups with a batch, the order of following, ratios of signals, bounds."""
    months = [(2012 + m // 12, m % 12 + 1) for m in range(144)]
    sign_ups = tuple(
        {
            "start": f"{year}-{month:02d}-01", "days": 30, "accounts": 620 if place == 110 else int(rng.poisson(28)),
            "expected": 27.5, "low": 17.0, "high": 40.0, "batch": int(place == 110),
        }
        for place, (year, month) in enumerate(months)
    )  # fmt: skip
    order: tuple[dict[str, Cell], ...] = tuple(
        {
            "what": "members", "start": f"{year}-{month:02d}-01", "end": f"{year}-{month:02d}-28",
            "places": " ".join(str(place) for place in range(40) if rng.random() < 0.4), "from": None, "to": None, "of": 4000,
        }
        for year, month in months[24:]
    )  # fmt: skip
    block = {
        "what": "14 to 16 March 2021",
        "start": "2021-03-14",
        "end": "2021-03-16",
        "places": None,
        "from": 800,
        "to": 1400,
        "of": 4000,
    }
    ratios = tuple(
        {"label": label, "ratio": ratio, "low": low, "high": high, "reading": reading}
        for label, ratio, low, high, reading in (
            ("Has posted nothing", 73.9, 40.0, 137.0, "excess"),
            ("Handle ends in 8 or more digits", 1.41, 1.34, 1.47, "not evidence by itself"),
            ("Handle and name like Aa_Aa led by the name Aa Aa, of which there are many", 0.25, 0.17, 0.35, "deficit"),
        )
    )
    bounds = (
        {"what": "audience", "reference": "All references together", "bound": 0.15},
        {"what": "audience", "reference": mention("x:0777"), "bound": 0.21},
        *(
            {"what": "placebo", "reference": mention(f"x:01{n}"), "bound": round(float(rng.exponential(0.01)), 4)}
            for n in range(20)
        ),
    )
    return (
        Figure(
            kind="sign_ups",
            title="When they signed up",
            unit="members per 30 days",
            alt="Bars, one marked.",
            rows=sign_ups,
        ),
        Figure(
            kind="follow_order",
            title="Order of following",
            unit="place",
            alt="Marks, one block outlined.",
            rows=(*order, block),
        ),
        Figure(kind="ratios", title="Signals", unit="times as frequent", alt="Dots with intervals.", rows=ratios),
        Figure(kind="bounds", title="Bounds", unit="share at least", alt="Dots and grey marks.", rows=bounds),
    )


def speech_figures() -> tuple[Figure, ...]:
    """The figure of speeches: first uses by two voices."""
    uses = tuple(
        {
            "label": label, "one": f"{2003 + place}-09-20", "other": f"{2004 + 2 * place}-09-21",
            "one_name": "Tervolia", "other_name": mention("x:0003"),
        }
        for place, label in enumerate(("patient granaries", "woven … archives", "a phrase that is much longer than a narrow drawing has room for, so that it ends"))
    )  # fmt: skip
    return (
        Figure(kind="first_uses", title="First uses", unit="date of first use", alt="Two dates a line.", rows=uses),
    )


def figures(rng: Generator) -> tuple[Figure, ...]:
    network = network_rows(rng)
    delays = tuple(
        {"account": mention(f"x:0{account:03d}"), "seconds": round(float(rng.exponential(17)), 1), "group": "Group A"}
        for account in range(12)
        for _ in range(int(rng.integers(4, 9)))
    )
    placebo = tuple(
        {"weight": weight, "measured": round(2600 / weight**1.6), "reference": round(2400 / weight**3.2, 2)}
        for weight in range(2, 41)
    )
    bars = (
        {"label": "Created in March or April 2023", "value": 29.2, "low": 27.4, "high": 31.0, "reference": 2.2},
        {"label": "Name ends in eight or more digits, the default that the platform suggests to everyone who opens an account",
         "value": 12.9, "low": 10.4, "high": 15.5, "reference": 9.7},
        {"label": "No profile picture", "value": 1.3, "low": -0.9, "high": 3.5, "reference": 0.0},
    )  # fmt: skip
    months = [f"{2019 + m // 12}-{m % 12 + 1:02d}" for m in range(60)]
    lines = tuple(
        {
            "x": month,
            "value": v,
            "low": max(0.0, v - 1.2),
            "high": v + 1.2,
            "series": name,
            "reference": 1.1 if s == 0 else None,
        }
        for s, name in enumerate(("The organisation", "The ministry"))
        for m, month in enumerate(months)
        for v in [round(0.6 + s + (7 if m > 42 else 0) + (6 if m > 52 else 0) + float(rng.normal(0, 0.6)) + 0.7, 2)]
    )
    made = [
        ("network", "Three dense groups", "Accounts joined by posts they both shared within 60 seconds", network),
        (
            "delays",
            "Nearly all copies follow within a minute",
            "Delay of each share after the first, in seconds",
            delays,
        ),
        (
            "placebo",
            "More pairs share often than the reference has",
            "Number of pairs with at least so many shares",
            placebo,
        ),
        ("bars", "One feature stands out", "Difference from the reference, points", bars),
        ("lines", "The argument has grown in two steps", "Share of documents with the narrative, %, by month", lines),
        ("grid", "Hardly anything at night", "Posts by weekday and hour", grid_rows(rng)),
        ("timeline", "The group acted together for eleven months", "Joint acts by week", timeline_rows(rng)),
        (
            "delay_null",
            "Shares within a minute stand out, later ones do not",
            "Pairs of shares of one post, by seconds between them",
            delay_rows(rng),
        ),
        (
            "specification",
            "The group is found again under most settings",
            "Share of the group's members found again",
            specification_rows(rng),
        ),
        (
            "prevalence",
            "The argument rose in August 2022",
            "Share of headlines, percent, by month",
            prevalence_rows(rng),
        ),
        ("voices", "Who used the argument, and when", "Share of texts, percent", voice_rows(rng)),
        ("heat", "Every narrative over time", "Share of texts, percent", heat_rows(rng)),
        ("chronology", "The association took shape in three years", "Dated steps", chronology_rows()),
        ("estimates", "The numbers given grew and fell", "people", estimate_rows()),
        ("relations", "Who founded, chairs and funds the association", "Documented relations", relation_rows()),
    ]
    return tuple(
        Figure(
            kind=kind,
            title=title,
            unit=unit,
            alt=f"{title}. {unit}.",
            rows=tuple(rows),
            source="posts.jsonl, 41,877 posts",
            note="Grey is the comparison.",
        )
        for kind, title, unit, rows in made
    )


def estimate_rows() -> list[dict[str, Cell]]:
    made = (("2005-09-01", 200_000, 200_000, 150_000, 250_000, "about 200,000", "excludes another, for review"), ("2011", 230_000, 230_000, 218_500, 241_500, "about 230,000", "for a verdict"),
            ("2018-09", 240_000, 260_000, 235_000, 265_000, "240,000 to 260,000", "excludes none"), ("2023-09-01", 300_000, 300_000, 300_000, 375_000, "more than 300,000", "for a verdict"))  # fmt: skip
    names = ("x", "value", "to", "low", "high", "label", "status")
    return [{**dict(zip(names, row, strict=True)), "source": f"q{n}"} for n, row in enumerate(made)]


def chronology_rows() -> list[dict[str, Cell]]:
    made = (("2019-06-14", "2019-06-14", "founding: registered in Lerholm", "Quoted"), ("2022-08-21", "2022-08-21", "chair: elected", "Quoted"),
            ("2023-11-01", "2023-11-30", "conference: three hundred guests come to a hall that the government of Norvania has paid for", "Reported"))  # fmt: skip
    return [{"start": start, "end": end, "label": label, "lane": lane} for start, end, label, lane in made]


def relation_rows() -> list[dict[str, Cell]]:
    made = (("The chair", "chairs", "Return to Western Averra", "verified"), ("Norvania", "funds", "Return to Western Averra", "reported"), ("The chair", "represents", "Norvania", "verified"))  # fmt: skip
    return [{"left": left, "role": role, "right": right, "standing": standing} for left, role, right, standing in made]


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
    return replace(plain, **changes)  # type: ignore[arg-type]


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
                rows=(("A", 26, (17.2, 15.1, 19.4), mention("x:1")), ("B", 19, None, HOSTILE[0]), ("C", 1200, 8.0, "#trollfarm")),  # type: ignore[arg-type]
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
