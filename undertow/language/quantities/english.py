"""English: number words, people, what happens to them, and the words that say from where, by whom and when."""

from __future__ import annotations

import re

from undertow.language.quantities.lexicon import Fate, Lexicon, Numerals

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0}
_PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fourth": 25.0, "fifth": 20.0, "sixth": 100 / 6, "seventh": 100 / 7, "eighth": 12.5, "ninth": 100 / 9, "tenth": 10.0}  # fmt: skip
_PHRASES = {
    **{f"{a}half a {s}": v / 2 for a in ("", ) for s, v in (("million", 1e6), ("billion", 1e9))},
    **{f"half {s}": v / 2 for s, v in (("million", 1e6), ("billion", 1e9))},
    "a quarter of a million": 250e3, "three quarters of a million": 750e3,
    **{f"{w} and a half {s}": (n + 0.5) * v for n, w in enumerate(_ONES[:9], 1) for s, v in (("million", 1e6), ("billion", 1e9))},
    **{f"{w} {s} and a half": (n + 0.5) * v for n, w in enumerate(["a", *_ONES[1:9]], 1) for s, v in (("million", 1e6), ("billion", 1e9))},
    "the million and a half": 1.5e6, "one million and a half": 1.5e6, "one billion and a half": 1.5e9,
}  # fmt: skip
_FRACTIONS = {
    **{f"{a}{part}": share for part, share in _PARTS.items() for a in ("", "a ", "an ", "one ")},
    **{f"{word} {part}s": n * share for n, word in enumerate(("two", "three", "four", "five", "seven"), 2) for part, share in _PARTS.items() if n * share < 100},
    "seven tenths": 70.0, "nine tenths": 90.0, "four fifths": 80.0,
}  # fmt: skip
_MANY = r"dozens|scores|tens|hundreds|thousands|millions|billions"


def _vague_class(words: str) -> str:
    """The class of a vague number: several hundred, tens of thousands."""
    plain = re.sub(r"^(?:the|many|some|untold|countless) ", "", words)
    plain = re.sub(r"^(several|a few) (dozen|hundred|thousand|million)s\b", r"\1 \2", plain)
    if plain in ("hundred thousands", "hundred of thousands"):
        return "hundreds of thousands"
    return re.sub(r"^(dozen|hundred|thousand|million)$", r"\1s", plain)


NUMERALS = Numerals(
    words={**{w: float(n) for n, w in enumerate(_ONES, 1)}, **{w: 10.0 * n for n, w in enumerate(_TENS, 2)}},
    scales=_SCALES,
    phrases=_PHRASES,
    vague=rf"(?:(?:several|a few|many|some|untold) (?:dozens?|hundreds?|thousands?|millions?|billions?)(?: thousands?| millions?)?(?: of (?:thousands|millions))?|(?:countless|uncounted) (?:thousands|millions)|hundred(?:s of)? thousands|(?:{_MANY})(?:(?: of| and| or| and indeed| upon| after|,) (?:{_MANY}|thousand|million))*)",
    vague_class=_vague_class,
    fractions=_FRACTIONS,
    fraction=rf"(?!(?:an?|three) quarters? of an? (?:million|billion|century))(?:(?:(?:one|an?|two|three|four|five|seven|nine)[- ])?half|(?:one|an?|two|three|four|five|seven|nine)(?:- ?| )(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)(?= of| the| its| our| their| this| these| that| those| (?-i:[A-Z])|,? and)|one (?:person |child |woman |man |citizen |inhabitant |family )?(?:in|out of) (?:every )?(?P<of>{'|'.join(_ONES)}|\d+)|(?P<some>{'|'.join(_ONES[1:10])}|\d{{1,2}}) (?:in|out of) (?:every )?(?P<whole>{'|'.join(_ONES[2:10])}|10|100)(?= [a-z])",
    hints=("dozens", "scores", "tens", "hundreds", "thousands", "millions", "billions", *_PARTS, *(f"{part}s" for part in _PARTS)),
    percent=r"per cent|percent|%",
    between=r"(?:between|from|anywhere from) ",
    joined=r" ?[-–—] ?(?=\d)| to | or | and |-to-| or even ",
    articles="a|an|the",
    skipped=" and ",
)  # fmt: skip

