"""Every command that README and the guides show is run, in order, on a small invented case; the tutorial has its own test."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.cli import main
from undertow.errors import BadSetting, TooLittleData
from undertow.model import Estimate, Finding

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", *(f"docs/guides/{page.name}" for page in sorted((ROOT / "docs" / "guides").glob("*.md")))]
PAGES += ["docs/methods/audience-reference.md", "docs/responsible-use.md"]
#: What a page shows that waits for a person or a browser, or builds for a minute; its options are checked all the same.
WAITS = {"serve", "demo", "label", "review"}
INLINE = re.compile(r"`(undertow [a-z-][^`]*)`")
ID = "0123456789ab"
START = datetime(2023, 3, 1)


def shown(page: str) -> list[str]:
    """The commands of a page, from top to bottom: lines of its blocks, and those within sentences."""
    found: list[str] = []
    block = False
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            block = not block
        elif block and line.lstrip().startswith("undertow "):
            found.append(line.strip())
        elif not block:
            found += INLINE.findall(line)
    return found


def rows(path: Path, header: str, lines: Iterator[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(lines)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two accounts that share in the same seconds among others that do not; an audience and two references."""
    folder = tmp_path_factory.mktemp("material")
    posts = [(f"p{n}{who}", who, (START + timedelta(hours=7 * n, seconds=k)).isoformat() + "Z", f"See https://news.example/{n} now", "en")
             for n in range(8) for k, who in enumerate(("ann", "ben"))]  # fmt: skip
    posts += [(f"q{n}", f"other{n % 20}", (START + timedelta(hours=7 * (n % 8), minutes=3 + n)).isoformat() + "Z", f"Have you read https://news.example/{n % 8}?", "en") for n in range(60)]  # fmt: skip
    rows(folder / "posts.csv", "id account posted_at text language", iter(posts))
    for place, name in enumerate(("followers", "references/one", "references/two")):
        members = ((f"{place}{n}", f"reader_{place}_{n}", (START - timedelta(days=13 * n + place)).isoformat() + "Z", n % 40, n % 90) for n in range(120))  # fmt: skip
        rows(folder / f"{name}.csv", "id username created_at followers_count statuses_count", members)
    return folder


def options_known(arguments: list[str]) -> None:
    """Whether there is such a command and it takes these options, without running it."""
    name, *rest = arguments[2:] if arguments[0] == "-C" else arguments
    main.commands[name].make_context(name, list(rest))


def ready(command: str, case: str) -> list[str]:
    """The command with what this case has in place of what the page leaves to the reader."""
    words = [
        {"ID": ID, "FORMAT": "csv", "…": "csv"}.get(word, word) for word in shlex.split(command, comments=True)[1:]
    ]
    of_no_case = words[0] in ("-C", "new", "demo", "formats", "analyses") or "--site" in words
    return words if of_no_case else ["-C", case, *words]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_is_there_and_takes_these_options(page, material, monkeypatch) -> None:
    monkeypatch.chdir(material)
    for command in shown(page):
        arguments = ready(command, "mycase")
        if arguments[-1] not in ("new", "add", "remove", "export", "show", "label", "review", "draft", "diff"):
            options_known(arguments)


@pytest.mark.slow  # half a minute of computing for all pages; make test-slow
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_the_page_says_it_does(page, material, tmp_path, monkeypatch) -> None:
    commands = shown(page)
    if not commands:
        pytest.skip("the page shows no command")
    for name in material.iterdir():
        (tmp_path / name.name).symlink_to(name)
    monkeypatch.chdir(tmp_path)
    case = "mycase"
    if not any(command.startswith("undertow new mycase") for command in commands):
        assert run(["new", case])[0] == 0
        assert run(["-C", case, "add", "posts.csv"])[0] == 0
        write_finding(Path(case))
    for command in commands:
        arguments = ready(command, case)
        options_known(arguments)
        verb = arguments[2] if arguments[0] == "-C" else arguments[0]
        if (
            verb in WAITS
            or arguments[-1] in ("run", "--calibrate")
            or (arguments[-1] == verb and verb in ("new", "add", "remove", "export", "show"))
        ):
            continue  # waits for a person, takes minutes (the demo's test runs everything), or is named without what it needs
        status, output, error = run(arguments)
        lacking = verb == "run" and isinstance(error, (TooLittleData, BadSetting)) and "needs" in str(error)
        assert status == 0 or lacking, f"{page}: {command}\n{output}\n{error!r}"
        if verb == "add":
            write_finding(Path(case))


def run(arguments: list[str]) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(main, arguments, standalone_mode=False)
    return done.exit_code, done.output, done.exception.__context__ if done.exception else None


def write_finding(case: Path) -> None:
    """A finding to show and to judge, where the material is too small to find one."""
    import msgspec

    finding = Finding(
        id=ID, analysis="coordination", subject="ann ben", statement="Two accounts shared the same links.",
        estimate=Estimate(value=8, low=7, high=9, unit="links", n=8), null_model="near misses", grade="limited", run_id="coordination-01",
    )  # fmt: skip
    path = case / "findings" / f"{finding.id}.json"
    path.write_text(json.dumps({"finding": msgspec.to_builtins(finding), "found_again": False}), encoding="utf-8")


def test_pages_show_commands_to_run() -> None:
    counted = {page: len(shown(page)) for page in PAGES}
    assert sum(counted.values()) >= 40 and counted["README.md"] >= 5
