"""Sentences that findings of an audit have in common."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses._audience.view import View, percent, told
from undertow.model import cell

#: From so large a share on what is missing, or shared, is said.
_MUCH = 0.1
NO_VERDICT = "This is about the list as a whole. It says nothing about any one follower: accounts of every origin are among those counted."
NOT_INAUTHENTIC = "Different does not mean inauthentic."
WRONG_REFERENCE = (
    "The reference decides: an audience of another language, topic, age or way of collection differs for ordinary reasons. "
    "Against a reference that is not comparable, bounds of 54 to 89 % were measured with nothing planted."
)
EVERY_FEATURE = (
    "The bound looks at days of sign-up, profiles, counts and handles together and does not say which of them differ. Digits at the end "
    "of handles, which are no evidence by themselves, are among them."
)
BIASED = (
    "The list is the most recent part of the audience and no random sample: recent followers are younger accounts than the rest, "
    "and what is true of them need not be true of all."
)
ASSUMED_ORDER = (
    "Nobody stated how the list was read; it is taken to begin with the most recent follower, as the platform gives lists. "
    "State it with add --collected."
)
RANDOM_ORDER = "The list is in random order, so where accounts stand in {order} is not known."
NO_ORDER = (
    "{Order} is not known, as the list states no order or is put together of several; whether accounts of one date also stand next "
    "to one another in it cannot be seen."
)
SHARED = (
    "Of the members of the references {share} are in this audience, too. What an audience shares with its reference cannot differ from it: "
    "leave out references that follow from it."
)
LEFT_OUT = "Not compared, as they are of another platform: {count:,} reference lists."
THIN = "Too few members of the references have a day of sign-up: batches are set against the weeks around alone, as without a reference."
UNMATCHED = (
    "{share} of the members have no counterpart in the reference by year of sign-up, platform and language; no signal and no bound is "
    "told of an audience of which that is half or more."
)
TAKEN_AS_ONE = (
    "Several files of this audience state no day on which they were read and are taken as one list. If they are readings of different "
    "days, take them out and add each with its day: --collected 2024-03-05."
)
NOT_FOLLOWERS = "The list holds {kind}, not followers: it is to be compared with {kind} of comparable accounts or posts, and with nothing else."
NO_EXTENT = (
    "Whether the list is complete was not stated. The most recent part of an audience is no random sample of it: recent followers are "
    "younger accounts than the rest."
)
BATCH_BENIGN = (
    "A campaign, a news event or a school class that brought many people to the platform on the same days, and to this account.",
    "The platform recommending this account to people who had just signed up.",
    "A list, a starter pack or an import that made many follow one after another.",
)
SIGNAL_BENIGN = (
    "An audience that joined the platform later, or that reads more than it writes, has emptier profiles.",
    "Handles that the platform proposes end in digits; they became usual with the years and among users of other scripts.",
    "A tool of collection that leaves fields out makes profiles look empty.",
)
BOUND_BENIGN = (
    "Another language, country, topic or age of the public than the references have.",
    "Another date or way of collection: profiles change, and fields differ between tools.",
    "A campaign that brought an unusual but genuine public.",
)
WOULD_CHANGE = (
    "Reference audiences of accounts of the same language, topic, size and date of collection that show the same.",
    "A date of collection, an order of the list or a gap in it other than stated.",
)


def of_lists(view: View) -> Iterator[str]:
    """What must be said of how the list was read and what it was compared with."""
    audit = view.audit
    if audit["complete"] is False and audit["order"] in ("most recent first", ""):
        yield BIASED
    if audit["complete"] is None:
        yield NO_EXTENT
    if audit["order_from"] == "platform":
        yield ASSUMED_ORDER
    elif audit["order"] == "random order":
        yield RANDOM_ORDER.format(order=view.order)
    elif not audit["order"]:
        yield NO_ORDER.format(Order=view.order.capitalize())
    if audit["undated"]:
        yield TAKEN_AS_ONE
    if audit["kind"] and audit["kind"] != "followers":
        yield NOT_FOLLOWERS.format(kind=audit["kind"])
    missing = audit["members"] - audit["dated"]
    if missing:
        yield f"Of {told(cell(missing))} members the day of sign-up is not known; they are in no scan and in no comparison."
    yield from _of_references(view)


def _of_references(view: View) -> Iterator[str]:
    audit = view.audit
    if audit["left_out"]:
        yield LEFT_OUT.format(count=audit["left_out"])
    if view.references and not view.scanned_against:
        yield THIN
    if (audit["shared"] or 0) > _MUCH * (audit["reference_members"] or 0):
        yield SHARED.format(share=percent(min(1.0, audit["shared"] / audit["reference_members"])))
    if view.unmatched >= _MUCH:
        yield UNMATCHED.format(share=percent(view.unmatched))
    if audit["disagree"]:
        yield disagreement(view)


def disagreement(view: View) -> str:
    """That the references are not alike."""
    return (
        "The references differ among themselves: at least half of them differ from the others by 5 % or more. What is said "
        "against them says as much about the references as about the audience."
    )


def compared(view: View) -> str:
    """What the audience was compared with, in words."""
    audit = view.audit
    one = view.references == 1
    lists = "one reference audience" if one else f"{view.references:,} reference audiences together"
    return f"{lists} of {audit['reference_members']:,} members"
