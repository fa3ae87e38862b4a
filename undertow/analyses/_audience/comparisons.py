"""Signals, bound and growth of an audience as findings."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses._audience import evidence, figures, wording
from undertow.analyses._audience.bound import ENOUGH
from undertow.analyses._audience.signals import EXCESS
from undertow.analyses._audience.view import HALF, Row, View, interval, percent, probability
from undertow.model import Cell, Column, Estimate, Finding, Grade, Table, cell, mention

SIGNALS_NULL = (
    "The same signal among {compared}, with members compared by {matched}: the share it would have here if each stratum had the "
    "rate of the reference. Corrected over all signals tested (false discovery rate)."
)
DIGITS = (
    "Handles that end in digits are shown and never count as evidence by themselves: the platform proposes them, they became "
    "usual with the years, and of seven families of accounts that were sold or made to promote, five have fewer of them than "
    "genuine accounts of the same years."
)
FORMS = (
    "In the form of a handle or name, a stands for small letters, A for capitals, Aa for a capital and small letters, <4> for four "
    "digits."
)
BOUND_NULL = (
    "Members drawn from the same population as {compared}, by year of sign-up: a learner looks in one half of both for "
    "profiles that are denser in the audience, and counts them in the other half, which it has not seen."
)
_TOLD = 0.05
#: A bound below so small a share is not told.
_LEAST = 0.001
EXACTLY = "from readings at several times, or by the times at which those of today followed."
BOUNDED = (
    "of {} of them at most, from the order of following and the days of sign-up, as nobody follows before signing up."
)


def signals(view: View) -> Iterator[Finding]:
    """The finding about signals, where any is more frequent than in the reference."""
    if not view.excess or view.unmatched >= HALF:
        return
    top, tested = view.excess[0], view.tested
    compared = wording.compared(view)
    yield Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.SIGNALS_OF, view.target),
        statement=(
            f"In the audience of {mention(view.target)}, {len(view.excess):,} of {len(tested):,} signals tested are more frequent than "
            f"in comparable audiences; most clearly “{top['title']}”: {percent(top['share'])}, where {percent(top['expected'])} "
            "were expected."
        ),
        estimate=Estimate(
            value=top["ratio"], low=top["low"], high=top["high"], unit="times as frequent as in the reference", n=top["known"]
        ),
        null_model=SIGNALS_NULL.format(compared=compared, matched=view.audit["matched"]),
        grade="limited" if view.references < 2 or view.audit["disagree"] else "moderate",
        q_value=top["q"],
        paragraphs=(
            f"{DIGITS} {wording.NOT_INAUTHENTIC}",
        ),
        facts=(
            ("Signals tested", f"{len(tested):,}"),
            ("More frequent", f"{len(view.excess):,}"),
            ("Clearest", f"{percent(top['share'])} of {top['known']:,}, expected {percent(top['expected'])}"),
            ("Compared by", str(view.audit["matched"])),
            ("Without counterpart in the reference", f"{cell(view.audit['unsupported'])} members"),
        ),
        caveats=(wording.WRONG_REFERENCE, wording.NO_VERDICT, _known_words(view), *wording.of_lists(view)),
        counter_evidence=tuple(_signals_against(view)),
        benign_explanations=wording.SIGNAL_BENIGN,
        would_change=wording.WOULD_CHANGE,
        detectable=_signal_power(top),
        figures=tuple(figures.of_signals(view)),
        tables=(_signal_table(view),),
    )  # fmt: skip


def _known_words(view: View) -> str:
    untested = len(view.signals) - len(view.tested)
    return (
        "Each signal is tested over the accounts of which it is known, and only those; a value that a source does not give is "
        f"never taken as 0. Not tested for want of known values or of accounts that have it: {untested:,}."
    )


def _signals_against(view: View) -> Iterator[str]:
    less = sum(1 for row in view.signals if row["reading"] == "deficit")
    none = len(view.tested) - len(view.excess) - less
    yield f"{less:,} signals are less frequent than expected, and {none:,} are not evidence by themselves."


def _signal_power(top: Row) -> str:
    half = (top["high"] / top["low"]) ** 0.5 if top["low"] > 0 else float("inf")
    return f"For the clearest signal a ratio of about {half:.2f} could be told from 1 in lists of this size."


def _signal_table(view: View) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for row in sorted(view.tested, key=lambda row: (row["reading"] != EXCESS, -row["ratio"])):
        seen, printed = view.counts[row["signal"]], view.printed(row)
        ratio = interval(row["ratio"], row["low"], row["high"]) if printed else None
        share = round(100 * row["share"], 1) if printed else None
        rows.append((row["title"], seen, row["known"], share, round(100 * row["expected"], 1), ratio, row["reading"]))
    numeric = ("Accounts", "Known of", "Per cent", "Expected, per cent", "Ratio")
    return Table(
        title="Signals, compared with the reference",
        columns=(Column(title="Signal"), *(Column(title=t, numeric=True) for t in numeric), Column(title="Reading")),
        rows=tuple(rows),
        note=f"{FORMS} {DIGITS}",
    )


def bound(view: View) -> Iterator[Finding]:
    """The finding about the lower bound, if it is above 0: a headline with enough placebos, else the weaker sentence."""
    audit = view.audit
    if not audit["bound"] or audit["bound"] < _LEAST or view.unmatched >= HALF:
        return
    headline = audit["placebos"] >= ENOUGH
    value = audit["adjusted"] if headline else audit["bound"]
    if headline and (value <= 0 or audit["rank_p"] > _TOLD + 1e-9):
        return
    yield Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.BOUND, view.target),
        statement=_bound_statement(view, value, headline),
        estimate=Estimate(
            value=value, low=value, high=1.0, unit="share of the audience, at least", n=audit["size"]
        ),
        null_model=BOUND_NULL.format(compared=wording.compared(view)),
        grade=_bound_grade(view, headline),
        p_value=audit["rank_p"] if headline else None,
        paragraphs=tuple(_bound_paragraphs(view, headline)),
        facts=tuple(_bound_facts(view, headline)),
        caveats=(wording.WRONG_REFERENCE, wording.EVERY_FEATURE, wording.NO_VERDICT, *wording.of_lists(view)),
        counter_evidence=tuple(_bound_against(view)),
        benign_explanations=wording.BOUND_BENIGN,
        would_change=wording.WOULD_CHANGE,
        detectable=_bound_power(view),
        figures=tuple(figures.of_bounds(view)),
    )  # fmt: skip


def _bound_grade(view: View, headline: bool) -> Grade:
    return "moderate" if headline and not view.audit["disagree"] else "limited"


def _bound_statement(view: View, value: float, headline: bool) -> str:
    first = "The reference audiences disagree with one another. " if view.audit["disagree"] else ""
    who = mention(view.target)
    if headline:
        return (
            f"{first}At least {percent(value)} of the audience of {who} differs from {view.audit['placebos']:,} comparable audiences by "
            "more than they differ among themselves."
        )
    return (
        f"{first}The audience of {who} differs from {wording.compared(view)} by at least {percent(value)}; how much comparable "
        "audiences differ is unknown, so this is not an estimate of inauthentic followers."
    )


def _bound_paragraphs(view: View, headline: bool) -> Iterator[str]:
    audit = view.audit
    if headline:
        yield (
            f"Samples of {audit['size']:,} members a side: the bound of the audience is {percent(audit['bound'])}; the largest of "
            f"{audit['placebos']:,} references, each set against the others in the same way, is {percent(audit['largest'])}. The "
            "difference of the two is told."
        )
    yield f"{wording.NOT_INAUTHENTIC} {wording.NO_VERDICT}"


def _bound_facts(view: View, headline: bool) -> Iterator[tuple[str, str]]:
    audit = view.audit
    yield "Bound against the references", percent(audit["bound"])
    yield "Compared", wording.compared(view)
    if audit["placebos"]:
        yield "Largest placebo", percent(audit["largest"])
        yield "Placebo audiences", f"{audit['placebos']:,}"
        yield "Less the largest placebo", percent(audit["adjusted"])
        yield "Rank among placebos", f"p {probability(audit['rank_p'])}"
    yield "Members sampled a side", f"{audit['size']:,}"


def _bound_against(view: View) -> Iterator[str]:
    audit = view.audit
    if audit["placebos"]:
        above = sum(1 for row in view.bounds if row["placebo"])
        yield (
            f"Reference audiences differ too: {above:,} of {audit['placebos']:,} have a bound above 0 against the others, "
            f"the largest {percent(audit['largest'])}."
        )
    else:
        yield "No placebo audience was there to show how much comparable audiences differ."
    if audit["placebos"] < ENOUGH:
        yield f"A headline takes at least {ENOUGH} placebo audiences of about the same size; here are {audit['placebos']:,}."


def _bound_power(view: View) -> str:
    largest = view.audit["largest"]
    floor = f"A share below {percent(largest)} would not stand out from the references. " if largest else ""
    return (
        f"{floor}Followers that are like the reference in every feature looked at are not seen, whatever their number: of invented "
        "accounts made to resemble genuine ones the bound told 0 to 13 % (medians)."
    )


def growth(view: View) -> Iterator[Finding]:
    """The finding about growth, if at the latest age the audience is larger than that of most comparable accounts."""
    if not view.growth or (last := view.growth[-1])["low"] <= 0.5:
        return
    half = "at most" if last["bounded"] else "fewer than"
    yield Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.GROWTH, view.target),
        statement=(
            f"At {last['age_days']:,} days {mention(view.target)} has {last['followers']:,.0f} followers; of {last['comparable']:,} "
            f"comparable accounts half had {half} {last['middle']:,.0f} at that age."
        ),
        estimate=Estimate(
            value=last["percentile"], low=last["low"], high=last["high"], unit="share of comparable accounts with fewer",
            n=last["comparable"],
        ),
        null_model=(
            "Accounts like those of the references, at the same age: their followers " + (
                BOUNDED.format(last["bounded"]) if last["bounded"] else EXACTLY
            )
        ),
        grade="limited",
        paragraphs=("Fast growth has ordinary reasons, a known person or an event among them. It is no sign of its cause.",),
        facts=(("Age", f"{last['age_days']:,} days"), ("Followers then", f"{last['followers']:,.0f}"),
               ("Median of comparable accounts", f"{last['middle']:,.0f}")),
        caveats=(
            "Followers lost in the meantime are not seen in a list read once; between two readings growth is taken as even.",
            wording.WRONG_REFERENCE, *wording.of_lists(view),
        ),
        counter_evidence=tuple(_growth_against(view)),
        benign_explanations=("A public person, an office or a medium opened the account, and followers came with the name.",
                             "The account was recommended, cited or advertised."),
        would_change=wording.WOULD_CHANGE,
        detectable=f"With {last['comparable']:,} comparable accounts a percentile is known to about {(last['high'] - last['low']) / 2:.2f}.",
        tables=(_growth_table(view),),
    )  # fmt: skip


def _growth_against(view: View) -> Iterator[str]:
    fewer = sum(1 for row in view.growth if row["low"] <= 0.5)
    yield f"At {fewer:,} of {len(view.growth):,} ages compared the audience is not clearly larger than that of most comparable accounts."


def _growth_table(view: View) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (row["age_days"], round(row["followers"]), round(row["middle"]),
         interval(row["percentile"], row["low"], row["high"]), row["comparable"])
        for row in view.growth
    ]  # fmt: skip
    titles = ("Age, days", "Followers", "Median of comparable", "Share with fewer", "Comparable accounts")
    return Table(
        title="Followers by age", columns=tuple(Column(title=t, numeric=True) for t in titles), rows=tuple(rows)
    )
