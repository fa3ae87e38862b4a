"""case.toml: what the analyst states about a case before looking."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

from undertow.errors import BadSetting

_BEGINNING = re.compile(r"[0-9a-f]{8,}")
DEFAULT_SEED = 20261122
TEMPLATE = """\
# What this case is about. Lines that begin with # explain; undertow never changes this file.
title = {title}
question = {question}          # one sentence the dossier answers, without naming a culprit
byline = ""            # who publishes
languages = ["en"]     # languages of the material
seed = {seed}        # every random number comes from here: the same seed gives the same result
fictional = {fictional}      # true prints on every page that the material is invented

# What goes out. Words of private accounts are withheld; a reason written here quotes them all the same, is logged, and printed.
[publishing]
# quote_private = "why the words themselves have to be read"
# [publishing.quote_private_in]          # for single findings: id = "reason"
# 0123456789ab = "why"

# Periods that are compared, if any: name = [first day, last day]
[periods]
# before = ["2021-01-01", "2022-08-18"]
# after = ["2022-08-19", "2023-12-31"]

# The plan: settings fixed before looking. It is fingerprinted at the first run; what is changed later
# is not forbidden, but the dossier lists it as a deviation.
[plan]
# [plan.coordination]
# window_seconds = 60
"""


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """case.toml as read."""

    title: str
    question: str = ""
    byline: str = ""
    languages: tuple[str, ...] = ("en",)
    seed: int = 1
    fictional: bool = False
    periods: dict[str, tuple[str, str]] = field(default_factory=dict)
    plan: dict[str, dict[str, Any]] = field(default_factory=dict)
    publishing: dict[str, Any] = field(default_factory=dict)

    @property
    def quote_private(self) -> str:
        """Why words of private accounts are quoted in what is published; empty where they are withheld."""
        return str(self.publishing.get("quote_private", "")).strip()

    @property
    def quote_private_in(self) -> dict[str, str]:
        """Why they are quoted in single findings, by the beginning of an id."""
        return {name: reason.strip() for name, reason in self.publishing.get("quote_private_in", {}).items()}

    @property
    def plan_sha256(self) -> str:
        """The fingerprint of the plan."""
        return sha256(json.dumps(self.plan, sort_keys=True, default=str).encode()).hexdigest()


class Stated(TypedDict, total=False):
    """What may be said of a new case."""

    title: str
    question: str
    seed: int
    fictional: bool


def printable(text: str, where: str) -> None:
    """Raises: BadSetting for a character that no page can print, such as NUL; ends of lines and tabs are none."""
    wrong = next((char for char in text if unicodedata.category(char) == "Cc" and char not in "\n\r\t"), "")
    if wrong:
        raise BadSetting(
            f"{where} holds the control character U+{ord(wrong):04X}, which cannot be printed. Take it out; copying from a program often brings it along."
        )


def check_stated(stated: Stated) -> None:
    """Raises: BadSetting for a title or question that cannot be printed."""
    printable(stated.get("title", ""), "The title")
    printable(stated.get("question", ""), "The question")


def write_template(path: Path, stated: Stated) -> None:
    """A commented case.toml."""
    text = TEMPLATE.format(
        title=json.dumps(stated.get("title", ""), ensure_ascii=False),
        question=json.dumps(stated.get("question", ""), ensure_ascii=False),
        seed=stated.get("seed", DEFAULT_SEED),
        fictional=str(stated.get("fictional", False)).lower(),
    )
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> CaseSettings:
    """The settings in a case.toml. Raises: BadSetting naming the key and what is expected."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: {error}. Correct the file; `undertow new` writes one that works.") from None
    wanted: dict[str, tuple[type, str]] = {
        "title": (str, "a text"),
        "question": (str, "a text"),
        "byline": (str, "a text"),
        "languages": (list, "a list of texts"),
        "seed": (int, "a whole number"),
        "fictional": (bool, "true or false"),
        "periods": (dict, "a table"),
        "plan": (dict, "a table"),
        "publishing": (dict, "a table"),
    }
    for key, value in raw.items():
        if key not in wanted:
            raise BadSetting(f"{path}: {key!r} is not a setting of a case. Known: {', '.join(wanted)}.")
        if not isinstance(value, wanted[key][0]) or (wanted[key][0] is int and isinstance(value, bool)):
            raise BadSetting(f"{path}: {key} is {value!r} but must be {wanted[key][1]}.")
    for key in ("title", "question", "byline"):
        printable(str(raw.get(key, "")), f"{path}: {key}")
    if raw.get("seed", 0) < 0:
        raise BadSetting(f"{path}: seed is {raw['seed']} but must not be negative. Use any whole number from 0 on.")
    if not raw.get("title"):
        raise BadSetting(f'{path}: title is missing. Add title = "...".')
    for name, settings in raw.get("plan", {}).items():
        if not isinstance(settings, dict):
            raise BadSetting(
                f"{path}: plan.{name} is {settings!r} but must be a table of settings, for example [plan.coordination]."
            )
    _check_publishing(path, raw.get("publishing", {}))
    raw["periods"] = {name: _period(path, name, value) for name, value in raw.get("periods", {}).items()}
    raw["languages"] = tuple(str(language) for language in raw.get("languages", ["en"]))
    return CaseSettings(**raw)


def _check_publishing(path: Path, stated: dict[str, Any]) -> None:
    """Raises: BadSetting where [publishing] holds something else than reasons in words."""
    for key, value in stated.items():
        if key not in ("quote_private", "quote_private_in"):
            raise BadSetting(
                f"{path}: publishing.{key} is not a setting of a case. Known: quote_private, quote_private_in."
            )
        reasons = value if key == "quote_private_in" and isinstance(value, dict) else {"": value}
        for name, reason in reasons.items():
            if name and not _BEGINNING.fullmatch(name):
                raise BadSetting(
                    f"{path}: publishing.{key}.{name} does not name one finding: write at least 8 characters of its id, "
                    "in digits and a to f. `undertow findings` lists them."
                )
            if not isinstance(reason, str) or not reason.strip():
                where = f"publishing.{key}{'.' + name if name else ''}"
                raise BadSetting(
                    f"{path}: {where} is {reason!r} but must say in words why private accounts are quoted; they are not without a reason."
                )


def _period(path: Path, name: str, stated: object) -> tuple[str, str]:
    """The first and last day of a period. Raises: BadSetting."""
    days = [str(day) for day in stated] if isinstance(stated, list) else []
    if len(days) != 2 or not all(map(_is_day, days)) or days[0] > days[1]:
        why = (
            "its last day lies before its first" if len(days) == 2 and all(map(_is_day, days)) else "that is no period"
        )
        raise BadSetting(
            f"{path}: periods.{name} is {stated!r}: {why}. Write the first and the last day as YYYY-MM-DD, "
            f'for example {name} = ["2021-01-01", "2022-08-18"].'
        )
    return days[0], days[1]


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
