"""The posts of the profiled accounts, one by one: whom each names, and what evaluating words stand near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors, plain
from undertow.analyses._texts import Text
from undertow.errors import BadSetting
from undertow.language.threats import language_of

if TYPE_CHECKING:
    import pyarrow as pa

    from undertow.codebook import Codebook, Matcher

FRAMES = ("praise", "condemnation")
STRATA = ("praise", "condemnation", "both", "no such words")
_TIMED = ("us", "ms", "s", "min")
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """An account to profile: why, and whether it belongs to an actor with a public role."""

    account: str
    handle: str
    why: str
    public: bool


def chosen(tables: Tables, actors: Actors, named: str) -> list[Chosen]:
    """The accounts to profile, in the order of their ids: those named, else public actors' and audited ones.

    Raises: BadSetting for a name that no account with posts bears.
    """
    posts = tables["posts"]
    known = posts.group_by("account").agg(handle=posts.handle.max()).order_by("account").to_pyarrow().to_pylist()
    wanted = {plain(name): name for name in named.split(",") if name.strip()}
    follows = tables["follows"]
    audited = {plain(t) for t in follows.filter(follows.role == "audience").target.as_table().distinct().to_pyarrow()["target"].to_pylist()}  # fmt: skip
    found = []
    for row in known:
        account, handle = row["account"], row["handle"] or ""
        called = {plain(account), plain(handle)} - {""}
        public = bool(actors.of_account(account, handle))
        if wanted:
            why = "named by the analyst" if called & set(wanted) else ""
        else:
            why = "actor with a public role" if public else "its audience is audited" if called & audited else ""
        if why:
            found.append(Chosen(account, handle, why, public))
        for name in called & set(wanted):
            del wanted[name]
    if wanted and named:
        raise BadSetting(
            f"profile: no account with posts is called {next(iter(wanted.values()))!r}. Give the id or the handle of one."
        )
    return found


@dataclass(frozen=True)
class Evaluation:
    """The two frames of evaluating words, from a codebook of the case or the one that comes along."""

    codebooks: Sequence[Mapping[str, Any]]

    @cached_property
    def book(self) -> Codebook:
        from undertow.codebook import read

        for row in self.codebooks:
            book = read(row["toml"], f"codebook/{row['name']}.toml")
            if set(FRAMES) <= {frame.id for frame in book.frames}:
                return book
        return read(
            files("undertow.analyses._profile").joinpath("evaluation.toml").read_text("utf-8"), "evaluation.toml"
        )

    def spans(self, language: str, own: Sequence[str]) -> list[list[tuple[str, int, int]]]:
        """For each text the evaluating words in it: frame, start, end."""
        found: list[list[tuple[str, int, int]]] = [[] for _ in own]
        if language not in self.book.languages:
            return found
        hits = self._matcher(language).hits(own)
        for text, frame, start, end in zip(
            *(c.tolist() for c in (hits.text, hits.frame, hits.start, hits.end)), strict=True
        ):
            if self.book.frames[frame].id in FRAMES:
                found[text].append((self.book.frames[frame].id, start, end))
        return found

    def _matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            from undertow.codebook import Matcher

            self._matchers[language] = Matcher(self.book, language)
        return self._matchers[language]

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}


def read_posts(
    tables: Tables, accounts: Sequence[Chosen], actors: Actors, evaluation: Evaluation, window: int
) -> tuple[pa.Table, pa.Table]:
    """One row per post, and one per post and actor it names. window: words between a naming and evaluating words."""
    gazetteer = actors.gazetteer()
    own_actor = {one.account: actors.of_account(one.account, one.handle) for one in accounts}
    posts: list[dict[str, Any]] = []
    namings: list[dict[str, Any]] = []
    for batch in _batches(texts.posts(tables, sorted(own_actor))):
        spans = _spans(batch, evaluation)
        for text, words in zip(batch, spans, strict=True):
            when = _when(text)
            posts.append(when)
            first: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for found in gazetteer.named(text.text):
                if found.actor != own_actor[text.who]:
                    first[found.actor].append((found.start, found.end))
            for target, places in sorted(first.items()):
                near = {frame for frame, start, end in words if _near(text.text, places, (start, end), window)}
                namings.append(
                    {
                        **{k: v for k, v in when.items() if k not in ("day", "weekday", "hour")},
                        "target": target,
                        "stratum": _stratum(near),
                        "start": places[0][0],
                        "end": places[0][1],
                        "at": texts.iso(text.at, text.precision),
                    }
                )
    return _table(posts, _POST_TYPES), _table(namings, _NAMING_TYPES)


def judged(namings: pa.Table, labels: Sequence[Mapping[str, Any]]) -> pa.Table:
    """How the judged namings were judged: account, target, own, month, stratum, value, posts. Of several judgements the last."""
    places = {
        (row["source_sha256"], row["row_ref"], row["start"], row["account"], row["target"]): row
        for row in namings.to_pylist()
    }
    newest: dict[tuple[Any, ...], str] = {}
    for label in sorted(labels, key=lambda row: row["at"]):
        task = label["task"].split()
        if len(task) == 3 and task[0] == "stance":
            newest[label["source_sha256"], label["row_ref"], label["start"], task[1], task[2]] = label["value"]
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    for key, value in newest.items():
        if row := places.get(key):
            counts[row["account"], row["target"], row["own"], row["month"] or "", row["stratum"], value] += 1
    names = ("account", "target", "own", "month", "stratum", "value", "posts")
    rows = [dict(zip(names, (*key, n), strict=True)) for key, n in sorted(counts.items())]
    return _table(rows, {**dict.fromkeys(names[:-1], "text"), "own": "truth", "posts": "integer"})


_PLACE = {"source_sha256": "text", "row_ref": "text"}
_POST_TYPES = {"account": "text", "own": "truth", "answer": "truth", "month": "text", "day": "text", "weekday": "integer", "hour": "integer", **_PLACE}  # fmt: skip
_NAMING_TYPES = {"account": "text", "own": "truth", "answer": "truth", "month": "text", **_PLACE, "target": "text", "stratum": "text", "start": "integer", "end": "integer", "at": "text"}  # fmt: skip


def _table(rows: list[dict[str, Any]], types: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    made = {"text": pa.string(), "integer": pa.int64(), "truth": pa.bool_()}
    return pa.Table.from_pylist(rows, pa.schema([(name, made[type_]) for name, type_ in types.items()]))


def _batches(found: Iterator[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    for text in found:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _spans(batch: Sequence[Text], evaluation: Evaluation) -> list[list[tuple[str, int, int]]]:
    spans: list[list[tuple[str, int, int]]] = [[] for _ in batch]
    by_language: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(batch):
        by_language[language_of(text.text, text.language)].append(place)
    for language, places in by_language.items():
        for place, found in zip(places, evaluation.spans(language, [batch[p].text for p in places]), strict=True):
            spans[place] = found
    return spans


def _when(text: Text) -> dict[str, Any]:
    timed = text.at is not None and text.precision in _TIMED
    dated = text.at is not None and text.precision in (*_TIMED, "day")
    return {
        "account": text.who,
        "own": not text.repeated,
        "answer": text.kind == "reply",
        "month": f"{text.at:%Y-%m}" if text.at and (dated or text.precision == "month") else None,
        "day": f"{text.at:%Y-%m-%d}" if text.at and dated else None,
        "weekday": text.at.weekday() if text.at and timed else None,
        "hour": text.at.hour if text.at and timed else None,
        "source_sha256": text.source_sha256,
        "row_ref": text.row_ref,
    }


def _near(text: str, places: Sequence[tuple[int, int]], words: tuple[int, int], window: int) -> bool:
    """Whether at most `window` words stand between some naming and the evaluating words."""
    for start, end in places:
        between = text[end : words[0]] if end <= words[0] else text[words[1] : start]
        if len(between.split()) <= window:
            return True
    return False


def _stratum(near: set[str]) -> str:
    return "both" if len(near) == 2 else next(iter(near), STRATA[-1])
