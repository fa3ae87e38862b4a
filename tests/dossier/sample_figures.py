"""Figures with invented rows for the sample dossier."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from numpy.random import Generator

from undertow.model import (
    Cell,
    Figure,
    mention,
)

OFFICE = "x:900"
HOSTILE = [
    "<script>window.__pwned=1</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "</title></script><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
]


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
