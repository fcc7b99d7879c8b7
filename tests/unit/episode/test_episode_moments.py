from datetime import UTC, timedelta, timezone

import pytest

from narrator.episode.moments import date_story, moment, parse_zone
from narrator.errors import SettingsError

INDIA = timezone(timedelta(hours=5, minutes=30))
SEEN = "2026-03-12T10:00:00+00:00"


def test_date_alone_is_the_midnight_of_its_zone_and_a_time_keeps_its_own():
    assert moment("2026-03-12", INDIA).isoformat() == "2026-03-12T00:00:00+05:30"
    assert moment("2026-03-12T08:00", INDIA).isoformat() == "2026-03-12T08:00:00+05:30"
    assert moment("2026-03-12T08:00:00Z", INDIA).isoformat() == "2026-03-12T08:00:00+00:00"


@pytest.mark.parametrize(
    "written", ["", None, "कल", "2026-02-30", "0001-01-01", "1899-12-31", "9999-12-31T23:00-02:00"]
)
def test_what_is_no_date_that_a_feed_can_give_is_none(written):
    assert moment(written, UTC) is None
    assert date_story(written, SEEN, INDIA) == SEEN


def test_date_of_a_story_is_its_own_unless_it_is_still_to_come():
    assert date_story("2026-03-12T15:30:00+05:30", SEEN, INDIA) == "2026-03-12T15:30:00+05:30"
    assert date_story("2026-03-12T15:30:01+05:30", SEEN, INDIA) == SEEN
    assert date_story("2026-03-12", SEEN, INDIA) == "2026-03-12"
    assert date_story("2026-03-13", "2026-03-12T18:29:59+00:00", INDIA) == "2026-03-12T18:29:59+00:00"
    assert date_story("2026-03-13", "2026-03-12T18:30:00+00:00", INDIA) == "2026-03-13"


def test_zone_is_an_offset():
    assert parse_zone("+05:30") == INDIA
    for wrong in ("", "IST", "Asia/Kolkata", "5:30"):
        with pytest.raises(SettingsError):
            parse_zone(wrong)
