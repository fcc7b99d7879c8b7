import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.episode.publish import check_target, name_file, publish
from narrator.episode.slug import name_each, slugify
from narrator.errors import CannotCreate, EpisodeError
from narrator.model import Article


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("सरकार ने शिक्षा पर ज़ोर दिया", "sarakar-ne-shiksha-par-jor-diya"),
        ("नदी पर नया पुल", "nadi-par-naya-pul"),
        ("ज़मीन की लड़ाई, २०२४", "jamin-ki-ladai-2024"),
        ("Café déjà-vu 5%", "cafe-deja-vu-5"),
        ("ঢাকা মহানগর", "dhaka-mahanagar"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slug_reads_like_the_headline(title, slug):
    assert slugify(title) == slug


@given(st.text())
def test_slug_is_short_safe_ascii_and_never_empty(title):
    slug = slugify(title)
    assert 1 <= len(slug) <= 80
    assert set(slug) <= set(string.ascii_lowercase + string.digits + "-")
    assert slug[0] != "-"
    assert slug[-1] != "-"


def test_headlines_without_any_known_letter_get_different_names():
    assert slugify("天気") != slugify("天候")


def test_names_of_files_are_distinct_and_readable_whatever_the_titles():
    titles = (
        "feed",
        "खेल",
        "कमल",
        "कमाल",
        "Feed",
        "feed-2",
        "khel-1",
        "天気",
        "../etc",
        "top_10",
        "A" * 99,
        "",
        "व्यापार",
    )
    named = name_each(titles)
    assert list(named) == list(titles)
    assert len({stem.lower() for stem in named.values()}) == len(titles)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,90}", stem) for stem in named.values())
    assert [named[title] for title in ("feed", "खेल", "top_10", "व्यापार")] == [
        "feed",
        "khel",
        "top_10",
        "vyapar",
    ]
    assert named["कमल"].startswith("kamal-")
    assert all(
        len(named[title]) > 9 for title in ("feed-2", "khel-1", "Feed")
    )  # parts of an archive are numbered
    assert name_each(titles) == named


@given(st.lists(st.text(), unique=True))
def test_names_of_files_are_distinct_for_any_titles(titles):
    assert len({stem.lower() for stem in name_each(titles).values()}) == len(titles)


def test_file_is_named_from_date_and_headline():
    article = Article("नया पुल", (), published="2026-03-12T07:40:00+05:30")
    assert name_file(article) == "2026-03-12-naya-pul.mp3"
    assert name_file(Article("नया पुल", ())) == "naya-pul.mp3"


@pytest.mark.parametrize("published", ["../../x", "/etc/pass", "2026", "", None])
def test_what_is_no_date_never_becomes_part_of_a_file_name(published):
    assert name_file(Article("पुल", (), published=published)) == "pul.mp3"


def test_published_file_is_whole_and_leaves_nothing_beside_it(tmp_path):
    target = tmp_path / "story.mp3"
    assert publish(target, lambda path: path.write_bytes(b"123")) == 3
    assert names(tmp_path) == ["story.mp3"]
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert target.stat().st_mode == plain.stat().st_mode


def test_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    target = tmp_path / "story.mp3"
    target.write_bytes(b"old")

    def fail(path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(EpisodeError, match="No space"):
        publish(target, fail)
    assert names(tmp_path) == ["story.mp3"]
    assert target.read_bytes() == b"old"


def test_interrupted_write_leaves_nothing(tmp_path):
    def interrupt(path):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path / "story.mp3", interrupt)
    assert names(tmp_path) == []


def test_foreign_file_is_not_replaced_unless_forced(tmp_path):
    target = tmp_path / "story.mp3"
    target.write_bytes(b"x")
    with pytest.raises(CannotCreate, match="is there already"):
        check_target(target, ours=False, force=False)
    check_target(target, ours=False, force=True)
    check_target(target, ours=True, force=False)


@pytest.mark.parametrize("name", [".", "no-such-folder/story.mp3"])
def test_target_that_is_a_folder_or_in_none_is_refused(tmp_path, name):
    with pytest.raises(CannotCreate) as caught:
        check_target(tmp_path / name, ours=False, force=True)
    assert caught.value.exit_code == 73
