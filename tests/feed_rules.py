"""What those who judge podcast feeds ask for, as rules that find faults.

Rules of RSS 2.0 as the W3C's feed validator holds them, of Apple's "Podcast RSS feed requirements", of PSP-1
"The Podcast RSS Standard", of the podcast namespace and of RFC 5005. Each tells what it holds, takes the
parsed feed and its bytes, and gives what it finds wrong.
"""

import re
import uuid
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from narrator.episode.categories import CATEGORIES

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "psc": "http://podlove.org/simple-chapters",
    "fh": "http://purl.org/syndication/history/1.0",
}
RULES = {}
"""Functions by the words that say what they hold."""
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}"
)
ONCE_IN_CHANNEL = (
    *("title", "link", "description", "language", "generator", "itunes:author", "itunes:explicit"),
    *("itunes:image", "itunes:category", "itunes:type", "podcast:guid", "podcast:locked", "podcast:medium"),
)
ONCE_IN_ITEM = (
    *("title", "link", "guid", "pubDate", "description", "enclosure", "itunes:duration", "itunes:explicit"),
    *("itunes:episodeType", "itunes:title", "itunes:author", "podcast:transcript", "podcast:chapters"),
)


def rule(words):
    def add(function):
        RULES[words] = function
        return function

    return add


def faults(data):
    """What is wrong with a feed, by the words of the rule that it breaks."""
    root = etree.fromstring(data)
    found = {words: list(function(root, data)) for words, function in RULES.items()}
    return {words: said for words, said in found.items() if said}


def items(root):
    return root.findall("channel/item")


def text_of(element, path):
    return element.findtext(path, "", NS)


def is_address(url, schemes=("http", "https")):
    parts = urlsplit(url)
    return url.isascii() and " " not in url and parts.scheme in schemes and bool(parts.hostname)


@rule("rss 2.0 in UTF-8, one channel, no DOCTYPE")
def _(root, data):
    if not re.match(rb"<\?xml version=.1\.0. encoding=.UTF-8.\?>", data):
        yield "no XML declaration in UTF-8"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield "a DOCTYPE"
    if (root.tag, root.get("version"), len(root.findall("channel")), len(root)) != ("rss", "2.0", 1, 1):
        yield "not one channel in an rss of version 2.0"
    data.decode("utf-8")


@rule("itunes, podcast and atom are declared at the root")
def _(root, data):
    yield from (name for name in ("itunes", "podcast", "atom") if root.nsmap.get(name) != NS[name])


@rule("title, link, description and what else a show has once")
def _(root, data):
    for path in ONCE_IN_CHANNEL:
        found = root.findall(f"channel/{path}", NS)
        if len(found) != 1 or not ((found[0].text or "").strip() or found[0].attrib):
            yield path


@rule("description of at most 4000 bytes, plain, with the note on the voice")
def _(root, data):
    for element in (root.find("channel"), *items(root)):
        text = text_of(element, "description")
        if len(text.encode()) > 4000:
            yield "too long"
        if "कंप्यूटर" not in text and "computer" not in text:
            yield "no note on the voice"


@rule("language by ISO 639-1, with a country where there is one")
def _(root, data):
    if not re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2,4})?", text_of(root, "channel/language")):
        yield text_of(root, "channel/language")


@rule("atom:link to itself as application/rss+xml")
def _(root, data):
    found = root.findall("channel/atom:link[@rel='self']", NS)
    if len(found) != 1 or found[0].get("type") != "application/rss+xml" or not is_address(found[0].get("href")):
        yield "self"


@rule("a category of Apple's, by its exact name")
def _(root, data):
    for top in root.findall("channel/itunes:category", NS):
        name, subs = top.get("text"), [sub.get("text") for sub in top]
        if name not in CATEGORIES or not set(subs) <= set(CATEGORIES[name]) or len(subs) > 1:
            yield f"{name} {subs}"


@rule("explicit is true or false, in show and episodes")
def _(root, data):
    for element in (root.find("channel"), *items(root)):
        if text_of(element, "itunes:explicit") not in ("true", "false"):
            yield text_of(element, "itunes:explicit")


@rule("pictures are JPEG or PNG by their suffix")
def _(root, data):
    for picture in root.iter(f"{{{NS['itunes']}}}image"):
        url = picture.get("href")
        if not is_address(url) or not urlsplit(url).path.lower().endswith((".jpg", ".jpeg", ".png")):
            yield url


@rule("an owner has an email address")
def _(root, data):
    for owner in root.findall("channel/itunes:owner", NS):
        if not re.fullmatch(r"\S+@\S+\.\S+", text_of(owner, "itunes:email")):
            yield "owner"


@rule("podcast:locked is yes or no, podcast:guid a UUID of version 5")
def _(root, data):
    if text_of(root, "channel/podcast:locked") not in ("yes", "no"):
        yield "locked"
    try:
        if uuid.UUID(text_of(root, "channel/podcast:guid")).version != 5:
            yield "guid of another version"
    except ValueError:
        yield "guid"


@rule("title, guid, sound and what else an episode has once")
def _(root, data):
    for item in items(root):
        for path in ONCE_IN_ITEM:
            found = item.findall(path, NS)
            if len(found) != 1 or not ((found[0].text or "").strip() or found[0].attrib):
                yield path


