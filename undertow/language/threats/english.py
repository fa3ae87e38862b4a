"""The rules for English. Capital letters of names count; elsewhere they do not."""

from __future__ import annotations

from undertow.language.threats.rules import Grammar, Rule, patterns

WORDS = {
    "name": r"(?-i:(?!(?:That|This|It|There|Those|These|They|He|She|If|But|And|Or|History|Nothing|Nobody|What|Which|Who|Such|For|In|Only|Time|God)\b|\w+(?:ness|ism|tion|ment|ence|ity|dom|ship|ing)\b)[A-Z][\w’'-]+(?:\s+(?:of\s+)?[A-Z][\w’'-]+){0,3})",
    "abstract": r"terrorism|poverty|hunger|virus\w*|disease\w*|covid\S*|hiv\S*|aids|corruption|weapons?|arms|arsenals?|stockpiles?|mines?|missiles?|barriers?|tariffs?|discrimination|racism|climate|crimes?|trafficking|drugs?|impunity|ignorance|inequalit\w+|threats?|challenges?|problems?|scourge\w*|evils?|extremism|violence|us|ourselves|mankind|humanity|humankind|life|earth|planet|world|fanaticism|ideas?|hatred|pandemics?|malaria|tuberculosis|questions?|needs?|calls?|appeals?|requests?|invitation|aggression|all (?:forms|nuclear)|nuclear|chemical|equipment|environment|nature",
    "object": r"(?!(?:[\w’'-]+ ){0,3}(?:<abstract>|themselves|itself|each other|one another|foundations?|phenomen\w+|stocks?)\b|it\b|its\b|mistrust)[\w’'-]+",
    "we": r"we(?: \w+s)?|i|our \w+(?: \w+)?|my (?:country|government|people|nation)",
    "world": r"(?:the )?(?:whole |free |civili[sz]ed )?(?:world|international community|coalition|alliance|security council|council|union|united nations|allies)",
    "actor": r"<we>|it|<world>|(?:the )?<name>|(?:the|its|this) (?:government|people|republic|army|nation|country|state)(?: of <name>)?",
    "will": r"will|shall|is going to|are going to|[’']ll",
    "ready": r"(?:is|are|am|stands?|remains?) (?:\w+ )?(?:ready|prepared|determined|resolved) to|reserves? the right to",
    "forced": r"(?:will|shall|would) (?:be (?:forced|compelled|obliged) to|have to|have no (?:other )?(?:choice|option|alternative) but to)|have no (?:other )?(?:choice|option|alternative) but to",
    "unhesitating": r"(?:will|shall|would|do|does) (?:not|never) hesitate to",
    "goes_on": r"(?:continue|work|strive|fight|do (?:its|our) utmost|make (?:every|all) efforts?|spare no effort|not (?:cease|stop|relent|rest|tire)(?: (?:its|our) efforts)?)(?: with [\w ,’'-]{2,40}?)?(?: and \w+)? to",
    "announces": r"(?:<unhesitating>|<forced>|<ready>|<will>)(?:,? (?:if|unless|in|with|without|wherever|whatever|together|when) [^.;]{3,60}?,)?(?: if [\w’ ]{3,30}?)??(?: <goes_on>)?",
    "between": r"(?:(?:,? (?!not\b|never\b|no\b|nor\b|against\b|help\w*\b|support\w*\b|assist\w*\b|prevent\w*\b|protect\w*\b|from\b|those\b|who\b|which\b|that\b|as\b|how\b|when\b|if\b|but\b|than\b|because\b|able\b|soon\b)[\w’'-]+){0,8}?,?(?<!\bthe)(?<!\ba))",
    "manner": r"(?:\w+ly|further|still|have to|work to|continue to|do everything to|also|never|not only|now|always|then|again|resolutely|in kind)(?:,? and)?",
    "blow_more": r"ballistic|destabili[sz]\w+|misconduct|encroach\w+|provocati\w+|crossing|intrusion\w*|escalation|threats? (?:to|against)",
    "wrong": r"aggress\w+|attack\w*|provocation\w*|violation\w*|incursion\w*|strike\w*|threat\w*|encroachment\w*|hostil\w+|escalation|invasion|occupation|missiles?|bombing\w*",
    "blow": r"aggress\w+|attack\w*|provocation\w*|violation\w*|transgression\w*|incursion\w*|strike\w*|hostil\w+|invasion|cyberattacks?",
    "sharply": r"decisively|firmly|forcefully|harshly|strongly|militarily|resolutely|in kind|accordingly|immediately|with (?:all|every|full|the full|force|fire|military|a blow)[\w ]*",
    "people": r"them|him|those (?:\w+ )?(?:who|that|responsible)|the (?:perpetrators?|culprits?|killers?|guilty|murderers?)|any(?:one|body|(?: \w+)? who)|whoever|(?:\w+[ -]){0,4}(?:terrorists?|terrorist (?:groups?|organi[sz]ations?)|enem(?:y|ies)|aggressors?|occup(?:iers?|ants?)|invaders?|militants?|extremists?|attackers?|separatists?|proxy|proxies|regime)",
    "strike": r"retaliate|hit back|strike back|take revenge|avenge|(?:strike|attack|destroy|crush|defeat|eliminate|annihilate|punish|fight|hunt down|target|drive out|expel|wipe out|neutrali[sz]e|pursue|go after|bring to justice|bomb|sanction|isolate|pursue|catch|take out|root out|roll back|degrade|dismantle|break|target) <people>|(?:isolate|sanction) <object>|roll back <name>|take out the \w+|hunt (?:down )?<people>|(?:strike|attack|destroy|crush|defeat|annihilate|punish|bomb|invade|expel) <object>|cut off (?:their|its|his) \w+|fight (?:on )?(?:until|till|to the (?:end|last|death))|take up (?:arms|weapons)|make (?:them|him|it|you|sure they) pay|ensure that [\w ,]{3,60} (?:held (?:accountable|responsible)|brought to justice|punished)",
    "answer": r"(?:respond|answer|react|reply)(?: <manner>)*(?: most (?:decisively|firmly|strongly))?(?: to (?:[\w’'-]+ ){0,4}<blow_more>| by force| not with words| to (?:\w+ ){0,4}<blow>| <sharply>| as necessary| with all| to any\b| if\b| should\b)",
    "measures": r"(?:take|use|employ|resort to|apply|adopt|consider|contemplate) (?:[\w’'-]+,? ){0,5}?(?:(?:military|retaliatory|punitive|counter)[\w-]*(?:,? [\w-]+){0,2} (?:force|action|means|measures|steps|power|strikes?)|countermeasures)|use (?:all|every|our|its|the)[\w ]{0,30}? (?:power|might|strength|force)|exercise (?:its|our|their) (?:[\w-]+ ){0,2}right (?:to|of) (?:self-?defen[cs]e|defend)|consider (?:[\w-]+ ){0,2}sanctions|(?:take|adopt) (?:certain |further |additional |new )*(?:unilateral |economic |punitive )*measures (?:over and above|against)|(?:advocate|support|seek|push for|press for|work for|propose|call for) (?:\w+ly )?(?:additional|further|more|tougher|harsher|stronger|effective|new|comprehensive|mandatory)[\w ]{0,25}? sanctions|work for [\w ]{0,20}sanctions|(?:use|resort to) (?!of )(?:\w+ )?force|take (?:up )?arms|(?:impose|tighten|introduce|expand|strengthen|maintain|keep) (?:\w+ ){0,4}sanctions\b|(?:increase|step up|raise) (?:the )?pressure on",
    "judged": r"(?:bring|hold|call) (?!ourselves|us\b|each other|one another)(?:[\w’'-]+,? ){0,12}?(?:to justice|accountable|responsible|to account)\b|pursue (?:justice|the \w+ers)\b[\w ’']{0,60}?\b(?:for those|who|murder|killers|perpetrators)",
    "onward": r"(?:continue|never stop|not stop|not cease|not rest)[\w ]{0,40}? (?:fight|fighting|struggle|battle|until|till)[\w ]{0,60}?(?:<people>|until|till)|(?:hold|bring) (?!ourselves|us\b|each other|one another)[\w ,’'-]{1,60}?(?:accountable|responsible|to account|to justice)\b|(?:see|ensure|see to it) (?:that )?[\w ,’'-]{0,50}?(?:justice (?:is |be )?(?:done|served)|brought to justice|held (?:accountable|to account|responsible)|punished)|fight for the blood of|(?:not|never) (?:permit|allow|let) [\w ]{1,50} to survive|respond(?= ?(?:[-–—.,;!]|$))",
    "whatever": r"do (?:whatever|everything|all)[\w ]{1,40} to (?:stop|punish|defeat|destroy) <people>|do whatever (?:it|we|is|i)[\w ]{1,30} defend[\w ]{1,30} (?:against|from)",
    "harm": r"(?:help (?:\w+ ){1,3}(?:to )?)?(?:<strike>)|<answer>|<judged>|<measures>|<onward>|<whatever>|push back (?:on|against) <people>",
    "hunted": r"(?:track(?:ing)? down|hunt(?:ing)? down|bring(?:ing)? to justice|hold(?:ing)? (?:to account|accountable|responsible)|find(?:ing)? and punish(?:ing)?|go(?:ing)? after|punish(?:ing)?|destroy(?:ing)?|crush(?:ing)?|defeat(?:ing)?|eliminat(?:e|ing)|retaliat(?:e|ing) against|strik(?:e|ing) (?:back )?at|bomb(?:ing)?|isolat(?:e|ing)|sanction(?:ing)?) (?:<people>|these \w+ers|(?:the |their |those )(?:\w+ ){0,2}(?:killers|perpetrators|terrorists|regime|invaders|aggressors?|occupiers|enem(?:y|ies)|leaders))",
    "broken": r"(?:end|sever|cut|cut off|break|break off|suspend|curtail|downgrade|freeze|terminate|reconsider|review) (?:all |our |its |their |the |any |every )*(?:[\w-]+,? (?:and )?){0,3}(?:relations|ties|trade|cooperation|aid|assistance|support|funding|recognition|contacts|participation|membership)(?: with| to| for| in|\b)|(?:expel|recall) (?:\w+ ){0,3}(?:diplomats?|ambassadors?)|(?:shut down|close) (?:\w+ ){0,3}(?:embass(?:y|ies)|borders?|airspace|straits?|ports?)|(?:withdraw|pull out) from (?:the )?(?:\w+ ){0,4}(?:treaty|agreement|accord|convention|process)",
    "withdraw": r"(?:reconsider|review|withdraw|suspend|cut off|break off|sever|end|leave|close|block|freeze|cancel|abandon|halt|expel|react|answer|strike|attack|retake|liberate)",
    "dire": r"dis?astrous|catastrophic|grave|dire|serious|severe|untold|unforeseeable|incalculable|terrible|bitter|heavy|painful",
    "pay": r"regret|rue|(?:feel|come to) (?:\w+ ){0,3}regret|pay (?:very )?(?:dearly|a (?:\w+ ){0,2}price|the (?:\w+ ){0,2}price|for (?:it|this|that|their|its|his|every))",
    "face": r"face (?:the |a |our |its )?(?:\w+,? ){0,3}(?:force of sanctions|consequences|legal responsibility|punishment|justice|retaliation|defeat|reprisals?|retribution|response|sanctions)",
    "deal": r"(?:have to |one day |someday |eventually |ultimately )*(?:deal with|live with|answer for|face up to|be confronted with) (?:[\w-]+ ){0,2}(?:consequences|crimes|responsibility)|be faced[\w ,]{0,40}? with (?:[\w-]+ ){0,2}(?:consequences|tension|confrontation|isolation|sanctions|force|war)",
    "bear": r"(?:bear|carry)(?: \w+){0,4} (?:responsibility|consequences|blame)(?: for)?|tak(?:e|ing) (?:a|the) (?:\w+ )?responsibility upon|lead (?:them|it|him|its \w+) (?:\w+ly )?(?:only )?to (?:the |its |their )?(?:isolation|ruin|destruction|defeat|self-destruction)",
    "undergo": r"be (?:\w+ly |individually |also |fully )*(?:called to (?:account|justice)|held (?:\w+ly |individually |fully )*(?:responsible|accountable|to account)|punished|crushed|destroyed|annihilated|defeated|repelled|repulsed|met (?:with|by) (?!understanding|support|sympathy|approval|universal)|answered (?:with|by)|driven out|expelled|brought to justice|hunted down|isolated)",
    "toughly": r"harsh|painful|swift|severe|crushing|devastating|firm|decisive|strong|resolute|immediate|tough|overwhelming|fierce|deadly|massive",
    "suffers": r"(?:only |soon |inevitably |certainly |surely |have to |live to |also |then |only live to |continue to |be (?=taking a ))*(?:<pay>|suffer (?:the |\w+ )?consequences|<face>|<bear>|<deal>|<undergo>|(?:yield|bring)[\w ]{0,50} nothing but)",
    "nobody": r"\b(?:whether|question|because it|we|us|us all|i|mankind|humanity|humankind|the world|generations?|child(?:ren)?|everyone|everybody|nobody|no one|civili[sz]ation|peoples?|the poor\w*|developing|region|organi[sz]ation|our \w+|assembly|questions?|united nations|council|virus|pandemic|disease|terrorism|poverty|hunger|challenges?|problems?|obligations?|needs|rights|question|hopes?|citizens|taxpayers|countries|who will|who shall)\W+(?:\w+\W+){0,2}(?:will|shall|would|must|may|can)\b",
}  # fmt: skip

