"""A small case behind the app, asked by a client that was let in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.case.conftest import posts
from undertow.case import Case
from undertow.serve.app import create_app

PORT, TOKEN = 8740, "the-token-of-this-start"
ORIGIN = f"http://127.0.0.1:{PORT}"


def client_of(folder: Path, **options: object) -> TestClient:
    """A browser on this machine that was not let in yet."""
    options = {"client": ("127.0.0.1", 50000), "follow_redirects": False, **options}
    return TestClient(create_app(folder, TOKEN, PORT, patience=60), base_url=ORIGIN, **options)  # type: ignore[arg-type]  # options of the client as a test gives them


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with one source, one run and its findings; copied by `folder`."""
    place = tmp_path_factory.mktemp("served")
    (place / "posts.csv").write_text(posts(), encoding="utf-8")
    case = Case.create(place / "case", title="A case <b>bold</b>", question="What happened?")
    case.add(place / "posts.csv")
    case.run("coordination", min_weight=3)
    return place / "case"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the case that a test may change, without what pages of another test kept."""
    return Path(shutil.copytree(made, tmp_path / "case", ignore=shutil.ignore_patterns("pages")))


@pytest.fixture
def stranger(made: Path) -> TestClient:
    """A browser without the token."""
    return client_of(made)


@pytest.fixture
def let_in() -> Iterator[Callable[[Path], TestClient]]:
    """Makes a client of a case that has the cookie and sends what a browser sends with a form."""

    def enter(folder: Path) -> TestClient:
        client = client_of(folder)
        assert client.get("/", params={"token": TOKEN}).status_code == 303
        client.headers["origin"] = ORIGIN
        return client

    yield enter


@pytest.fixture
def client(made: Path, let_in: Callable[[Path], TestClient]) -> TestClient:
    """A client of the case that no test changes."""
    return let_in(made)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with posts, of which one has a name and words that would act in a page, and no run; times are no whole seconds."""
    place_ = tmp_path_factory.mktemp("results")
    text = posts().replace("the words of group 0 number 1 are these", "<script>alert(2)</script>")
    (place_ / "posts.csv").write_text(re.sub(r",(\d{10}),", r",\1.7,", text), encoding="utf-8")
    case = Case.create(place_ / "case", title="Results")
    case.add(place_ / "posts.csv")
    return place_ / "case"


@pytest.fixture(scope="module")
def run(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same case with one real run of coordination."""
    folder = shutil.copytree(bare, tmp_path_factory.mktemp("run") / "case")
    Case.open(folder).run("coordination", min_weight=3)
    return Path(folder)


@pytest.fixture
def copy(bare: Path, tmp_path: Path) -> Case:
    """A copy of the bare case, to put results into."""
    return Case.open(shutil.copytree(bare, tmp_path / "case"))
