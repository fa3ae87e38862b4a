"""What does this account post about, and whom does it speak of?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses._actors import actors_of
from undertow.analyses._profile import words
from undertow.analyses._profile.measured import profiles
from undertow.analyses._profile.reading import Evaluation, chosen, judged, read_posts
from undertow.analyses._texts import Cost, forecast
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_COST = Cost(seconds=(2.9, 46.0, 0.0), megabytes=(340.0, 1_400.0, 0.0))


@dataclass(frozen=True)
class Profile(Analysis):
    """Whom an account names, how often, when it posts, and, where a person has judged a sample, for or against whom it speaks."""

    name = "profile"
    title = "What does this account post about, and whom does it speak of?"
    needs = ("posts",)
    reads = ("actors", "labels", "codebooks")
    error_statement = (
        "Whom an account names is counted by the names and aliases of the ledger: other names and pronouns are missed, so the "
        "counts are at least that. For or against whom it speaks is never taken from words: it is printed only where a person "
        "judged a random sample (`undertow label`), and is corrected by it. With 200 judgements the 95 % interval held what "
        "judging every post would have given in 94.5 to 98.0 % of 4,000 draws in each of seven worlds. See docs/methods/profile.md."
    )

    account: Annotated[
        str,
        "id or handle of the account to profile, several with commas; empty means accounts of actors with a public role, and accounts whose audience is audited",
    ] = ""
    window: Annotated[int, "words that may stand between the name and words of praise or condemnation"] = 12
    min_posts: Annotated[int, "accounts with fewer posts of their own are left out"] = 20

    def __post_init__(self) -> None:
        for name, low, high in (("window", 0, 64), ("min_posts", 1, None)):
            value = getattr(self, name)
            if value < low or (high is not None and value > high):
                limit = f"at least {low}" if high is None else f"from {low} to {high}"
                raise BadSetting(f"profile: {name} is {value} but must be {limit}.")

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """From the posts to be read."""
        return forecast(tables, collect, _COST, ("posts",))

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`profiled`: the accounts and why. `profile_posts`: one row per post. `profile_namings`: one per post and actor
        named, with its stratum for judging. `profile_judged`: judgements, counted."""
        import pyarrow as pa

        actors = actors_of(tables["actors"])
        accounts = chosen(tables, actors, self.account)
        evaluation = Evaluation(tables["codebooks"].to_pyarrow().to_pylist())
        posts, namings = read_posts(tables, accounts, actors, evaluation, self.window)
        who = pa.schema([("account", pa.string()), ("why", pa.string()), ("public", pa.bool_())])
        rows = [{"account": one.account, "why": one.why, "public": one.public} for one in accounts]
        labels = tables["labels"]
        stances = labels.filter(labels.task.startswith("stance ")).to_pyarrow().to_pylist()
        return {
            "profiled": pa.Table.from_pylist(rows, who),
            "profile_posts": posts,
            "profile_namings": namings,
            "profile_judged": judged(namings, stances),
        }

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Posts by account and day, by weekday and hour; posts that name each actor by month and by stratum of each month; judgements."""
        posts, namings = tables["profile_posts"], tables["profile_namings"]
        actors = tables["actors"].select("id", "name")
        keys = ("account", "own")
        return {
            "accounts_profiled": tables["profiled"].order_by("account"),
            "by_day": posts.group_by(*keys, "day", "month").agg(
                posts=posts.count(), answers=posts.answer.cast("int64").sum()
            ),
            "by_hour": posts.group_by(*keys, "weekday", "hour").agg(posts=posts.count()),
            "named_by_month": namings.group_by(*keys, "target", "month").agg(posts=namings.count()),
            "named_by_day": namings.mutate(day=namings["at"][0:10])
            .group_by(*keys, "target", "day")
            .agg(posts=lambda t: t.count()),
            "by_stratum": namings.group_by(*keys, "target", "stratum", "month").agg(posts=namings.count()),
            "judged": tables["profile_judged"],
            "actors_named": namings.select(id="target").distinct().join(actors, "id"),
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`namings`: one row per post and actor it names; what is drawn for judging."""
        return {"namings": tables["profile_namings"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each account, the one that posts most first."""
        for profile in profiles(measured):
            if profile.own_posts >= self.min_posts and (profile.targets or self.account):
                yield words.finding(profile, self.window)

    def notes(self, measured: Measured) -> Iterator[str]:
        """Accounts that were left out for having too few posts of their own."""
        few = sum(profile.own_posts < self.min_posts for profile in profiles(measured))
        if few:
            yield f"{few:,} accounts have fewer than {self.min_posts:,} posts of their own and were left out."
        silent = sum(profile.own_posts >= self.min_posts and not profile.targets for profile in profiles(measured))
        if silent and not self.account:
            yield f"{silent:,} accounts name no actor of the ledger and have no finding; --account shows one all the same."
        if not measured["accounts_profiled"].num_rows:
            yield (
                "No account was profiled: the ledger names no account of an actor with a public role that has posts here, "
                "and no audience was added. Name one with --account."
            )

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The account's posts, those that name somebody first, one row per actor named, oldest first."""
        posts = tables["posts"]
        own = posts.filter(posts.account == finding.accounts[0], posts.text.notnull(), posts.text != "")
        namings = tables["namings"].filter(tables["namings"].account == finding.accounts[0])
        named = namings.select("source_sha256", "row_ref", "target", "stratum", "start", "end")
        rows = own.select("account", "at", "at_precision", "kind", "text", "source_sha256", "row_ref").left_join(
            named, ["source_sha256", "row_ref"]
        )
        columns = (
            "at",
            "at_precision",
            "account",
            "kind",
            "target",
            "stratum",
            "text",
            "start",
            "end",
            "source_sha256",
            "row_ref",
        )
        ordered = rows.select(*columns)
        return ordered.order_by(ordered.target.isnull(), "at", "source_sha256", "row_ref", "start", "target")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Those posts, each once: its words, with the name marked."""
        seen: set[tuple[str, str]] = set()
        for row in rows.to_pylist():
            if (key := (row["source_sha256"], row["row_ref"])) not in seen:
                seen.add(key)
                yield words.evidence(row)