_PLURAL = (
    r"people|persons|individuals|human beings|beings|souls|humans|citizens|inhabitants|residents|nationals|civilians|non-combatants|compatriots|countrymen"
    r"|men|women|children|girls|boys|infants|babies|kids|adults|youths?|young people|adolescents|teenagers|elderly|mothers|fathers|widows|orphans|parents|sons|daughters|brothers|sisters|brethren|relatives|minors|grandparents|juveniles|boys"
    r"|refugees|returnees|IDPs|displaced|exiles|migrants|emigrants|immigrants|settlers|deportees|expellees|asylum[- ]seekers|descendants|escapees|boat people"
    r"|soldiers|troops|servicemen|servicewomen|personnel|peace-?keepers|officers|combatants|fighters|militants|mercenaries|guerrillas|terrorists|rebels|militiamen|policemen|police|gendarmes|conscripts|recruits|volunteers|veterans|deserters|gunmen|bandits|commandos|advisers|warriors|observers|Blue Helmets|blue helmets|paratroopers|marines|reservists|insurgents|extremists|criminals|separatists|murderers|spies|pilots|sailors|seamen|fishermen"
    r"|victims|casualties|deaths|fatalities|lives|dead|wounded|injured|martyrs|survivors|hostages|prisoners|captives|detainees|internees|missing|corpses"
    r"|workers|labourers|laborers|farmers|peasants|herders|miners|employees|teachers|doctors|nurses|students|pupils|schoolchildren|children|scholars|scientists|engineers|specialists|experts|technicians|journalists|diplomats|lawyers|judges|activists|dissidents|voters|electors|believers|worshippers|pilgrims|priests|passengers|tourists|visitors|patients|athletes|graduates|trainees|professionals|consumers|taxpayers|entrepreneurs|pensioners|beneficiaries|delegates|participants|members of (?:the )?(?:crew|staff|armed forces)|staff|crew members|crewmen|defenders|supporters|followers|demonstrators|protesters|young|poor|unemployed|illiterates|disabled|hungry|sick|slaves|serfs|intellectuals|opponents|politicians|athletes|medics|rescuers|firefighters|staff members|innocents|whites|agents|representatives|inmates|collaborators|youngsters|toddlers|informants|sympathi[sz]ers|protestors|personalities|shuhada|(?:military|paramilitary|armed|security|occupation|police|peacekeeping) forces"
    r"|Moslems|Muslims|Christians|Jews|Catholics|Orthodox|Hindus|Buddhists|Druze|Yazidis|Sunnis|Shiites|Baha[’']is|Arabs|Serbs|Croats|Turks|Kurds|Poles|Czechs|Slovaks|Slavs|Roma|Danes|Swedes|Finns|Afghans|Tatars|Tutsis?|Hutus?|Rohingyas?|Kosovars|Abkhaz|Yemenis|Meskhetians|Blacks|Africans|Swiss|Dutch|British|French|Irish|Spaniards|Greeks|Balts|Chechens"
    r"|population|majority|(?!<things>)[a-z]+(?:ers|ors|ists|smen)|others(?! of)|peoples"
)  # fmt: skip
WORDS = {
    "between_words": "the |another |other |these |those |our |its |his |just |a further |an additional |additional |only |their ",
    "name": r"(?-i:[A-Z][\w’'.-]*[\w](?: (?:(?:of|de|el|al)(?: the)? )?[A-Z][\w’'-]*\w)*)",
    "nation": r"(?-i:(?:non-|[A-Z]\w+[-‑])?(?!This\b|Paris\b|Tunis\b|His\b|Is\b|Crisis\b|Analysis\b|Means\b|Plans\b|Loans\b|Oceans\b|Basis\b|Axis\b|Organs\b|These\b|Those\b)[A-Z]\w+(?:ians|anis|ans|is|ese|ots|ites|landers)(?! (?:<person>)))",
    "stop": r"of|in|on|at|to|for|with|by|from|as|than|who|whom|whose|which|that|was|were|are|is|be|been|have|has|had|will|would|shall|can|could|may|might|must|not|when|while|where|because|if|per|years?|year-long|days?|months?|weeks?|hours?|decades?|centur\w+|dollars?|times|kilomet\w+|miles|hectares?|tons?|tonnes|(?-i:homes|houses|towns|countries|nations|states|members)|square|million|thousand|hundred|living|has|died|fled|killed|were|into|against|during|after|before|about|under|over|this|it|they|them|we|he|do|did|does|or",
    "modifier": r"(?!(?:<stop>)\b)(?!(?-i:[a-z]+(?<![su])s)\b)(?:U\.S\.|U\.N\.|[A-Za-zÀ-ž’'][\w’'‑-]*)",
    "determiner": r"the|these|those|that|its|our|their|his|her|my|your|whose|such|all|other|more|additional|further|new",
    "things": r"(?:actors|ambassadors|anchors|answers|barriers|boarders|bombers|boosters|borders|bunkers|carriers|centers|chambers|chapters|clusters|colors|computers|containers|corners|corridors|counters|covers|creditors|cruisers|customers|cutters|dangers|destroyers|disasters|donors|doors|errors|factors|favors|fibers|floors|flowers|folders|freighters|generators|harbors|headquarters|hectoliters|helicopters|holders|horrors|indicators|kilometers|labors|ladders|lasers|launchers|layers|letters|liners|lists|liters|loudspeakers|markers|matters|mediators|members|meters|ministers|monitors|motors|neighbors|neighbours|newspapers|numbers|observers|offers|orders|others|papers|partners|pillars|pointers|posters|powers|processors|quarters|rapporteurs|reactors|registers|rivers|rumors|scholars|sectors|semesters|sensors|shareholders|shelters|showers|speakers|stakeholders|summers|tankers|terrors|towers|tractors|trailers|trucks|twists|vectors|waters|winters)\b",
    "person": _PLURAL,
    "head": r"(?:<nation>|<person>)",
    "family": r"famil(?:y|ies)|households?",
    "aux": r"so|too|well|have|has|had|having|were|was|are|is|am|being|been|be|remain(?:ed|s|ing)?|still|also|already|now|then|became|become|got|get|both|all|even|either|there|there[a-z]*|subsequently|simply|[a-z]+ly|once again|day and night|would|will|shall|could|may|might|must|to|not|never|continue[sd]?|since|fallen|fell|currently|left|again|so far|to date|yet|just|found|living|live|lie|lay",
    "fill": r"(?!(?:who|which|that|while|but|because|when|where|after|before|since|as|and)\b)[\w’'“”-]+,?",
    "actor_noun": r"(?:armed |military |occupying |occupation |security |separatist |terrorist |racist |colonial |settler |air |expeditionary )*(?:forces?|troops|armies|army|aggressors?|separatists?|militants|terrorists|regimes?|authorities|gangs|bandits|militias?|side|warplanes|invaders?|occupiers?|rulers|government|junta|leaders|extremists|police|mercenaries|formations|groups|rebels|attacks?|terrorist organization)",
    "lone_actor": r"(?:armed |suicide |military |occupying |occupation |security |separatist |terrorist |racist |colonial )*(?:forces|troops|army|aggressors?|separatists|militants|terrorists|regime|gangs|bandits|mercenaries|invaders?|occupiers?|occupying power|extremists|rebels|settlers|rulers|junta|bombers|pirates|gunmen|hijackers|death squads|terrorist groups?)",
    "actor": r"(?:(?:the |its |their )?<name>(?:[’']s)?(?: (?-i:<actor_noun>)(?: and (?:[a-z]+ ){0,2}(?-i:<actor_noun>))?)?|(?:the |its |their |a |this |these |those |(?-i:That ))?(?:[a-z]+ )?(?-i:<lone_actor>)(?: and (?:[a-z]+ )?(?-i:<lone_actor>))?(?: of (?:the )?<name>)?)",
    "crime": r"aggression|aggressive actions|occupation|invasion|attacks?|bombardments?|offensive|shelling|raids?|strikes|terrorism|genocide|pogroms|massacres?|annexation",
    "place": r"(?:the |these |those )?(?:(?-i:[a-z]+) (?:of|in) (?:the )?(?=(?-i:[A-Z])))?(?:(?:north|south|east|west|occupied|neighbouring|other|central|northern|southern|eastern|western|border|conflict|former|entire|more than|over|some|\d+|Gali)[a-z]* )*(?:<name>(?:, (?:the )?<name>)*(?:,? (?:and|or) (?:the )?(?:<name>|other countries))*(?: (?:region|districts?|lands|zone|provinces?|area|countries|territor(?:y|ies)|States?|peninsula)(?: of (?:the )?<name>(?:,? (?:and |in )?(?:the )?<name>)*)?)?|regions?|districts|territories|zones|north|south|east|west|border|countries|areas|cities|villages|provinces|gulag)(?: of (?:the )?<name>(?: and <name>)*)?(?: in the <name>(?: and <name>)*)?",
    "number_word": r"\d[\d.,]*|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty)(?:[- ]\w+)?|a few|several|many|some",
    "span": r"years?|days?|months?|weeks?|hours?|decades?|minutes?|century|centuries",
    "month": r"January|February|March|April|May|June|July|August|September|October|November|December",
}  # fmt: skip

