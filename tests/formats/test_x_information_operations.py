from datetime import datetime

from tests.formats.reading import SAMPLES, kept, read
from undertow.formats.x_information_operations import XInformationOperations

HASHED = "ab12" * 16


def test_times_are_minutes_of_utc_even_at_midnight() -> None:
    post, repost = kept(read(XInformationOperations, SAMPLES / "x-information-operations.csv"))
    assert (post.values["at"], post.values["at_precision"], post.values["at_origin"]) == (
        datetime(2017, 6, 22, 16, 3),
        "min",
        "platform",
    )
    assert (repost.values["at"], repost.values["at_precision"]) == (datetime(2017, 6, 23), "min")


def test_reads_lists_relations_and_the_profile() -> None:
    post, repost = kept(read(XInformationOperations, SAMPLES / "x-information-operations.csv"))
    assert post.values["account"] == f"x:{HASHED}"
    assert post.values["hashtags"] == ["harbour", "boats"]
    assert post.values["links"] == ["https://news.example/a"]
    assert "mentions" not in post.values
    assert (post.values["replies"], post.values["likes"], post.values["reposts"]) == (1, 2, 3)
    assert (repost.values["kind"], repost.values["repost_of"], repost.values["repost_account"]) == (
        "repost",
        "x:877919995476490000",
        "x:55501",
    )
    [(_, profile)] = post.also
    assert (profile["created_at"], profile["created_precision"], profile["followers"]) == (
        datetime(2017, 5, 1),
        "day",
        132,
    )
