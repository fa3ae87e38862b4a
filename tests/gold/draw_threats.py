"""Draws sentences to be judged for threats, the same ones every time: python -m tests.gold.draw_threats en eighth 500

Drawn are sentences with a cue: a future, a condition, readiness or a threat's own verb, and near it (in English after it) a word
of harm. Those judged before, and those that read like one judged before, are left out. Prints document, start, end and text.
The draws before the seventh used wider cues.
"""

import json
import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from tests.gold.corpus import DATA
from undertow.language.sentences import sentences

GOLD = Path(__file__).parent / "threats.jsonl"
FILES = {"en": "un_general_debate_1970_2025.parquet", "ru": "telegram_ru_political.parquet"}
SEED = "undertow threats 1"
#: Characters that may stand between the two words of a cue.
NEAR = {"en": 70, "ru": 60}
#: From which day on and up to which statements at the United Nations are drawn.
DAYS = {"ninth": ("1970", "1985"), "tenth": ("1970", "1985"), "eleventh": ("1970", "1985")}
AHEAD = {
    "en": r"\b(?:will|shall|going to|if|unless|either|otherwise|ready|prepared|determined|reserves?|hesitate|threaten\w*|vow\w*|warn\w*|patience)\b|[’']ll\b",
    "ru": r"\b(?:если|иначе|либо|буд(?:ет|ут|ем|у)|может|могут|сможет|готов\w*|намерен\w*|вправе|(?:по)?обеща\w+|(?:при)?гроз\w+|угро\w+|предупре\w+|ультиматум\w*|планир\w+|не остан\w+|последу\w+|ответ(?:ит|им|ят)|отреагиру\w+|нанес(?:ет|ёт|ут|ем)|удар(?:ит|им|ят)|уничтож(?:ит|им|ат)|накаж\w+|раздав\w+|введ(?:ет|ёт|ут|ем)|примен(?:ит|им|ят)|пожале\w+|поплат\w+|столкн\w+|прид[её]тся)\b",
}
#: Added in draws of Russian posts after the eighth, which had every sentence with one of those cues: any verb of the present or future.
ANY_VERB = r"|\b\w+(?:ет|ит|ут|ют|ят|ат|ем|им)(?:ся)?\b"
HARM = {
    "en": r"\b(?:respond\w*|response|answer\w*|react\w*|retaliat\w*|reprisal\w*|reveng\w*|aveng\w*|attack\w*|strik\w+|destroy\w*|crush\w*|defeat\w*|eliminat\w*|annihilat\w*|punish\w*|fight\w*|bomb\w*|expel\w*|invad\w+|sanction\w*|force|counter-?measures?|measures|consequences|regret\w*|price|dearly|suffer\w*|account\w*|justice|isolat\w*|cut off|hesitate|patience|whatever|all means|at any cost|threaten\w*|hold|notice|mistake)\b",
    "ru": r"\b(?:ответ\w*|отреаг\w*|реагир\w*|реакци\w*|удар\w*|атак\w+|уничтож\w*|разгром\w*|наказ\w*|наказан\w*|мест\w+|отомст\w*|вторг\w*|захват\w*|примен\w*|оружи\w*|ракет\w*|войн\w*|санкци\w*|пошлин\w*|контрмер\w*|мер[ыа]?|ответственност\w*|последстви\w*|пожале\w*|поплат\w*|заплат\w*|терпени\w*|угро\w+|гроз\w+|пригроз\w*|ультиматум\w*|прекрат\w*|разорв\w*|отключ\w*|закро\w+|перекро\w+|высл\w+|арест\w*|целью|цели|мишен\w*|последу\w*|силой|сокруш\w*|раздав\w*|убь\w+|убив\w*|убит\w*)\b",
}


def cued(
    language: str, days: tuple[str, str] = ("1985", "9999"), more: str = ""
) -> Iterator[tuple[str, int, int, str]]:
    """Every sentence with a cue: document, start, end, text."""
    import pyarrow.parquet as pq

    rows = pq.read_table(DATA / "texts" / FILES[language], columns=["doc_id", "text", "date"]).to_pylist()
    ahead, harm, between = AHEAD[language] + more, HARM[language], f".{{0,{NEAR[language]}}}?"
    cue = re.compile(
        f"(?:{ahead}){between}(?:{harm})" + (f"|(?:{harm}){between}(?:{ahead})" if language == "ru" else ""),
        re.IGNORECASE | re.DOTALL,
    )
    for row in rows:
        if language == "ru" or days[0] <= row["date"] < days[1]:
            for start, end in sentences(row["text"]):
                text = row["text"][start:end]
                if 30 <= end - start <= 700 and cue.search(text):
                    yield row["doc_id"], start, end, text


def drawn(language: str, name: str, count: int) -> tuple[int, list[tuple[str, int, int, str]]]:
    """How many sentences with a cue there are that nobody judged before, and `count` of them."""
    judged = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    before = {(row["document"], row["start"]) for row in judged if row["language"] == language and row["draw"] != name}
    every = list(
        cued(language, DAYS.get(name, ("1985", "9999")), ANY_VERB if (language, name) == ("ru", "ninth") else "")
    )
    alike = {_letters(text) for document, start, _, text in every if (document, start) in before}
    left = {_letters(text): (document, start, end, text) for document, start, end, text in every}
    kept = [row for key, row in left.items() if row[:2] not in before and key not in alike]
    kept.sort(key=lambda row: blake2b(f"{SEED} {name} {row[0]} {row[1]}".encode(), digest_size=8).digest())
    return len(kept), kept[:count]


def _letters(text: str) -> str:
    """What two copies of a sentence share: its first letters."""
    return "".join(filter(str.isalpha, text.lower()))[:60]


if __name__ == "__main__":
    size, rows = drawn(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    print(f"{size} sentences with a cue")
    for number, (document, start, end, text) in enumerate(rows):
        print(number, document, start, end, " ".join(text.split()), sep="\t")
