import dataclasses
import io
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree
from PIL import Image

from narrator.episode.categories import CATEGORIES, check_category
from narrator.episode.feed import NAMESPACES, archives, write_feed
from narrator.episode.index import index_page
from narrator.episode.shorten import shorten, shorten_bytes
from narrator.episode.show import GUID_SPACE, Show, check_cover, default_cover, podcast_guid
from narrator.errors import EpisodeError, SettingsError
from narrator.language import labels
from narrator.model import Chapter, Enclosure, Published

BASE = "https://audio.example"
SHOW = Show(
    title="सोनपुर संदेश",
    url=f"{BASE}/feed.xml",
    link=f"{BASE}/",
    description="सोनपुर की ख़बरें",
    author="सोनपुर संदेश",
    language="hi",
    image=f"{BASE}/cover.png",
    guid="6f9b0b0e-0000-5000-8000-000000000000",
)


def episode(number=1, **changes):
    made = Published(
        id=f"{number:08x}-0000-5000-8000-000000000000",
        guid=f"{number:08x}-0000-5000-8000-000000000000",
        title=f"ख़बर {number}",
        url=f"https://news.example/{number}",
        audio=Enclosure(f"{BASE}/{number}.mp3", 1000 + number, 61_400, "ab" * 32),
        captions=f"{BASE}/{number}.vtt",
        chapters=f"{BASE}/{number}.chapters.json",
        timeline=f"{BASE}/{number}.timeline.json",
        language="hi",
        voice="tone",
        published="2026-03-12T08:00:00+05:30",
        author="मीरा सोलंकी",
        summary="पुल तैयार है।",
        chapter_list=(Chapter("शीर्षक", 0, 30_500), Chapter("पूरी ख़बर", 30_500, 61_400)),
    )
    return dataclasses.replace(made, **changes)


def parse(data):
    return etree.fromstring(data).find("channel")


def find(element, path):
    return element.find(path, NAMESPACES)


def test_channel_has_what_apple_and_psp_1_require():
    channel = parse(write_feed(SHOW, [episode()]))
    required = ("title", "link", "description", "language", "itunes:author", "itunes:explicit", "podcast:guid")
    for path in (*required, "podcast:locked", "podcast:medium"):
        assert find(channel, path).text, path
    assert find(channel, "itunes:explicit").text == "false"
    assert find(channel, "itunes:image").get("href") == SHOW.image
    assert find(channel, "itunes:category").get("text") == "News"
    assert find(channel, "itunes:category/itunes:category").get("text") == "Daily News"
    own = find(channel, "atom:link[@rel='self']")
    assert (own.get("href"), own.get("type")) == (SHOW.url, "application/rss+xml")
    assert find(channel, "podcast:txt").get("purpose") == "ai-content"


def test_item_has_sound_guid_date_and_what_clients_show():
    item = parse(write_feed(SHOW, [episode()])).find("item")
    sound = item.find("enclosure")
    assert dict(sound.attrib) == {"url": f"{BASE}/1.mp3", "length": "1001", "type": "audio/mpeg"}
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.find("pubDate").text == "Thu, 12 Mar 2026 08:00:00 +0530"
    assert find(item, "itunes:duration").text == "61"
    assert find(item, "podcast:transcript").get("type") == "text/vtt"
    assert find(item, "podcast:transcript").get("language") == "hi"
    assert find(item, "podcast:chapters").get("type") == "application/json+chapters"
    assert [found.get("start") for found in item.iter(f"{{{NAMESPACES['psc']}}}chapter")] == [
        "00:00:00.000",
        "00:00:30.500",
    ]
    assert "कंप्यूटर" in item.find("description").text


def test_same_episodes_give_the_same_bytes_and_no_moment_of_writing():
    first = write_feed(SHOW, [episode(1), episode(2)])
    assert write_feed(SHOW, [episode(1), episode(2)]) == first
    built = parsedate_to_datetime(parse(first).find("lastBuildDate").text)
    assert built.isoformat() == "2026-03-12T08:00:00+05:30"


def test_correction_keeps_guid_and_date_and_says_when():
    item = parse(write_feed(SHOW, [episode(updated="2026-03-13T09:00:00+00:00")])).find("item")
    assert item.find("pubDate").text == "Thu, 12 Mar 2026 08:00:00 +0530"
    assert find(item, "atom:updated").text == "2026-03-13T09:00:00+00:00"


