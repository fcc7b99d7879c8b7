"""No secret that a newsroom is given stands in anything that it says or keeps."""

import json

import pytest
from loopback_site import HOST, loopback_site
from newsroom import PAGE, TEXT, Command, episodes

PASSWORD = "password-zq4711"
SECRETS = {
    name: f"{name}-zq4711"
    for name in (
        "source",
        "good",
        "barred",
        "absent",
        "moved",
        "cut",
        "target",
        "userinfo",
        "plain",
        "env",
        "file",
    )
} | {"heartbeat": "heartbeat-zq4711"}


@pytest.fixture
def site():
    with loopback_site() as found:
        yield found


def page(title, canonical=""):
    html = PAGE.format(title=f"नदी उतरी {title}", canonical="", date="2026-03-12", text=TEXT)
    return html.replace(
        "<head>", f'<head><link rel="canonical" href="{canonical}">' if canonical else "<head>"
    ).encode()


def fill(site):
    """A feed behind a key that lists pages behind keys, well and not."""
    links = {
        "good": f"/good?id=1&token={SECRETS['good']}",
        "barred": f"/barred?signature={SECRETS['barred']}",
        "absent": f"/absent?api_key={SECRETS['absent']}",
        "moved": f"/moved?access_token={SECRETS['moved']}",
        "cut": f"/cut?jwt={SECRETS['cut']}",
    }
    items = "".join(f"<item><link>{link.replace('&', '&amp;')}</link></item>" for link in links.values())
    items += f"<item><link>http://[x?token={SECRETS['good']}</link></item>"
    site.answers["/feed"] = (200, {"ETag": '"1"'}, f"<rss><channel>{items}</channel></rss>".encode())
    site.answers["/good"] = page("एक")
    site.answers["/barred"] = (403, {}, b"")
    target = f"/target?token={SECRETS['target']}"
    site.answers["/moved"] = (302, {"Location": target}, b"")
    site.answers["/target"] = page("दो", f"{site.url}{target}")
    site.answers["/cut"] = (200, {"Content-Length": "999"}, b"<html>")
    return f"{site.url}/feed?key={SECRETS['source']}"


def write_settings(folder, site, source):
    (folder / "cookie").write_text(SECRETS["file"])
    path = folder / "narrator.toml"
    path.write_text(f"""
[article]
allow_hosts = ["{HOST}"]
[article.headers."{HOST}"]
Cookie = "env:NEWS_COOKIE"
Authorization = "{SECRETS["plain"]}"
X-Desk = "file:{folder}/cookie"
[speech]
voice = "tone"
[batch]
sources = ["{source}", "{source.replace("http://", f"http://desk:{SECRETS['userinfo']}@")}"]
attempts = 1
[store]
url = "{folder}/public"
base_url = "https://audio.example"
[notify]
heartbeat = "http://{HOST}:9/{SECRETS["heartbeat"]}"
textfile = "{folder}/public/figures.prom"
""")
    return path


def said_and_kept(outputs, *folders):
    """All bytes of outputs and files, by name."""
    found = {f"output {number}": text.encode() for number, text in enumerate(outputs)}
    for folder in folders:
        found |= {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return found


def test_no_secret_is_in_any_output_or_file_of_a_newsroom(site, tmp_path):
    command = Command(tmp_path / "own", NEWS_COOKIE=SECRETS["env"])
    settings = tmp_path / "desk"
    settings.mkdir()
    config = ("--config", write_settings(settings, site, fill(site)), "-v")
    outputs = []
    for words in (
        *(("batch",), ("batch", "--json"), ("batch", "-n", "--json"), ("status", "--failed")),
        *(("status", "--failed", "--json"), ("retry", "--all"), ("batch",), ("check",), ("feed",), ("doctor",)),
        *(
            ("extract", "--json", f"{site.url}/{name}?token={SECRETS['good']}")
            for name in ("good", "barred", "cut")
        ),
    ):
        outputs += command.run(*words, *config)[1:]
    asked = json.dumps(site.asked)
    assert {name for name, secret in SECRETS.items() if secret not in asked} == {"userinfo", "heartbeat"}
    assert len(episodes(settings / "public")) == 2
    assert {episode["url"] for episode in episodes(settings / "public").values()} == {
        f"{site.url}/good?id=1",
        f"{site.url}/target",
    }
    kept = said_and_kept(outputs, settings / "public", command.cache, command.temporary)
    assert any(name.endswith("catalogue.sqlite") for name in kept)
    leaks = [
        (name, secret)
        for name, data in kept.items()
        for secret in SECRETS.values()
        if secret.encode() in data or secret.encode("utf-16-le") in data
    ]
    assert leaks == []


def test_page_behind_a_key_is_one_story_whatever_its_key(site, tmp_path):
    command, public = Command(tmp_path / "own"), tmp_path / "public"
    words = ("batch", f"{site.url}/list", "--to", public, "--base-url", "https://audio.example")
    words += ("--voice", "tone", "--allow-host", HOST)
    site.answers["/good"] = page("एक")
    for number in range(3):
        site.answers["/list"] = (200, {"ETag": '"1"'}, f"{site.url}/good?token={number}".encode())
        code, out, err = command.run(*words)
        assert code == 0, err
        assert out.startswith("1 new" if number == 0 else "0 new, 0 corrected")
        assert site.paths()[-1] == f"/good?token={number}"
    site.answers["/list"] = b"# nothing"
    site.answers["/good"] = (404, {}, b"")
    site.asked.clear()
    for _ in range(4):
        assert command.run(*words)[1].startswith("0 new, 0 corrected, 0 withdrawn")
    assert set(site.paths()) == {"/list"}


@pytest.mark.parametrize("url", [f"ftp://desk:{PASSWORD}@{HOST}:9/x", f"nope://desk:{PASSWORD}@{HOST}/x"])
def test_password_of_a_store_that_does_not_answer_is_not_shown(tmp_path, url):
    command = Command(tmp_path / "own")
    words = ("--to", url, "-v", "--set", f"store.catalogue=sqlite:///{tmp_path}/catalogue.sqlite")
    (tmp_path / "a.html").write_text("<p>")
    for name in (("batch", tmp_path / "a.html"), ("doctor",), ("status",)):
        code, out, err = command.run(*name, *words)
        assert code in (69, 74, 78)
        assert f"no store under {url.partition(':')[0]}://***@{HOST}" in out + err
        assert PASSWORD not in out + err


@pytest.mark.parametrize("url", ["postgresql://desk:{}@127.0.0.1:9/x", "postgresql//desk:{}@127.0.0.1/x"])
def test_password_of_a_catalogue_is_not_shown(tmp_path, url):
    words = ("status", "-v", "--to", "memory://x", "--set", f"store.catalogue={url.format(PASSWORD)}")
    code, out, err = Command(tmp_path / "own").run(*words)
    assert code in (74, 78)
    assert "catalogue" in err
    assert PASSWORD not in out + err
