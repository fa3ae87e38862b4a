"""What another reader decided is told by no page before the present reader has decided."""

import re
import shutil

import pytest

from undertow.case import Case
from undertow.registry import members
from undertow.serve.pages import Page

PAGES = sorted(
    (kind for kind in members("undertow.serve.pages", Page).values() if "{" not in kind.path),  # type: ignore[type-abstract]  # members are concrete
    key=lambda kind: kind.name,
)
#: Hashes, times and the folder differ between two cases whatever was decided in them.
_OWN = re.compile(
    r"[0-9a-f]{12,64}|\d{4}-\d\d-\d\dT[\d:.]+Z?|\d\d-\d\d \d\d:\d\d|\d\d:\d\d(:\d\d)?|case-(confirmed|rejected)"
)


@pytest.fixture(scope="module")
def decided(made, tmp_path_factory):
    """Two copies of a case of one finding that Ann has read: she confirmed it in one and rejected it in the other."""
    place, folders = tmp_path_factory.mktemp("blind"), {}
    for verdict in ("confirmed", "rejected"):
        case = Case.open(shutil.copytree(made, place / f"case-{verdict}"))
        case.review(case.findings()[0].finding.id, verdict, "a reason of hers", by="Ann")
        folders[verdict] = case.folder
    return folders


@pytest.fixture
def of_ben(decided, let_in):
    """What Ben is told at an address, in each of the cases."""
    clients = {verdict: let_in(folder) for verdict, folder in decided.items()}
    for client in clients.values():
        client.post("/do/inbox/reader", data={"reader": "Ben"})
        client.cookies.delete("undertow-said", domain="127.0.0.1", path="/")
    return lambda path: [_OWN.sub("·", client.get(path).text) for client in clients.values()]


@pytest.mark.parametrize("page", PAGES, ids=lambda kind: kind.name)
def test_no_page_tells_a_reader_what_another_decided(of_ben, page):
    for path in (page.path, page.json_path()):
        confirmed, rejected = of_ben(path)
        assert confirmed == rejected and "a reason of hers" not in confirmed, path


def test_the_dossier_with_the_verdicts_of_others_is_shown_when_asked_for(of_ben):
    shut, opened = of_ben("/dossier")[0], of_ben("/dossier?all=1")[0]
    assert "prints what others decided" in shut and "<iframe" not in shut
    assert "<iframe" in opened and "prints what others decided" not in opened


def test_a_verdict_of_ones_own_opens_what_others_decided(decided, let_in, tmp_path):
    client = let_in(shutil.copytree(decided["rejected"], tmp_path / "case"))
    client.post("/do/inbox/reader", data={"reader": "Ben"})
    finding = client.get("/inbox.json").json()["items"][0]["id"]
    assert "<b>Rejected" not in client.get("/coordination").text and 'class="tag">Rejected' not in client.get("/coordination").text  # fmt: skip
    client.post("/do/inbox/review", data={"finding": finding, "verdict": "rejected", "reason": "The quote is taken out of its context"})  # fmt: skip
    assert 'class="tag">Rejected' in client.get("/coordination").text
    assert "<iframe" in client.get("/dossier").text or "prints what others decided" not in client.get("/dossier").text
