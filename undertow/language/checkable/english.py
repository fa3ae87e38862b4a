"""English: what makes a sentence of an article checkable."""

from __future__ import annotations

from undertow.language.checkable.wording import Duration, Wording

_MONTHS = ("Jan(?:uary|\\.)", "Feb(?:ruary|\\.)", "March", "April", "May", "June", "July", "Aug(?:ust|\\.)", "Sept?(?:ember|\\.)", "Oct(?:ober|\\.)", "Nov(?:ember|\\.)", "Dec(?:ember|\\.)")  # fmt: skip
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)|generations?)"
#: Words that end in -est and compare nothing.
_NO_EST = r"(?:for|inter|hon|requ|prot|w|gu|t|r|arr|inv|sugg|cont|harv|n|ch|qu|pri|conqu|mod|manif|dig|temp|earn|mol|cr|midw|northw|southw|ever|budap|buchar|unr|p|z|j|v|att|det|inf|ing|div|bequ|inqu|beh|lat|l|tri|b|ear?n|reforr?|rainfor|deforr?|near|arm|al)est"  # fmt: skip
_AUX = r"(?:has|have|had|was|were|is|are|ever|exists?|remain\w*|came|will|would)"

_IS = r"(?:is|are|was|were|be|been|being)"
#: Said of an account or a campaign with `by`, it tells who is behind it.
_RUN = r"(?:run|operated|managed|administered|controlled|coordinated|funded|financed|bankrolled|sponsored|owned|steered|directed|set up|created|commissioned|paid for|staffed)"
_ONLINE = r"(?:accounts?|campaigns?|networks?|channels?|operations?|pages?|profiles?|bots?|outlets?|websites?)"

