"""Which alias of an actor stands for which account: only one that is written as an account, or is the id of one.

`@name` is a handle on any platform, `x:name` and `x:@name` a handle on one, `x:123` the id of an account. Any other alias is a
word of texts; it stands for an account only where it is the whole id of one.
"""

from __future__ import annotations

from undertow.language.normal import readable


def as_account(alias: str) -> str:
    """An alias as accounts are compared: folded, with its @; a platform and an @ do not both stand before a handle."""
    platform, colon, rest = " ".join(readable(alias).casefold().split()).rpartition(":")
    return f"{platform}:{rest.strip().removeprefix('@')}" if colon else rest


def accounts_as_written(account: str, handle: str = "") -> tuple[str, ...]:
    """Every alias, as `as_account` gives it, that stands for this account; the plainest first."""
    whole = as_account(account)
    platform, colon, native = whole.partition(":")
    bare = as_account(handle).removeprefix("@")
    found = [whole]
    if bare:
        found += [f"{platform}:{bare}"] if colon else []
        found.append(f"@{bare}")
    elif not (native or whole).isdigit():  # a follower list may know its account by handle only: x:NAME
        found.append(f"@{(native or whole).removeprefix('@')}")
    return tuple(dict.fromkeys(found))
