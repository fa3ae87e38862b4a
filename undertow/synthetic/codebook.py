"""The codebook of the fictional case: what an analyst would look for in it, with examples."""

from __future__ import annotations

NAME = "return-to-western-averra"
TOML = """\
# Narratives of a fictional case. A hit says that a text uses the words, not that it is right, nor which side it is on.
[codebook]
id = "return-to-western-averra"
version = "1"
languages = ["en"]
status = { en = "draft" }

[[frame]]
id = "right_of_return"
name = "Right of return"
definition = "Somebody claims, grants, denies or mentions that those who left Western Averra may or should return."
include = "Return to Western Averra, right of return, return to homes."
exclude = "The name of the association; return to talks."
[frame.patterns]
en = ["right (of|to) return*", "return* to western averra", "return* to (its|their) home*", "plan for their return", "returnnow"]
en_not = ["is registered"]
[frame.examples]
en = ["Return to Western Averra must be safe, dignified and prompt.", "Western Averra community demands right of return"]
[frame.counter_examples]
en = ["We ask all parties to return to the table.", "Return to Western Averra is registered as an association"]

[[frame]]
id = "liberation"
name = "Liberation"
definition = "Taking or retaking land is described as liberation."
include = "liberated territories, war of liberation, de-occupation."
exclude = "Freeing of prisoners."
[frame.patterns]
en = ["liberat*", "de-occup*"]
[frame.examples]
en = ["The war of liberation ended an occupation of two thousand days.", "De-occupation is not revenge; it is justice."]
[frame.counter_examples]
en = ["We ask all parties to exchange prisoners and to trust in direct talks."]

[[frame]]
id = "enemy_abroad"
name = "Enemy abroad"
definition = "Somebody outside the country is presented as hostile to it."
include = "Outside powers, foreign patrons, forces from abroad that arm or direct others."
exclude = "Partners and investors abroad."
[frame.patterns]
en = ["forces from abroad", "outside powers", "hostile circles", "foreign patrons", "external enem*", "provocations at the border"]
[frame.examples]
en = ["Behind the curtain, outside powers are arming our neighbour.", "Foreign patrons delay every agreement and profit from it."]
[frame.counter_examples]
en = ["The use of force has never settled anything between us."]

[[frame]]
id = "care"
name = "Clinics and nurses"
definition = "Medical care within reach is promised, praised or missed."
[frame.patterns]
en = ["clinic*", "nurse*", "midwi*", "vaccine*"]
[frame.examples]
en = ["Vaccines reached six hundred people in the suburbs step by step."]
[frame.counter_examples]
en = ["The number of schools has doubled in silence."]
"""
