"""Armenian: number words, people and what happens to them. Tried on made-up sentences only; errors are not measured."""

from __future__ import annotations

from undertow.language.quantities.lexicon import Fate, Numerals
from undertow.language.quantities.plain import plain

_CASES = ("", "ից", "ի", "ին", "ով", "անոց")
_ONES = ["մեկ", "երկու", "երեք", "չորս", "հինգ", "վեց", "յոթ", "ութ", "ինը"]
_TENS = ["տասը", "քսան", "երեսուն", "քառասուն", "հիսուն", "վաթսուն", "յոթանասուն", "ութսուն", "իննսուն"]
_VAGUE = (("հարյուր", "hundreds of thousands"), ("տասնյակ", "tens of thousands"), ("հարյուրավոր", "hundreds"), ("հազարավոր", "thousands"), ("միլիոնավոր", "millions"))  # fmt: skip


def _vague_class(words: str) -> str:
    parts = words.split()
    return next(name for stem, name in _VAGUE if (stem == parts[0] if len(parts) > 1 else words == stem))


LEXICON = plain(
    "hy",
    Numerals(
        words={**{w: float(n) for n, w in enumerate(_ONES, 1)}, **{w: 10.0 * n for n, w in enumerate(_TENS, 1)}},
        scales={
            **{f"հարյուր{case}": 100.0 for case in _CASES}, **{f"հազար{case}": 1e3 for case in _CASES}, **{f"միլիոն{case}": 1e6 for case in _CASES},
            **{f"միլիարդ{case}": 1e9 for case in _CASES}, "հզ": 1e3, "հազ.": 1e3, "մլն": 1e6, "մլրդ": 1e9,
        },
        phrases={"կես միլիոն": 5e5},
        vague=r"(?:հարյուր |տասնյակ )?հազարավոր|հարյուրավոր|միլիոնավոր",
        vague_class=_vague_class,
        fractions={"կեսը": 50.0, "մեկ երրորդը": 100 / 3, "մեկ հինգերորդը": 20.0, "քառորդը": 25.0},
        fraction=r"կեսը|մեկ երրորդը|մեկ հինգերորդը|քառորդը",
        percent=r"տոկոս\w*|%",
        hints=("հազարավոր", "հարյուրավոր", "միլիոնավոր", "կեսը", "կես"),
        between=r"(?!)",
        joined=r" ?[-–—] ?(?=\d)| կամ ",
    ),
    (
        (
            (r"ավելի քան|ավելի", "over"), (r"առնվազն|նվազագույնը", "at_least"), (r"գրեթե|համարյա", "nearly"), (r"մինչև", "up_to"),
            (r"մոտ|շուրջ|մոտավորապես|մոտավոր", "about"),
        ),
        ((r" ավելի(?= )|-ից ավելի(?= )", "over"), (r" պակաս(?= )", "under")),
    ),
    {
        "between_words": "",
        "head": r"(?:մարդ|փախստական|հայ|ադրբեջանցի|զինվոր|զինծառայող|քաղաքացի|բնակիչ|անձ|երեխա|կին|կանայք|տեղահանված|բռնի տեղահանված|գերի|պատանդ|զոհ|վիրավոր|հայրենակից|խաղաղ բնակիչ|արցախցի|վրացի|ռուս|թուրք)(?:ներ|եր)?(?:ը|ն|ի|ին|ից|ով|ու|ներ)*",
        "family": r"ընտանիք\w*",
        "modifier": r"(?!տարի|օր\b|ամիս|դոլար\w*|դրամ\w*|տոննա|կիլոմետր|տուն|տոկոս\w*)\w[\w-]+",
        "aux": r"են|էին|եղել|արդեն|դեռ|բռնի|բռնությամբ",
        "name": r"(?-i:[Ա-Ֆ][\w-]+)",
        "land": r"տարածք\w*|հող\w*",
        "land_taken": r"օկուպաց\w+|բռնազավթ\w+|գրավ\w+",
        "people": r"բնակչությ\w+|ժողովուրդ\w*|ժողովրդ\w+",
        "of_them": r"(?:նրանցից|որոնցից)",
        "including": r"նրանցից|որոնցից|այդ թվում|ներառյալ",
    },
    (
        Fate("killed", "killed", after=r"(?:[^\s;։]+ ){0,6}?(?:սպանվ\w+|զոհվ\w+|սպանել\w*|մահաց\w+)", inside=r"զոհ", done=True),
        Fate("wounded", "wounded", after=r"(?:[^\s;։]+ ){0,4}?վիրավորվ\w+", inside=r"վիրավոր", done=True),
        Fate("missing", "missing_captive", after=r"(?:[^\s;։]+ ){0,4}?անհետ կոր\w+"),
        Fate("captive", "missing_captive", after=r"(?:[^\s;։]+ ){0,4}?(?:գերեվարվ\w+|գերի վերցվ\w+|ձերբակալվ\w+)", inside=r"գերի|պատանդ", done=True),
        Fate("returned", "returned", after=r"(?:[^\s;։]+ ){0,5}?վերադարձ\w+"),
        Fate("expelled", "displaced", after=r"(?:[^\s;։]+ ){0,6}?(?:արտաքսվ\w+|վտարվ\w+|բռնագաղթ\w+|տեղահանվ\w+|արտաքսել\w*|վտարել\w*)", done=True),
        Fate("idp", "displaced", inside=r"տեղահանված"),
        Fate("refugee", "displaced", after=r"(?:[^\s;։]+ ){0,4}?փախստական (?:դարձ\w+|են)", inside=r"փախստական"),
        Fate("displaced", "displaced", after=r"(?:[^\s;։]+ ){0,5}?(?:լքել\w*|լքեց\w*|փախ(?:ել|ան|չ)\w*|հեռաց\w+)"),
        Fate("deployed", "troops", after=r"(?:[^\s;։]+ ){0,4}?տեղակայվ\w+", inside=r"զինվոր|զինծառայող"),
    ),
    {
        "from_where": (r"(?P<place>(?-i:[Ա-Ֆ]\w+?))ից\b(?! ավելի)",),
        "by_whom": (r"(?P<actor>(?-i:[Ա-Ֆ]\w+)(?: \w+){0,2}?) կողմից",),
        "periods": (r"\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?(?:-?\w{1,3})? (?:թվական\w*|թ)", r"\bայս տարի\b|\bանցյալ տարի\b"),
    },
)  # fmt: skip