_RULES = (
    Rule("either, or we will", patterns(WORDS, r"\beither\b.{3,200}?\bor (?:else )?(?:<we>) (?:\w+ )?(?:<announces>)"), patterns(WORDS, r"\beither (?:\w+ )?(?:we|all|everyone|the world)\b")),
    Rule("either, or they will suffer", patterns(WORDS, r"\beither\b.{3,200}?\bor\b.{3,80}?\b(?:<will>) <suffers>")),
    Rule(
        "we will do harm",
        patterns(WORDS, r"\b(?P<actor><we>|it),? (?:\w+ly |also |never |always )?(?:<announces>)(?: <manner>)* <harm>"),
        patterns(WORDS, r"\b(?:help|in the fight|climate|how|why|whether|question is)\b[^,;]*$"),
    ),
    Rule(
        "a named one will do harm",
        patterns(WORDS, r"\b(?P<actor>(?:the )?<name>),? (?:\w+ly |also )?(?:<announces>)(?: <manner>)* <harm>"),
    ),
    Rule(
        "if, we will",
        patterns(WORDS, r"\b(?P<actor><actor>) (?:<announces>)(?: <manner>)* (?:<harm>|<withdraw>|take (?:[\w-]+,? ){0,3}(?:further|necessary|appropriate|other|legal|political|military|firm|tough|tougher|stronger|unilateral|decisive)(?:,? [\w-]+){0,4} (?:steps|measures|action))\b"),
        patterns(WORDS, r"\b(?:if|unless|should|until|otherwise)\b,? (?:we|i|our|everyone|all)\b|\b(?:wish\w*|wants?|desires?|hopes?|arguing|that) [\w ,]{0,40}?\bit (?:will|shall) (?:\w+ly )?\w+$|\bit will (?:\w+ly )?(?:end|leave|close|abandon|halt|block)$|\b(?:positive\w*|constructive|sincere|peaceful|agree\w*|victimi[sz]ed|respond (?:to the (?:needs|challenges|call)|positively)|act (?:together|now|responsibly)|act,? we|take (?:up|on|part|place|into|stock|care|advantage|over))\b"),
        conditional=True,
    ),
    Rule(
        "they will suffer for it",
        patterns(WORDS, r"\b(?:(?:<will>|would) (?:only |soon |most |\w+ly |live to |have to )*(?:<pay>|suffer (?:the |\w+ )?consequences|<face>|<bear>)|(?:must|or|and) (?:[\w’-]+ ){0,2}face (?:the )?(?:\w+ )?consequences|suffer and pay)"),
        patterns(WORDS, WORDS["nobody"]),
    ),
    Rule(
        "they will be punished",
        patterns(WORDS, r"\b(?:<will>) <suffers>"),
        patterns(WORDS, r"<nobody>|\b(?:articles?|convention|paragraph|stipulat\w+|provides?)\b"),
    ),
    Rule(
        "any attack will be answered",
        patterns(WORDS, r"\b(?:any|every|each|such|further|continued|the continuation of)\b[^,;]{0,60}?\b(?:<wrong>|attempt\w*|step|act|deployment)\b.{0,90}?\b(?:<will>|would) (?:\w+ly )?(?:find|meet|be met|receive|be answered|be repelled|provoke|invite|draw|trigger|be considered|yield|bring|have|entail|lead to|result in)\b.{0,40}?\b(?:response|answer|rebuff|retaliation|consequences|reaction|force|declaration of war|nothing but|defeat)"),
    ),
    Rule("it will invite a response", patterns(WORDS, r"\b(?:<will>|would) (?:invite|meet with|receive|provoke|trigger) (?:a|an|our|the) (?:\w+ ){0,3}(?:response|answer|reaction|rebuff|retaliation|reply)\b"), patterns(WORDS, r"positive|favourable|global|adequate|effective|to them")),
    Rule("actions will have consequences", patterns(WORDS, r"\b(?:actions?|acts?|behaviou?r|conduct|crimes?|violations?|provocations?|aggression) (?:<will>) (?:\w+ly )?(?:have|entail|bring|carry) (?:[\w-]+ ){0,3}(?:consequences|measures|sanctions|retribution)\b")),
    Rule("must, or be punished", patterns(WORDS, r"\bmust\b[^;.]{3,80}?\bor (?:else |they will )?(?:be (?:punished|brought to|defeated|destroyed|isolated|held|driven)|face (?:the )?(?:\w+ )?(?:consequences|sanctions|isolation|force))\b"), patterns(WORDS, r"\b(?:we|mankind|humanity) must\b")),
    Rule("as it vowed to do", patterns(WORDS, r"\b(?:attack|destroy|strike|annihilate|punish|invade)\b.{0,60}?\bas (?P<actor>it|they|he|she|<name>) (?:has|have|had) (?:vowed|threatened|promised|sworn)\b"), told=True),
    Rule("it would be a mistake", patterns(WORDS, r"\b(?:will|would) be (?:making |committing )?a (?:\w+ ){0,2}(?:mistake|error|miscalculation)\b.{0,40}?\b(?:consequences|if they|if it|if he|in relying|in thinking|to (?:think|believe|test|attack))"), patterns(WORDS, WORDS["nobody"])),
    Rule("patience ends", patterns(WORDS, r"\bpatience\b(?:.{0,30}\b(?:end|ends)\b|.{0,260}?\b(?:wear(?:ing)? (?:thin|out)|limits?|unlimited|running out|run out|thin|exhausted|infinite|inexhaustible)\b)")),
    Rule("force if need be", patterns(WORDS, r"\b(?:but|or|by|use|using) (?:\w+ )?force (?:if|when|where) (?:we|necessary|needed|required|need)|\b(?:military|force|strikes?)\b[\w -]{0,40}? (?:cannot|can not|will not|should not|must not)(?: and \w+ not)?(?: \w+){0,2} ruled out|\ball options (?:are|remain)\b.{0,15}\btable\b")),
    Rule("put on notice", patterns(WORDS, r"\bput (?:[\w-]+ ){1,8}on notice(?::| that)")),
    Rule(
        "will, with a phrase between, do harm",
        patterns(WORDS, r"\b(?P<actor><actor>),? (?:\w+ly |also |and )?(?:<announces>|will be (?:relentless|tireless|unwavering|merciless) in|(?:will|shall) know how to)<between> (?:<hunted>|<broken>|<harm>)"),
        patterns(WORDS, r"\b(?:how|why|whether|question is|mankind|humanity|never again|provided|only when|if we|wish\w* peace|hope that)\b[^;]*$|\b(?:help|climate|relentlessly? fight against)\b[^,;]*$|\b(?:in order to|fight against|combat) \w+$"),
    ),
    Rule(
        "somebody will do harm",
        patterns(WORDS, r"\b(?:<announces>)<between> (?:<hunted>|<broken>|<strike>|<answer>|<judged>|<measures>)"),
        patterns(WORDS, r"\b(?:how|why|whether|mankind|humanity|never again|provided|only when|if we|if i|neither|those who|stories|hear\w*|ballot|democracy|do we know|wish\w* peace|hope|<abstract>|organi[sz]ation|court|tribunal|treaty|convention|system|agreement|resolution|programme|force|troops|operation|mission|peacekeep\w+|secretary-general|committee|moral\w*|principles|hope\w*|volcano|each other|(?:political|best|the|their|our|common|collective|free|strong|national) will)\b[^;.]*$"),
    ),
    Rule("no crime goes unanswered", patterns(WORDS, r"\b(?:<will>|would)(?: \w+)? (?:not|never|no longer) (?:be (?:left )?|go |remain |stay |pass )(?:unanswered|unpunished|without (?:an? |any |our )?(?:\w+ )?(?:answer|response|consequences?|punishment|reaction))|\b(?:will|shall) (?:[\w-]+ ){0,3}have to (?:account|answer) (?:for|to)|\bthose responsible will (?:[\w-]+ ){0,4}(?:account|answer|pay)\b"), patterns(WORDS, r"\b(?:environment|prayers?|appeals?|calls?|questions?|requests?|letters?)\b")),
    Rule("whatever steps are necessary", patterns(WORDS, r"\b(?:<will>|<ready>|<unhesitating>) (?:take|use|do|employ) (?:whatever|all|any|every) (?:[\w-]+ ){0,3}?(?:steps?|measures?|action|means|force)\b[^.;]{0,60}?\b(?:until|against|if|to (?:stop|counter|punish|deter|repel|force|compel|defeat|thwart))\b|\b(?:if|unless|should)\b[^.]{5,160}?\b(?:<will>|<ready>|<forced>) (?:consider|contemplate|resort to|take|adopt|examine) (?:[\w-]+,? ){0,5}?(?:measures|methods|steps|action|sanctions)\b|\bno alternative to (?:\w+ )?(?:sanctions|force|military)"), patterns(WORDS, r"\b(?:we|humanity|mankind) (?:do|are|fail|can|want|wish)\b|\b(?:climate|poverty|disease|pandemic|disaster|environment\w*|(?:towards|for) peace)\b")),
    Rule("committed to the fight", patterns(WORDS, r"\b(?:remains?|stands?|is|are|am) (?:\w+ )?(?:committed to|steadfast in|resolute in|relentless in) (?:(?:our|its|the|their|this) )(?:fight|war|struggle|battle) against (?:<people>)")),
    Rule("the answer will be harsh", patterns(WORDS, r"\b(?:response|retaliation|answer|reaction|reply|punishment|revenge) (?:<will>|would) be (?:\w+ )?(?:<toughly>)\b|\b(?:if|should|unless) (?!we\b)[^.]{5,250}?\bwe (?:must|should|will|shall) (?:respond|react|act|retaliate) (?:swiftly|firmly|decisively|forcefully|strongly|resolutely|harshly|immediately|accordingly)(?: and \w+ly)?\W*$"), patterns(WORDS, r"\b(?:climate|disaster|pandemic|poverty|famine)\b")),
    Rule("sanctions would come", patterns(WORDS, r"\bif\b[^.]{4,120}?\b(?:sanctions|measures|strikes?) (?:will|would|shall|must|should) (?:\w+ly )?be (?:snapped back|re-?imposed|imposed|tightened|extended|restored|applied|expanded|strengthened)|\bthreatening (?:\w+ )?sanctions|\bif not voluntarily,? (?:then )?(?:under|by) (?:\w+ ){0,3}(?:force|counter-force)|\bor (?:else )?be faced[\w ,]{0,40}? with|\breact accordingly\b|\bwe should [^.]{0,160}?(?:military response|<broken>)[^.]{0,60}? if (?:they|it|he)\b")),
    Rule("would evoke a response", patterns(WORDS, r"\b(?:<will>|would) (?:\w+ly )?(?:evoke|elicit|provoke|meet|find|face|invite|draw|get|be met (?:with|by)) (?:a |an |our |the )?(?:[\w-]+,? ){0,4}(?:response|retaliation|answer|rebuff|reprisals?|sanctions)\b"), patterns(WORDS, r"positive|favou?rable|global|adequate|effective|to them|\b(?:peace|goodwill|good will|sincer\w+|genuine)\b|<nobody>")),
    Rule("measures, if they do not", patterns(WORDS, r"\b(?:if|unless|should|until) (?!we\b|i\b|our\b|everyone\b|all\b|timely\b|such\b|these\b|urgent\b).{5,120}?\b(?:(?:other|further|additional|more|stronger|tougher|effective|mandatory|coercive)[\w ]{0,30} (?:measures|sanctions|steps|action) (?:will|must|shall|would|may|should) (?:also )?be (?:taken|contemplated|considered|needed|adopted|imposed|used|tightened)|(?:we|<world>|<name>) must (?:isolate|punish|sanction)|will [\w ]{0,15}?(?:react|respond) [\w ]{0,20}?with military force)|\bmust not hesitate to act (?:unilaterally|militarily)|\bforce of military action|\bwill react with military force"), patterns(WORDS, r"\b(?:poverty|climate|disaster|damage|environment\w*|reform)\b")),
    Rule("whoever tries will perish", patterns(WORDS, r"\b(?:whoever|anyone who|any (?:country|power|aggressor) (?:that|who))\b.{3,90}?\b(?:will|shall) (?:gather the dust|perish|be (?:crushed|destroyed|defeated|buried)|regret|pay|find (?:his|its|their) grave|face)\b")),
    Rule("threatens with harm", patterns(WORDS, r"\b(?P<actor>(?:the )?<name>(?: government)?|regime|they|he|she|who)?\b[\w ,“”’-]{0,30}?\b(?:threaten(?:s|ed|ing)?) (?!mankind|humanity|the (?:whole |entire )?world|peace|civili[sz]ation|us all|it\b)(?:[\w’'-]+,? ){0,10}?(?:with (?:[\w-]+ ){0,3}?(?:war|force|destruction|annihilation|sanctions|retaliation|reprisals?|attack\w*|(?<!incalculable\s)consequences|punishment|strikes?|bombing|extermination|tariffs|arrest|expulsion|invasion)|by telling (?:them|it|us))\b"), patterns(WORDS, r"\b(?:mankind|humanity|planet|world|globe|inhabitants|civili[sz]ation|human race|species|crisis|disaster\w*)(?:’s)?\W+(?:\w+\W+){0,4}threaten"), told=True),
    Rule("vows consequences", patterns(WORDS, r"\b(?:vow(?:s|ed|ing)?|threaten(?:s|ed|ing)?|promis(?:es|ed|ing)|warn(?:s|ed|ing)? of) (?:(?:serious|severe|unspecified|harsh|dire|swift) )?(?:consequences(?! for)|retaliation|revenge|reprisals?|retribution|sanctions|to (?:launch|carry out|unleash|resume) [\w ]{0,20}?(?:attacks?|strikes?|war|bombing|sanctions))\b|\bdeclar\w+ that there will be (?:\w+ ){0,2}(?:bombings?|strikes?|attacks?|war)\b|\breadiness of [\w ]{2,40}? to take (?:further|military|necessary|strong\w*) (?:\w+ )?(?:action|measures|steps)"), told=True),
    Rule("threatens to do harm", patterns(WORDS, r"\b(?:threaten(?:s|ed|ing)?|vow(?:s|ed|ing)?|swears?|swore|sworn) (?:\w+ly |(?:the )?<name> )?to (?:\w+ and )?(?:use (?:\w+ )?(?:force|nuclear|weapons)|attack|destroy|annihilate|wipe|shell|bomb|strike|retaliate|punish|invade|erase|eliminate|crush|avenge|kill|expel|launch|resume|overthrow|occupy|seize|liquidate|exterminate|impose|cut off|close|blockade|bury|burn)\b"), patterns(WORDS, r"\b(?:<abstract>|crisis|crises|disaster\w*|war|wars|conflicts?|process|trends?|tendenc\w+|growth|debt|desert\w*|seas?|everything|lava|any person|not to|refrain\w*|abstain|we keep|we)\b(?:\W+[\w’-]+){0,6}\W+(?:threaten\w*|vow\w*)\s+(?:\w+ly\s+)?to\b[^;]*$|\b(?:not to|never to|undertake\w*|abstain|refrain|norm|declar\w+ that any|prohibit\w*|from) (?:use or |using or )?(?:the )?threat\w*|\bguarantees?\b|\b(?:even|against) threatening"), told=True),
    Rule(
        "threatened to",
        patterns(WORDS, r"\b(?P<actor>(?:the )?<name>(?:,? (?:which|that|who))?|they|he|she|who)(?: (?:has|have|had|is|was|are|were|\w+ly|again|even|now|never ceased)){0,3} (?:threaten(?:s|ed)?|threatening|vow(?:s|ed)?|vowing|sworn|swore|pledged) (?:once again |openly |publicly )?(?:to (?:attack|destroy|annihilate|wipe|strike|retaliate|punish|bomb|invade|erase|eliminate|crush|avenge|withdraw|cut|close|block|take)\b|(?:\w+ ){1,4}with (?:\w+ ){0,2}(?:war|force|destruction|annihilation|sanctions|retaliation|attack|consequences))"),
        told=True,
    ),
)  # fmt: skip


