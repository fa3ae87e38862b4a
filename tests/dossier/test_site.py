"""The index of dossiers: what went out and nothing else, searched without a network, deaf to hostile titles."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.dossier import sample
from undertow.case.journal import Journal
from undertow.case.publishing.index import publish_site
from undertow.cli import main
from undertow.dossier import Dossier, render, smaller
from undertow.dossier.site import site
from undertow.dossier.site.published import read
from undertow.dossier.site.relating import kin
from undertow.errors import BadSetting, UnreadableInput

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e title {{7*7}}"


def written(path: Path, dossier: Dossier | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    html = render(dossier or sample.dossier(), sample.pseudonym, sample.is_public, sample.MASKS)
    path.write_text(smaller(html), encoding="utf-8")
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    written(tmp_path / "One case" / "dossier" / "dossier.html")
    written(tmp_path / "other" / "dossier" / "dossier.html", replace(sample.dossier(3), title=HOSTILE, published=date(2025, 1, 2)))  # fmt: skip
    written(tmp_path / "other" / "dossier" / "working" / "dossier.html", replace(sample.dossier(), title="SECRET"))
    written(tmp_path / "working" / "dossier" / "dossier.html", replace(sample.dossier(), title="SECRET"))
    (tmp_path / "note.html").write_text("<p>not a dossier", encoding="utf-8")
    return tmp_path


def test_the_site_holds_what_was_published_byte_for_byte_and_nothing_of_the_cases(cases: Path) -> None:
    made = publish_site(cases)
    files = sorted(
        path.relative_to(made.path.parent).as_posix() for path in made.path.parent.rglob("*") if path.is_file()
    )
    assert made.dossiers == 2 and len(files) == 3 and files[-1] == "index.html"
    originals = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in cases.glob("*/dossier/dossier.html")
        if "working" not in path.parts
    }
    copies = {hashlib.sha256((made.path.parent / name).read_bytes()).hexdigest() for name in files[:-1]}
    assert copies == originals and "SECRET" not in made.path.read_text("utf-8")
    assert [words.split(":")[0].rpartition("/")[2] for words in made.left_out] == ["note.html"]


def test_beside_a_case_only_what_its_log_vouches_for_is_taken_and_a_loose_one_is_not_checked(tmp_path: Path) -> None:
    for name in ("good", "forged"):
        page = written(tmp_path / name / "dossier" / "dossier.html", replace(sample.dossier(), title=f"The {name} one"))
        digest = hashlib.sha256(page.read_bytes()).hexdigest()
        Journal(tmp_path / name / "log.jsonl").append(
            "publish", file="dossier/dossier.html", sha256=digest, working=False
        )
    page.write_bytes(page.read_bytes().replace(b"The forged one", b"The FORGED one"))
    written(tmp_path / "loose.html", replace(sample.dossier(), title="A loose one"))
    made = publish_site(tmp_path)
    index = made.path.read_text("utf-8")
    assert made.dossiers == 2 and "FORGED" not in index
    assert len(made.left_out) == 1 and "the log of the case does not say" in made.left_out[0]
    assert len(made.unchecked) == 1 and "loose.html" in made.unchecked[0]
    assert index.count("not checked") == 1


def test_a_working_edition_is_refused_wherever_it_lies(tmp_path: Path) -> None:
    written(tmp_path / "one.html")
    written(tmp_path / "renamed.html", replace(sample.dossier(), title="SECRET", working=True))
    made = publish_site(tmp_path)
    assert made.dossiers == 1 and "SECRET" not in made.path.read_text("utf-8")
    assert len(made.left_out) == 1 and "a working edition" in made.left_out[0]


def test_a_dossier_that_is_gone_leaves_the_site_and_files_of_others_stay(cases: Path) -> None:
    made = publish_site(cases)
    own = made.path.parent / "dossiers" / "mine.html"
    own.write_text("mine", encoding="utf-8")
    shutil.rmtree(cases / "other")
    assert publish_site(cases).dossiers == 1
    assert own.exists() and len(list(own.parent.iterdir())) == 2


def test_a_hostile_title_is_text_everywhere_and_ends_no_script(cases: Path) -> None:
    page = publish_site(cases).path.read_text("utf-8")
    assert "<img" not in page and "\u202e" not in page and "&lt;img src=x onerror" in page and "{{7*7}}" in page
    data = re.search(r'<script type="application/json" id="index">(.*?)</script>', page, re.DOTALL)
    assert data and json.loads(data[1])[0]["t"].startswith("</script><img")


def test_the_page_runs_one_script_and_asks_for_nothing(cases: Path) -> None:
    page = publish_site(cases).path.read_text("utf-8")
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script and len(script[1].encode()) <= 4096
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in unescape(page) and "default-src 'none'" in unescape(page)
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|https?://", script[1])
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert addresses and all(re.fullmatch(r"#\w+|dossiers/[a-z0-9-]+\.html(#f\d+)?", address) for address in addresses)


def test_every_finding_is_in_the_search_with_its_grade_and_its_interval(cases: Path) -> None:
    page = publish_site(cases).path.read_text("utf-8")
    data = re.search(r'id="index">(.*?)</script>', page, re.DOTALL)
    assert data
    rows = json.loads(data[1])[1]["f"]
    assert len(rows) == 5 and [3, rows[-1][1], "insufficient", "−1 points [−40, +60]"] == rows[-1]


def test_the_search_finds_words_in_any_order_without_their_marks(cases: Path) -> None:
    """The script, run by a browser's engine where one is installed."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed: the search is tried by hand in a browser")
    script = (Path(sample.__file__).parents[2] / "undertow/dossier/assets/site.js").read_text("utf-8")
    fold = script[script.index("fold=") : script.index(",words=")]
    out = subprocess.run([node, "-e", f"const {fold};console.log(fold('Ĉéramiq ŞUŞA'))"], capture_output=True, text=True, check=True)  # fmt: skip
    assert out.stdout.strip() == "ceramiq susa"


