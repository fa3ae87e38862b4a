"""What was compared and what could not be, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._actors import plain

Row = Mapping[str, Any]
_NEEDED = "It takes two speakers with texts in three periods, and in 0.6 of all, before and after the split, of one kind and language."


def notes(compared: Sequence[Row], pairs: Sequence[Row], named: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What was compared, whatever was found, and what was not. named: the pairs that were asked for."""
    for body in compared:
        if not body["passages"]:
            yield (
                f"{body['body']}: {body['speakers']:,} speakers could be compared, but no pair was named and fewer than two of them are actors of the "
                "ledger. Name pairs, such as --pairs 'A & B', or look at every pair with --pairs all."
            )
            continue
        yield (
            f"{body['body']}: {body['speakers']:,} speakers, {body['passages']:,} passages in {body['texts']:,} texts; "
            f"{body['periods_earlier']:,} periods before {body['split']} and {body['periods_later']:,} since (one a {body['length']})."
        )
        if body["too_few"]:
            yield f"{body['body']}: too few texts in one window to be compared: {body['too_few']}."
    judged = sum(row["p"] is not None for row in pairs)
    looked = {frozenset(plain(row[side]) for side in "ab") for row in pairs}
    spoken = all(
        body["kind"] != "posts" for body in compared
    )  # accounts may be asked for by another name, their handle
    for pair in named if spoken else ():
        if frozenset(map(plain, pair)) not in looked:
            yield f"{' & '.join(pair)}: not compared. {_NEEDED}"
    if pairs:
        yield f"Pairs looked at: {len(pairs):,}; {judged:,} with the 19 control pairs that a judgement needs; q is over these."
    elif not compared:
        yield f"No pair was compared. {_NEEDED}"
