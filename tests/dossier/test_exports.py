"""Each form is read back by the program or library it is for."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest

from tests.dossier.sample import MASKS, OFFICE, dossier, is_public, pseudonym
from undertow.dossier import masking
from undertow.dossier.exports import Export, Outgoing, extra
from undertow.errors import MissingExtra
from undertow.model import mentioned
from undertow.registry import members

KNOWN = members("undertow.dossier.exports", Export)  # type: ignore[type-abstract]  # members are concrete
CASE = UUID("12345678-1234-5678-1234-567812345678")


def outgoing() -> Outgoing:
    """The sample; the cited rows of its first finding are of two accounts of its network."""
    made = dossier()
    first = made.findings[0]
    evidence = tuple(replace(e, who=f"x:{n % 2:04d}") for n, e in enumerate(first.finding.evidence))
    first = replace(first, finding=replace(first.finding, evidence=evidence))
    made = replace(made, findings=(first, *made.findings[1:]))
    return Outgoing(
        dossier=made, judged=made.findings, voice=masking(pseudonym, is_public, MASKS, quoting=True), case=CASE
    )


def written(form: str, folder: Path) -> list[Path]:
    return list(KNOWN[form]().write(outgoing(), folder))


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Any:
    networkx = pytest.importorskip("networkx")
    [path] = written("gexf", tmp_path_factory.mktemp("gexf"))
    return networkx.read_gexf(path, version="1.3"), path.read_text("utf-8")


def test_the_network_opens_with_places_sizes_colours_and_days(network: Any) -> None:
    graph, text = network
    assert len(graph) > 20 and graph.number_of_edges() > 50
    for wanted in ("viz:position", "viz:size", "viz:color", 'mode="dynamic"', "weight="):
        assert wanted in text
    places = {tuple(node["viz"]["position"].values()) for _, node in graph.nodes(data=True)}
    assert len(places) == len(graph)


def test_every_account_and_pair_that_the_rows_of_a_finding_show_has_its_days(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    made = outgoing()
    figures = {r.finding.id: f for r in made.standing for f in r.finding.figures if f.kind == "network"}

    def spans(findings: Any) -> Any:
        pairs = {
            finding.id: [
                tuple(mentioned(str(row[side]))[0] for side in ("left", "right")) for row in figures[finding.id].rows
            ]
            for finding in findings
        }
        days = ("2022-08-01", "2022-09-30")
        return {name: {key: days for pair in own for key in (pair, pair[:1], pair[1:])} for name, own in pairs.items()}

    for form, read in (
        ("gexf", lambda path: networkx.read_gexf(path, version="1.3")),
        ("graphml", networkx.read_graphml),
    ):
        folder = tmp_path / form
        folder.mkdir()
        [path] = KNOWN[form]().write(replace(made, spans=spans), folder)
        graph = read(path)
        assert all(node["start"] <= "2022-08-01" <= node["end"] for _, node in graph.nodes(data=True))
        ends = [(edge["start"], edge["end"]) for *_, edge in graph.edges(data=True)]
        assert ends and set(ends) == {("2022-08-01", "2022-09-30")}


def test_no_account_id_leaves_in_a_network(network: Any) -> None:
    assert "REJECTED" not in network[1]
    assert all(re.fullmatch(r"Account \d+|@NorvanMinistry", name) for name in network[0])
    assert not re.search(r"\bx:\d|x%3A", network[1])


def test_graphml_holds_the_same_network(network: Any, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    [path] = written("graphml", tmp_path)
    graph = networkx.read_graphml(path)
    assert set(graph) == set(network[0]) and graph.number_of_edges() == network[0].number_of_edges()
    assert all({"x", "y", "size", "r", "g", "b"} <= set(node) for _, node in graph.nodes(data=True))


def test_sqlite_joins_each_quote_to_its_finding(tmp_path: Path) -> None:
    [path] = written("sqlite", tmp_path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = database.execute(
            "SELECT f.id, count(*) FROM findings f JOIN evidence e ON e.finding = f.id GROUP BY 1"
        ).fetchall()
    assert dict(rows) == {r.finding.id: len(r.finding.evidence) for r in outgoing().judged if r.finding.evidence}


def test_parquet_keeps_what_is_not_known_apart_from_zero(tmp_path: Path) -> None:
    table = pq.read_table(next(p for p in written("parquet", tmp_path) if p.stem == "findings"))
    known = {r.finding.id: r.finding.p_value for r in outgoing().judged}
    assert dict(zip(table["id"].to_pylist(), table["p_value"].to_pylist(), strict=True)) == known
    assert None in known.values()


def test_a_timeline_has_a_year_for_every_entry_and_finds_its_way_in_time(tmp_path: Path) -> None:
    [path] = written("timelinejs", tmp_path)
    entries = json.loads(path.read_text("utf-8"))["events"]
    assert all(isinstance(entry["start_date"]["year"], int) and entry["text"]["headline"] for entry in entries)
    assert len({entry["unique_id"] for entry in entries}) == len(entries) > 3
    assert not any("<script" in entry["text"][part] for entry in entries for part in ("headline", "text"))


def test_an_annotation_quotes_its_words_at_their_place_or_only_the_place(tmp_path: Path) -> None:
    [path] = written("annotations", tmp_path)
    items = json.loads(path.read_text("utf-8"))["first"]["items"]
    pieces = [e for r in outgoing().standing for e in r.finding.evidence if e.kind == "quote"]
    assert len(items) == len(pieces)
    quoted = 0
    for item, piece in zip(items, pieces, strict=True):
        selector = item["target"]["selector"]["refinedBy"]
        place = selector.get("refinedBy", selector)
        assert (place["start"], place["end"]) == (piece.start, piece.end)
        if selector["type"] == "TextQuoteSelector":
            quoted += 1
            assert piece.text[place["start"] : place["end"]] == selector["exact"]
    assert 0 < quoted < len(items)
    assert "private_person" not in path.read_text("utf-8")


def test_stix_is_valid_says_no_threat_actor_and_keeps_its_ids(tmp_path: Path) -> None:
    stix2 = pytest.importorskip("stix2")
    [path] = written("stix", tmp_path)
    bundle = stix2.parse(path.read_text("utf-8"), allow_custom=False)
    kinds = {piece.type for piece in bundle.objects}
    assert {"campaign", "user-account", "observed-data", "note", "opinion", "report", "identity"} == kinds
    [again] = written("stix", tmp_path)
    assert [piece.id for piece in stix2.parse(again.read_text("utf-8")).objects] == [p.id for p in bundle.objects]
    listed = {piece.id for piece in bundle.objects}
    for piece in bundle.objects:
        assert set(piece.get("object_refs", [])) <= listed
        assert piece.type != "observed-data" or piece.first_observed <= piece.last_observed


def test_a_rejected_finding_is_revoked_and_no_report_or_account_leads_to_it(tmp_path: Path) -> None:
    stix2 = pytest.importorskip("stix2")
    made = outgoing()
    gone = next(r for r in made.judged if r.verdict and r.verdict.verdict == "rejected")
    gone = replace(gone, finding=replace(gone.finding, accounts=("x:only-here",)))
    judged = tuple(gone if r.finding.id == gone.finding.id else r for r in made.judged)

    def objects(changed: str) -> list[Any]:
        [path] = KNOWN["stix"]().write(replace(made, judged=judged, changed=changed), tmp_path)
        return list(stix2.parse(path.read_text("utf-8")).objects)

    found = objects("2024-04-01T10:00:00Z")
    note = next(o for o in found if o.type == "note" and o.abstract == gone.finding.id)
    (report,) = [o for o in found if o.type == "report"]
    opinions = [o.id for o in found if o.type == "opinion" and note.id in o.object_refs]
    assert note.revoked and opinions and not {note.id, *opinions} & set(report.object_refs)
    name = made.voice.account("x:only-here")
    assert not any(o.type == "user-account" and o.user_id == name for o in found)
    assert "REJECTED-STATEMENT" not in str(found)
    later = objects("2024-04-02T10:00:00Z")
    assert [o.id for o in later] == [o.id for o in found]
    assert note.modified < next(o for o in later if o.id == note.id).modified
    assert [str(o) for o in objects("2024-04-01T10:00:00Z")] == [str(o) for o in found]


def test_followthemoney_reads_every_entity_and_each_note_leads_somewhere(tmp_path: Path) -> None:
    model = extra_or_skip("followthemoney").model
    [path] = written("ftm", tmp_path)
    entities = [model.get_proxy(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    known = {entity.id for entity in entities}
    notes = [entity for entity in entities if entity.schema.name == "Note"]
    assert len(notes) == len(outgoing().standing)
    assert all(set(note.get("entity")) <= known for note in notes)
    assert {"UserAccount", "Document", "Event"} <= {entity.schema.name for entity in entities}


def test_a_crate_opens_and_names_its_sources_by_hash_without_holding_them(tmp_path: Path) -> None:
    crate = extra_or_skip("rocrate.rocrate").ROCrate
    [path] = written("ro-crate", tmp_path)
    opened = crate(path.parent)
    sources = {f"urn:sha256:{source.sha256}" for source in outgoing().dossier.sources}
    assert sources <= {entity.id for entity in opened.get_entities()}
    actions = [entity for entity in opened.get_entities() if entity.type == "CreateAction"]
    assert len(actions) == len(outgoing().dossier.methods)
    assert {p.suffix for p in path.parent.rglob("*") if p.is_file()} == {".json", ".csv"}


def test_a_missing_library_is_named_with_the_line_that_installs_it() -> None:
    with pytest.raises(MissingExtra, match=r"export stix needs the package nothing_like_it.*undertow\[exports\]"):
        extra("nothing_like_it.part", "stix")


@pytest.mark.parametrize("form", sorted(KNOWN))
def test_nothing_private_leaves_in_any_form(form: str, tmp_path: Path) -> None:
    for path in written(form, tmp_path):
        text = path.read_bytes().decode("utf-8", "replace")
        assert "private_person" not in text and not re.search(r"\bx:\d{2}", text.replace(OFFICE, ""))


def extra_or_skip(module: str) -> Any:
    pytest.importorskip(module.partition(".")[0])
    return extra(module, "this test")


def test_the_help_of_export_names_every_form() -> None:
    from undertow.cli import main

    assert ", ".join(sorted(KNOWN)) in str(main.commands["export"].help)
