"""How a language is put together from short lists, for those whose rules are fewer than those for English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from undertow.language.quantities.lexicon import Fate, Lexicon, Numerals

_NEVER = r"(?!)"


def plain(
    code: str,
    numerals: Numerals,
    approximators: tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]],
    words: Mapping[str, str],
    fates: Sequence[Fate],
    slots: Mapping[str, Sequence[str]],
) -> Lexicon:
    """A lexicon in which the noun follows the number, with at most four words between.

    approximators: before the number and behind it. words: head, family, modifier, aux, name, between_words, land, land_taken,
    people, of_them. slots: patterns of from_where, by_whom and periods.
    """
    every = {"fill": r"[^\s,;:.]+", "determiner": _NEVER, **words}
    return Lexicon(
        code=code,
        numerals=numerals,
        approximators=approximators[0],
        approximators_behind=approximators[1],
        words=every,
        noun=r"(?P<of>) (?P<modifiers>(?:(?:<modifier>) ){0,4}?)(?P<head>(?:<family>|<head>)(?:(?: и| və| և|,) (?:<head>))*)(?!\w)",
        bare=r"(?:$|[.,;:!?)»”]| (?:<aux>)\b)",
        acting=_NEVER,
        of_number=_NEVER,
        governed=_NEVER,
        governed_far=_NEVER,
        of_them=r"^ (?:<of_them>)\b",
        including=r"(?:<including>) ?$",
        share_of="",
        land=words["land"],
        land_taken=words["land_taken"],
        people=r"(?P<modifiers>)(?P<head>(?:<people>|<head>))(?![\w-])",
        apposed=_NEVER,
        launched="",
        act="",
        actor="",
        fates=fates,
        living=_NEVER,
        affected=_NEVER,
        helped=_NEVER,
        from_where=slots["from_where"],
        by_whom=slots["by_whom"],
        periods=slots["periods"],
        never=_NEVER,
        ends_clause=r"[;:!?—]| – ",
        ends_left=r"[;:!?—]| – ",
        aside=_NEVER,
    )
