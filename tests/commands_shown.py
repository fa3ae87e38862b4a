"""What the pages show to be typed, and invented material on which it can be: for test_commands_shown.py and test_tutorial.py."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parent.parent
START = datetime(2023, 3, 1)
_INLINE = re.compile(r"`(undertow [a-z-][^`]*)`")
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def shown(page: str) -> list[tuple[str, bool]]:
    """The commands of a page, from top to bottom, and whether each stands in a block of its own (or within a sentence)."""
    found: list[tuple[str, bool]] = []
    block = False
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            block = not block
        elif block and line.lstrip().startswith("undertow "):
            found.append((line.strip(), True))
        elif not block:
            found += [(command, False) for command in _INLINE.findall(line)]
    return found


def blocks(page: str, language: str = "") -> list[str]:
    """The fenced blocks of a page in one language, without the spaces that set them in."""
    text = (ROOT / page).read_text(encoding="utf-8")
    held = [body for tongue, body in _FENCED.findall(text) if tongue == language]
    return ["\n".join(line.removeprefix("   ") for line in body.splitlines()) + "\n" for body in held]


def rows(path: Path, header: str, lines: Iterable[tuple[object, ...]]) -> None:
    """A CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(lines)


def material(folder: Path) -> Path:
    """Three accounts that share in the same seconds among others that do not; an audience and two references; speeches of
    eleven speakers; an article. What the guides call them, they are called here."""
    shared = "See what stands at https://news.example/{0} today"
    posts = [(f"p{n}{who}", who, _at(minutes=_when(n), seconds=(7 * n + k) % 20), shared.format(n), "en") for n in range(12) for k, who in enumerate(("ann", "ben", "cay"))]  # fmt: skip
    posts += [(f"q{n}", f"other{n % 12}", _at(minutes=_when(n % 12) + 3 + n // 5), shared.format(n % 12), "en") for n in range(72)]  # fmt: skip
    posts += [("m1", "mayor_of_vell", _at(hours=90), "The town has counted 12 houses.", "en")]
    rows(folder / "posts.csv", "id account username posted_at text language", ((p[0], p[1], *p[1:]) for p in posts))
    for place, name in enumerate(("followers", "references/one", "references/two")):
        members = [(f"{place}{n}", f"reader_{place}_{n}", _at(days=-13 * n - place), n % 40, n % 90) for n in range(120)]  # fmt: skip
        rows(folder / f"{name}.csv", "id username created_at followers_count statuses_count", members)
    profile = '{{"id": "{0}", "name": "Reader {0}", "username": "{1}", "created_at": "2020-01-01T00:00:00.000Z"}}\n'
    (folder / "profiles.jsonl").write_text(
        "".join(profile.format(n, f"reader_0_{n}") for n in range(5)), encoding="utf-8"
    )
    _speeches(folder / "speeches")
    (folder / "article.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def _when(place: int) -> int:
    """Minutes at which something is shared: at no fixed distance, which a clock would explain."""
    return 300 * place + 37 * place * place % 170


def _at(**since: float) -> str:
    return (START + timedelta(**since)).isoformat() + "Z"


SPEAKERS = ("Norvania", "Averra", "Drosmark", *(f"Land {letter}" for letter in "ABCDEFGH"))
#: The first is what docs/guides/keep-a-ledger.md quotes of the source `speeches`; the frame of track-a-narrative is in the third.
SENTENCES = (
    "Foreign monitors have no place on the roads between us. The bridge stays shut.",
    "In the census of {year} we counted {count} houses beside the river, and the road was mended twice.",
    "All refugees have the right of return to the valley, and nobody may deny it to them.",
    "Trade between our harbours grew in {year}, and the ministry will say more of it in the autumn.",
)


def _speeches(folder: Path) -> None:
    folder.mkdir()
    listed = []
    for place, speaker in enumerate(SPEAKERS):
        for year in range(2008, 2020, 2):
            name = f"{speaker.replace(' ', '_')}_{year}.txt".lower()
            said = [text.format(year=year, count=31_000 + 100 * place) for n, text in enumerate(SENTENCES) if (n + place + year // 2) % 2 or n == 3]  # fmt: skip
            (folder / name).write_text("\n\n".join(said), encoding="utf-8")
            listed.append((name, speaker, f"{year}-09-20", "en"))
    rows(folder / "metadata.csv", "file speaker date language", listed)


ARTICLE = """On 3 May 2024 the council met.

Two accounts shared 8 links. Both have shared them since 2023.

The council has met more than 40 times.

“Foreign monitors have no place on the bridge between us,” Norvania said.

It is the first time. In 12 of 12 cases two accounts shared the same texts within 60 seconds. The harbour lies 4 km away.

The state is behind it because it wants the harbour.
"""
ACTORS = (
    ("norvania", "Norvania", "", "state", "", "", "", ""),
    ("averra", "Averra", "", "state", "", "", "", ""),
    ("drosmark", "Drosmark", "", "state", "", "", "", ""),
    ("office", "Office of the Valley", "", "organisation", "", "", "", ""),
    ("return_averra", "Return to Averra", "return_averra; NAME", "organisation", "", "", "", ""),
)
LEDGERS = {
    "actors": ACTORS,
    "demands": (("open-bridge", "norvania", "averra", "2010-04-01", "open the bridge", "do", "", "", "", "Dallin Weekly, 2 April 2010"),),
    "events": (("vote", "2016-05-01", "day", "Vote in the valley", "norvania", "", "", "", "Dallin Weekly, 2 May 2016", ""),),
    "claims": (("said", "norvania", "2010-09-20", "31,000 houses", "31000", "31000", "houses", "", "", "", "", "", "", "", "Dallin Weekly, 21 September 2010"),
               ("kept", "office", "2010-12-31", "30,120 houses", "30120", "30120", "houses", "", "", "", "", "", "", "", "yearbook of 2010")),
    "comparisons": (("houses", "said", "kept", "", "", ""),),
}  # fmt: skip


def fill_ledgers(case: Path) -> None:
    """Enters who is who, a demand, an event, and a number against a record."""
    for name, lines in LEDGERS.items():
        with (case / "ledger" / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)


def enter_codebooks(page: str, case: Path) -> None:
    """Puts the codebooks that a page shows into a case."""
    for number, text in enumerate(blocks(page, "toml")):
        if text.startswith("[codebook]"):
            (case / "codebook" / f"shown-{number}.toml").write_text(text, encoding="utf-8")


def enter(page: str, case: Path, finding: str) -> None:
    """Puts into a case what a page says to put there: settings of the plan, reasons to quote, rows of ledgers by their header."""
    for text in blocks(page, "toml"):
        if text.startswith("[plan."):
            settings = case / "case.toml"
            settings.write_text(settings.read_text(encoding="utf-8") + text, encoding="utf-8")
        elif text.startswith("[publishing]"):
            settings = case / "case.toml"
            before = settings.read_text(encoding="utf-8")
            settings.write_text(before.replace("[publishing]\n", text.replace(PRINTED, finding)), encoding="utf-8")
    for text in blocks(page):
        header, _, lines = text.partition("\n")
        for ledger in (case / "ledger").glob("*.csv"):
            held = ledger.read_text(encoding="utf-8")
            if [line for line in held.splitlines() if not line.startswith("#")][:1] == [header]:
                ledger.write_text(held + lines.replace(PRINTED, finding), encoding="utf-8")


#: The id of a finding that the guides print where the reader has one of their own.
PRINTED = "8efe9fa5a845"


def tables_of_the_tutorial(folder: Path) -> Path:
    """Files with the names and columns of those the tutorial speaks of, and a few invented rows."""
    (folder / "coordination").mkdir(parents=True)
    (folder / "posts").mkdir()
    seconds = int(START.timestamp())
    shares = [(f"url_{n}", f"fb_{who}", 10 * n + who, seconds + 25_000 * n + (2 * who if who < 3 else 400 * who)) for n in range(12) for who in range(8)]  # fmt: skip
    names = ("object_id", "account_id", "content_id", "timestamp_share")
    pq.write_table(pa.table(dict(zip(names, zip(*shares, strict=True), strict=True))), folder / "coordination" / "german_elections_url.parquet")  # fmt: skip
    texts = [(f"reader_{who}", "kind", START + timedelta(hours=5 * n, minutes=who if who > 2 else 0), f"The bridge of {word} stays shut, they say, and nobody knows why") for n, word in enumerate(["Dallin", "Vell", "Orm", "Tarn", "Esk", "Wharfe", "Nidd", "Ure"]) for who in range(10)]  # fmt: skip
    names = ("author_id", "account_category", "posted_at", "text")
    pq.write_table(pa.table(dict(zip(names, zip(*texts, strict=True), strict=True))), folder / "posts" / "ira_english_retweets_2015.parquet")  # fmt: skip
    return folder
