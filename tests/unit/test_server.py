import http.client
import os
import threading

import pytest

from narrator.errors import CannotCreate
from narrator.server import content_type, index_page, open_server

DATA = bytes(range(256)) * 4


@pytest.fixture
def server(tmp_path):
    (tmp_path / "story").mkdir()
    (tmp_path / "story/episode.mp3").write_bytes(DATA)
    (tmp_path / "story/index.html").write_text("<title>कहानी</title>", encoding="utf-8")
    (tmp_path / "story/captions.vtt").write_text("WEBVTT\n", encoding="utf-8")
    (tmp_path / ".narrator").mkdir()
    (tmp_path / ".narrator/catalogue.db").write_bytes(b"secret")
    (tmp_path / "story/.hidden").write_bytes(b"secret")
    (tmp_path / "नया पुल.mp3").write_bytes(b"")
    with open_server(tmp_path, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def ask(server):
    """Asks the server: status, headers, body."""

    def call(path, method="GET", **headers):
        connection = http.client.HTTPConnection(*server.server_address, timeout=10)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    return call


def test_file_comes_whole_with_its_type_and_validators(ask):
    status, headers, body = ask("/story/episode.mp3?v=1#t=2")
    assert (status, body) == (200, DATA)
    assert headers["Content-Type"] == "audio/mpeg"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["ETag"].startswith('"')
    assert headers["Last-Modified"].endswith("GMT")
    assert headers["Content-Length"] == "1024"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, 1024),
        ("bytes=10-19", 10, 20),
        ("bytes=-4", 1020, 1024),
        ("bytes=1000-9999", 1000, 1024),
        ("bytes=-9999", 0, 1024),
        ("bytes=0-0", 0, 1),
        ("bytes=1023-1023", 1023, 1024),
    ],
)
def test_range_is_answered_with_that_part(ask, asked, start, end):
    status, headers, body = ask("/story/episode.mp3", Range=asked)
    assert (status, body) == (206, DATA[start:end])
    assert headers["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_range_behind_the_end_is_refused(ask, asked):
    status, headers, body = ask("/story/episode.mp3", Range=asked)
    assert (status, body) == (416, b"")
    assert headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["bytes=a-b", "bytes=9-3", "pages=1-2", "bytes=-", "bytes=0-1,5-6", ""])
def test_range_that_is_none_gives_the_whole(ask, asked):
    assert ask("/story/episode.mp3", Range=asked)[::2] == (200, DATA)


def test_client_with_the_same_file_gets_no_bytes(ask):
    _, headers, _ = ask("/story/episode.mp3")
    for name, value in (
        ("If_None_Match", headers["ETag"]),
        ("If_None_Match", f'"other", W/{headers["ETag"]}'),
        ("If_None_Match", "*"),
        ("If_Modified_Since", headers["Last-Modified"]),
    ):
        status, again, body = ask("/story/episode.mp3", **{name: value})
        assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
    assert (
        ask("/story/episode.mp3", If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    )
    assert ask("/story/episode.mp3", If_Modified_Since="nonsense")[0] == 200


def test_part_of_a_file_that_changed_is_not_mixed_with_the_old(ask, server):
    _, headers, _ = ask("/story/episode.mp3")
    assert ask("/story/episode.mp3", Range="bytes=4-7", If_Range=headers["ETag"])[0] == 206
    path = server.root / "story/episode.mp3"
    path.write_bytes(DATA[::-1])
    os.utime(path, (1, 1))
    assert ask("/story/episode.mp3", Range="bytes=4-7", If_Range=headers["ETag"])[::2] == (200, DATA[::-1])


def test_head_has_the_headers_alone(ask):
    status, headers, body = ask("/story/episode.mp3", "HEAD", Range="bytes=1-2")
    assert (status, headers["Content-Length"], body) == (200, "1024", b"")


def test_captions_may_be_read_by_pages_of_other_sites_and_sounds_keep_to_theirs(ask):
    assert ask("/story/captions.vtt")[1]["Access-Control-Allow-Origin"] == "*"
    assert ask("/story/captions.vtt")[1]["Content-Type"] == "text/vtt; charset=utf-8"
    assert ask("/story/episode.mp3")[1]["Access-Control-Allow-Origin"] is None
    status, headers, _ = ask("/story/captions.vtt", "OPTIONS")
    assert (status, headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chapters.json", "application/json+chapters"),
        ("1.ab.chapters.json", "application/json+chapters"),
        ("timeline.json", "application/json"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("a.srt", "application/x-subrip; charset=utf-8"),
        ("a.png", "image/png"),
        ("a", "application/octet-stream"),
    ],
)
def test_type_is_what_players_and_apps_expect(tmp_path, name, kind):
    assert content_type(tmp_path / name) == kind


@pytest.mark.parametrize(
    "path",
    [
        "/.narrator/catalogue.db",
        "/%2enarrator/catalogue.db",
        "/story/.hidden",
        "/../etc/passwd",
        "/story/../../x",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/story/..%2f..%2f.narrator/catalogue.db",
        "/none",
        "/%ff",
        "/story/%00",
        "/a%5c..%5cb",
    ],
)
def test_nothing_hidden_or_outside_is_served(ask, path):
    status, _, body = ask(path)
    assert status == 404
    assert b"secret" not in body
    assert b"root:" not in body


def test_link_out_of_the_folder_is_not_followed(ask, server, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "secret"
    other.write_bytes(b"secret")
    (server.root / "way.txt").symlink_to(other)
    (server.root / "way.db").symlink_to(server.root / ".narrator/catalogue.db")
    assert ask("/way.txt")[0] == ask("/way.db")[0] == 404


def test_folder_shows_its_page_under_a_name_with_a_slash(ask):
    status, headers, _ = ask("/story")
    assert (status, headers["Location"]) == (301, "/story/")
    assert "कहानी" in ask("/story/")[2].decode()


def test_index_lists_episodes_and_nothing_hidden(ask, server):
    (server.root / ".narrator/draft.mp3").write_bytes(b"")
    status, headers, body = ask("/")
    text = body.decode()
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<a href="story/">' in text
    assert '<a href="%E0%A4%A8%E0%A4%AF%E0%A4%BE%20' in text
    assert "draft" not in text


def test_index_leads_to_the_page_beside_a_sound(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"")
    (tmp_path / "a.html").write_text("<p>")
    assert '<a href="a.html">a</a>' in index_page(tmp_path)


def test_titles_in_the_index_stay_text(tmp_path):
    (tmp_path / "<script>alert(1)<script>.mp3").write_bytes(b"")
    assert "<script>" not in index_page(tmp_path)


def test_stranger_who_points_a_name_here_gets_nothing(ask):
    assert ask("/story/", Host="evil.example")[0] == 421
    assert ask("/story/", Host="localhost:1")[0] == 200


def test_port_that_is_taken_is_a_clear_error(server, tmp_path):
    with pytest.raises(CannotCreate, match="cannot listen"):
        open_server(tmp_path, "127.0.0.1", server.server_address[1])
