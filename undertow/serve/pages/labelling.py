"""Labelling: the passages that analyses draw to be judged, one after the other, and how well the rules hold so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from undertow.case import Case
from undertow.case.codebooks import codebooks
from undertow.case.given import Label, Labels
from undertow.case.labelling import Question, open_questions, record
from undertow.case.reviewing import same_reader
from undertow.case.stances import stance
from undertow.codebook.labels import HIT
from undertow.codebook.reading import Frame
from undertow.errors import BadSetting, CaseBusy, UnknownName
from undertow.language.display import visible
from undertow.model import Estimate
from undertow.serve.apart import apart
from undertow.serve.pages import Done, Page, Query
from undertow.serve.view import View
from undertow.statistics.proportions import wilson

#: As many passages of each kind as the command line draws unless told otherwise.
HITS, NON_HITS, POSTS = 20, 50, 200
AROUND = 1_200
_MOST_PAIRS = 40
_WHOLE = (
    "SELECT text FROM posts WHERE source_sha256 = $1 AND row_ref = $2 UNION ALL "
    "SELECT text FROM documents WHERE source_sha256 = $1 AND row_ref = $2"
)
YES_NO = (("y", "yes", "Yes"), ("n", "no", "No"))
STANCES = (("f", "for", "For"), ("a", "against", "Against"), ("n", "neither", "Neither"))


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be judged: address says which, in the page's own words for it."""

    title: str
    language: str
    address: str
    judged: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the passage; marked where a pattern or a name stands."""

    text: str
    marked: bool


class Labelling(Page):
    """Passages drawn at random for a person to judge."""

    name, title, path = "labelling", "Labelling", "/labelling"
    group, order = "Case", 50
    styles, scripts = ("inbox.css",), ("inbox.js",)
    actions = ("answer",)

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The tasks there are, or the next passage of one with the answers there can be. Raises: UnknownName, BadSetting."""
        labels = _labels(view)
        chosen = {key: query[key] for key in ("narrative", "language", "account", "actor") if query.get(key)}
        if not chosen:
            return {"tasks": _tasks(view, labels), "chosen": None, "reader": view.reader}
        questions, waits = [], ""
        try:
            questions = _questions(view, chosen)
        except CaseBusy as error:
            waits = str(error)
        mine = [label for label in labels if same_reader(label.by, view.reader)]
        said = {_place(label): label.value for label in mine}
        waiting = {_key(q) for q in _unanswered(questions, mine)}
        at = query.whole("at", _first(questions, waiting, 0)) if questions else 0
        question = questions[at] if at < len(questions) else None
        answered = [n for n, q in enumerate(questions) if _key(q) in said]
        order = {_place(label): n for n, label in enumerate(mine)}
        return {
            "chosen": chosen,
            "address": _address(chosen),
            "reader": view.reader,
            "waits": waits,
            "title": _title(view, chosen),
            "asked": _asked(view, chosen),
            "question": question,
            "at": at,
            "total": len(questions),
            "judged": len(answered),
            "parts": _parts(question) if question else [],
            "around": _around(view, question) if question else ("", ""),
            "value": said.get(_key(question), "") if question else "",
            "answers": STANCES if "actor" in chosen else YES_NO,
            "skip": _first(questions, waiting, at + 1),
            "back": max((n for n in answered if n != at), key=lambda n: order[_key(questions[n])], default=None),
            "so_far": _so_far(questions, said),
        }

    def do_answer(self, view: View, form: Query) -> Done:
        """Keeps a judgement of the present reader. Raises: UnknownName for a passage that was not drawn, BadSetting."""
        chosen = {key: form[key] for key in ("narrative", "language", "account", "actor") if form.get(key)}
        questions = _questions(view, chosen)
        at = form.whole("at", len(questions))
        if at >= len(questions) or questions[at].passage.row_ref != form.get("row_ref", ""):
            raise UnknownName("This passage is not among those drawn for this task now. Open the task again.")
        value = form.get("value", "")
        if value not in [known for _, known, _ in (STANCES if "actor" in chosen else YES_NO)]:
            raise BadSetting(f"{value[:40]!r} is no answer here.")
        answer = questions[at].answered(stance(value) if "actor" in chosen else value, view.reader)
        with view.changing(beside=True) as case:
            record(case, [answer])
        mine = [label for label in _labels(view) if same_reader(label.by, view.reader)]
        following = _first(questions, {_key(q) for q in _unanswered(questions, mine)}, at + 1)
        return Done(f"Kept: {value}.", f"{_address(chosen)}&at={following}")


def _labels(view: View) -> list[Label]:
    return view.kept("labels", _stamp(view), Labels(view.folder).all)


def _stamp(view: View) -> object:
    return [e.hash for e in view.log if e.command == "label"][-1:]


def _questions(view: View, chosen: Mapping[str, str]) -> list[Question]:
    """What is drawn for a task, in its order. Raises: NotYet while it is being drawn, UnknownName, BadSetting."""
    if not ({"narrative", "language"} <= chosen.keys() or {"account", "actor"} <= chosen.keys()):
        raise BadSetting("Labelling needs a narrative and a language, or an account and an actor. Choose a task.")
    books = [(path.name, path.stat().st_mtime_ns) for path in sorted((view.folder / "codebook").glob("*.toml"))]
    run = view.newest.get("profile")
    stamp = (view.material_mark, view.settings.seed, books if "narrative" in chosen else run and run.id)

    def drawn() -> list[Question]:
        if "narrative" in chosen:
            asked = (chosen["narrative"], chosen["language"], HITS, NON_HITS)
            return apart(view.folder, list[Question], "narrative", *asked)
        return apart(view.folder, list[Question], "stance", chosen["account"], chosen["actor"], POSTS)

    name = "drawn-" + "".join(c if c.isalnum() else "-" for c in "-".join(chosen.values()))[:120]
    return view.keeping.soon(name, (stamp, sorted(chosen.items())), drawn, list[Question])


