"""Prints drawn sentences for an annotator, with what stands before them: python -m tests.gold.reading quantities second 0 40"""

import sys

from tests.gold.corpus import looked_up, rows, statements

BEFORE = 400


def main(task: str, name: str, first: str, end: str) -> None:
    """Print the sentences first to end of a set: id, document, the end of the text before in brackets, the sentence."""
    texts = statements()
    for row in rows(f"{task}_{name}.jsonl")[int(first) : int(end)]:
        sentence = looked_up(row, texts)
        before = texts[row["doc_id"]][max(0, sentence.start - BEFORE) : sentence.start]
        print(f"{row['id']} {row['doc_id']}\n  [{' '.join(before.split())}]\n  {' '.join(sentence.text.split())}\n")


if __name__ == "__main__":
    main(*sys.argv[1:5])
