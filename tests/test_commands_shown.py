"""Every command that README and the guides show is typed, in order, in an invented case; the tutorial has its own test."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from click import MissingParameter
from click.testing import CliRunner

from tests.commands_shown import PRINTED, ROOT, enter, enter_codebooks, fill_ledgers, material, shown
from undertow.cli import main

PAGES = ["README.md", *(f"docs/guides/{page.name}" for page in sorted((ROOT / "docs" / "guides").glob("*.md")))]
PAGES += ["docs/methods/audience-reference.md", "docs/responsible-use.md"]
#: What cannot be typed in a test, and why; that it is there and takes these options is checked all the same.
NOT_TYPED = {
    "serve": "answers until Ctrl-C; tests/serve and tests/browser open it",
    "demo": "a minute of computing; tests/test_demo.py builds a smaller one",
}


#: Runs that another page has typed already: the same analysis with the same settings is measured once.
RUN: set[tuple[str, ...]] = set()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with material and a case made of it, run and published once; and what stands there for words of the pages."""
    folder = material(tmp_path_factory.mktemp("shown"))
    case = folder / "mycase"
    typed("new", str(case))
    fill_ledgers(case)
    enter_codebooks("docs/guides/track-a-narrative.md", case)
    at = ("-C", str(case))
    typed(*at, "add", str(folder / "posts.csv"), str(folder / "speeches"))
    typed(*at, "run", "coordination", "--tries", "1")
    typed(*at, "publish")
    found = json.loads(typed(*at, "findings", "--json"))
    return folder, here(folder, found[0]["finding"]["id"])


def typed(*arguments: str, answer: str = "", status: int = 0) -> str:
    """What a command prints. Fails when it exits otherwise."""
    done = CliRunner().invoke(main, arguments, input=answer)
    assert done.exit_code == status, f"undertow {shlex.join(arguments)}\n{done.output}{done.stderr}"
    return done.stdout


def here(folder: Path, finding: str) -> dict[str, str]:
    """What this case has in place of what pages leave to the reader: the id of a finding, codes of suggestions for the draft."""
    told = json.loads(typed("-C", str(folder / "mycase"), "draft", str(folder / "article.md"), "--json"))
    codes = {
        line["sentence"]["number"]: line["suggestions"][0]["code"] for line in told["lines"] if line["suggestions"]
    }
    return {"ID": finding, PRINTED: finding, "7=1ec56b": f"7={codes[7]}", "5=quote:670893": f"5={codes[5]}"}


def words_of(command: str, known: dict[str, str]) -> list[str]:
    """The words of a command, with what this case has in place of what the page leaves to the reader."""
    return [known.get(word, word) for word in shlex.split(command, comments=True)[1:]]


def verb(words: list[str]) -> str:
    return words[2] if words[0] == "-C" else words[0]


def complete(words: list[str]) -> bool:
    """Whether there is such a command with such options, and nothing that it asks for is missing. Raises: click.UsageError."""
    name, *rest = words[2:] if words[0] == "-C" else words
    try:
        main.commands[name].make_context(name, list(rest))
    except MissingParameter:
        return False
    return True


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_is_there_and_takes_these_options(page) -> None:
    for command, alone in shown(page):
        assert complete(words_of(command, {})) or not alone, f"{page}: {command} lacks something"


@pytest.mark.slow  # the analyses of all pages; .ci/run calls it
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_the_page_says_it_does(page, made, tmp_path, monkeypatch) -> None:
    commands = shown(page)
    if not commands:
        pytest.skip("the page shows no command")
    folder, known = made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    if any(command.startswith("undertow new mycase") for command, _ in commands):
        shutil.move("mycase", "made-before")
    else:
        enter(page, Path("mycase"), known[PRINTED])
    for command, alone in commands:
        type_as_shown(page, command, alone, known)


def lacks_a_program(words: list[str]) -> bool:
    """Whether a form that is asked for needs what this machine has not: tests/dossier says so for PDF and audio."""
    forms = words[words.index("--to") + 1].split(",") if "--to" in words else []
    voice = bool(shutil.which("espeak-ng")) and bool(find_spec("lameenc"))
    return ("audio" in forms and not voice) or ("pdf" in forms and not pdf_can_be_set())


def pdf_can_be_set() -> bool:
    try:
        import weasyprint  # noqa: F401  # asked whether it is there
    except (ImportError, OSError):
        return False
    return True


def type_as_shown(page: str, command: str, alone: bool, known: dict[str, str]) -> None:
    words = words_of(command, known)
    if not complete(words):
        assert not alone, (
            f"{page}: {command} lacks something"
        )  # within a sentence, a command may be named without the rest
        return
    if verb(words) in NOT_TYPED or (verb(words) == "run" and tuple(words[-2:]) in RUN):
        return
    if lacks_a_program(words):
        words[words.index("--to") + 1] = "html"
    if verb(words) == "run":
        RUN.add(tuple(words[-2:]))
    inside = words[0] == "-C" or verb(words) in ("new", "formats", "analyses") or "--site" in words
    answer, status = (
        "q\n" if verb(words) == "label" else "",
        int("--strict" in words),
    )  # the guide: 1 while a sentence is open
    typed(*(words if inside else ["-C", "mycase", *words]), answer=answer, status=status)
    if verb(words) == "new":
        shutil.copytree("made-before/codebook", "mycase/codebook", dirs_exist_ok=True)


def test_pages_show_commands_to_type() -> None:
    counted = {page: len(shown(page)) for page in PAGES}
    assert sum(counted.values()) >= 60 and counted["README.md"] >= 10


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/index.md"])
def test_every_target_of_make_that_a_page_names_is_there(page) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE):
        assert f"\n{target}:" in makefile, f"{page}: make {target}"


def test_every_program_of_the_repository_that_a_page_names_is_there() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        for path in re.findall(r"python (?:-m )?((?:bench|docs|tests)[/.][\w./]+)", page.read_text(encoding="utf-8")):
            file = path if path.endswith(".py") else f"{path.replace('.', '/')}.py"
            assert (ROOT / file).exists(), f"{page.name}: {path}"
