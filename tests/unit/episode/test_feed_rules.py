"""Our feeds keep every rule of those who judge them, and each rule finds what breaks it."""

import dataclasses
import re

import feed_rules
import pytest
from feed_rules import NS, RULES, faults
from lxml import etree

from narrator.episode.feed import write_feed
from narrator.episode.show import Show, podcast_guid
from narrator.model import Chapter, Enclosure, Published

BASE = "https://audio.example"
HOSTILE = "<b>&amp; &lt; ]]> \x00\x07\x1b[31m\ud800\ufffe\u2028<script>alert(1)</script> «₹» 🙂"
SHOW = Show(
    title="सोनपुर संदेश",
    url=f"{BASE}/feed.xml",
    link="https://news.example/सोनपुर",
    description="सोनपुर की ख़बरें & बातें",
    author="सोनपुर संदेश",
    language="hi",
    image=f"{BASE}/cover.png",
    guid=podcast_guid(f"{BASE}/feed.xml"),
    category="Society & Culture > Documentary",
    owner_name="सोनपुर संदेश",
    owner_email="podcast@news.example",
    copyright="© सोनपुर संदेश",
    update_frequency="रोज़",
    update_rule="FREQ=DAILY;INTERVAL=1",
    license="CC-BY-4.0",
    txt={"applepodcastsverify": "1234"},
)


def episode(number=1, **changes):
    story = f"{number:08x}-0000-5000-8000-000000000000"
    made = Published(
        id=story,
        guid=story,
        title=f"ख़बर {number}",
        url=f"https://news.example/ख़बर/{number}?a=1&b=2",
        audio=Enclosure(f"{BASE}/{story}.abcdef01.mp3", 1000 + number, 200_400, "ab" * 32),
        captions=f"{BASE}/{story}.vtt",
        chapters=f"{BASE}/{story}.chapters.json",
        timeline=f"{BASE}/{story}.timeline.json",
        language="hi-IN",
        voice="tone",
        published="2026-03-12T08:00:00+05:30",
        author="मीरा सोलंकी, इमरान शेख़",
        category="खेल",
        summary="पुल तैयार है। " * 300,
        image="https://news.example/पुल.jpg",
        page=f"{BASE}/{story}.html",
        chapter_list=(
            Chapter("शीर्षक", 0, 30_500),
            Chapter("सार", 30_500, 61_400),
            Chapter("ख़बर", 61_400, 99_000),
        ),
    )
    return dataclasses.replace(made, **changes)


PARTS = [("current", SHOW.url), ("first", SHOW.url)]
BARE = {"author": None, "summary": None, "url": None, "image": None, "category": None, "chapter_list": ()}
FEEDS = {
    "full": write_feed(SHOW, [episode(2, updated="2026-03-13T09:00:00+00:00"), episode(1)]),
    "bare": write_feed(dataclasses.replace(SHOW, owner_email="", copyright=""), [episode(**BARE)]),
    "bare dates": write_feed(SHOW, [episode(1, published="2026-03-12")]),
    "hostile": write_feed(
        dataclasses.replace(SHOW, title=HOSTILE, description=HOSTILE * 200, author=HOSTILE),
        [episode(title=HOSTILE, summary=HOSTILE * 200, author=HOSTILE.replace(", ", ""), category=HOSTILE)],
    ),
    "private": write_feed(dataclasses.replace(SHOW, private=True, explicit=True), [episode()]),
    "archive": write_feed(SHOW, [episode()], links=PARTS, is_archive=True),
    "English": write_feed(dataclasses.replace(SHOW, language="en-IN"), [episode(language="en-IN")]),
}


@pytest.mark.parametrize("name", FEEDS)
def test_feed_keeps_every_rule(name):
    assert faults(FEEDS[name]) == {}


def other(path, text=None, **attributes):
    """A feed in which one element says something else; without either, it is left out."""

    def change(root):
        element = root.find(path, NS)
        if text is None and not attributes:
            element.getparent().remove(element)
        if text is not None:
            element.text = text
        for name, value in attributes.items():
            element.set(name, value)

    return change


def twice(path):
    """A feed that has an element once more."""

    def change(root):
        element = root.find(path, NS)
        element.addnext(etree.fromstring(etree.tostring(element)))

    return change


