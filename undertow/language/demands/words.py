"""The English words that the rules for demands know: who can act, what only sounds like somebody, and what is no act."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Last nouns of bodies that speak for the world or a part of it, in small letters.
INSTITUTIONS = _set(
    "council assembly organization organisation organizations organisations un u.n secretary-general secretariat union eu nato osce"
    " asean oau au commission committee agency agencies iaea court tribunal conference group bank fund unesco unicef undp who fao wto imf world"
    " humanity mankind humankind institution institutions body bodies organ organs session sessions conferences forum quartet co-chairs co-chairmen co-chair mediators"
    " commissioner rapporteur envoy csce efta league commonwealth movement cis gatt icrc unhcr unifil unctad community rest ecosoc bureau"
    " presidency chairmanship inspectors alliance g7 g8 g20 g77 office department peacekeepers membership minurso troika"
)
GROUPS = _set(
    "some many states countries nations powers governments parties sides leaders peoples members delegations others all those both donors partners"
    " neighbours neighbors actors authorities factions representatives politicians statesmen negotiators companies corporations banks media society"
    " creditors producers consumers terrorists aggressors occupiers militants rebels separatists communities groups militias extremists signatories combatants citizens men women"
    " youth workers employers scientists scholars neighbours ministers heads presidents organizations majority minority"
    " hamas hizbullah hezbollah taliban isil isis daesh plo unita swapo mujahidin guerrillas faction militia perpetrators participants stakeholders"
    " officials employees rulers forces troops colleagues friends brothers guarantors co-sponsors sponsors belligerents great-powers superpowers super-powers"
    " exporters importers suppliers developers entrepreneurs journalists teachers parents generation generations kosovars legislators parliamentarians governors circles monopolies public bloc blocs coalition"
)
#: Plurals that are no people, though they stand where people would.
NEVER_PERSONS = _set(
    "efforts measures steps approaches actions talks resources initiatives solutions reforms rights issues programmes policies problems resources funds negotiations processes proposals weapons sanctions elections means ways ideas hostilities mechanisms forms standards levels results links ties lives prices arms forces changes services systems"
)
#: Singular nouns of one state; with a name or a pointing word beside them.
STATES = _set(
    "government republic regime federation kingdom emirates jamahiriya authority army leadership side administration country state nation power neighbour neighbor junta"
    " aggressor occupier confederation president minister chancellor king parliament knesset entity party military delegation diplomacy invader coloniser colonizer oppressor"
)
#: These go with the name beside them: Sudrandi forces are one state's, armed forces are not.
WITH_NAME = _set(
    "people peoples forces troops leaders authorities rulers side leadership army militants officials politicians circles citizens soldiers"
)
#: Words beside such a noun that make it many.
MANY = _set(
    "world all both various regional european african asian arab western islamic latin american global worlds nordic balkan political nuclear"
)
#: Capitals do not make these act.
THINGS = re.compile(
    r"(?:treaty|charter|convention|conventions|agreement|agreements|accords?|plan|process|programme|program|declaration|agenda|goals?|decade|protocol|register|system|statute|law|"
    r"resolutions?|day|year|article|articles|chapter|initiative|strategy|compact|millennium|summit|pact|framework|platform|roadmap|map|rules?|principles?|mission|missions|partnership|"
    r"operation|operations|dialogue|talks|negotiations|covenant|mandate|budget|doctrine|project|zone|war|peace|order|problem|question|conflict|issue|crisis|region|territory|strip|"
    r"bank of|islands?|sea|ocean|strait|corridor|gulf|east|africa|asia|europe|america|mediterranean|monday|january|review|act|provisions?|regime of|decision|document|report|progress|success|protectionism|colonialism|terrorism|democracy|development|disarmament|detente|détente|cooperation|co-operation|instead|rounds?|ai|survey|duties|god|conflicts|wars|efforts|actions?|measures?|relations|"
    r"globali[sz]ation|justice|freedom|solidarity|diplomacy|stability|reforms?|aid|assistance|interests?|rights)"
)  # fmt: skip
#: Those in whose name a text speaks.
DOCUMENTS = _set(
    "resolution resolutions draft plan proposal proposals declaration declarations communique communiqué document documents report statement statements"
    " decision decisions treaty convention charter agreement protocol amendment appeal message petition memorandum opinion programme initiative initiatives people peoples summit"
    " voices voice segments sections sectors demonstrators protesters students victims families plan bill article consensus paragraph text"
)  # fmt: skip
#: Askers that are no askers: the situation calls for, the crisis demands.
CIRCUMSTANCES = _set(
    "situation situations crisis crises time times circumstances challenge challenges problem problems conditions task tasks conflict threat threats reality realities age era justice interests interest"
    " development conscience logic history religion religions theme peace security process role work action life progress success achievement settlement nature rights needs need future tragedy events event approach solution reform"
    " globalization economy economies science trends processes politics complexity making morality reason prosperity question questions issue issues goal goals responsibility duty experience honour relations state"
)  # fmt: skip
#: What it means to be in a state, or to have a lot: no act is asked.
STATIVES = (
    r"have|face|remain|enjoy|receive|become|regain|recover|acquire|obtain|(?:achieve|attain|accede to) (?:\w+,? (?:and )?){0,3}independence|get (?:all|the(?!\s+job)|their|its|an?|more|what|help|assistance|support|access)|exercise (?:their|its|the|his|her) (?:\w+,? (?:and )?){0,3}rights?|occupy (?:its|their|the|a) (?:\w+ )?place|be represented|suffer|belong|deserve|reflect|represent|look like|mean|benefit|prevail|exist|contain|lie|constitute|consist|feel|"
    r"depend|fall|go hand in hand|come into|come to(?! (?:terms|the|an? agreement|realize|understand))|stand out|cost|fail|lose|gain|differ|seem|appear|encompass|comprise|possess|like|"
    r"expect|bear fruit|live (?:in|under|with|on|side|free)|take (?:note )?into|happen|occur|serve as|coincide|derive|wait|pay the price|grow|share (?:in )?the (?:benefits|burden)"
)
#: To be these is conduct, and so asked for.
CONDUCT = (
    r"able|ready|willing|wary|prepared|determined|committed|united|vigilant|aware|prudent|careful|firm|relevant|inclusive|responsible|more|less|in a position|guided|active|bold|consistent|accountable|transparent|honest|"
    r"patient|flexible|courageous|generous|realistic|cautious|attentive|mindful|resolute|open|stronger|impartial|objective|clear|persistent|engaged|at the forefront|reconciled|capable|sincere|under no illusion|"
    r"proactive|creative|brave|decisive|considerate|tough|quick|faithful|true|serious|receptive|conscious|alert|unequivocal|just|fair|seen to be doing|reasonable|concerned|constructive"
)
#: To stop, to end, to leave off, to take away.
STOPS = (
    r"stop(?![^,;.]{2,40}? from \w+ing\b)|abort|set aside|undertake not|cease|halt|end|refrain|desist|renounce|abandon|give up|drop|avoid|abstain|put (?:an? (?:\w+,? (?:and )?){0,4})?(?:end|stop)|bring (?:\w+ ){1,6}to an? (?:\w+ )?end|not|never|neither|withdraw|lift|lay (?:\w+ ){0,4}down|lay down|pull (?:out|back)|"
    r"recall|rescind|disengage|back away|discontinue|eliminate|abolish|dismantle|remove|terminate|suspend|leave(?! (?:their|no|room|to|it|open|a|behind)\b)|relinquish|vacate|evacuate|repeal|forgo|forego|quit|reverse|revoke|curb|cut off|no longer|"
    r"disarm|eradicate|freeze|forswear|retreat|keep (?:out|away|off|their hands)|without delay to (?:stop|end|withdraw)|call off|break with|do away with|finish|cancel|stay (?:out|away)|dispense with|shed|disband|phase out"
)
STOP_NOUNS = (
    r"withdrawal|end|ending|cessation|halt|lifting|removal|stop|abolition|elimination|termination|cease-?fire|truce|dismantling|dismantlement|disengagement|evacuation|suspension|moratorium|"
    r"ban|prohibition|freeze|non-use|reversal|renunciation|abandonment|eradication|discontinuance|pull-?out|repeal|retreat|withholding|non-interference|liquidation"
)
ADVERBS = (
    r"(?!assembly|family|supply|italy|july|reply|comply|apply|rely|multiply|ally\b)\w+ly|also|now|still|therefore|thus|then|first|once|again|more|no longer|never|not|always|both|all|together|indeed|at last|however|hence|too|even|just|yet|soon|already|today|further|likewise|moreover|once and for all|at least|rather|"
    r"themselves|itself|herself|himself|instead|once more|once again|in turn|as well|above all|in future|in particular|ever|strictly|henceforth|no less|each|of course|quite|yesterday|last year|this year|last week|this week|earlier"
)
PREPOSITIONS = _set(
    "of in to from on against with for between by within under at among over towards toward around through into upon about across throughout during without via per beyond like besides despite behind before after since near until regarding concerning including outside inside above below alongside"
)  # fmt: skip
DETERMINERS = _set(
    "the a an all both every each those these this that its their our my his her no any some such neither either your many most several other certain two three four five"
)
SAYING = _set(
    "think thinks thought believe believes believed say says said feel feels felt hope hopes consider considers maintain maintains trust suggest suggests agree agrees know knows understand understands clear convinced sure emphasize stressed stress emphasized"
    " means mean shows show requires imperative essential necessary vital obvious insist insists means ensure ensures path lines"
)  # fmt: skip
