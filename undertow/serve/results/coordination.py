"""The coordination page: groups first, then the network of one, its pairs, the posts behind a pair, and the window.

Everything comes from what the run stored. The window can be moved over the delays the run measured and what its null model
expects of each of them; whether the group is found again with another window, the run says for the windows it tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from undertow.case.findings import Held
from undertow.case.runs import Run
from undertow.errors import UndertowError, UnknownName
from undertow.model import Cell, Finding, mentioned
from undertow.serve.pages import Query
from undertow.serve.results import parts
from undertow.serve.results.network import Picture, pairs_count, pairs_of, picture
from undertow.serve.results.parts import Drawn, Said, Shown, Standing
from undertow.serve.results.stored import Place, Row, Stored
from undertow.serve.results.window import Window, window

EMPTY = (
    "Pairs and groups of accounts that shared the same things within the same moments belong here. They need posts with their "
    "times: add an archive or an export of a platform with `undertow add FILE`."
)
NONE = "No accounts have been compared yet."
PAGE = 20
#: Shares of a pair on a page: the words of both posts of each are looked up among all posts.
SHARES = 10
_CELLS = 3
_SECOND = timedelta(seconds=1)
KINDS = {
    "repost": "repost",
    "link": "link",
    "hashtag": "hashtag",
    "reply": "answer",
    "mention": "mention",
    "text": "same text",
    "near_text": "nearly equal text",
    "media": "picture or recording",
    "object": "object",
}
#: Runs of earlier versions did not store the numbers of rows; posts lie in order of time, more or less.
_POST_BY_TIME = 'SELECT post, text FROM posts WHERE "at" BETWEEN ? AND ? AND post = ?'
#: Commands for other windows: half and twice the one that was asked for.
_OTHERS = (0.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group or a pair of accounts that was found."""

    said: Said
    accounts: int
    pairs: int
    picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of the picked group: how many it is joined to, and what the table of members says of it."""

    account: str
    joined: int
    cells: tuple[Cell, ...]
    picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two accounts of the group. weight: how often they did the same. tested: hits, occasions, expected and q, by kind."""

    left: str
    right: str
    weight: float
    picked: bool
    tested: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two posts that shared the same: who, when, its words, and where it stands."""

    account: str
    at: str
    text: str
    post: str
    source: str
    source_sha256: str
    row_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One object that two accounts shared, and their two closest posts with it, the earlier first."""

    kind: str
    object: str
    seconds: int
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """A stretch of the shares behind a pair. `first` is the number of its first one, from 1."""

    rows: tuple[Share, ...]
    count: int
    first: int
    waits: str = ""

    @property
    def before(self) -> int | None:
        """Where the stretch before begins."""
        return max(1, self.first - SHARES) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """Where the stretch after begins."""
        return self.first + SHARES if self.first + SHARES <= self.count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What the page shows. `figures` are the matrix and the timing of the picked group."""

    title: str
    summary: str
    standings: tuple[Standing, ...]
    private: bool = True
    found: tuple[Group, ...] = ()
    group: str = ""
    account: str = ""
    columns: tuple[str, ...] = ()
    picture: Picture | None = None
    members: tuple[Member, ...] = ()
    pairs: tuple[Pair, ...] = ()
    pairs_count: int = 0
    pairs_first: int = 1
    stretch: int = PAGE
    pair: tuple[str, str] | None = None
    shares: Shares | None = None
    window: Window | None = None
    runs: tuple[dict[str, Any], ...] = ()
    commands: tuple[str, ...] = ()
    figures: tuple[Drawn, ...] = ()
    tables: tuple[Shown, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())


def load(stored: Stored, query: Query) -> Network:
    """The groups, and of the picked one (`group`) the network, its pairs (`account`), the posts of a pair (`left`, `right`).

    Raises: UnknownName for a group or an account that is not in it.
    """
    standing = parts.standing(stored, "coordination", "Which accounts act together?", EMPTY)
    held = stored.of("coordination")
    run = stored.newest("coordination")
    picked = _picked(held, query.get("group", ""))
    found = tuple(
        Group(
            said=parts.said(h),
            accounts=len(h.finding.accounts),
            pairs=pairs_count(h.finding),
            picked=picked is not None and h.finding.id == picked.id,
        )
        for h in held
    )
    whole: dict[str, Any] = {
        "title": "Coordination",
        "summary": _summary(held) if run else NONE,
        "standings": (standing,),
        "found": found,
        "runs": tuple(_runs(stored)),
        "commands": tuple(_commands(run)) if run else (),
    }
    return Network(**whole, **(_group(stored, run, picked, query) if picked and run else {}))


def _picked(held: Sequence[Held], name: str) -> Finding | None:
    if not name:
        return held[0].finding if held else None
    found = next((h.finding for h in held if h.finding.id == name), None)
    if found is None:
        raise UnknownName.among("group", name, [h.finding.id for h in held], "The list of groups has all of them.")
    return found


def _summary(held: Sequence[Held]) -> str:
    """How many groups and pairs were found, and how many of them were tested."""
    if not held:
        return "No accounts were found that shared the same within the window more often than expected. That is not evidence of absence."
    groups = [h for h in held if len(h.finding.accounts) > 2]
    pairs = len(held) - len(groups)
    tested = sum(h.finding.p_value is not None or h.finding.q_value is not None for h in held)
    accounts = len({account for h in held for account in h.finding.accounts})
    what = [parts.counted(len(groups), "group")] * bool(groups) + [parts.counted(pairs, "pair")] * bool(pairs)
    some = (
        "all of them tested" if tested == len(held) else f"{tested} of them tested" if tested else "none of them tested"
    )
    return (
        f"{' and '.join(what)} of accounts shared the same things within moments of one another more often than expected, "
        f"{parts.counted(accounts, 'account')} in all; {some} against near misses. Timing alone does not say why."
    )


def _group(stored: Stored, run: Run, finding: Finding, query: Query) -> dict[str, Any]:
    edges = stored.kept(f"pairs {finding.id}", run, lambda: pairs_of(finding))
    account = query.get("account", "")
    pair = _pair(finding, query)
    for name in {account, *(pair or ())} - {""}:
        if name not in finding.accounts:
            raise UnknownName(f"Account {name[:80]!r} is not in group {finding.id}. Pick one in its list.")
    joined: dict[str, int] = {}
    for left, right, _ in edges:
        joined[left], joined[right] = joined.get(left, 0) + 1, joined.get(right, 0) + 1
    shown = [edge for edge in edges if not account or account in edge[:2]]
    first = min(max(1, query.whole("pairs", 1)), max(1, len(shown)))
    listed = shown[first - 1 : first - 1 + PAGE]
    tested = stored.kept(f"tested {finding.id} {account} {first}", run, lambda: _tested(stored, run, listed))
    columns, told = _members_table(finding)
    return {
        "group": finding.id,
        "account": account,
        "columns": columns,
        "picture": stored.kept(f"network {finding.id}", run, lambda: picture(stored.view.keeping, finding)),
        "members": tuple(
            Member(account=a, joined=joined.get(a, 0), cells=told.get(a, ()), picked=a == account)
            for a in sorted(finding.accounts, key=lambda a: (-joined.get(a, 0), a))
        ),
        "pairs": tuple(
            Pair(left=a, right=b, weight=w, picked=pair == (a, b), tested=tuple(tested.get((a, b), ())))
            for a, b, w in listed
        ),
        "pairs_count": len(shown),
        "pairs_first": first,
        "pair": pair,
        "shares": shares(stored, run, pair, query.whole("from", 1)) if pair else None,
        "window": window(finding, query),
        "figures": (
            *(replace(drawn, only="Matrix") for drawn in parts.drawn(finding, "network")),
            *parts.drawn(finding, "timeline", "delays", "placebo", "specification"),
        ),
        "tables": parts.tables(finding, "Where the objects", "What was compared"),
        "facts": finding.facts,
    }


def _pair(finding: Finding, query: Query) -> tuple[str, str] | None:
    """The pair that was picked, in the order in which results name it."""
    left, right = query.get("left", ""), query.get("right", "")
    if left and right:
        return (min(left, right), max(left, right))
    return (min(finding.accounts), max(finding.accounts)) if len(finding.accounts) == 2 else None


def _members_table(finding: Finding) -> tuple[tuple[str, ...], dict[str, tuple[Cell, ...]]]:
    """The first columns of the table of members beside the account, and their cells by account."""
    table = next((t for t in finding.tables if t.title == "Members"), None)
    if table is None:
        return (), {}
    rows = {named[0]: tuple(row[1:_CELLS]) for row in table.rows if (named := mentioned(str(row[0])))}
    return tuple(column.title for column in table.columns[1:_CELLS]), rows


def _tested(stored: Stored, run: Run, listed: Sequence[tuple[str, str, float]]) -> dict[tuple[str, str], list[Row]]:
    """What the near-miss control says of the listed pairs, by pair."""
    if not listed:
        return {}
    rows = stored.rows(
        run,
        "near_pairs",
        'kind, "left", "right", hits, episodes, expected, q, supporting',
        f'JOIN (VALUES {", ".join(["(?, ?), (?, ?)"] * len(listed))}) t(a, b) ON "left" = a AND "right" = b ORDER BY kind',
        [name for left, right, _ in listed for name in (left, right, right, left)],
    )
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        one, other = row.pop("left"), row.pop("right")
        key = (min(one, other), max(one, other))
        found.setdefault(key, []).append(row | {"kind": KINDS.get(row["kind"], row["kind"])})
    return found


# ------------------------------------------------------------------ the posts behind a pair


def shares(stored: Stored, run: Run, pair: tuple[str, str], first: int) -> Shares:
    """The objects that both accounts shared within the window, in order of time: a stretch that begins with number `first`."""
    first = max(1, first)
    rows = stored.kept(f"shares {pair} {first} {SHARES}", run, lambda: _shared(stored, run, pair, first))
    if not rows and first > 1:  # beyond the last
        counted = stored.rows(run, "pairs", "count(*) AS n", 'WHERE "left" = ? AND "right" = ?', pair)
        return shares(stored, run, pair, max(1, int(counted[0]["n"])) if counted else 1)
    waits = ""
    try:
        texts = stored.kept(f"texts {pair} {first} {SHARES}", run, lambda: _texts(stored, rows))
    except UndertowError as error:
        texts, waits = {}, str(error)
    return Shares(rows=tuple(_share(stored, row, texts) for row in rows), count=_of_all(rows), first=first, waits=waits)


def _shared(stored: Stored, run: Run, pair: tuple[str, str], first: int) -> list[Row]:
    """A stretch of the shares of a pair; `of_all` is how many there are."""
    order = f"ORDER BY left_at, kind, object, left_row_ref LIMIT {SHARES} OFFSET {first - 1}"
    where = 'WHERE "left" = ? AND "right" = ?'
    return stored.rows(run, "pairs", "*, count(*) OVER () AS of_all", f"{where} {order}", pair)


def _of_all(rows: Sequence[Row]) -> int:
    return int(rows[0]["of_all"]) if rows else 0


def _texts(stored: Stored, rows: Sequence[Row]) -> dict[str, str]:
    """The texts of the posts of these rows, by post. Raises: CaseBusy while another command writes."""
    places: dict[Place, str] = {}
    times: dict[str, datetime] = {}
    for row, side in product(rows, ("left", "right")):
        post, number = row[f"{side}_post"], row.get(f"{side}_row_index")
        if post and number is not None:
            places["posts", row[f"{side}_source_sha256"], number] = post
        elif post:
            times[post] = row[f"{side}_at"]
    found = {places[place]: text for place, text in stored.texts(places).items()}
    if times:
        statement = " UNION ALL ".join([_POST_BY_TIME] * len(times))
        # a run rounds to seconds
        values = [value for post, at in times.items() for value in (at - _SECOND, at + _SECOND, post)]
        found |= {post: text or "" for post, text in stored.view.query(statement, values)}
    return found


def _share(stored: Stored, row: Row, texts: Mapping[str, str]) -> Share:
    left, right = _side(stored, row, "left", texts), _side(stored, row, "right", texts)
    sides = (left, right) if row["left_at"] <= row["right_at"] else (right, left)
    return Share(
        kind=str(KINDS.get(row["kind"], row["kind"])), object=row["object"], seconds=abs(row["delay"]), sides=sides
    )


def _side(stored: Stored, row: Row, side: str, texts: Mapping[str, str]) -> Side:
    post, sha256 = row[f"{side}_post"] or "", row[f"{side}_source_sha256"]
    return Side(
        account=row[side],
        at=row[f"{side}_at"].isoformat(sep=" ", timespec="seconds"),
        text=texts.get(post, ""),
        post=post,
        source=stored.source_name(sha256),
        source_sha256=sha256,
        row_ref=row[f"{side}_row_ref"],
    )


# ------------------------------------------------------------------ other windows


def _runs(stored: Stored) -> list[dict[str, Any]]:
    """Every run of the analysis, with its window."""
    return [
        {
            "run": run.id,
            "window_seconds": run.settings.get("window_seconds"),
            "at": run.started,
            "findings": len(run.findings),
            "compat": str(run.settings.get("compat") or ""),
        }
        for run in stored.view.runs
        if run.analysis == "coordination"
    ]


def _commands(run: Run) -> list[str]:
    window = run.settings.get("window_seconds")
    if not isinstance(window, int) or window < 2:
        return []
    return [f"undertow run coordination --window-seconds {round(window * factor)}" for factor in _OTHERS]
