"""What docs/operations.md has for cron, systemd and nginx does what it says."""

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from newsroom import NARRATE, Command, enclosures, write_page

DOCS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = """
[speech]
voice = "tone"
[batch]
sources = ["pages"]
[store]
url = "public"
base_url = "https://audio.example"
"""


def block(begin):
    """A block of the page by its first words."""
    return re.search(rf"```\n({re.escape(begin)}.*?)```", DOCS, re.DOTALL)[1]


def test_line_for_cron_narrates_and_logs(tmp_path):
    line = block("*/10")
    command = line.split(None, 5)[5].replace("/srv/news", str(tmp_path))
    (tmp_path / "narrator.toml").write_text(SETTINGS, encoding="utf-8")
    write_page(tmp_path / "pages", "a")
    environment = {"HOME": str(tmp_path), "PATH": f"{NARRATE.parent}:/usr/bin:/bin"}
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", command], check=True, env=environment, cwd="/", timeout=60)
    assert (tmp_path / "batch.log").read_text(encoding="utf-8").splitlines() == [
        "1 new, 0 corrected, 0 withdrawn, 0 unchanged",
        "0 new, 0 corrected, 0 withdrawn, 1 unchanged",
    ]
    assert len(enclosures(tmp_path / "public")) == 1


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_units_for_systemd_are_good(tmp_path):
    service = block("[Unit]\nDescription=Narrate new stories\n")
    service = service.replace("/srv/news/venv/bin/narrate", str(NARRATE))
    timer = block("[Unit]\nDescription=Narrate new stories every")
    for name, text in (("narrate.service", service), ("narrate.timer", timer)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / "narrate.service", tmp_path / "narrate.timer"]
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "narrate." in line]) == (0, [])


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_serves_what_is_published_and_nothing_else(tmp_path):
    public = tmp_path / "public"
    write_page(tmp_path / "pages", "a")
    words = ("batch", tmp_path / "pages", "--to", public, "--base-url", "https://a.example", "--voice", "tone")
    assert Command(tmp_path / "own").run(*words)[0] == 0
    server = block("server {").replace("/srv/news/public", str(public))
    server = server.replace("server {", "server {\nlisten 127.0.0.1:8899;", 1)
    (tmp_path / "nginx.conf").write_text(
        f"user root; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/log;"
        f"events {{}} http {{ access_log off; {server} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen(["nginx", "-c", tmp_path / "nginx.conf"], stderr=subprocess.PIPE)
    try:
        found = {path.name.partition(".")[2].partition(".")[2]: path.name for path in public.glob("*.*.*")}
        assert ask("feed.xml")[:2] == (200, "application/rss+xml; charset=utf-8")
        assert ask("narrator.css")[1].startswith("text/css")
        assert ask("narrator.js")[1].startswith("text/javascript")
        assert ask(found["mp3"], Range="bytes=0-9")[:2] == (206, "audio/mpeg")
        assert ask(found["vtt"]) == (200, "text/vtt; charset=utf-8", "*")
        assert ask(found["chapters.json"]) == (200, "application/json+chapters", "*")
        assert ask(".narrator/catalogue.sqlite")[0] == 404
    finally:
        process.terminate()
        assert process.communicate(timeout=20)[1] == b""


def ask(name, **headers):
    """Status, type and CORS of an answer."""
    request = urllib.request.Request(f"http://127.0.0.1:8899/{name}", headers=headers)
    for _ in range(100):
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, reply.headers["Content-Type"], reply.headers["Access-Control-Allow-Origin"]
        except urllib.error.HTTPError as error:
            return error.code, None, None
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError("nginx does not answer")
