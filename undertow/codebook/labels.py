"""What judgements of passages are about: the names under which they are kept, so that whoever counts finds them."""

from __future__ import annotations

from hashlib import sha256

from undertow.codebook.reading import Codebook, Frame

#: The two parts of the material that passages are drawn from, and the two answers.
HIT, NO_HIT = "hit", "no hit"
YES, NO = "yes", "no"


def labelled_task(codebook: Codebook, frame: Frame, language: str) -> str:
    """The task of judging a frame: 'narrative <codebook>/<frame> <mark of its patterns>'.

    Judgements under other patterns, another `not` list or another window say nothing about these, so they get another name.
    """
    said = [
        frame.definition,
        *frame.patterns.get(language, ()),
        "",
        *frame.nots.get(language, ()),
        str(codebook.not_window),
    ]
    mark = sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"narrative {codebook.id}/{frame.id} {mark}"
