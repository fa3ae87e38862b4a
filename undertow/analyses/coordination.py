"""Which accounts share the same things within the same moments, again and again?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses._coordination import cnt, material
from undertow.analyses._coordination.coortweet import CooRTweet
from undertow.analyses._coordination.exact_pairs import SLOTS, ExactPairs
from undertow.analyses._coordination.groups import CONVERSATION, Group, Layer, groups, layers
from undertow.analyses._coordination.material import NEAR_TEXT
from undertow.analyses._coordination.near_groups import NearContext, near_groups, pairs_alone
from undertow.analyses._coordination.near_words import NO_PUBLIC, group_finding, notes, pairs_finding
from undertow.analyses._coordination.words import Context, beside, evidence, finding, kind_word
from undertow.errors import BadSetting, UnknownName
from undertow.model import Evidence, Finding
from undertow.tables import SHARE_KINDS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from undertow.statistics.near_miss.ordered import Rule

PEERS = ("", "coortweet", "cnt")
#: Times are moved by up to half of this, and by up to half of so many windows where those are longer.
_REACH_SECONDS, _REACH_WINDOWS = 1200, 20
#: Few shares are moved many times; many shares show the same in few draws, and in bounded time.
_MOVED_SHARES, _MOST_DRAWS = 4_000_000, 20
_LEAST_REACH = 600
#: How many times as long a run with --calibrate takes, about.
_CALIBRATING = 2


@dataclass(frozen=True)
class Coordination(Analysis):
    """Pairs and groups of accounts that shared the same objects within a window more often than near misses let expect."""

    name = "coordination"
    title = "Which accounts act together?"
    needs = ("shares",)
    reads = ("reference_sources",)
    error_statement = (
        "Groups and pairs tested against near misses: a false discovery rate of 5 % is aimed at. In 60 invented worlds of 4,000 "
        "accounts and 250,000 shares in which nobody coordinates, of 14 designs, 0 runs had any false pair or group (exact 95 % "
        "upper bound 4.9 %). Of planted groups that share 10 objects within seconds over 99 % of the members were found (2 % of the "
        "accounts named were not planted), of those that share 5 objects 76 %, and with half of these known to the group alone "
        "71 %; feeds and common triggers are found too, and timing cannot tell them apart. Groups described without a test "
        "(grade limited or below) control no error rate. See docs/methods/coordination.md and coordination-exact.md; run with "
        "--calibrate for the rates in this material."
    )

    window_seconds: Annotated[int, "two shares of one object at most so many seconds apart count as together"] = 60
    kinds: Annotated[
        str,
        "what was shared: a comma list of repost, link, hashtag, reply, mention, text, near_text, media, object; empty means all",
    ] = ""
    min_weight: Annotated[
        int, "objects a pair must share within the window; 0 chooses it by comparison with moved times"
    ] = 0
    crowd: Annotated[int, "shares with more than so many other shares of the object within the window are left out"] = (
        300
    )
    near_seconds: Annotated[
        int,
        "shares up to so many seconds apart are near misses, what a pair is compared with; 0 is 20 windows, at least 600",
    ] = 0
    near_text: Annotated[
        float, "texts sharing this part of their letter sequences count as nearly equal; 0 does not look for them"
    ] = 0.5
    tries: Annotated[
        int, "settings in which groups are looked for, the declared one included; -1 as many as take little time"
    ] = -1
    calibrate: Annotated[
        bool,
        "measure false alarms and power in this material, by moving times and planting groups; takes about twice as long",
    ] = False
    max_findings: Annotated[int, "groups and pairs reported, strongest first; the others are counted"] = 20
    compat: Annotated[str, "return what another tool returns: coortweet or cnt; no findings then"] = ""
    compat_pairs: Annotated[
        int,
        "only with compat: objects with the most shares are left out, and named, where more pairs of shares would come",
    ] = 200_000_000
    min_participation: Annotated[int, "only with compat coortweet: shares an account must have"] = 2
    edge_weight: Annotated[float, "only with compat coortweet: quantile of the weights that marks strong pairs"] = 0.5
    min_edge_weight: Annotated[int, "only with compat cnt: smallest weight returned"] = 1

    def __post_init__(self) -> None:
        if self.compat not in PEERS:
            raise UnknownName.among("tool for compat", self.compat, PEERS[1:])
        for kind in self._kinds:
            if kind not in (*SHARE_KINDS, NEAR_TEXT):
                raise UnknownName.among("kind of share", kind, (*SHARE_KINDS, NEAR_TEXT))
        bounds = {
            "window_seconds": (0, 604_800),
            "min_weight": (0, None),
            "crowd": (2, None),
            "near_seconds": (0, 31_536_000),
            "near_text": (0, 1),
            "tries": (-1, None),
            "max_findings": (1, None),
        }
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if value < low or (high is not None and value > high):
                limit = f"at least {low}" if high is None else f"from {low} to {high}"
                raise BadSetting(f"coordination: {name} is {value} but must be {limit}.")
        if not 0 <= self.edge_weight <= 1:
            raise BadSetting(f"coordination: edge_weight is {self.edge_weight} but is a quantile, from 0 to 1.")

    @property
    def concludes(self) -> bool:
        """Whether a run with these settings yields findings; with compat it only writes what the other tool returns."""
        return not self.compat

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Pairs and near events to come, counted before any is made."""
        spans = (self.window_seconds, self.window_seconds if self.compat else self._reach)
        told = material.forecast(self._wanted(tables), collect, spans, None if self.compat else self.crowd)
        return replace(told, seconds=told.seconds * _CALIBRATING) if self.calibrate else told

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`placebo_moves`: random moves in seconds by draw and slot; `placebo_starts`: where each source begins in them.

        A share takes the move at its place in its source, so that no random number per share need be kept. `near_texts`:
        texts that are nearly equal to another, with the one that stands for them. Raises: BadSetting for a window finer
        than every time.
        """
        import pyarrow as pa

        if self.compat:
            out = material.left_out(
                self._wanted(tables), lambda e: e.to_pyarrow(), self.window_seconds, self.compat_pairs
            )
            return {"left_out": out}
        material.check_precision(
            ExactPairs(self._wanted(tables), self.window_seconds, self.crowd).timed, self.window_seconds
        )
        shares = tables["shares"]
        sizes = shares.group_by("source_sha256").agg(rows=shares.count()).order_by("source_sha256").to_pyarrow()
        sources = sizes["source_sha256"].to_pylist()
        draws = int(np.clip(_MOVED_SHARES // max(1, sum(sizes["rows"].to_pylist())), 1, _MOST_DRAWS))
        half = self._half
        slot = np.tile(np.arange(SLOTS), draws)
        moves = {
            "draw": np.repeat(np.arange(1, draws + 1), SLOTS),
            "slot": slot,
            "move": rng.integers(-half, half + 1, len(slot)),
            "reach": np.full(len(slot), half),
        }
        starts = pa.table(
            {
                "source_sha256": pa.array(sources, pa.string()),
                "start": pa.array(rng.integers(0, SLOTS, len(sources)), pa.int64()),
            }
        )
        wanted = not self._kinds or NEAR_TEXT in self._kinds
        near_texts = material.near_texts(tables["posts"], self.near_text if wanted else 0.0, rng)
        return {"placebo_moves": pa.table(moves), "placebo_starts": starts, "near_texts": near_texts}

    def stages(self, tables: Tables) -> Iterator[tuple[str, ir.Table]]:
        """The parts of the exact pairs that edges, weights, pairs and placebo share."""
        if self.compat:
            return
        held: dict[str, ir.Table] = {}  # not `tables`: an engine used before still has the stages of other shares
        for name in ExactPairs.STAGES:
            yield name, getattr(self._exact(tables, held), name)
            held[name] = tables[name]

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Counts by kind (`totals`), by weight (`weights`, `placebo`), and the strongest pairs object by object (`common`)."""
        if self.compat:
            return {}
        exact, moves = self._exact(tables), tables["placebo_moves"]
        return {
            "totals": exact.totals(moves),
            "weights": exact.weights(),
            "placebo": exact.placebo(tables["placebo_starts"], moves),
            "common": exact.common(self.min_weight or 2),
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`edges`: one row per kind and pair of accounts. `pairs`: one row per kind, pair and object, the two closest shares.

        With compat, the tables of the other tool, column by column; coordination-network-toolkit has no pairs.
        """
        if self.compat == "cnt":
            weight = self.min_edge_weight
            edges = cnt.edges(
                material.without(tables["shares"], tables),
                window=self.window_seconds,
                min_edge_weight=weight,
                kinds=self._kinds,
            )
            return {"edges": edges}
        if self.compat == "coortweet":
            peer = CooRTweet(
                material.without(tables["shares"], tables),
                self.window_seconds,
                self.min_participation,
                self.edge_weight,
                self._kinds,
            )
            return {"edges": peer.edges(), "pairs": peer.pairs()}
        exact = self._exact(tables)
        return {"edges": exact.edges(), "pairs": exact.pairs()}

    def compute(self, tables: Tables, collect: Collect, rng: Generator) -> Mapping[str, pa.Table]:
        """The near-miss control: its layers, pairs, groups, members, joint acts, and the groups in other settings."""
        if self.compat:
            gone = collect(tables["left_out"])
            return {"left_out": gone} if len(gone) else {}
        from undertow.analyses._coordination import near_misses, near_tables

        exact = self._exact(tables)
        kinds = collect(exact.ranges())
        made = near_misses.layers_of(
            kinds,
            collect(exact.moments()),
            collect(exact.published(tables["objects"])),
            collect(exact.public(tables["reference_sources"])),
        )
        layers = [layer for layer in made if layer.kind != "mention" or "mention" in self._kinds]
        found = near_misses.look(layers, self._rule(), rng, self.tries)
        names = collect(exact.names.order_by("account_id"))["account"].to_pylist()
        results = near_tables.NearTables(found, names).all()
        if self.calibrate:
            from undertow.analyses._coordination import near_calibration

            results["calibration"] = near_calibration.calibration(found, rng)
        things = results["group_things"]
        told = collect(exact.described(sorted(set(things["thing"].to_pylist())), tables["objects"], tables["posts"]))
        results["group_things"] = near_tables.with_sources(things, told)
        accounts = tables["accounts"]
        members = sorted(set(results["members"]["account"].to_pylist()))
        profiles = accounts.filter(accounts.account.isin(members or [""])).group_by("account")
        results["profiles"] = collect(profiles.agg(description=lambda t: t.description.max()).order_by("account"))
        return results

    def errors(self, measured: Measured) -> str:
        """Where the run was calibrated, the rates in its own material come first."""
        if "calibration" not in measured:
            return self.error_statement
        from undertow.analyses._coordination.near_calibration import statement

        return f"{statement(measured['calibration'].to_pylist(), self.window_seconds)} {self.error_statement}".strip()

    def notes(self, measured: Measured) -> Iterator[str]:
        """For each kind of share, what could be tested, what was left out, and the placebo."""
        if not self.compat:
            yield from notes(self._near_context(measured))
        elif "left_out" in measured:
            gone = measured["left_out"]
            yield (
                f"{len(gone):,} objects with {sum(gone['shares'].to_pylist()):,.0f} shares were left out, or about "
                f"{sum(gone['pairs'].to_pylist()):,.0f} pairs more would have come: this is not what {self.compat} would return. "
                "Raise --compat-pairs to have them in."
            )

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """Groups and pairs that stand out, strongest first; then groups as described, where there is no public to compare
        with or a weight is asked for."""
        if self.compat:
            return
        found = layers(measured, self.min_weight)
        context = self._near_context(measured)
        tested = list(self._tested(measured, context))
        described = []
        for group in self._groups(measured, found, context):
            places = [i for i, own in enumerate(tested) if set(own.accounts) >= set(group.accounts)]
            for place in places[:1]:
                tested[place] = beside(tested[place], group, self.window_seconds)
            described += [] if places else [group]
        yield from islice(chain(tested, self._described(described, found, context, rng)), self.max_findings)

    def _tested(self, measured: Measured, context: NearContext) -> Iterator[Finding]:
        compared = {kind for kind, row in context.layers.items() if row["compared"]}
        for group in near_groups(measured):
            if compared.intersection(group.kinds):
                yield group_finding(group, context)
        for cluster in pairs_alone(measured, compared):
            yield pairs_finding(cluster, context)

    def _groups(self, measured: Measured, found: Mapping[str, Layer], context: NearContext) -> list[Group]:
        """Groups joined by pairs that shared more than after moving every time, where the control cannot decide."""
        open_kinds = set(found) if self.min_weight else context.without_public
        joining = [kind for kind in found if kind in open_kinds and (kind not in CONVERSATION or kind in self._kinds)]
        reference = set(measured["reference_accounts"]["account"].to_pylist())
        made = groups(measured["common"], found, window=self.window_seconds, joining=joining)
        return [group for group in made if not reference.issuperset(group.accounts)]

    def _described(
        self, made: list[Group], found: Mapping[str, Layer], context: NearContext, rng: Generator
    ) -> Iterator[Finding]:
        shown = made[: self.max_findings]
        words = Context(found, self.window_seconds, self._half, self.crowd, len(made), len(shown))
        spans = {kind: min(int(layer.totals["coarsest"]), max(1, self.window_seconds)) for kind, layer in found.items()}
        for group in shown:
            made_finding = finding(group, words, group.moved_share(self._half, spans, rng))
            kinds = sorted({link.kind for link in group.links} & context.without_public)
            cautions = [
                NO_PUBLIC.format(kind=kind_word(kind), rate=context.layers[kind]["base_rate"]) for kind in kinds
            ]
            yield replace(made_finding, caveats=(*cautions, *made_finding.caveats))

    def _near_context(self, measured: Measured) -> NearContext:
        rows = measured["near_layers"].to_pylist()
        rule = self._rule()
        return NearContext(
            layers={row["kind"]: row for row in rows},
            window=rule.window,
            reach=rule.reach,
            crowd=self.crowd,
            last=max((row["last_second"] for row in rows), default=0),
            profiles={row["account"]: row["description"] for row in measured["profiles"].to_pylist()},
        )

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The shares behind a finding, two a row: pairs of members, strongest first, then by time, with the posts' words."""
        import ibis

        edges, pairs = tables["edges"], tables["pairs"]
        least = 1 if finding.p_value is not None else self.min_weight or 2
        edges = edges.filter(edges.weight >= least).select("kind", "left", "right", "weight")
        members = list(finding.accounts)
        inside = pairs.filter(pairs.left.isin(members), pairs.right.isin(members))
        if finding.p_value is not None:
            inside = inside.semi_join(material.kinds_of(tables, members), "kind")
        rows = inside.inner_join(edges, ["kind", "left", "right"])
        for side in ("left", "right"):
            posts = tables["posts"].select(
                **{f"{side}_{c}": c for c in ("source_sha256", "row_ref", "post")},
                **{f"{side}_text": "text"},
            )
            keys = [f"{side}_{c}" for c in ("source_sha256", "row_ref", "post")]
            rows = rows.left_join(posts, keys).drop(*[f"{key}_right" for key in keys])
        sides = [
            f"{s}_{c}"
            for s in ("left", "right")
            for c in ("at", "text", "post", "source_sha256", "row_ref", "at_precision")
        ]
        ordered = rows.select("kind", "object", "weight", "left", "right", "delay", *sides)
        return ordered.order_by(ibis.desc("weight"), "left", "right", "left_at", "kind", "object", "left_row_ref")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The posts of those rows, each once: its words, or the id of what it shared where the words are not known."""
        seen: set[tuple[str, str, str]] = set()
        for row in rows.to_pylist():
            for side in ("left", "right"):
                key = (row[f"{side}_source_sha256"], row[f"{side}_row_ref"], row[side])
                if key not in seen:
                    seen.add(key)
                    yield evidence(row, side)

    @property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(kind.strip() for kind in self.kinds.split(",") if kind.strip())

    @property
    def _half(self) -> int:
        return max(_REACH_SECONDS, _REACH_WINDOWS * self.window_seconds) // 2

    @property
    def _reach(self) -> int:
        return self.near_seconds or max(_REACH_WINDOWS * max(1, self.window_seconds), _LEAST_REACH)

    def _exact(self, tables: Tables, held: Tables | None = None) -> ExactPairs:
        held = tables if held is None else held
        return ExactPairs(
            material.with_near_texts(tables["shares"], tables.get("near_texts")),
            self.window_seconds,
            self.crowd,
            self._kinds,
            held=dict(held),
        )

    def _wanted(self, tables: Tables) -> ir.Table:
        shares = tables["shares"]
        kinds = ["text" if kind == NEAR_TEXT else kind for kind in self._kinds]  # made of texts, and not there yet
        return shares.filter(shares.kind.isin(kinds)) if kinds else shares

    def _rule(self) -> Rule:
        from undertow.statistics.near_miss.ordered import Rule

        return Rule(window=max(1, self.window_seconds), reach=self._reach, gap=3 * self._reach, crowd=self.crowd)
