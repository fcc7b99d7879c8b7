"""Covers of pages that a server on this machine gives."""

import io

import pytest
from loopback_site import HOST, loopback_site
from mutagen.id3 import ID3
from newsroom import PAGE, TEXT, Command, enclosures
from PIL import Image

from narrator import pipeline
from narrator.audio import cover
from narrator.settings import ArticleSettings, Settings, SpeechSettings


@pytest.fixture
def site():
    with loopback_site() as found:
        yield found


def picture(color="navy", side=64, kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), color).save(buffer, kind)
    return buffer.getvalue()


def put(site, image, name="story"):
    html = PAGE.format(title=f"नदी उतरी {name}", canonical="", date="2026-03-12", text=TEXT)
    html = html.replace("<head>", f'<head><meta property="og:image" content="{image}">')
    assert image in html
    site.answers[f"/news/{name}"] = html.encode()
    return f"{site.url}/news/{name}"


def plan_of(url, *, hosts=(HOST,)):
    settings = Settings(
        article=ArticleSettings(allow_hosts=hosts, max_bytes=100_000), speech=SpeechSettings(voice="tone")
    )
    with pipeline.plan(pipeline.fetch_page(url, settings), settings) as plan:
        return plan


def test_picture_of_a_fetched_page_is_its_cover_however_its_address_is_written(site):
    site.answers["/cover.png"] = site.answers["/news/चित्र.png"] = picture()
    site.answers["/news/%E0%A4%9A%E0%A4%BF%E0%A4%A4%E0%A5%8D%E0%A4%B0.png"] = picture()
    absolute = f"{site.url}/cover.png"
    for image in (absolute, absolute.removeprefix("http:"), "/cover.png", "../cover.png", "चित्र.png"):
        plan = plan_of(put(site, image))
        assert (plan.cover.data, plan.warnings) == (picture(), ())


def test_large_picture_is_made_smaller(site):
    site.answers["/cover.jpg"] = picture(side=2000, kind="JPEG")
    plan = plan_of(put(site, "/cover.jpg"))
    assert max(Image.open(io.BytesIO(plan.cover.data)).size) == 1400


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("/absent.png", "status 404"),
        ("/large.png", "larger than 100000 bytes"),
        ("/page.png", "not a picture"),
        ("/script.eps", "not a picture"),
        ("http://10.0.0.5/cover.png", "private"),
        ("http://localhost/cover.png", "private"),
    ],
)
def test_picture_that_cannot_be_had_costs_only_itself(site, image, words):
    site.answers["/large.png"] = bytes(100_001)
    site.answers["/page.png"] = b"<html>not here"
    site.answers["/script.eps"] = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"
    plan = plan_of(put(site, image))
    assert plan.cover == cover.default()
    (warning,) = plan.warnings
    assert warning.startswith("cover left out: ")
    assert words in warning


def test_data_address_is_not_fetched(site):
    assert plan_of(put(site, "data:image/png;base64,AAAA")).warnings == ()


def test_page_on_the_disk_fetches_nothing(site, tmp_path):
    url = put(site, f"{site.url}/cover.png")
    path = tmp_path / "page.html"
    path.write_bytes(site.answers[url.removeprefix(site.url)])
    settings = Settings(article=ArticleSettings(allow_hosts=(HOST,)), speech=SpeechSettings(voice="tone"))
    with pipeline.plan(pipeline.read_page(path, 100_000), settings) as plan:
        assert plan.cover == cover.default()
    assert site.asked == []


def test_batch_fetches_the_picture_of_a_story_once_and_of_an_unchanged_one_never(site, tmp_path):
    command, public = Command(tmp_path / "own"), tmp_path / "public"
    site.answers["/cover.png"] = picture()
    site.answers["/list"] = "\n".join([put(site, "/cover.png", "a"), put(site, "/absent.png", "b")]).encode()
    words = ("batch", f"{site.url}/list", "--to", public, "--base-url", "https://audio.example")
    words += ("--voice", "tone", "--allow-host", HOST)
    code, out, err = command.run(*words)
    assert (code, out) == (0, "2 new, 0 corrected, 0 withdrawn, 0 unchanged\n"), err
    assert "warning: नदी उतरी b: cover left out: " in err
    assert sorted(site.paths()) == ["/absent.png", "/cover.png", "/list", "/news/a", "/news/b"]
    covers = [ID3(public / name).getall("APIC")[0].data for name in enclosures(public)]
    assert sorted(covers) == sorted([picture(), cover.default().data])
    site.asked.clear()
    assert command.run(*words)[0] == 0
    assert sorted(site.paths()) == ["/list", "/news/a", "/news/b"]