def test_dossiers_are_related_by_sources_wordings_and_names_and_say_so(tmp_path: Path) -> None:
    one = read(written(tmp_path / "a.html"))
    other = replace(one, sources=frozenset({"0" * 64}), names=frozenset({"Norvania"}), wordings=frozenset())
    third = replace(one, sources=frozenset({"1" * 64}), names=frozenset({"Norvania", "Vell"}), wordings=frozenset())
    fourth = replace(one, sources=frozenset(), names=frozenset(), wordings=frozenset())
    related = kin([one, replace(other, sources=one.sources), third, fourth])
    assert [(k.place, k.why) for k in related[0]] == [(1, f"{len(one.sources)} source by hash")]
    assert (2, "actors: Norvania") in [tuple(k) for k in related[1]] and related[3] == ()


def test_pseudonyms_relate_no_dossiers(tmp_path: Path) -> None:
    dossier = read(written(tmp_path / "a.html"))
    assert dossier.findings and not any("ccount" in name for name in dossier.names)


@pytest.mark.parametrize("change", [('"low":', '"low":"x","was":'), ('"number":', '"nummer":'), ('"value":', '"value":1e9,"was":')])  # fmt: skip
def test_a_damaged_dossier_is_told_and_left_out(tmp_path: Path, change: tuple[str, str]) -> None:
    path = written(tmp_path / "a.html")
    path.write_text(path.read_text("utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"a\.html: not a dossier that undertow published"):
        read(path)
    with pytest.raises(BadSetting, match="holds no published dossier"):
        site(tmp_path)


def test_the_command_names_the_folder_to_give_away_and_refuses_one_that_is_not_there(cases: Path) -> None:
    done = CliRunner().invoke(main, ["publish", "--site", str(cases)], standalone_mode=False)
    assert done.exit_code == 0 and "2 dossiers" in done.output and str(cases / "site") in done.output.replace("\n", "")
    done = CliRunner().invoke(main, ["publish", "--site", str(cases / "nowhere")], standalone_mode=False)
    assert isinstance(done.exception, SystemExit) and done.exception.code == 2