@rule("a guid is no permalink, and no two episodes have one")
def _(root, data):
    seen = [item.find("guid") for item in items(root)]
    yield from (guid.text for guid in seen if guid.get("isPermaLink") != "false")
    if len({guid.text for guid in seen}) != len(seen):
        yield "twice"


@rule("a sound by https, in ASCII, ending in .mp3, its length in bytes, no two alike")
def _(root, data):
    sounds = [item.find("enclosure") for item in items(root)]
    for sound in sounds:
        url = sound.get("url")
        if not is_address(url, ("https",)) or not urlsplit(url).path.endswith(".mp3"):
            yield url
        if not re.fullmatch(r"[1-9]\d*", sound.get("length")) or sound.get("type") != "audio/mpeg":
            yield f"{sound.get('length')} {sound.get('type')}"
    if len({sound.get("url") for sound in sounds}) != len(sounds):
        yield "twice"


@rule("dates of RFC 2822 with their right weekday and an offset")
def _(root, data):
    dates = [*root.iter("pubDate"), *root.iter("lastBuildDate")]
    for date in (element.text for element in dates):
        if not DATE.fullmatch(date) or parsedate_to_datetime(date).strftime("%a") != date[:3]:
            yield date


@rule("no episode is newer than the feed")
def _(root, data):
    built = root.findtext("channel/lastBuildDate")
    for item in items(root):
        if parsedate_to_datetime(item.findtext("pubDate")) > parsedate_to_datetime(built):
            yield item.findtext("pubDate")


@rule("duration in whole seconds")
def _(root, data):
    yield from (
        text_of(item, "itunes:duration")
        for item in items(root)
        if not re.fullmatch(r"[1-9]\d*", text_of(item, "itunes:duration"))
    )


@rule("captions are WebVTT in the episode's language")
def _(root, data):
    for found in root.iter(f"{{{NS['podcast']}}}transcript"):
        about = (found.get("type"), found.get("rel"))
        language = re.fullmatch(r"[a-z]{2,3}", found.get("language", ""))
        if about != ("text/vtt", "captions") or not language or not is_address(found.get("url")):
            yield str(dict(found.attrib))


@rule("chapters are JSON of the podcast namespace, and Podlove's in order from the start")
def _(root, data):
    for found in root.iter(f"{{{NS['podcast']}}}chapters"):
        if found.get("type") != "application/json+chapters" or not is_address(found.get("url")):
            yield str(dict(found.attrib))
    for chapters in root.iter(f"{{{NS['psc']}}}chapters"):
        starts = [chapter.get("start") for chapter in chapters]
        whole = all(re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", start) for start in starts)
        if not whole or starts != sorted(set(starts)) or starts[0] != "00:00:00.000":
            yield str(starts)
        if not all((chapter.get("title") or "").strip() for chapter in chapters):
            yield "no title"


@rule("an episode with three chapters or more lists them in its description, from 00:00")
def _(root, data):
    for item in items(root):
        chapters = item.findall("psc:chapters/psc:chapter", NS)
        lines = re.findall(r"^(?:\d+:)?\d\d:\d\d \S", text_of(item, "description"), re.MULTILINE)
        if len(chapters) >= 3 and (len(lines) != len(chapters) or lines[0][:5] != "00:00"):
            yield text_of(item, "title")


@rule("show and episodes say that the voice is made by a machine")
def _(root, data):
    for element in (root.find("channel"), *items(root)):
        if [found.text for found in element.findall("podcast:txt[@purpose='ai-content']", NS)] != ["true"]:
            yield text_of(element, "title")


@rule("a person has a name, a role and a group")
def _(root, data):
    for person in root.iter(f"{{{NS['podcast']}}}person"):
        about = (person.get("role"), person.get("group"))
        if not person.text or ", " in person.text or about != ("author", "writing"):
            yield str(person.text)


@rule("episodic, and each episode a full one")
def _(root, data):
    if text_of(root, "channel/itunes:type") != "episodic":
        yield "type"
    for item in items(root):
        if text_of(item, "itunes:episodeType") != "full":
            yield text_of(item, "title")


@rule("a private feed is blocked for Apple and for others, another for none")
def _(root, data):
    blocks = (text_of(root, "channel/itunes:block"), text_of(root, "channel/podcast:block"))
    if blocks not in (("", ""), ("Yes", "yes")):
        yield str(blocks)


@rule("addresses are absolute and in ASCII")
def _(root, data):
    links = [*(link.text for link in root.iter("link")), *root.xpath("//atom:link/@href", namespaces=NS)]
    yield from (link for link in links if not is_address(link))


@rule("an archive says so and names the current feed; other parts are named by known relations")
def _(root, data):
    relations = [link.get("rel") for link in root.findall("channel/atom:link", NS)]
    known = {"self", "current", "prev-archive", "next-archive", "first", "next", "prev", "last"}
    yield from set(relations) - known
    if root.find("channel/fh:archive", NS) is not None and "current" not in relations:
        yield "an archive without its feed"


@rule("text has no control characters and no markup escaped twice")
def _(root, data):
    for element in root.iter():
        for text in (element.text or "", *element.attrib.values()):
            if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|&amp;(amp|lt|gt);", text):
                yield f"{element.tag}: {text!r}"