def grammar() -> Grammar:
    """The grammar of English."""
    return Grammar(
        rules=_RULES,
        condition=patterns(WORDS, r"\b(?:if|unless|either|otherwise|or else|should (?=[\w’' -]{1,60}? (?:not|fail|continue|persist|attack|cross|be))|in (?:case|the event)|as long as|so long as|until|any (?:attempt|aggression|attack|country|one|party)|whoever|anyone who|those who|once|were to)\b[^,;.]*"),
        telling=patterns(WORDS, r"\b(?:according to|is quoted|was quoted|he said|she said|they said|(?:he|she|they|it|spokes\w+|leader|president|minister) (?:has |have |had )?(?:said|declared|announced|warned|threatened|vowed))\b"),
        never=patterns(WORDS, r"\?\W*$|\bballot box\b|\b(?:stocks|stockpiles?) of\b|\b(?:\w+ling travellers|laws? and warning|no longer (?:threaten|fear)|pay (?:a |special |fitting |full |warm |further )*tribute|pay (?:\w+ )?(?:attention|respects?|heed))\b"),
        hints=patterns(WORDS, r"\b(?:will|shall|would|must|going to|[’']ll|either|ready|prepared|determined|resolved|reserves? the right|hesitate|no (?:other )?(?:choice|option|alternative)|patience|notice|threaten\w*|vow\w*|swor\w+|pledged|options|force)\b"),
    )  # fmt: skip
