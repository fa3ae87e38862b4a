"""The codebooks of a case: whether they hold what they promise, and passages to judge them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.given import Label
from undertow.case.labelling import Passage, Question, at_least_none, drawn
from undertow.codebook import Codebook, Frame, Matcher, Status, read
from undertow.codebook.labels import HIT, NO_HIT, judgements, labelled_task
from undertow.codebook.status import after_judging
from undertow.errors import BadSetting, UndertowError, UnknownName
from undertow.language.passages import passages
from undertow.model import Estimate
from undertow.statistics.prevalence import Judged, corrected_share

if TYPE_CHECKING:
    from undertow.case import Case

_TEXTS = (
    "SELECT source_sha256, row_ref, coalesce(nullif(handle, ''), account), posts.\"at\"::VARCHAR, text, language "
    "FROM posts WHERE text IS NOT NULL AND kind IS DISTINCT FROM 'repost' UNION ALL "
    "SELECT source_sha256, row_ref, coalesce(speaker, outlet, title, document), documents.date::VARCHAR, text, language "
    "FROM documents WHERE text IS NOT NULL ORDER BY 1, 2"
)


def codebooks(case: Case) -> list[Codebook]:
    """Every codebook of the case, in order of its file. Raises: BadSetting."""
    return [read(_toml(path), path.name) for path in _files(case)]


def to_mend(case: Case) -> Iterator[str]:
    """What is wrong with the codebooks of the case: files that cannot be used, examples that are not hit, and the like.

    Each begins with codebook/ and the name of the file.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for path in _files(case):
        try:
            book = read(_toml(path), path.name)
            for frame in book.frames:
                owners[frame.id].append(f"codebook/{path.name}")
            yield from broken_promises(book, path.name)
        except UndertowError as error:
            yield f"codebook/{error}"
    for frame_id, files in owners.items():
        if len(files) > 1:
            yield f"{' and '.join(files)}: each defines the frame {frame_id!r}. Rename it in all but one, or remove the file that is not wanted."


def broken_promises(codebook: Codebook, name: str) -> Iterator[str]:
    """Each example that no pattern of its frame hits, and each counter-example that one does."""
    for language in codebook.languages:
        tried = [
            (number, wanted, text)
            for number, frame in enumerate(codebook.frames)
            for wanted, listed in ((True, frame.examples), (False, frame.counter_examples))
            for text in listed.get(language, ())
        ]
        if not tried:
            continue
        hits = Matcher(codebook, language).hits([text for _, _, text in tried])
        found = set(zip(hits.text.tolist(), hits.frame.tolist(), strict=True))
        for place, (number, wanted, text) in enumerate(tried):
            if ((place, number) in found) != wanted:
                frame = codebook.frames[number].id
                what = "no pattern hits the example" if wanted else "a pattern hits the counter-example"
                yield f"codebook/{name}: frame {frame!r}, {language}: {what} {text[:80]!r}. Change a pattern or the example."


def narrative_questions(
    case: Case, names: Sequence[str], languages: Sequence[str], hits: int, non_hits: int
) -> list[Question]:
    """Passages to judge for each of those frames (all where none is named) in each language: with hits, and without.

    Passages without hits are drawn alike for all frames, so that reading one serves many. Raises: UnknownName, BadSetting.
    """
    for name, count in (("hits", hits), ("non-hits", non_hits)):
        at_least_none(name, count)
    books = codebooks(case)
    if not books:
        raise BadSetting("The case has no codebook. Put one into codebook/ (docs/methods/codebooks.md has an example).")
    asked = _named(books, names)
    spoken = languages or sorted({language for book, _ in asked for language in book.languages})
    found: list[Question] = []
    for language in spoken:
        texts = _population(case, language)
        for book in books:
            frames = [frame for owner, frame in asked if owner is book]
            if frames and language in book.languages and texts:
                found += _of_book(book, frames, language, texts, (case.settings.seed, hits, non_hits))
    if not found:
        raise BadSetting(
            f"There is nothing to judge in {', '.join(spoken)}: no posts or documents are in that language. Texts that state "
            "none count where case.toml names one language only."
        )
    return found


def not_drawn(case: Case, labels: Sequence[Label]) -> list[str]:
    """For each judgement, the column that fits no passage which can be drawn here, and why; empty where all fit."""
    spoken = {label.language for label in labels}
    matchers = [(book, spoken & set(book.languages)) for book in codebooks(case)]
    tasks = {
        (labelled_task(book, frame, language), language): (matcher, number)
        for book, languages in matchers
        for language in languages
        for matcher in (Matcher(book, language),)
        for number, frame in enumerate(book.frames)
    }
    texts = {
        (language, p.source_sha256, p.row_ref, p.start, p.end): p.text
        for language in spoken
        for p in _population(case, language)
    }
    return [_misfit(label, tasks, texts) for label in labels]


def _misfit(
    label: Label, tasks: dict[tuple[str, str], tuple[Matcher, int]], texts: dict[tuple[str, str, str, int, int], str]
) -> str:
    if (label.task, label.language) not in tasks:
        return f"columns task and language: no narrative here is {label.task!r} in {label.language!r}, by its present patterns"
    text = texts.get((label.language, label.source_sha256, label.row_ref, label.start, label.end))
    if text is None:
        return f"columns source_sha256, row_ref, start and end: no passage here is {label.row_ref!r}, {label.start} to {label.end}"
    matcher, number = tasks[label.task, label.language]
    stratum = HIT if number in matcher.hits([text]).frame.tolist() else NO_HIT
    return "" if label.stratum == stratum else f"column stratum: {label.stratum!r}, but the passage is {stratum!r}"