def _tasks(view: View, labels: Sequence[Label]) -> list[Task]:
    mine = [label for label in labels if same_reader(label.by, view.reader)]
    tasks = []
    for book in codebooks(Case(view.folder)):
        for frame in book.frames:
            for language in frame.patterns:
                own = sum(x.task.split(" ")[1:2] == [f"{book.id}/{frame.id}"] and x.language == language for x in mine)
                address = _address({"narrative": f"{book.id}/{frame.id}", "language": language})
                tasks.append(Task(frame.name, language, address, own))
    run = view.newest.get("profile")
    if run and "namings" in run.results:
        table = view.result(run, "namings", ["account", "target"]).to_pydict()
        pairs = Counter(zip(table["account"], table["target"], strict=True)).most_common(_MOST_PAIRS)
        with view.naming():
            for (account, target), _ in pairs:
                own = sum(x.task == f"stance {account} {target}" for x in mine)
                address = _address({"account": account, "actor": target})
                tasks.append(Task(f"{view.name(account)} on {target}", "", address, own))
    return tasks


def _title(view: View, chosen: Mapping[str, str]) -> str:
    if "actor" in chosen:
        return f"For or against {chosen['actor']}?"
    return f"{_frame(view, chosen).name}, {chosen.get('language', '')}"


def _asked(view: View, chosen: Mapping[str, str]) -> str:
    if "actor" in chosen:
        return "Does the post speak for or against whom is marked, or neither?"
    return f"Does the passage say it? {_frame(view, chosen).definition}"


def _frame(view: View, chosen: Mapping[str, str]) -> Frame:
    """The frame of a task. Raises: UnknownName."""
    for book in codebooks(Case(view.folder)):
        for frame in book.frames:
            if chosen.get("narrative") in (frame.id, f"{book.id}/{frame.id}"):
                return frame
    raise UnknownName.among("narrative", chosen.get("narrative", ""), [f.id for b in codebooks(Case(view.folder)) for f in b.frames])  # fmt: skip


def _key(question: Question) -> tuple[str, str, str, int]:
    p = question.passage
    return question.task, p.source_sha256, p.row_ref, p.start


def _place(label: Label) -> tuple[str, str, str, int]:
    return label.task, label.source_sha256, label.row_ref, label.start


def _unanswered(questions: Sequence[Question], mine: Sequence[Label]) -> list[Question]:
    names = {label.by for label in mine} or {""}
    left = list(questions)
    for name in names:
        left = open_questions(left, mine, name)
    return left


def _first(questions: Sequence[Question], waiting: set[tuple[str, str, str, int]], after: int) -> int:
    """The place of the next question that waits, from one on and then from the beginning; past the end where none does."""
    order = [*range(after, len(questions)), *range(min(after, len(questions)))]
    return next((n for n in order if _key(questions[n]) in waiting), len(questions))


def _parts(question: Question) -> list[Part]:
    """The passage in pieces, invisible characters written out."""
    text, since, parts = question.passage.text, 0, []
    for start, end in sorted(question.passage.marks):
        if start >= since:
            parts += [Part(visible(text[since:start]), False), Part(visible(text[start:end]), True)]
            since = end
    return [*parts, Part(visible(text[since:]), False)]


def _around(view: View, question: Question) -> tuple[str, str]:
    """What stands before and after the passage in its text; nothing while the tables cannot be asked."""
    p = question.passage
    with suppress(CaseBusy):
        name = f"text {p.source_sha256} {p.row_ref}"
        texts = view.kept(name, view.material_mark, lambda: view.query(_WHOLE, [p.source_sha256, p.row_ref]))
        for text in (row[0] or "" for row in texts):
            at = text.find(p.text)
            if at >= 0:
                end = at + len(p.text)
                return visible(text[max(0, at - AROUND) : at]), visible(text[end : end + AROUND])
    return "", ""


def _so_far(questions: Sequence[Question], said: Mapping[tuple[str, str, str, int], str]) -> list[tuple[str, Estimate]]:
    """Shares of the answers given so far, each with its interval: of hits that are right and misses, or of stances."""
    answers = [(q.stratum, said[_key(q)]) for q in questions if _key(q) in said]
    if questions and questions[0].task.startswith("stance "):
        values = [value for _, value in answers]
        return [(v, wilson(values.count(v), len(values), unit="share")) for _, v, _ in STANCES] if values else []
    told = []
    for words, group in (
        ("of passages that a pattern hits, say it", [v for s, v in answers if s == HIT]),
        ("of the others say it too, and are missed", [v for s, v in answers if s != HIT]),
    ):
        if group:
            told.append((words, wilson(group.count("yes"), len(group), unit="share")))
    return told


def _address(chosen: Mapping[str, str]) -> str:
    return f"/labelling?{urlencode(dict(chosen))}"