WRONG = {
    "rss 2.0 in UTF-8, one channel, no DOCTYPE": [other(".", version="0.92"), twice("channel")],
    "title, link, description and what else a show has once": [
        *(other(f"channel/{path}") for path in feed_rules.ONCE_IN_CHANNEL),
        twice("channel/title"),
        other("channel/title", " "),
    ],
    "description of at most 4000 bytes, plain, with the note on the voice": [
        other("channel/item/description", "ख़बर " * 400 + "कंप्यूटर"),
        other("channel/description", "सोनपुर"),
    ],
    "language by ISO 639-1, with a country where there is one": [other("channel/language", "Hindi")],
    "atom:link to itself as application/rss+xml": [
        other("channel/atom:link"),
        other("channel/atom:link", type="text/xml"),
    ],
    "a category of Apple's, by its exact name": [
        lambda root: root.find("channel/itunes:category", NS).set("text", "Society &amp; Culture"),
        lambda root: root.find("channel/itunes:category/itunes:category", NS).set("text", "Politics"),
    ],
    "explicit is true or false, in show and episodes": [
        other("channel/itunes:explicit", "clean"),
        other("channel/item/itunes:explicit", "no"),
    ],
    "pictures are JPEG or PNG by their suffix": [other("channel/itunes:image", href=f"{BASE}/cover.webp")],
    "an owner has an email address": [other("channel/itunes:owner/itunes:email", "nobody")],
    "podcast:locked is yes or no, podcast:guid a UUID of version 5": [
        other("channel/podcast:locked", "true"),
        other("channel/podcast:guid", "feed"),
    ],
    "title, guid, sound and what else an episode has once": [
        *(other(f"channel/item/{path}") for path in feed_rules.ONCE_IN_ITEM),
        twice("channel/item/enclosure"),
    ],
    "a guid is no permalink, and no two episodes have one": [
        other("channel/item/guid", isPermaLink="true"),
        twice("channel/item"),
    ],
    "a sound by https, in ASCII, ending in .mp3, its length in bytes, no two alike": [
        other("channel/item/enclosure", url="http://audio.example/1.mp3"),
        other("channel/item/enclosure", url=f"{BASE}/ख़बर.mp3"),
        other("channel/item/enclosure", length="0"),
        other("channel/item/enclosure", length="1.5"),
        twice("channel/item"),
    ],
    "dates of RFC 2822 with their right weekday and an offset": [
        other("channel/item/pubDate", "Fri, 12 Mar 2026 08:00:00 +0530"),
        other("channel/item/pubDate", "2026-03-12T08:00:00+05:30"),
    ],
    "no episode is newer than the feed": [other("channel/item/pubDate", "Thu, 11 Mar 2027 08:00:00 +0530")],
    "duration in whole seconds": [other("channel/item/itunes:duration", "03:20")],
    "captions are WebVTT in the episode's language": [
        other("channel/item/podcast:transcript", type="text/plain"),
        other("channel/item/podcast:transcript", language="hindi"),
    ],
    "chapters are JSON of the podcast namespace, and Podlove's in order from the start": [
        other("channel/item/podcast:chapters", type="application/json"),
        other("channel/item/psc:chapters/psc:chapter", start="00:00:01.000"),
        other("channel/item/psc:chapters/psc:chapter", title=""),
    ],
    "an episode with three chapters or more lists them in its description, from 00:00": [
        other("channel/item/description", "कंप्यूटर"),
    ],
    "show and episodes say that the voice is made by a machine": [
        other("channel/podcast:txt"),
        other("channel/item/podcast:txt", "false"),
    ],
    "a person has a name, a role and a group": [other("channel/item/podcast:person", "मीरा, इमरान")],
    "episodic, and each episode a full one": [
        other("channel/itunes:type", "serial"),
        other("channel/item/itunes:episodeType", "bonus"),
    ],
    "a private feed is blocked for Apple and for others, another for none": [other("channel/podcast:block")],
    "addresses are absolute and in ASCII": [
        other("channel/link", "/"),
        other("channel/item/link", "https://news.example/ख़बर"),
    ],
    "an archive says so and names the current feed; other parts are named by known relations": [
        other("channel/atom:link[@rel='current']"),
        other("channel/atom:link[@rel='first']", rel="begin"),
    ],
    "text has no control characters and no markup escaped twice": [
        other("channel/title", "Society &amp;amp; Culture"),
        other("channel/item/title", "\x85"),
    ],
}
FROM = {"a private feed is blocked for Apple and for others, another for none": "private"}


@pytest.mark.parametrize("words", WRONG)
def test_each_rule_finds_what_breaks_it(words):
    source = "archive" if words.startswith("an archive") else FROM.get(words, "full")
    for change in WRONG[words]:
        root = etree.fromstring(FEEDS[source])
        change(root)
        broken = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        assert list(RULES[words](etree.fromstring(broken), broken)), words


def test_rules_of_namespaces_and_entities_find_what_breaks_them():
    assert "itunes, podcast and atom are declared at the root" in faults(
        re.sub(rb' xmlns:podcast="[^"]*"', b"", re.sub(rb"<podcast:.*?(/>|</podcast:\w+>)", b"", FEEDS["full"]))
    )
    declared = FEEDS["full"].replace(b"<rss", b"<!DOCTYPE rss><rss", 1)
    assert list(RULES["rss 2.0 in UTF-8, one channel, no DOCTYPE"](etree.fromstring(declared), declared))


def test_every_rule_is_tried():
    assert set(RULES) - set(WRONG) == {"itunes, podcast and atom are declared at the root"}


@pytest.mark.parametrize("name", FEEDS)
def test_readers_of_others_understand_the_feed(name):
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse(FEEDS[name])
    assert (read.bozo, read.version) == (False, "rss20")
    assert all(entry.id and entry.enclosures[0].type == "audio/mpeg" for entry in read.entries)


def test_what_is_optional_is_said_where_the_settings_say_it():
    channel = etree.fromstring(FEEDS["full"]).find("channel")
    often = channel.find("podcast:updateFrequency", NS)
    assert (often.text, often.get("rrule")) == ("रोज़", "FREQ=DAILY;INTERVAL=1")
    assert channel.findtext("podcast:license", None, NS) == "CC-BY-4.0"
    assert channel.findtext("podcast:txt[@purpose='applepodcastsverify']", None, NS) == "1234"
    assert channel.findtext("podcast:medium", None, NS) == "podcast"