def test_hostile_titles_survive_as_text():
    title = "<b>&amp; ]]> \x00\x07\ud800\ufffe<script>alert(1)</script> «₹»"
    item = parse(write_feed(SHOW, [episode(title=title)])).find("item")
    assert item.find("title").text == "<b>&amp; ]]> \ufffd<script>alert(1)</script> «₹»"


def test_addresses_are_ascii():
    item = parse(write_feed(SHOW, [episode(url="https://news.example/ख़बर?q=a b%20c")])).find("item")
    assert item.find("link").text.isascii()
    assert item.find("link").text.endswith("?q=a%20b%20c")


def test_episode_without_a_date_is_an_error_and_never_of_1970():
    with pytest.raises(EpisodeError, match="no date"):
        write_feed(SHOW, [episode(published="कल")])


NOTE = labels("hi").synthetic_voice


@pytest.mark.parametrize(
    "summary", ["लंबी ख़बर " * 2000, "ख़बर" * 3000, "क्ष्" * 3000, "😀" * 3000, "\ud800" * 5000]
)
def test_long_description_is_cut_to_what_clients_take_and_keeps_the_note_on_the_voice(summary):
    show = dataclasses.replace(SHOW, description=summary)
    channel = parse(write_feed(show, [episode(summary=summary)]))
    for text in (channel.findtext("description"), channel.findtext("item/description")):
        assert 3900 < len(text.encode()) <= 4000
        assert text.endswith(f" …\n\n{NOTE}")


def test_description_is_the_summary_the_chapters_and_the_note():
    names = ("शीर्षक", "सारांश", "पूरी\nख़बर")
    chapters = tuple(Chapter(name, 65_900 * n, 65_900 * (n + 1)) for n, name in enumerate(names))
    item = parse(write_feed(SHOW, [episode(chapter_list=chapters)])).find("item")
    lines = "00:00 शीर्षक\n01:05 सारांश\n02:11 पूरी ख़बर"
    assert item.findtext("description") == f"पुल तैयार है।\n\n{lines}\n\n{NOTE}"
    assert parse(write_feed(SHOW, [episode(summary=None)])).findtext("item/description") == NOTE


def test_many_chapters_leave_the_summary_its_room():
    chapters = tuple(Chapter(f"अध्याय {n}", 3_600_000 + n, 3_600_001 + n) for n in range(200))
    text = parse(write_feed(SHOW, [episode(chapter_list=chapters)])).findtext("item/description")
    assert text == f"पुल तैयार है।\n\n{NOTE}"


def test_text_is_cut_after_a_word_else_between_letters_as_people_see_them():
    assert shorten("नदी पर पुल बना", 14) == "नदी पर पुल बना"
    assert shorten("नदी पर पुल बना", 12) == "नदी पर पुल …"
    assert shorten("नदी पर पुल बना", 11) == "नदी पर …"
    assert shorten("नयास्त्री", 8) == "नया …"
    assert shorten("स्त्री" * 4, 6) == "स्त् …"
    assert shorten("पानीस्त्री", 9) == "पानी …"
    assert shorten_bytes("पानी पानी", 16) == "पानी …"


@pytest.mark.parametrize("change", [{"id": "x", "guid": episode(1).guid}, {"audio": episode(1).audio}])
def test_two_stories_that_clients_would_take_for_one_are_an_error_that_names_both(change):
    other = dataclasses.replace(episode(2, **change), title="दूसरी")
    with pytest.raises(EpisodeError) as caught:
        write_feed(SHOW, [episode(1), other])
    for named in ("ख़बर 1", "https://news.example/1", "दूसरी", "https://news.example/2"):
        assert named in caught.value.message