_KILL = r"kill|murder|massacr|slaughter|execut|assassinat|annihilat|butcher|exterminat"
_TAKE = r"captur|detain|imprison|abduct|kidnap|arrest|intern|jail|hold|held|incarcerat|seiz|round"
_EXPEL = r"expel\w*|expuls\w+|deport\w*|evict\w*|uproot\w*|oust\w*|banish\w*|driv\w+ (?:out|away)|drove (?:out|away)?|driven|ethnic(?:ally)? cleans\w+|exil\w+|chas(?:e|es|ed|ing)|drive|drives|driving"

FATES = (
    Fate("killed_or_wounded", "killed",
         before=r"\b(?:deaths?|killing) (?:and|or) (?:injur(?:y|ies)|wounding|maiming|suffering) of|\b(?:killed|killing|kill|dead) (?:and|or) (?:wounded|wounding|injured|injuring|maimed|maiming|crippled|disabled)",
         after=r"(?:killed|dead|killing) (?:or|and|and/or) (?:wounded|injured|maimed|crippled|disabled)|(?:fallen|fell|fall) victims? to (?:land-?)?mines", inside=r"killed or wounded|dead (?:and|or) wounded", done=True),
    Fate("killed", "killed", before=rf"\b(?:(?:{_KILL})(?:s|e|es|ed|d|ing|ings|ings? of|e of)?|(?:murder|massacre|killing|martyrdom|execution|slaughter|extermination|deaths?|loss|slaying|passing|sacrifice|assassination|genocide) of|casualties (?:since [\w ]{{1,12}} )?(?:includ\w+|number\w*|total\w*|amount\w* to|of)|victims (?:are|were|number|include|have been)|(?:genocide|terror(?:ist|istic)? acts?|massacres?) against|(?:claim|took(?! in\b| up\b| part| care| refuge)|tak(?=e|ing)(?!\w+ (?:in|up|part|care|refuge|steps)\b)|cost|costing|lost|losing|los|sacrific(?=ed|ing|e)|extinguish|consum|mourn|destroy|perish)\w*(?: the lives of)?|death toll(?: of| is| was| stands at| has reached)?|kill(?:ed|ing)? or captur\w*|drown(?:ed|ing)|the victims? (?:of|number)|puts? (?:the )?to death|responsible for the deaths?(?: of)?|number of (?:victims|dead|deaths|casualties)[\w ,-]{{0,30}}|victim to)",
         after=rf"(?:(?:tortured|beaten|raped|attacked|robbed|kidnapped|captured|starved|arrested|detained|imprisoned|abducted|deported|expelled|wounded|injured|displaced|persecuted|rounded up) (?:and|or)(?: later| then| subsequently)? (?:\w+ly )?)?(?:{_KILL})\w*|perish\w*|d(?:ie|ied|ies|ying)\b|(?:(?:<fill>) ){{0,6}}(?:died?|perish(?:ed)?)\b|dead\b|slain|martyred|(?:not|never) surviv\w+|fr[eo]ez?e to death|froze to death|(?:the )?victims of (?:[\w’]+ ){{0,4}}(?:atrocit|aggress|war|attack|massacre|terror|violence|crime|genocide)\w*|lost (?:their|its) li(?:ves|fe)|los(?:e|ing) their lives|starv\w+ to death|lost at sea|burned alive|burnt alive|f[ae]ll(?:en|ing|s)? victims? to (?:the |this )?(?:\w+ )?(?:aggress|war|attack|massacre|terror|violence|crime|hostilit)\w*|fallen(?= for| in|$|[,.])|victims? to (?:the |these |this )?(?:[\w]+ )?(?:aggress|war|attack|massacre|terror)\w*|(?:made|paid|offered) the (?:ultimate|supreme|highest) (?:sacrifice|price)|did not survive|put to death|sent to (?:their )?deaths?|pa(?:y|id|ying) (?:\w+ )?with (?:their|its) (?:own )?li(?:ves|fe)|(?:\w+ )?deprived of their lives|gave (?:up )?(?:his|her) life|drowned|(?:been )?(?:shot|hanged|gassed|beheaded|gunned down|blown up|burnt to death|burned to death|bombed to death|doomed to (?:die|starve))|buried|sacrificed|ga?i?ven? their lives|laid down their lives|destroyed|lost(?! (?:their|its|his|all|at|one|everything|homes?|hope|both|a|the)\b)",
         inside=r"\b(?:dead|deaths|fatalities|casualties|martyrs|victims|corpses|bodies|murdered|killed|martyred|slain|massacred)\b", done=True),
    Fate("wounded", "wounded", before=r"\b(?:wound|injur|maim|mutilat|crippl|disabl)(?:ed|ing|s|es)?(?: of)?", after=r"(?:seriously |badly |severely |gravely )?(?:wounded|injured|maimed|mutilated|blinded|crippled|lost at least one body part|disabled|handicapped)", inside=r"\b(?:wounded|injured|maimed|mutilated)\b", done=True),
    Fate("missing", "missing_captive", before=r"\b(?:(?:enforced )?disappearances? of)", after=r"(?:missing|unaccounted for|disappeared|went missing|gone missing)", inside=r"\bmissing\b|unaccounted"),
    Fate("captive", "missing_captive", before=rf"\b(?:(?:{_TAKE})(?:e|ed|d|s|es|ing|ment of|ion of|ing of)?(?: as)?|arrests? of|round-up of|capture of|abduction of|kidnapping of|imprisonment of|detention of|(?:release|exchange|releas)\w* (?:of )?|repatriate (?=.{{0,30}}prisoners))",
         after=r"(?:captured|detained|imprisoned|abducted|kidnapped|arrested|interned|jailed|incarcerated|held (?:hostages?|captives?|prisoners?|in)|rounded up|seized by)\b|taken (?:prisoners?|hostages?|captive)|(?:taken|held) as hostages|behind bars|sentenced to|(?:put|thrown|sent) (?:in|into|to) (?:\w+ )?(?:prisons?|jails?|camps?|concentration)|languish\w*|in (?:\w+ )?(?:prisons?|jails?|captivity|detention|custody)", around=((r"(?:tak|took|hold|held|keep|kept|seiz)\w*", r"(?:hostages?|prisoners?|captives?|in (?:\w+ ){0,3}(?:prisons?|jails?|captivity|detention|custody)|languishing in (?:\w+ ){0,2}(?:prisons?|jails?))"), (r"(?:put|throw|threw|thrown|send|sent|sending)\w*", r"(?:in|into|to) (?:\w+ ){0,2}(?:prisons?|jails?|concentration camps|gulags?)")), inside=r"\b(?:hostages|prisoners|captives|detainees|internees|detained|captured|imprisoned|abducted|jailed|arrested|kidnapped)\b", done=True),
    Fate("returned", "returned", before=r"\b(?:led to|resulted in|result of|saw|seen|witness\w*|following|since|after|completed|achieved|made possible|enabled|thanks to|with|organized|carried out|assisted in|already) (?:the )?(?:[\w-]+,? (?:and )?){0,4}?return of"),
    Fate("to_return", "displaced", before=r"\b(?:(?:prevent\w*|obstruct\w*|block\w*|den(?:y|ies|ied|ying)|hinder\w*|imped\w*|refus\w*|demand\w*|await\w*|facilitat\w*|ensur\w*|enabl\w*|allow\w*|permit\w*|right to|call\w* for) (?:the )?(?:[\w-]+,? (?:and )?){0,4}?return of|(?:voluntary |safe |dignified )*return of|(?:the )?(?:right|repatriation) (?:of|for)|not (?:one|a single one) of|demand\w* (?:the )?return of|(?:not|without|refus\w+ to|prevent\w*|deny\w*|den(?:y|ies|ied)) (?:allow|permit)\w*|prevent\w*)",
         after=r"(?:[^,;]{0,60}?\b(?:able|unable|allowed|permitted|denied|deprived|prevented|cannot|can ?not|waiting|await\w*|hope|right|return is|wish\w*|yearn\w*|barred|impossible|opportunity|refused|forcibly prevented)\b[^,;]{0,30}?\b(?:return\w*|go(?:ing)? back|go home|homes|homeland|repatriat\w+)|to (?:return|go back)\b(?! home)|to be repatriated|still (?:kept|prevented) from their)"),
    Fate("returned", "returned", before=r"\b(?:repatriat(?:ed|ing|ion of)|(?:voluntary |safe )?return(?:ed|ing)|reintegrat\w+|brought (?:back|home))", around=((r"br(?:ing|ought)\w*", r"(?:back|home)"),), after=r"(?:returned|repatriated|gone back|gone home|came back|come home|come back|to return (?:home|safely)|(?:[^,;]{0,40}? )to return home)", inside=r"\breturnees\b", done=False),
    Fate("refugee_and_idp", "displaced", after=r"(?:[^;]{0,40}?refugees? (?:and|or) (?:internally )?displaced|[^;]{0,40}?displaced (?:persons )?(?:and|or) refugees|[^;]{0,60}?internally displaced or refugees)", inside=r"\b(?:refugees? (?:and|or) (?:(?:other|forcibly|internally) )*(?:displaced|IDPs)|(?:displaced(?: persons| people)?|IDPs|internally displaced persons) (?:and|or) refugees)\b"),
    Fate("expelled", "displaced", before=rf"\b(?:(?:{_EXPEL})(?: of)?|displac(?:ed|es|e|ing)|(?:forced|forcible|mass|massive|violent) (?:transfer|relocation|removal|displacement|migration|emigration|exodus|flight|eviction)s?(?: of)?|(?:transfer|dispossession) of)", around=((r"(?:forc|compell|oblig|coerc|driv|drov|chas|tear|tore|torn|throw|threw|thrown|eject|remov|push|caus)\w*", r"(?:to (?:flee|leave|abandon|emigrate|migrate|seek|escape|cross|go into exile|become refugees)|from (?:their|its) (?:\w+ ){0,3}(?:homes?|homelands?|lands?|houses|villages)|out of (?:their|its|the) (?:\w+ ){0,2}(?:homes?|homelands?|lands?|houses|country)|into exile|off their)"), (r"(?:turn|transform|convert)\w*", r"into (?:\w+ ){0,2}(?:refugees|exiles|displaced|fugitives)"), (r"(?:ma(?:de|ke|kes|king)|render(?:ed|ing|s)?)", r"(?:refugees|homeless)")), after=rf"(?:forcibly |brutally |subsequently )*(?:(?:{_EXPEL})|left,? or (?:have )?been driven|displaced (?=[^,;.]{{0,60}}\bby\b)|(?:torn|thrown|ejected|chased|removed|bombed|burnt|burned) (?:away )?(?:from|out of) (?:their|its) (?:\w+ ){{0,3}}(?:homes?|homelands?|lands?|houses|villages)|(?:forcibly|forcefully) (?:transferred|removed|relocated|resettled)|banished)", inside=r"\b(?:expelled|deported|uprooted|evicted|deportees|expellees|exiled)\b", done=True),
    Fate("idp", "displaced", after=r"(?:[^,;]{0,30}?internally displaced|on the run in their own|[^;]{0,80}?refugees in their own|displaced (?:with)?in (?:their own|the) country)", inside=r"internally displaced|\bIDPs\b", before=r"\b(?:became internally displaced)"),
    Fate("refugee", "displaced", after=r"(?:(?:[^,;]{0,20}? )?(?:live|living|become|became|are|is|were|was|as|been|remain(?:ed)?)(?: as| now| either| still)* (?:an? )?(?:political )?refugees?(?! from a)\b|s[eo](?:ek|ught)(?:ing)? (?:refuge|asylum|shelter)|found (?:refuge|shelter|asylum)|have taken refuge|took refuge|[^,;]{0,25}\bas refugees\b|on the run|in (?:\w+ )?refugee camps|turned into (?:\w+ )?(?:refugees|fugitives)|forced to (?:take|seek|find) refuge|coming from (?=(?-i:[A-Z]))|come into (?=(?-i:[A-Z]))|crossed (?:over )?into)", around=((r"(?:giv|gave|offer|provid|grant)\w* (?:\w+ ){0,2}(?:refuge|asylum|shelter|sanctuary|temporary protection)(?: and [\w ]{3,20})? (?:to|for)", r"\S"),), inside=r"\brefugees?\b|asylum[- ]seekers", before=r"\b(?:refugee (?:population|status) (?:of|is)|refugees of|number of (?:[\w-]+ ){0,3}refugees[\w ,-]{0,40})"),
    Fate("displaced", "displaced", before=r"\b(?:number of (?:those |people |persons )?(?:\w+ly )?displaced[^.;]{0,110}?(?:is|was|reached|stands at|to|exceeds)|displacement of|the (?:flight|exodus) of)", after=r"(?:forcibly |internally |temporarily )*(?:displaced|dispossessed|(?:been |be )?(?:forced|compelled|obliged|made) (?:to (?:flee|leave|abandon|emigrate|migrate|seek)|from|out)|fled|flee(?:ing)?\b|emigrat\w+|left or fled|left (?:their|the|for|kosovo)|(?:leave|leaving) their|homeless|lost (?:their|all their) homes|abandon\w* their|roofless|driven|deprived of (?:roofs|their homes|shelter)|of roofs over|without (?:homes|a roof)|kept from their homes|escap\w+|uprooted|(?:rendered|left|made) (?:\w+ )?homeless|torn from|in exile|forced (?:from|out))", around=((r"(?:render|left|leav)\w*", r"(?:homeless|without (?:a |their )?(?:homes?|shelter|roof))"),), inside=r"\b(?:displaced|homeless|exiles|escapees|boat people)\b"),
    Fate("helped", "other", before=r"\b(?:sav(?:e|ed|es|ing)|spar(?:e|ed|ing))(?: (?:literally|of))?(?: the)?(?: lives of)?", around=((r"(?:sav|spar|protect|rescu)\w*", r"from"),)),
    Fate("refugee", "displaced", before=r"\b(?:host(?:s|ed|ing)?|shelter(?:s|ed|ing)?|welcom(?:e|es|ed|ing)|t(?:ake|akes|ook|aken|aking) in|accept(?:s|ed|ing)?|absorb(?:s|ed|ing)?|receiv(?:e|es|ed|ing)|admit(?:s|ted|ting)?|cared for|caring for|accommodat(?:e|es|ed|ing)|burden of|reception of|influx of|inflow of)",
         of=r"^(?:more )?(?:people|persons|individuals|civilians|human beings|men, women and children|women and children)\b|(?-i:^(?:[A-Z][\w-]+ ){0,2}[A-Z]\w+(?:ians|anis|ans|is|ese|ots)$)|^(?-i:[A-Z][\w-]+ )?(?:civilians|people|citizens|nationals|children|brothers)(?: of .*)?$"),
    Fate("withdrawn", "troops", before=r"\b(?:withdraw\w*(?: of)?|pull\w* (?:out|back)|demobili[sz]\w+(?: of)?|reduc\w+ (?:by|of)|(?:reduc|cut|shrink|shrank|shrunk)\w*(?: [\w’'-]+){1,6} by|remov\w+(?: of)?|cut\w* (?:by )?)", after=r"(?:withdrawn|demobili[sz]ed|pulled (?:out|back)|reduced)", inside=r"", weak=True),
    Fate("deployed", "troops", before=r"\b(?:(?:occupation |military |armed |security )*(?:force|army|array|contingent|garrison|troops)s?(?: (?:now|that now|currently|which))?(?: of| numbers| numbering| totalling| totals)+)"),
    Fate("deployed", "troops", before=r"\b(?:deploy\w*|station\w*|ha(?:s|ve)|maintain\w*|keep\w*|sen[dt]\w*|contribut\w*|provid\w*|presence of|dispatch\w*(?: of)?)", after=r"(?:deployed|stationed|serv\w+)", inside=r"\b(?:troops|soldiers|servicemen|servicewomen|peace-?keepers|military personnel|military advisers|Blue Helmets|combat troops|^troop strength$|(?:military|paramilitary|armed|security|occupation|peacekeeping) forces|^(?:army|force|unit|contingent|battalion|brigade|garrison)$|uniformed|paratroopers)\b", weak=True),
)  # fmt: skip

