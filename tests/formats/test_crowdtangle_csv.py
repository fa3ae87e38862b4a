from datetime import datetime
from pathlib import Path

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected
from undertow.formats import Reading
from undertow.formats.crowdtangle_csv import CrowdTangleCsv


def test_the_zone_at_the_end_of_the_time_is_read_in_winter_and_summer() -> None:
    winter, summer = kept(read(CrowdTangleCsv, SAMPLES / "crowdtangle-csv.csv"))
    assert winter.values["at"] == datetime(2022, 1, 9, 23, 6, 40)
    assert summer.values["at"] == datetime(2022, 7, 9, 22, 6, 40)
    assert winter.values["at_origin"] == "platform"


def test_reads_counts_with_thousands_links_and_profile_of_facebook() -> None:
    post, other = kept(read(CrowdTangleCsv, SAMPLES / "crowdtangle-csv.csv", Reading(timezone="UTC")))
    assert (post.values["post"], post.values["account"]) == ("facebook:5550001", "facebook:100044000000001")
    assert (post.values["likes"], post.values["replies"], post.values["reposts"], post.values["views"]) == (
        1000,
        12,
        34,
        0,
    )
    assert post.values["links"] == ["https://ferry.example/timetable"]
    assert "links" not in other.values
    [(_, profile)] = post.also
    assert (profile["followers"], profile["created_at"]) == (1204, datetime(2012, 5, 6, 7, 8, 9))


def test_reads_posts_of_instagram() -> None:
    [post] = kept(read(CrowdTangleCsv, SAMPLES / "crowdtangle-csv.instagram.csv"))
    assert (post.values["post"], post.values["account"], post.values["likes"]) == (
        "instagram:CabC_1-x",
        "instagram:gullphotos",
        1002,
    )
    assert post.values["text"] == "A gull"
    assert "views" not in post.values


def test_a_zone_that_is_not_known_is_refused(tmp_path: Path) -> None:
    text = (SAMPLES / "crowdtangle-csv.instagram.csv").read_text().replace(" UTC", " XYZ")
    [found] = rejected(read_text(CrowdTangleCsv, tmp_path, text))
    assert found.reason == "time: '2022-01-09 18:06:40 XYZ' ends in a zone that CrowdTangle is not known to write"