def test_each_author_is_a_person():
    item = parse(write_feed(SHOW, [episode(author="मीरा सोलंकी, इमरान शेख़")])).find("item")
    people = item.findall("podcast:person", NAMESPACES)
    assert [(found.text, found.get("role")) for found in people] == [
        ("मीरा सोलंकी", "author"),
        ("इमरान शेख़", "author"),
    ]
    assert find(parse(write_feed(SHOW, [episode(author=None)])), "item/podcast:person") is None


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        (
            "https://news.example/चित्र.JPG?w=1400",
            "https://news.example/%E0%A4%9A%E0%A4%BF%E0%A4%A4%E0%A5%8D%E0%A4%B0.JPG?w=1400",
        ),
        ("https://news.example/a.png", "https://news.example/a.png"),
        ("https://news.example/a.webp", None),
        ("ftp://news.example/a.png", None),
        ("http://[a.png", None),
        (None, None),
    ],
)
def test_picture_of_a_story_is_its_cover_where_clients_take_it(image, shown):
    found = find(parse(write_feed(SHOW, [episode(image=image)])), "item/itunes:image")
    assert (found.get("href") if found is not None else None) == shown


def test_story_without_an_address_links_to_its_listening_page():
    item = parse(write_feed(SHOW, [episode(url=None, page=f"{BASE}/1.html")])).find("item")
    assert item.findtext("link") == f"{BASE}/1.html"


@pytest.mark.parametrize(
    "audio", [Enclosure("1.mp3", 10, 1000, "ab"), Enclosure(f"{BASE}/1.mp3", 0, 1000, "ab")]
)
def test_sound_that_no_client_would_take_is_refused(audio):
    with pytest.raises(EpisodeError):
        write_feed(SHOW, [episode(audio=audio)])


def test_private_feed_asks_to_be_left_out():
    channel = parse(write_feed(dataclasses.replace(SHOW, private=True), []))
    assert (find(channel, "itunes:block").text, find(channel, "podcast:block").text) == ("Yes", "yes")


def test_podcast_guid_is_the_one_that_the_namespace_gives_as_its_example():
    assert str(GUID_SPACE) == "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
    assert podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert podcast_guid("http://mp3s.nashownotes.com/pc20rss.xml/") == podcast_guid(
        "https://mp3s.nashownotes.com/pc20rss.xml"
    )


def test_archives_are_full_and_keep_their_episodes_when_new_ones_come():
    assert archives([episode(n) for n in range(300)]) == []
    before = archives([episode(n) for n in range(700, 0, -1)])
    after = archives([episode(n) for n in range(705, 0, -1)])
    assert [len(part) for part in before] == [300, 300]
    assert after[:2] == before
    newest = set(range(700, 400, -1))
    archived = {int(item.id[:8], 16) for part in before for item in part}
    assert newest | archived == set(range(1, 701))


def test_archive_says_that_it_is_one_and_where_the_feed_is():
    channel = parse(write_feed(SHOW, [episode()], links=[("current", SHOW.url)], is_archive=True))
    assert find(channel, "fh:archive") is not None
    assert find(channel, "atom:link[@rel='current']").get("href") == SHOW.url


def test_apple_has_110_categories_and_each_is_taken():
    assert (len(CATEGORIES), sum(map(len, CATEGORIES.values()))) == (19, 91)
    for top, subs in CATEGORIES.items():
        assert check_category(top) == (top, None)
        assert [check_category(f"{top} > {sub}") for sub in subs] == [(top, sub) for sub in subs]


@pytest.mark.parametrize("wrong", ["Nachrichten", "", "News > Sport", "News >", "Technology > News", "news"])
def test_category_that_apple_does_not_have_is_refused_with_those_it_has(wrong):
    with pytest.raises(SettingsError) as caught:
        check_category(wrong)
    assert ("News > Daily News" if wrong.startswith("News") else "Technology") in caught.value.hint


def picture(mode, size, kind="PNG"):
    data = io.BytesIO()
    Image.new(mode, size).save(data, kind)
    return data.getvalue()


def test_cover_must_be_a_square_in_rgb_that_directories_take():
    assert check_cover(default_cover(), "ours") == ".png"
    assert check_cover(picture("RGB", (1400, 1400), "JPEG"), "own") == ".jpg"
    wrong = [picture("RGB", size) for size in ((100, 100), (1400, 1500), (3001, 3001))]
    wrong += [picture("CMYK", (1400, 1400), "JPEG"), picture("RGB", (1400, 1400), "GIF"), b"no picture"]
    for data in wrong:
        with pytest.raises(SettingsError):
            check_cover(data, "cover")


def test_page_for_people_escapes_what_it_shows_and_loads_no_sound():
    page = index_page(SHOW, [episode(title="<script>", url="javascript:alert(1)")])
    assert "<script>" not in page
    assert "javascript:" not in page
    assert 'preload="none"' in page