LEXICON = Lexicon(
    code="en",
    numerals=NUMERALS,
    approximators=(
        (r"(?:well |far |slightly |much |significantly )?over|(?:far |well |much |slightly )?(?:more|greater) than|above|exceed(?:s|ed|ing)?|upwards of|in excess of|(?:has |have )?(?:sur)?passed", "over"),
        (r"at (?:the very )?least|no (?:fewer|less) than|not (?:fewer|less) than|a minimum of", "at_least"),
        (r"less than|fewer than|below|under|just under", "under"),
        (r"up to|as many as|as much as|at most|no more than|not more than|a maximum of", "up_to"),
        (r"almost|close to|nearly|approaching|practically|virtually", "nearly"),
        (r"about|around|some|an estimated|estimated(?: at)?|approximately|roughly|in the order of|of the order of|something like|nearly about|on average|perhaps|approx\.", "about"),
    ),
    approximators_behind=((r"-odd|[ -]odd(?= )| or so", "about"), (r" or (?:even )?more(?= )", "at_least")),
    words=WORDS,
    noun=r"(?P<of>(?:(?:,| [—–])? of)?(?: (?:<determiner>))*) (?P<modifiers>(?:<modifier>,? (?:(?:and|or) (?=<modifier> ))?){0,6}?)(?P<head>(?:<family>|<head>)(?:, (?:<head>)|,? (?:and|or|and/or) (?:(?!even|many|some|injured|wounded|killed|missing)(?:<modifier>) ){0,2}(?!injured|wounded|displaced (?!persons|people))(?:<head>))*(?:(?<=people)|(?<=persons)|(?<=citizens)|(?<=population)|(?<=inhabitants)|(?<=residents)|(?<=nationals)|(?<=civilians)|(?<=refugees))(?P<named> of (?:the )?(?:<name>)(?: (?:descent|origin|ethnicity|nationality|faith|extraction|background))?)|(?:<family>|<head>)(?:, (?:<head>)|,? (?:and|or|and/or) (?:(?!even|many|some|injured|wounded|killed|missing)(?:<modifier>) ){0,2}(?!injured|wounded|displaced (?!persons|people))(?:<head>))*)(?![-‑](?!(?-i:[A-Z])|one |two |a |almost |nearly )|[’'](?!\s|$)|\w| (?!(?:men|women),? and )(?:<nation>|people|persons|men|women|children|civilians|soldiers)\b| (?:[Gg]overnments|[Pp]arties|signatories|contracting|delegations|communities|companies|cities|ships|planes|airports|camps?|villages|towns|homes|houses|resolutions|votes|mines|buildings|missions|schools|countries|States|nations|organizations|territory)\b)",
    bare=r"(?:$|[.,;:!?)”\"’—–]| [—–-] | (?:and|or|who|that|in|from|on|at|to|during|more|others?|have|has|had|having|were|was|are|is|be|being|will|would|could|can|cannot|die|died|dying|perish|perished|flee|fled|live|lived|still|since|every|each|this|last|of (?:them|whom|our own|others)|of (?:these|those)(?=[,.;]|$| (?:who|are|were|have|had|will|living|live|killed|displaced|affected)\b)|killed|wounded|injured|missing|dead|displaced|homeless|taken|left|lost|languish|languishing|suffer|suffering|suffered|starving|struggling|fleeing|remain|became|also|again|under|with|as|for|because|without|living|around|across|throughout|by|within|inside|outside|abroad|elsewhere|worldwide|here|there|today|now|annually|go|do|does|did|lack|survive|maimed|arrested|detained|imprisoned|tortured|expelled|deported|uprooted|rendered|gave|fell|forced|driven|made|should|may|might|must|need|face|depend|covers|rose|grew|before|when|while|unless)\b(?! (?:million|thousand|per cent)))",
    acting=r" (?:(?:still|also|now|today|already|currently|people) )?(?:(?:do|does|did|have|has|had|are|were|will|would|can|could) not|cannot|live|lived|suffer(?:ed)?|lack|go hungry|go without|starve|die|died|perished|fled|survive|lost their|remain|face|receive[sd]?|attend|depend|(?:are|were) (?:still |now |already )?(?:hungry|poor|illiterate|malnourished|undernourished|unemployed|homeless|without|living|starving|displaced|refugees|citizens|members|women|children|young|girls|boys|civilians|killed|wounded|missing|infected|deprived|forced|denied|held|arrested|threatened)|(?:with|without) (?:a|an|no|access|any|clean|food|shelter|adequate|yearly|life)|(?:living|suffering|lacking|dying|starving) )",
    of_number=r" (?:out )?of (?:the |our |its |their |these |those |some |a total of |more than |over |about |nearly |almost |estimated )*\d[\d.,]*(?: million| billion| thousand)?(?: (?:<modifier>)){0,3} (?P<head><head>)(?!\w)",
    governed=r"\b(?P<crowd>troops|people|persons|refugees|soldiers|prisoners|casualties|victims|displaced persons)\b[^.;]{0,50}\btotal(?: number)?(?: of| to| is| at| now)+ ?$|\bnumber of (?P<who>(?:(?:<modifier>) ){0,3}(?:<head>))(?:[^.;:]{0,60}?\b(?:is|was|reached|exceeds?|stands at|at|to|now|already|numbers|of|has|were|are))? ?$|\b(?P<group>population|army|force|contingent|garrison|array|staff|workforce|diaspora|community|minority)(?: of (?:about |some |the )?(?:[A-Z][\w’'-]+|[\w. ]{2,40}?))?(?:,? (?:that|which|who|strength|now|then|today|currently|already|still|also|has|have|had|is|was|are|will|would|does not|of|numbers?|numbering|numbered|totals?|totalling|reach(?:es|ed)?|exceed(?:ing|s|ed)?|rose|risen|rises?|grew|grown|grows?|growing|increas(?:e|es|ed|ing)|expand(?:s|ed)?|fell|fallen|decreas(?:e|es|ed)|estimated|at|by|to|from|over|stood|stands|amounts?))+ ?$",
    governed_far=r"(?<![\w-])(?P<counted>(?:(?:(?!an?\b|their\b|its\b|the\b|these\b|of\b|where\b)<modifier>) ){0,3}(?:<head>)),? whose (?:total |aggregate |overall |current )?(?:number|population|strength)s? (?:(?:has|have|had|will|is|was|are|now|already|currently|finally|then|also|risen|rose|grown|grew|increased|increase|rise|reach(?:es|ed)?|exceed(?:s|ed)?|numbered|numbers?|stands?|stood|estimated|put|amounts?|at|to|by) ?)+$"
    r"|\b(?:we|we all) (?:(?:are|were|number|now|today|already|will be) ?)+$|\b(?:bring|brings|bringing|brought|raise|raising) (?:that|this|the|their|its) (?:total )?(?:number|figure|population|total) to ?$"
    r"|(?<![\w-])(?P<said>(?:(?!an?\b|the\b|these\b|of\b|where\b)<modifier> ){0,3}(?:<head>))(?: in [\w ]{3,30})?,? (?:(?:who|which|said to|now|then|already|today|must|may|could) )*(?:number|numbers|numbered|numbering)(?: to)? ?$"
    r"|\b(?P<cut>troop strength|troops|army|armed forces|military|forces)(?: (?:was|were|is|are|has|have|been|will|be|cut|reduced|further|troop|strength))* by ?$|(?<![\w-])(?P<beside>(?:(?:(?!an?\b|the\b|of\b)<modifier>) ){0,2}(?:<head>)) [—–(] ?$",
    of_them=r"^(?: (?:more|others?))?,?(?: (?:out )?of (?:them|whom|which|(?:these|those)(?=[,.;]|$| (?:who|are|were|have|had|will|living|live|killed|displaced|affected|infected|arrested|detained|still)\b))|, (?:mostly|most) )",
    including=r"(?:among (?:them|whom|these)|amongst (?:them|whom)|includ(?:ing|ed|es)|of (?:them|whom)|out of (?:a|an|the|which|whom)|(?:half|some|most) of these)(?: (?:were|are|was|the|more than|over|about|at least|over|some|also|[a-z]+))*,? ?$",
    share_of=r"(?:,? of)?(?: (?:the|its|our|my|their|his|all|this|these|those|that|your|whose)\b)*",
    land=r"territor(?:y|ies)|lands?|soil|island|islands",
    land_taken=r"\b(?:occup\w+|submerg\w+|flooded|inundated|usurp\w*|annex\w*|seiz\w+|invad\w+|cuts? off|grabb\w*|captur\w+|hold(?:s|ing)?|held|control\w*|conquer\w*)\b",
    people=r"(?P<modifiers>(?:(?:<modifier>|world[’']s) ){0,5}?)(?P<head>population|humanity|mankind|humankind|people|society|labour force|workforce|electorate|youth|dead|<head>)(?P<name> of (?:the )?<name>)?(?![\w-])",
    apposed=r"(?P<who>(?-i:[A-Z][a-z]+)(?:[- ](?-i:[A-Z][a-z]+))* (?:population|community|minority|people|inhabitants|citizens|residents|refugees)) ?(?:—|–|-|,|\() ?$",
    launched=r"\b(?:beg[au]n|launch\w*|commit\w*|carr(?:y|ied|ying) out|unleash\w*|start\w*|initiat\w*|wag(?:e|ed|ing)|perpetrat\w*|conduct\w*)\b[^;]*?\b(?:<crime>|crimes?|war|operations?|campaign)\b",
    act=r"(?P<doer>(?-i:[A-Z][\w-]+(?: [A-Z][\w-]+)*))(?:[’']s?)? (?:[a-z]+ ){0,2}(?:<crime>)\b",
    actor=r"(?:<actor>)",
    fates=FATES,
    living=r"\b(?:population|inhabitants|living|live|lives in|residents|citizens of|humanity|mankind|world[’']s (?:people|population)|group together|ethnic)\b",
    affected=r"\b(?:hung\w+|povert\w*|poor\w*|suffer\w*|starv\w*|famine|disease\w*|illitera\w*|oppress\w*|threat\w*|tortur\w*|need\w*|hardship|depriv\w+|bombard\w*|vulnerab\w*|endanger\w*|affect\w*|attack\w*|discriminat\w*|victims?|despair|misery|crisis|HIV|malaria|AIDS|disaster\w*|anxiet\w*|destitut\w*|unemploy\w*|plight|tyranny|terrori[sz]\w*|water supply|siege|blockade|conflict|drought|risk|rights)\b",
    helped=r"\b(?:help\w*|assist\w*|sav(?:e|ed|ing)|fed|feed\w*|treat\w*|vaccinat\w*|provid\w*|educat\w+|lift\w*|employ\w*|jobs?|aid|train\w*|welcom\w*|rescu\w*|shelter\w*|coverage|host\w*|accommodat\w*|benefit\w*|reliev\w*)\b",
    from_where=(
        r"\b(?:driven|forced|thrown|chased|cleansed|pushed|bombed|deported|moved|came|come) out of (?P<place><place>)",
        r"\bfrom (?:(?:their|its) (?:\w+ )?(?:homes?|lands?|homeland|places of \w+)(?: and (?:\w+ )?(?:homes|lands|properties))? (?:in|of) )?(?P<place><place>)",
        r"\b(?:fled|fleeing|left|leaving|escaped) (?:or fled )?(?:from )?(?P<place>(?:the )?(?:(?:areas|cities|territor\w+|lands) of )?<name>(?: (?:States|countries|lands|districts|region))?)",
        r"\b(?:left|fled),? or [\w ]{0,25}? (?:out of|from),? (?P<place><place>)",
        r"\babandon\w* (?:their|all) [\w ]{3,40}? in (?P<place><place>)",
        r"\b(?:kidnapped|abducted|deported)[\w ]{0,20} in (?P<place><place>)",
        r"\b(?:civilians|people|Israelis|inhabitants|residents|persons) (?:in|of|on our|on the|on its) (?P<place><place>) (?:to (?:leave|flee|abandon))",
    ),
    by_whom=(
        r"\b(?:by|at the hands of) (?P<actor>(?:the |a )?(?:(?:so-called|illegal|aggressive|military|racist|fascist|criminal|armed forces of|military forces of|forces of|policy of) )*(?:the )?<actor>)",
        r"\b(?:as a result of|because of|due to|by|in) (?:the )?(?P<actor>(?-i:[A-Z][\w-]+))(?:[’']s?)? (?:[a-z]+ ){0,2}(?:<crime>)\b",
        r"\b(?:occupation|aggressions?|attacks?|crimes|bombardments?|violence|raids|terror) (?:of|by) (?P<actor><actor>)",
    ),
    periods=(
        r"\bbetween (?:the )?(?:(?:\d{1,2} )?(?:<month>)?,? ?)?(?:19|20)\d\d and (?:(?:\d{1,2} )?(?:<month>)?,? ?)?(?:19|20)\d\d",
        r"\bfrom (?:\d{1,2} )?(?:(?:<month>),? )?(?:19|20)\d\d (?:to|until|through) (?:\d{1,2} )?(?:(?:<month>),? )?(?:19|20)\d\d",
        r"\b(?:in|since|on|after|before|until|during|by|as of|as early as)(?: the)?(?: (?:early|late|mid|beginning of|end of|spring of|summer of|autumn of|winter of|year|period|years))? (?:(?:\d{1,2} )?(?:and \d{1,2} )?(?:<month>)(?: \d{1,2})?,? )?(?:19|20)\d\ds?(?:(?:[-–/]| and | to | or )(?:19|20)?\d\d)?(?!\d)",
        r"\b(?:on|since|in) (?:\d{1,2}(?:st|nd|rd|th)? (?:<month>)|(?:<month>) \d{1,2}(?:st|nd|rd|th)?|(?-i:January|February|March|April|June|July|August|September|October|November|December))\b(?: (?:of )?(?:this|last) year|, (?:19|20)\d\d)?",
        r"\b(?:over|in|during|for|within) the (?:past|last|previous|course of the past|recent) (?:(?:<number_word>) )?(?:<span>)(?: alone)?",
        r"\b(?:in|over|during) (?:recent|the past|these|the last) (?:<span>)",
        r"\bsince (?:the )?(?:\w+ )?(?:war|invasion|beginning|outbreak|start|occupation|conflict|founding|independence)(?: of [\w ]{3,30}?(?= |[,.]))?",
        r"\bfor (?:more than |over |almost |nearly |about )?(?:<number_word>) (?:<span>)(?: now)?\b",
        r"\b(?:every|each|per|a) (?:year|month|week|day|minute|hour)\b|\b(?:annually|daily|yearly)\b",
        r"\b(?:last|this|that|next) (?:year|month|week|summer|spring|autumn|winter|(?-i:<month>))\b|\byesterday\b",
        r"\b(?:a few|a couple of|several|<number_word>) (?:<span>) (?:ago|earlier|later)\b",
    ),
    never=r"\bper (?:\d[\d,.]*|thousand|hundred)$|\bGroup of (?:the )?[\w-]+$|\bby the (?:millions|thousands|hundreds)\b|\b(?:ages? of|aged?|between the ages of|under the age of) (?:about )?(?:\d+|[a-z]+)$",
    ends_clause=r"[;:?!—]| – |,? while |,? but |,? whereas |, and (?=(?:the|his|her|a|its|we|they|it|our|there|he|she|has|have|had|some|more|about|over|nearly|almost|\d)\b)| and (?=(?:\d|some \d|more than|over \d|about \d|almost|nearly|tens of|hundreds|thousands|millions|the (?:displacement|killing|destruction|uprooting)))|, (?=\d|more than|some \d|who then)|, (?:so that|only to|which (?:has|is|was|are))|, (?=\w+ed (?:(?:around|about|some|nearly|over|at least|more than|almost) )?(?:\d|million|\w+teen |\w+ty |hundreds|thousands|tens of))",
    ends_left=r"[;:?!—]| – |,? while |,? but |,? whereas |, (?:and )?(?=(?:the|his|a|its|we|they|it|there|he|she)\b)|\band (?:the|its|their) (?=\w+ of\b)|,? when ",
    aside=r" ?[—–] ?[^—–;.:]{2,90} ?[—–](?= ?(?:<aux>|die|died|fled|perish\w*)\b)|,? \([^);.]{2,60}\)|, (?:\d|one |an? |some |more than |including |among them |mostly |mainly |all |both |men|women|most|many|half)[^,;.]{2,70},(?= (?:<aux>|die|died|fled|perish\w*)\b)|, (?:including|among (?:them|whom|these)) [\w ]{3,40}?(?= (?:have|has|had|were|was|are|is) )",
)  # fmt: skip
