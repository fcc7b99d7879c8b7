import pytest

from narrator.article.dates import in_text, is_moment, iso


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2025-09-04T08:15:00+05:30", "2025-09-04T08:15:00+05:30"),
        ("2025-09-04T08:15:00Z", "2025-09-04T08:15:00Z"),
        ("2025-09-04T08:15:00.000+0530", "2025-09-04T08:15:00.000+05:30"),
        ("2025-09-04 08:15:00 +05:30", "2025-09-04T08:15:00+05:30"),
        ("2025-09-04T08:15+05:30", "2025-09-04T08:15:00+05:30"),
        ("2025-09-04T08:15:00 IST", "2025-09-04T08:15:00+05:30"),
        ("2025-09-04T08:15:00", "2025-09-04"),
        ("2025-09-04", "2025-09-04"),
        ("20250904", "2025-09-04"),
        ("Thu, 04 Sep 2025 08:15:00 GMT", "2025-09-04T08:15:00+00:00"),
        ("September 4, 2025", "2025-09-04"),
        ("4th September 2025", "2025-09-04"),
        ("04/09/2025", "2025-09-04"),
        ("1756953900", "2025-09-04T02:45:00+00:00"),
        ("2025-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_date_is_iso_8601(written: str, wanted: str | None) -> None:
    assert iso(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("प्रकाशित: 04 सितंबर 2025, 08:15 AM IST", "2025-09-04T08:15:00+05:30"),
        ("०४ सितम्बर २०२५", "2025-09-04"),
        ("Updated: 2 Oct 2025, 6:05 PM IST", "2025-10-02T18:05:00+05:30"),
        ("12 फ़रवरी, 2025 को शाम 5:30 बजे", "2025-02-12"),
        ("३० जुलै २०२५", "2025-07-30"),
        ("৩০ মে ২০২৫", "2025-05-30"),
        ("Published Sept. 4, 2025 at 12:05 a.m. EDT", "2025-09-04T00:05:00-04:00"),
        ("15-Aug-2025 | 23:10 GMT+05:30", "2025-08-15T23:10:00+05:30"),
        ("31 फरवरी 2025", None),
        ("² मई 2025", None),
        ("मई में 2,025 लोग आए", None),
    ],
)
def test_date_is_found_in_a_line(written: str, wanted: str | None) -> None:
    assert in_text(written) == wanted


@pytest.mark.parametrize(
    "line", ["11:45 बजे", "04/09/2025", "Updated: 4 Sept 2025, 8 PM IST", "2 hours ago", "सुबह 10:30"]
)
def test_line_of_nothing_but_a_date_or_time_is_a_moment(line: str) -> None:
    assert is_moment(line)


@pytest.mark.parametrize(
    "line", ["2019 और 2023 में दौरा", "मई", "10 लोग घायल", "Sept. 4 was a Thursday like no other"]
)
def test_line_that_says_more_is_no_moment(line: str) -> None:
    assert not is_moment(line)