def _of_book(
    book: Codebook, frames: Sequence[Frame], language: str, texts: Sequence[Passage], wanted: tuple[int, int, int]
) -> Iterator[Question]:
    seed, hits, non_hits = wanted
    marks = _marks(book, language, texts)
    places = [(p.source_sha256, p.row_ref, p.start) for p in texts]
    # One order for all frames: what is judged for one is judged for the others too, where they do not hit it.
    shared = drawn(places, len(places), seed=seed, key=f"{NO_HIT} {language}")
    for frame in frames:
        task, marked = labelled_task(book, frame, language), marks[book.frames.index(frame)]
        with_hits = sorted(marked)
        some = drawn([places[number] for number in with_hits], hits, seed=seed, key=f"{HIT} {task}")
        for number in (with_hits[place] for place in some):
            passage = replace(texts[number], marks=tuple(marked[number]))
            yield Question(task, language, HIT, len(marked), passage)
        for number in islice((number for number in shared if number not in marked), non_hits):
            yield Question(task, language, NO_HIT, len(texts) - len(marked), texts[number])


def _marks(book: Codebook, language: str, texts: Sequence[Passage]) -> dict[int, dict[int, list[tuple[int, int]]]]:
    """By frame and passage, the words that a pattern hits."""
    hits = Matcher(book, language).hits([p.text for p in texts])
    found: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    columns = (hits.frame, hits.text, hits.start, hits.end)
    for frame, text, start, end in zip(*(column.tolist() for column in columns), strict=True):
        found[frame][text].append((start, end))
    return found


def _population(case: Case, language: str) -> list[Passage]:
    """Every passage in that language: of posts that are no reposts, and of documents."""
    only = case.settings.languages == (language,)
    return [
        Passage(sha, row, start, end, text[start:end], source or "", (date or "")[:10])
        for sha, row, source, date, text, spoken in case.query(_TEXTS)
        if spoken == language or (only and not spoken)
        for start, end in passages(text)
    ]


def _named(books: Sequence[Codebook], names: Sequence[str]) -> list[tuple[Codebook, Frame]]:
    every = [(book, frame) for book in books for frame in book.frames]
    if not names:
        return every
    found = [(b, f) for name in names for b, f in every if name in (f.id, f"{b.id}/{f.id}")]
    for name in names:
        if not any(name in (f.id, f"{b.id}/{f.id}") for b, f in found):
            raise UnknownName.among("narrative", name, {f.id for _, f in every})
    return found


def _files(case: Case) -> list[Path]:
    return sorted((case.folder / "codebook").glob("*.toml"))


def _toml(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSetting(f"{path.name}: {error}. Save it in UTF-8.") from None


@dataclass(frozen=True, slots=True)
class Standing:
    """How well a frame's patterns hold in one language, by the judgements there are. hits: passages that had a hit."""

    codebook: str
    frame: str
    language: str
    status: Status
    hits: int
    passages: int
    judged: Judged
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Standard:
    """What `undertow check` says of a frame: in which of its languages it is a draft, unverified or judged, in words."""

    narrative: str
    languages: list[str]
    status: str


def standards(case: Case) -> list[Standard]:
    """One row for each frame and status, for all languages in which it has patterns; what cannot be read is left out."""
    from undertow.case.given import Labels

    books = list(_readable(case))
    judged = {(s.codebook, s.frame, s.language): s.status for s in standings(books, Labels(case.folder).all(), 0)}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for book in books:
        for frame in book.frames:
            for language in frame.patterns:
                stated = frame.status[language]
                status = judged.get((book.id, frame.id, language)) or (
                    f"unverified here; elsewhere {stated}" if stated.stage == "judged" else stated
                )
                found[f"{book.id}/{frame.id}", str(status)].append(language)
    return [Standard(narrative, languages, status) for (narrative, status), languages in found.items()]


def _readable(case: Case) -> Iterator[Codebook]:
    for path in _files(case):
        with suppress(UndertowError):  # `to_mend` says what is wrong with it
            yield read(_toml(path), path.name)


def standings(books: Iterable[Codebook], labels: Sequence[Label], seed: int) -> list[Standing]:
    """One row for each frame and language that has judgements under its present patterns, in order of the codebooks."""
    import numpy as np

    rows = [asdict(label) for label in labels]
    found = []
    for book in books:
        for frame in book.frames:
            for language in book.languages:
                task = labelled_task(book, frame, language)
                judged = judgements(rows, task, language)
                if judged.hits or judged.non_hits:
                    sizes = {x.stratum: x.stratum_size for x in labels if x.task == task and x.language == language}
                    hits, total = sizes.get(HIT, 0), sum(sizes.values())
                    rng = np.random.default_rng(seed)
                    share = (
                        corrected_share(hits, total, judged, rng=rng, unit="of passages") if judged.complete else None
                    )
                    status = after_judging(frame.status[language], judged, hits)
                    found.append(Standing(book.id, frame.id, language, status, hits, total, judged, share))
    return found
