"""Everything planted in the fictional case, in the order in which it is planted. A new effect is a function and a line here.

The first few lay the ground: people and what they do by themselves. Each effect draws from a generator of its own.
"""

from __future__ import annotations

from undertow.synthetic import audience, groups, naming, people, posting, press, record, speeches, statements
from undertow.synthetic.fiction import Effect

EFFECTS: tuple[Effect, ...] = tuple(
    Effect(name=name, meaning=meaning, analysis=analysis, plant=plant)
    for name, analysis, plant, meaning in (
        ("people", "", people.settle, "ordinary accounts, papers and the organisation"),
        ("own words", "", posting.talk, "what ordinary accounts say, by day and hardly at night"),
        ("organic sharing", "", posting.repeat, "reposts and links, none together with others"),
        ("group that reposts", "coordination", groups.reposting, "accounts that repost the same posts within a minute"),
        ("group that links", "coordination", groups.linking, "accounts that post the same links within a minute"),
        ("group that copies", "coordination", groups.copying, "accounts that post the same words within a minute"),
        ("newswire", "coordination", groups.wire, "five papers that print one wire: together, and benign"),
        (
            "named by the account",
            "profile",
            naming.named,
            "two governments in the organisation's posts, for and against",
        ),
        ("reference audiences", "", audience.references, "followers of twenty comparable accounts"),
        ("bought followers", "audience", audience.bought_followers, "batches of sign-ups that follow in a block"),
        ("quick growth", "audience", audience.quick_growth, "many followers within a year"),
        ("statements", "", speeches.panel, "twenty years of statements by twenty-six states"),
        ("convergence", "convergence", speeches.convergence, "one government comes to speak like another"),
        ("frame shift", "narratives", speeches.frame_shift, "from liberation to an enemy abroad"),
        (
            "argument in speeches",
            "narratives",
            speeches.argument_in_speeches,
            "the return, from the margin to every speech",
        ),
        ("channel", "", press.channel, "messages of the organisation's channel"),
        ("argument in papers", "narratives", press.rising_argument, "the return in headlines, growing in two steps"),
        ("unlisted phrase", "discovery", press.unlisted, "a phrase that headlines hold since a day, on nobody's list"),
        (
            "contradictory figures",
            "claims",
            statements.contradictory_figures,
            "how many people left, according to whom",
        ),
        ("growing demands", "demands", statements.growing_demands, "demands and mirrored demands"),
        ("threats", "threats", statements.threats, "threats with a condition"),
        ("reversals", "positions", statements.reversals, "two governments change sides"),
        ("obligation", "obligations", statements.obligation, "a duty with a date and no sign of compliance"),
        ("actors", "", record.actors, "who is who, in the ledger"),
        ("events", "events", record.events, "the assembly of the campaign"),
        ("testimony", "", record.testimony, "one protected person and one visit"),
        ("defects", "", record.defects, "rows that cannot be used, and a page that comes twice"),
    )
)