WORDING = Wording(
    code="en",
    months=tuple(rf"(?-i:{month})" for month in _MONTHS),
    durations=tuple(
        Duration(pattern, unit)
        for pattern, unit in (
            (r"seconds?", "seconds"), (r"minutes?|mins?", "minutes"), (r"hours?|hrs?", "hours"), (r"days?|nights?", "days"),
            (r"weeks?|fortnights?", "weeks"), (r"months?", "months"), (r"years?", "years"), (r"decades?", "decades"),
            (r"centur(?:y|ies)", "centuries"), (r"generations?", "generations"),
        )
    ),
    between=r"(?: (?:more|full|long|whole|consecutive|further|working|straight|extra|additional|whole|successive)|-)? ?-?",
    age=r" old\b|-old\b| of age\b",
    dates=(
        r"\b(?:the )?(?:early |late |mid-?)?(?:1[5-9]|20)\d0s",
        r"\b(?:the )?(?:(?:early|late|mid)[ -])?(?:\d{1,2}(?:st|nd|rd|th)|(?:eigh|nine|twen)\w*th|twenty-first)[ -]century",
        r"\b(?:yesterday|(?:(?:early|late|earlier|later|at the end of|at the start of) )?(?:last|this|next) (?:year|month|week|night|spring|summer|autumn|fall|winter|<month>|(?-i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)))\b",
        r"\b(?:on|by|until|since|last|this|before|after) (?:(?:the )?(?:following|previous) )?(?-i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b",
        r"(?-i:\bChristmas(?: Eve| Day)?(?: (?P<y><year>))?\b|\bNew Year’?'?s (?:Eve|Day)\b|\bEaster(?: Sunday| Monday)?\b)",
        r"\b(?:spring|summer|autumn|winter|end|beginning|start|middle|first half|second half|(?:first|second|third|fourth|last) quarter) of (?P<y><year>)",
        r"\b\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?[ap]\.?m\b",
    ),
    bare_month=r"(?:in|since|until|till|by|from|during|through|before|after|between|of|early|late|mid|last|this|next|every)(?: (?:early|late|mid|the (?:end|beginning|start|middle) of))?",
    year_before=r"(?:in|since|until|till|by|from|during|through|before|after|between|of|early|late|mid|to|year|years|and|spring|summer|autumn|fall|winter|around|circa|the)",
    year_after=r"(?=\)|,|;|\.(?!\d)|$|:| (?:and|to|when|as|that|was|is|had|saw|under|after|before)\b|’s|'s)",
    vague_durations=(
        rf"\b(?:a few|a couple of|several|many|some|countless|the (?:past|last|next|following)(?: few| couple of| several)?|these) (?:more )?{_UNIT}\b(?! old)"
        rf"|\b(?:an?|one|half an?|half a) (?:full |whole |long )?{_UNIT} (?:later|earlier|ago|after|before|long|or two|and a half|of)\b"
        rf"|\b(?:for|within|in|after|over|lasted|took) (?:an?|one|half an?|nearly an?|almost an?|over an?|more than an?) (?:full |whole )?{_UNIT}\b"
        rf"|\b(?:for|over|in|after|during) (?:many |long )?(?:years|decades|months|weeks|days|centuries|hours|generations)\b"
        rf"|\b(?:years|decades|months|weeks|days|centuries|hours) (?:of(?! (?:the )?<month>)|later|ago|earlier|after|before)\b|\bovernight\b"
    ),
    label=r"\b(?:sections?|tables?|figures?|fig\.|chapters?|pages?|pp?\.|articles?|paragraphs?|appendix|annex|route|tram|bus|line|flight|room|gate|highway|motorway|channel|platform|block|apartment|house|unit|version|volume|part|act|step|question|level|phase|number|no\.?|nos?\.|item|footnote|note|type|grade|class|psalm|verse|channel|studio|formula|area|district|ward|precinct|covid|windows|radio|page|thread|episode|season|group|zone|point)[ -]$",
    exactly=r"\b(?:exactly|precisely) $",
    not_counted=(
        r"\b(?:one (?:another|by one|could|can|would|should|might|may|must|day|does|has to|cannot|never|of (?:us|them|you) \w+s\b)|(?:no|any|every|some|this|that|which|each|only|not) one|the (?:only |other |same |right |wrong |first |last )?ones?|"
        r"(?:first|second|other|last|better|next) half|half(?: an hour)? past|half-(?!a )\w+|two[- ]faced|one-(?:sided|way|off|time)|one-sidedly|square one|back to one|a (?:thousand|million) (?:times|thanks|words)|24/7|fifty-fifty|on all fours|at sixes and sevens|two or three words)\b"
        r"|\b(?:the|these|those|their|our|your|my|his|her) (?:two|three|four|five|six|seven|eight|nine|ten)\b(?! (?:per ?cent|hundred|thousand|million|billion|dozen|years?|days?|months?|weeks?|hours?|minutes?|decades?)|%)"
        r"|^\W*\d{1,3}[.)](?= )|\((?:\d{1,2}|[ivx]+)\)|\[\d{1,3}\]|(?<=[A-Za-z])-\d+\b|\b\d+x\d+\b"
    ),
    reporting=(
        r"\b(?:said|says?|saying|told|tells?|wrote|writes?|writing|calls?|called|calling|describ\w+|labell?\w+|dubbed|replied|replies|answered|asked|asks|added|adds|argu\w+|claim\w*|declar\w+|announc\w+|stat(?:ed|es|ing)|insist\w*|warn\w*|promis\w+|quoted?|quotes|reads?|put it|puts it|according to|explain\w*|recall\w*|admit\w*|den(?:y|ied|ies)|accus\w+|tweeted|posted|shout\w*|chant\w*|vow\w*|pledg\w+|urg\w+|spoke of|speaks of|speaking of|emphasi[sz]\w+|conced\w+|demand\w*|remark\w*|conclud\w+|suggest\w*|compar\w+|refer\w+|in the words of|termed)\b"
    ),
    no_quote=r"\b(?:so-called|known as|nicknamed|titled|entitled|named|a (?:song|film|book|novel|play|poem|painting|show|series|programme|game) (?:they |called |named |titled )?(?:call )?|the (?:song|film|book|novel|play|series|programme|newspaper|magazine|word|words|term|phrase|slogan)) ?$",
    since=r"\bsince\b(?! (?:when|you asked|we are here)\b)",
    since_why=r"^\W*since (?:i|you|he|she|we|they|it|there|this|that|nobody|no one|everyone|neither|both|the \w+ (?:is|are|was|were|could|cannot|does|did|do)|\w+ (?:is|are|was|were|could|cannot|can|does|did|do|refuses?d?)) \b|\b(?:especially|particularly) since\b",
    comparison=(
        r"\b(?!(?:rath|oth|eith|wheth|aft|und|ov|nev|ev|togeth|furth|anoth)er than)\w{2,}er (?:\w+ ){0,2}?than\b|\b(?:more|less|fewer|better|worse|further|farther) (?:[\w’-]+ ){0,5}?than\b(?! likely)"
        r"|\b(?:points?|per ?cent) (?:below|above|higher|lower|more|less)\b|\btwice\b|\bthrice\b|\b(?:doubl|tripl|quadrupl|halv)(?:ed|es|e|ing)\b|\b[\w.,-]+ times (?:as|more|higher|lower|larger|greater|bigger|smaller|faster|\w+er|the (?:\w+ )?(?:number|size|rate|amount|average|price))\b|\b\w+fold\b"
        r"|\bhalf as (?:many|much|\w+)\b|\b(?:not |nearly |almost |just |about )?as (?!(?:soon|well|long|far|if|part|yet|usual|always|possible|ever) as\b)[a-z]+ as\b"
        r"|\b(?:compared (?:with|to)|in comparison (?:with|to)|by comparison|in contrast to|outnumber\w*|outweigh\w*|outpac\w+|outstrip\w*|outsell\w*|exceed\w*|surpass\w*|overtook|overtaken|eclips(?:ed|es)|(?:above|below) (?:the )?(?:average|level|norm)|the same (?:number|share|size|amount|rate) as|equal to)\b"
    ),
    superlative=(
        rf"\bmost\b(?<!at most)(?! (?:likely|probably|certainly|importantly|of all)\b)(?<!the most part)|\b(?!{_NO_EST}\b)[a-z]{{3,}}est\b(?! (?:of luck|wishes|regards))|\bbest\b(?! (?:to|wishes|regards|friends?|of luck)\b)|\bworst\b|(?<!at )\bleast\b"
        r"|\bnever\b(?! ?mind)|\balways\b|\b(?:every(?!day)(?:one|body|thing|where)?)\b(?! (?:so often|now and)\b)(?! bit)|\bnone\b(?! the \w+)|\bno one\b|\bnobody\b|\bnowhere\b|\bnot (?:a single|one|once)\b|\bno (?:other|such|single)\b"
        rf"|\bnothing {_AUX}\b|\bno (?!doubt|longer|matter|wonder|need|idea|means|way\b|question|more\b|less\b|fewer\b|sooner|good\b|use\b|point\b)(?:[\w’-]+ ){{1,3}}{_AUX}\b"
        r"|(?<!after )(?<!at )(?<!above )(?<!not )(?<!most of )(?<!best of )(?<!last of )(?<!for )(?<!first of )(?<!once and for )\ball\b(?! (?:right|the same|along|too|but(?! (?:\d|one|two|three|four|five|six|a few))|over again|alone|day|night|set|of a sudden|sorts|kinds|in all|this|that matters)\b)"
        r"|(?<!not )(?<!if )\bonly\b(?! (?:too|then|just|if)\b)|\b(?:sole|solely|exclusively|unanimous(?:ly)?|without exception|unprecedented|record (?:high|low|number|year)|in its entirety|universally|invariably)\b"
        r"|\b(?:the )?first (?:time|ever|woman|man|person|country|state|president)\b|\b(?:was|is|were|are|became|be|been|among) (?:the |its |their |his |her )?first\b(?! (?:of all|and foremost|name|floor|half))|\bthe first (?:[\w’-]+ ){0,3}(?:to|since|ever|of (?:its|their) kind|in \w+ (?:years|decades|history))\b"
        r"|\bthe last (?:remaining|surviving|of (?:the|its|their)|time|to)\b"
    ),
    trend=(
        r"\bincreasing(?:ly)?\b|\bincreas(?:ed|es|e)\b|\bdecreas\w+|\bgrow(?:s|ing|n|th)?\b(?! up\b| old\b| tired\b)(?<!all grown)|\bgrew\b(?! up| old| tired| pale| silent| quiet)|\bris(?:es|ing|en)\b(?! from the (?:chair|table|bed))|\brose\b(?= (?:by|to \d|from \d|sharply|steadily|slightly|again|further|for|\d|every|each|last|this|in|more|faster|almost|nearly|about)|[.,;]|$)"
        r"|\b(?:fell|dropped|climbed|slid|dipped|jumped|slumped|shot up)\b(?= (?:by|to \d|from \d|sharply|steadily|slightly|again|further|for the|\d|every|each year|last|this|more|faster|almost|nearly|about|below|above|in (?:19|20)\d\d)|$)|\b(?:keeps?|kept|has been|have been|is|are|was|were) (?:on )?(?:falling|climbing|dropping|sliding|dwindling|spreading|slipping)\b(?! (?:asleep|in love|from|off|over|down the))"
        r"|\bdeclin(?:ing|e|es|ed)\b(?! (?:to|the|an?|comment|his|her|their|our)\b)|\bsw(?:elled|ollen|elling)\b|\b(?:shrank|shrunk|shrinks?|shrinking|widen\w*|narrow(?:ed|ing|s)|expand\w*|surg(?:e|es|ed|ing)|soar\w*|plung(?:e|ed|es|ing)|plummet\w*|peak(?:ed|ing)|dwindl\w+|escalat\w+|accelerat\w+|deteriorat\w+|worsen\w*|intensif\w+|multipl(?:y|ied|ies)|proliferat\w+|recover(?:ed|ing) to|tripl\w+|doubl(?:ed|ing|es)|halved|quadrupl\w+)\b"
        r"|\bgain(?:ed|ing|s)? (?:momentum|ground)\b|\bon the (?:rise|decline|wane|increase)\b|\b(more and more|less and less|fewer and fewer|ever (?:more|fewer|larger|smaller))\b|\bsteadily\b|\b(?:upward|downward) trend\b|\btrend(?:s|ing)?\b (?:up|down)|\b(?:becom\w+|became|getting|got|gets) (?:ever |even )?(?:more|less|\w+er)\b"
    ),
    cause=(
        r"\bbecause\b|\bdue to\b|\bowing to\b|\bas a (?:direct )?(?:result|consequence)\b|\bresult(?:ed|s|ing)? (?:in|from)\b|(?<!street that )(?<!road that )(?<!path that )(?<!door that )(?<!stairs that )\b(?:led|leads?|leading) to\b|\bcaus(?:ed|es|ing|e)\b|\btherefore\b|\bconsequently\b|\bthanks to\b|\b(?:trigger|prompt|spark|provok)(?:ed|es|s|ing)\b"
        r"|\b(?:that|this|which) is why\b|\bthe reason (?:for|why|that|is)\b|\bin (?:response|retaliation|reaction) (?:to|for)\b|\bbrought about\b|\bcontribut\w+ to\b|\bstem(?:s|med|ming)? from\b|\bthe effect of\b|\bculminat\w+\b|\bforced \w+ to\b|\bblam(?:e|es|ed|ing) .{1,60}? (?:on|for)\b"
    ),
    attribution=(
        rf"\b{_IS} (?:\w+ly )?{_RUN} (?:\w+ly )?(?:by|from abroad|from (?:the )?(?:offices?|headquarters|capital)|on behalf of)\b(?! (?!a (?:firm|company|ministry|man|woman)|an (?:agency|embassy))(?:\d|a |an |two\b|hand\b|bus\b|foot\b))"
        rf"|\b(?:secretly |really |actually )?(?:runs?|operates?|manages?|bankrolls?|finances?|funds?|controls?|owns?|coordinates?) (?:the |these |this |those |both |all )?(?:[\w’'-]+ )?{_ONLINE}\b"
        r"|\borchestrat\w+|\bmastermind\w*|\b(?:state|government|kremlin|regime|army|intelligence|industry)-(?:backed|sponsored|directed|controlled|steered|linked)\b|\b(?:who|what|(?:the )?hand of .{3,60}?|(?:is|are|was|were|stands?|stood) (?:really |actually )?) ?behind (?:the|this|these|it|them|all)\b(?! (?:door|house|wall|counter|desk|curtain|church|mill|wheel|poplars|bar|building|scenes?))"
        r"|\bbehind the scenes\b|\b(?:directed|controlled|steered|paid|instigated|ordered|run secretly|secretly run|funded secretly) by\b|\b(?:on|by) (?:the |direct )?orders? of\b|\bat the behest\b|\binstigat\w+|\bbots?\b|\btrolls?\b|\bpuppets?\b|\bfake (?:accounts|profiles|followers)\b|\bwho (?:really |actually )?(?:runs?|pays for|directs?|controls?|coordinates?|steers?) (?:the |these |this |those )?(?:\w+ )?(?:accounts?|campaigns?|networks?|channels?|operations?|pages?|profiles?)\b|\bfront (?:group|organisation|organization) for\b|\bsteer(?:s|ed|ing)\b|\bpropaganda (?:campaign|operation|effort)\b"
        r"|\baim(?:s|ed)? (?:to|at)\b|\bin order to\b|\bso as to\b|\bin an? (?:attempt|effort|bid) to\b|\b(?:designed|intended|calculated|meant) to\b|\bseek(?:s|ing)? to\b|\bdeliberate(?:ly)?\b|\bon purpose\b|\bmotivated by\b|\bto legitimi[sz]e\b|\bthe (?:real )?(?:aim|purpose|motive|intention)\b|\bstate(?:’s|'s) .{0,20}factor(?:y|ies)\b"
    ),
)  # fmt: skip
