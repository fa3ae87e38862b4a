"""Words that end in a full stop which need not end a sentence, by what they do to it. Folded; without the last stop."""

from __future__ import annotations

#: A name or a number follows: the sentence goes on.
TITLES = frozenset((
    "mr", "mrs", "ms", "messrs", "dr", "prof", "st", "ste", "gen", "lt", "col", "maj", "capt", "cmdr", "adm", "sgt",
    "sen", "rep", "gov", "pres", "hon", "rev", "fr", "amb", "eng", "supt", "mt", "ft", "г-н", "г-жа", "проф",
    "акад", "им", "св", "ген", "полк", "пр-т", "пос", "обл", "ул", "просп", "пер", "стр", "тов", "доц", "инж",
    "адм", "вул", "пл", "ім", "doç", "av", "sn", "sayın", "yrd", "öğr", "gör", "alb", "org", "tuğg", "tümg", "c-b",
    "akad", "dos", "küç", "պրոֆ", "ակադ", "դոկտ", "գեն", "փող", "პროფ", "აკად", "გენ", "ქ",
))  # fmt: skip
#: A number follows: the sentence goes on; otherwise the word is a word.
NUMBERED = frozenset((
    "no", "nos", "art", "arts", "para", "paras", "sec", "sect", "fig", "figs", "vol", "vols", "ch", "chap", "pp",
    "p", "res", "doc", "add", "rev", "op", "ст", "п", "пп", "гл", "рис", "табл", "абз", "ч", "т", "№", "мал", "md",
    "səh", "bənd", "s", "sy", "հոդ", "էջ", "მუხ", "გვ",
))  # fmt: skip
#: Often the last word of a sentence: it goes on unless the next word is one that begins sentences.
EITHER = frozenset((
    "etc", "inc", "ltd", "co", "corp", "jr", "sr", "vs", "al", "approx", "est", "dept", "univ", "assn", "bros",
    "cf", "viz", "ca", "am", "pm", "ad", "bc", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep",
    "oct", "nov", "dec", "г", "гг", "в", "вв", "тыс", "млн", "млрд", "трлн", "руб", "коп", "долл", "кв", "др", "пр",
    "напр", "ок", "р", "км", "м", "га", "чел", "мин", "сек", "янв", "февр", "апр", "авг", "сент", "окт", "нояб",
    "дек", "рр", "тис", "грн", "крб", "vb", "bkz", "yy", "m.ö", "m.s", "bul", "cad", "mah", "şti", "a.ş", "və",
    "i.a", "b.e.ə", "ş", "r", "թ", "թթ", "մլն", "մլրդ", "հազ", "ք", "წ", "წწ", "მლნ", "მლრდ",
))  # fmt: skip
#: Words that begin sentences far more often than they follow an abbreviation inside one.
STARTERS = frozenset((
    "the", "this", "that", "these", "those", "in", "on", "at", "it", "its", "he", "she", "we", "they", "you",
    "there", "here", "but", "and", "as", "for", "if", "when", "while", "although", "however", "moreover",
    "furthermore", "therefore", "thus", "indeed", "today", "after", "before", "since", "from", "to", "with", "by",
    "our", "their", "his", "her", "all", "many", "some", "no", "not", "let", "then", "such", "each", "every",
    "where", "now", "only", "yet", "what", "who", "why", "how", "nevertheless", "finally", "first", "second", "в",
    "во", "на", "с", "со", "по", "к", "о", "об", "и", "но", "а", "мы", "он", "она", "они", "это", "этот", "эта",
    "эти", "что", "как", "если", "когда", "при", "для", "также", "кроме", "однако", "поэтому", "сегодня", "так",
    "все", "после", "до", "за", "из", "от", "у", "его", "ее", "их", "не", "з", "і", "й", "та", "але", "ми", "він",
    "вона", "вони", "це", "якщо", "коли", "також", "проте", "тому", "bu", "ve", "ama", "biz", "o", "onlar", "ancak",
    "eğer", "bir", "şimdi", "bugün", "için", "və", "amma", "lakin", "əgər", "indi", "çünki", "այս", "և", "բայց",
    "մենք", "նա", "նրանք", "եթե", "երբ", "ეს", "და", "მაგრამ", "ჩვენ", "ის", "ისინი", "თუ", "როცა",
))  # fmt: skip
