"""Azerbaijani: number words, people and what happens to them. Tried on made-up sentences only; errors are not measured."""

from __future__ import annotations

from undertow.language.quantities.lexicon import Fate, Numerals
from undertow.language.quantities.plain import plain

_CASES = ("", "dən", "dan", "ə", "a", "in", "lik", "ədək", "adək")
_ONES = ["bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
_TENS = ["on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
_VAGUE = (("yüz min", "hundreds of thousands"), ("on min", "tens of thousands"), ("yüz", "hundreds"), ("min", "thousands"), ("milyon", "millions"))  # fmt: skip
_ENDINGS = r"(?:lar|lər|ın|in|un|ün|nın|nin|a|ə|ı|i|dan|dən|nu|nü|lı|li)*"


def _vague_class(words: str) -> str:
    return next(name for stem, name in _VAGUE if words.startswith(stem))


LEXICON = plain(
    "az",
    Numerals(
        words={**{w: float(n) for n, w in enumerate(_ONES, 1)}, **{w: 10.0 * n for n, w in enumerate(_TENS, 1)}},
        scales={
            **{f"yüz{case}": 100.0 for case in _CASES}, **{f"min{case}": 1e3 for case in _CASES},
            **{f"milyon{case}": 1e6 for case in _CASES}, **{f"milyard{case}": 1e9 for case in _CASES},
        },
        phrases={"yarım milyon": 5e5, "milyon yarım": 1.5e6, "bir milyon yarım": 1.5e6},
        vague=r"(?:yüz |on )?minlərlə|yüzlərlə|milyonlarla",
        vague_class=_vague_class,
        fractions={"yarısı": 50.0, "üçdə biri": 100 / 3, "beşdə biri": 20.0, "dörddə biri": 25.0},
        fraction=r"yarısı|üçdə biri|beşdə biri|dörddə biri",
        percent=r"faiz\w*|%",
        hints=("minlərlə", "yüzlərlə", "milyonlarla", "yarım", "yarısı"),
        between=r"(?!)",
        joined=r" ?[-–—] ?(?=\d)| ilə | və ya ",
    ),
    (
        ((r"təxminən|təqribən|haradasa", "about"), (r"azı|ən azı|azından", "at_least"), (r"az qala", "nearly"), (r"ən çoxu", "up_to")),
        ((r" (?:artıq|çox)(?= )", "over"), (r" yaxın(?= )", "nearly"), (r" (?:qədər|dək)(?= )", "up_to"), (r" az(?= )", "under")),
    ),
    {
        "between_words": "",
        "head": rf"(?:nəfər|insan|adam|qaçqın|məcburi köçkün|köçkün|azərbaycanlı|erməni|sakin|əsgər|hərbçi|uşaq|qadın|mülki şəxs|şəxs|vətəndaş|şəhid|əsir|girov|soydaşımız|həmvətənimiz|dinc sakin|yaralı|türk|rus|gürcü|\w{{3,}}lı){_ENDINGS}",
        "family": r"ailə\w*",
        "modifier": r"(?!il\b|gün\b|ay\b|dollar\w*|manat\w*|ton\b|kilometr\w*|ev\b|faiz\w*)\w[\w-]+",
        "aux": r"olub|idi|artıq|hələ|zorla|də|da",
        "name": r"(?-i:[A-ZƏİÖÜÇŞĞ][\w-]+)",
        "land": r"ərazi\w*|torpaq\w*|torpağ\w*",
        "land_taken": r"işğal\w*|zəbt\w*|tutul\w*",
        "people": r"əhali\w*|xalq\w*",
        "of_them": r"(?:onlardan|onların)",
        "including": r"onlardan|o cümlədən|onların",
    },
    (
        Fate("killed", "killed", after=r"(?:[^\s;.]+ ){0,6}?(?:öldürül\w+|həlak ol\w+|şəhid ol\w+|qətlə yetiril\w+|ölüb|öldü)", inside=r"şəhid", done=True),
        Fate("wounded", "wounded", after=r"(?:[^\s;.]+ ){0,4}?yaralan\w+", inside=r"yaralı", done=True),
        Fate("missing", "missing_captive", after=r"(?:[^\s;.]+ ){0,4}?itkin düş\w+"),
        Fate("captive", "missing_captive", after=r"(?:[^\s;.]+ ){0,4}?(?:əsir götürül\w+|girov götürül\w+|həbs \w+|saxlanıl\w+)", inside=r"\bəsir|girov", done=True),
        Fate("returned", "returned", after=r"(?:[^\s;.]+ ){0,5}?(?:qayıd\w+|qayıt\w+)"),
        Fate("expelled", "displaced", after=r"(?:[^\s;.]+ ){0,6}?(?:qovul\w+|deportasiya \w+|sürgün \w+|çıxarıl\w+|qovmuş\w*|qovub|didərgin salın\w+)", done=True),
        Fate("idp", "displaced", inside=r"məcburi köçkün"),
        Fate("refugee", "displaced", after=r"(?:[^\s;.]+ ){0,4}?qaçqın (?:düş\w+|ol\w+)", inside=r"qaçqın"),
        Fate("displaced", "displaced", after=r"(?:[^\s;.]+ ){0,5}?(?:tərk et\w+|didərgin düş\w+|köçməyə məcbur \w+|qaç\w+)", inside=r"köçkün"),
        Fate("deployed", "troops", after=r"(?:[^\s;.]+ ){0,4}?yerləşdiril\w+", inside=r"əsgər|hərbçi"),
    ),
    {
        "from_where": (r"(?P<place>(?-i:[A-ZƏİÖÜÇŞĞ]\w+?))(?:dan|dən)\b(?! (?:artıq|çox))",),
        "by_whom": (r"(?P<actor>(?-i:[A-ZƏİÖÜÇŞĞ]\w+)(?: [\w]+){0,2}?) tərəfindən",),
        "periods": (r"\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?(?:-?c[iıuü])? (?:il\w*)", r"\bbu il\b|\bkeçən il\b"),
    },
)  # fmt: skip
