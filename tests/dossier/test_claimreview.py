"""Claims for fact-check explorers: valid by a schema of what they require, a review only where a person judged."""

import json
from dataclasses import replace

import jsonschema
import pytest

from tests.dossier.test_exports import outgoing
from undertow.dossier.exports import Appearance, Judgement, Statement
from undertow.dossier.exports.claimreview import ClaimReviews

TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}
AUTHOR = {
    "type": "object",
    "required": ["@type", "name"],
    "properties": {"@type": {"enum": ["Organization", "Person"]}, "name": TEXT},
    "additionalProperties": False,
}
CLAIM = {
    "type": "object",
    "required": ["@type", "@id", "text"],
    "properties": {
        "@type": {"const": "Claim"}, "@id": {"type": "string", "pattern": "^urn:uuid:"}, "text": TEXT, "author": AUTHOR,
        "datePublished": DATE, "description": TEXT,
        "appearance": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["@type", "name"], "additionalProperties": False,
            "properties": {"@type": {"const": "CreativeWork"}, "name": TEXT, "position": TEXT,
                           "identifier": {"type": "string", "pattern": "^urn:sha256:[0-9a-f]{64}$"}}}},
    },
    "additionalProperties": False,
}  # fmt: skip
REVIEW = {
    "type": "object",
    "required": ["@type", "@id", "claimReviewed", "itemReviewed", "author", "datePublished", "reviewRating"],
    "properties": {
        "@type": {"const": "ClaimReview"}, "@id": {"type": "string", "pattern": "^urn:uuid:"}, "claimReviewed": TEXT,
        "itemReviewed": CLAIM, "author": AUTHOR, "datePublished": DATE, "reviewBody": TEXT,
        "reviewRating": {
            "type": "object", "required": ["@type", "ratingValue", "bestRating", "worstRating", "alternateName"],
            "properties": {"@type": {"const": "Rating"}, "ratingValue": {"enum": [1, 2]}, "bestRating": {"const": 2},
                           "worstRating": {"const": 1}, "alternateName": TEXT, "ratingExplanation": TEXT},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}  # fmt: skip
SCHEMA = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {"@context": {"const": "https://schema.org"}, "@graph": {"type": "array", "items": {"oneOf": [CLAIM, REVIEW]}}},
}  # fmt: skip
CONTRADICTED = Judgement(
    verdict="contradicted", against=("The census counted 186,341.",), why="fewer lived there", by="ada"
)
STATED = (
    Statement(key=("claim", "c1"), text="Some 230,000 left.", by="The Ministry", date="1992", rests_on="verified by quote",
              appearances=(Appearance(name="speech.txt", sha256="a" * 64, place="line 3"),), judgement=CONTRADICTED),
    Statement(key=("claim", "c2"), text="</script><b>300,000 left, says @private_person.", appearances=(Appearance(name="a paper, 2020"),)),
    Statement(key=("sentence", "a.md", "t1"), text="The port counted 412 ships.",
              judgement=replace(CONTRADICTED, verdict="supported", at="2026-11-26")),
)  # fmt: skip


def written(folder, statements=STATED, byline=None):
    made = replace(outgoing(), statements=statements)
    if byline is not None:
        made = replace(made, dossier=replace(made.dossier, byline=byline))
    [path] = ClaimReviews().write(made, folder)
    return json.loads(path.read_text("utf-8"))


def test_every_claim_and_review_is_valid_by_the_schema(tmp_path):
    told = written(tmp_path)
    jsonschema.validate(told, SCHEMA)
    assert [one["@type"] for one in told["@graph"]] == ["ClaimReview", "Claim", "ClaimReview"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {**told, "@graph": [{**told["@graph"][0], "reviewRating": {"@type": "Rating", "ratingValue": 3}}]}, SCHEMA
        )


def test_a_rating_says_what_a_person_said_in_two_steps_and_no_more(tmp_path):
    first, _, last = written(tmp_path)["@graph"]
    assert (first["reviewRating"]["ratingValue"], last["reviewRating"]["ratingValue"]) == (1, 2)
    assert first["reviewRating"]["alternateName"] == "Contradicted by what it was set against"
    assert first["reviewRating"]["ratingExplanation"] == "fewer lived there" and last["datePublished"] == "2026-11-26"
    assert "186,341" in first["reviewBody"]


def test_the_author_is_the_byline_of_the_case_or_nobody_by_name(tmp_path):
    assert written(tmp_path, byline="The Desk")["@graph"][0]["author"] == {"@type": "Organization", "name": "The Desk"}
    assert written(tmp_path, byline="")["@graph"][0]["author"] == {"@type": "Person", "name": "the analyst"}


def test_private_persons_are_masked_and_ids_stay_the_same(tmp_path):
    told = written(tmp_path)
    assert "private_person" not in json.dumps(told)
    assert [one["@id"] for one in told["@graph"]] == [one["@id"] for one in written(tmp_path)["@graph"]]


def test_without_claims_there_is_an_empty_list(tmp_path):
    assert written(tmp_path, ())["@graph"] == []
