import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import eyed3
import pytest
import soundfile
from mutagen.id3 import ID3

SAMPLES = Path(__file__).parents[2] / "samples"
VOICES = SAMPLES.parent / "voices"
BRIDGE = SAMPLES / "river-bridge.html"
NARRATE = Path(sys.executable).with_name("narrate")


@pytest.fixture
def run(tmp_path):
    """Runs the installed command in an empty folder."""

    def call(*args, stdin=None, env=None, cwd=tmp_path, **options):
        return subprocess.run(
            [NARRATE, *map(str, args)],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            env={**os.environ, **(env or {})},
            timeout=120,
            **options,
        )

    return call


def lines(data):
    return data.decode().splitlines()


def assert_failed(done, code, *said):
    """One clear line and a hint, no traceback, nothing on standard output."""
    errors = lines(done.stderr)
    assert done.returncode == code, done.stderr.decode()
    assert done.stdout == b""
    assert errors[0].startswith("narrate: ")
    assert len(errors) == 2
    assert errors[1].startswith("  ")
    for word in said:
        assert word in done.stderr.decode()


def test_page_becomes_a_tagged_mp3_named_after_the_story(run, tmp_path):
    done = run(BRIDGE, "--voice", "tone")
    assert done.returncode == 0, done.stderr.decode()
    path = tmp_path / lines(done.stdout)[0]
    assert path.name.startswith("2026-03-12-sonapur-men-nadi-par")
    assert list(tmp_path.iterdir()) == [path]
    summary = done.stderr.decode()
    assert re.search(r"\d+ min \d+ s · 6 chapters · tone · \d\.\d MB", summary)


def test_json_line_holds_the_contract(run, tmp_path):
    done = run(BRIDGE, "--voice", "tone", "--json", "-q")
    (line,) = lines(done.stdout)
    episode = json.loads(line)
    assert {"path", "duration_ms", "size_bytes", "voice", "chapters", "warnings"} <= set(episode)
    assert (tmp_path / episode["path"]).stat().st_size == episode["size_bytes"]
    assert len(episode["chapters"]) == 6
    assert done.stderr == b""


def test_espeak_speaks_offline_without_any_tool_on_the_path(run, tmp_path):
    done = run(SAMPLES / "school-library.html", "--voice", "hi-espeak", "--json", env={"PATH": "/nonexistent"})
    episode = json.loads(done.stdout)
    assert episode["voice"] == "hi-espeak"
    sound = soundfile.info(tmp_path / episode["path"])
    assert sound.duration * 1000 == pytest.approx(episode["duration_ms"], abs=150)
    assert sound.channels == 1


def test_tags_are_read_by_an_independent_reader(run, tmp_path):
    run(BRIDGE, "--voice", "tone", "-o", "story.mp3")
    tag = eyed3.load(tmp_path / "story.mp3").tag
    assert tag.version == (2, 3, 0)
    assert tag.title.startswith("सोनपुर में नदी पर नया पुल तैयार")
    assert tag.artist == "मीरा सोलंकी, तरुण बेदी"
    assert len(list(tag.chapters)) == 6


def test_cover_is_taken_from_a_local_image(run, tmp_path):
    from PIL import Image

    page = tmp_path / "page.html"
    page.write_text(BRIDGE.read_text(encoding="utf-8"), encoding="utf-8")
    Image.new("RGB", (64, 64), "navy").save(tmp_path / "river-bridge.jpg")
    run(page, "--voice", "tone", "-o", "story.mp3")
    assert ID3(tmp_path / "story.mp3").getall("APIC")[0].mime == "image/jpeg"


def test_options_may_stand_before_or_after_the_page(run):
    for args in (["-o", "a.mp3", "--voice", "tone", BRIDGE], [BRIDGE, "--voice", "tone", "-o", "b.mp3"]):
        assert run(*args).returncode == 0


def test_make_is_the_same_by_name(run, tmp_path):
    run("make", BRIDGE, "--voice", "tone", "-o", "a.mp3")
    run(BRIDGE, "--voice", "tone", "-o", "b.mp3")
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_two_runs_give_the_same_bytes(run, tmp_path):
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    for name in ("a", "b"):
        cache = {"XDG_CACHE_HOME": str(tmp_path / f"cache-{name}")}
        run(BRIDGE, "--voice", "hi-espeak", "-o", f"{name}.mp3", env={**env, **cache})
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_caches_lie_in_the_users_cache_folder(run, tmp_path):
    run(BRIDGE, "--voice", "tone", "-o", "a.mp3", env={"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert list((tmp_path / "cache" / "narrator").rglob("*.clip"))


def test_page_comes_from_standard_input_and_mp3_goes_to_standard_output(run):
    done = run("-", "-o", "-", "--voice", "tone", stdin=BRIDGE.read_bytes())
    assert done.returncode == 0
    assert done.stdout[:3] == b"ID3"
    assert soundfile.info(io.BytesIO(done.stdout)).duration > 10


def test_several_pages_make_several_files(run, tmp_path):
    done = run(*sorted(SAMPLES.glob("*.html")), "--voice", "tone", "--json", "-q")
    paths = [json.loads(line)["path"] for line in lines(done.stdout)]
    assert len(set(paths)) == 3
    assert all((tmp_path / path).is_file() for path in paths)


def test_one_bad_page_costs_no_other(run, tmp_path):
    (tmp_path / "empty.html").write_bytes(b"")
    done = run("empty.html", BRIDGE, "--voice", "tone")
    assert done.returncode == 65
    assert len(lines(done.stdout)) == 1


def test_unchanged_story_is_left_alone(run, tmp_path):
    log = tmp_path / "log"
    first = run(BRIDGE, "--voice", "tone", "-o", "a.mp3")
    before = (tmp_path / "a.mp3").stat()
    again = run(BRIDGE, "--voice", "tone", "-o", "a.mp3", "--json", env={"NARRATOR_SPEAK_LOG": str(log)})
    after = (tmp_path / "a.mp3").stat()
    assert (again.returncode, lines(first.stdout)) == (0, ["a.mp3"])
    assert json.loads(again.stdout)["path"] == "a.mp3"
    assert json.loads(again.stdout)["duration_ms"] > 10_000
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert not log.exists()


def test_unchanged_story_imports_nothing_that_makes_sound(run, tmp_path):
    run(SAMPLES / "school-library.html", "--voice", "hi-espeak", "-o", "a.mp3")
    page = str(SAMPLES / "school-library.html")
    code = (
        f"import sys; sys.argv = ['narrate', {page!r}, '--voice', 'hi-espeak', '-q', '-o', 'a.mp3']\n"
        "from narrator.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'soundfile', 'lameenc', 'stamina', 'requests', 'PIL'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_corrected_story_is_replaced_and_only_its_changes_are_spoken(run, tmp_path):
    log = tmp_path / "log"
    run(BRIDGE, "--voice", "tone", "-o", "a.mp3")
    page = tmp_path / "page.html"
    page.write_text(BRIDGE.read_text(encoding="utf-8").replace("62 CCTV", "64 CCTV"), encoding="utf-8")
    done = run(page, "--voice", "tone", "-o", "a.mp3", env={"NARRATOR_SPEAK_LOG": str(log)})
    assert done.returncode == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1


def test_foreign_file_and_another_story_are_replaced_only_with_force(run, tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"music")
    assert_failed(run(BRIDGE, "--voice", "tone", "-o", "a.mp3"), 73, "a.mp3")
    assert (tmp_path / "a.mp3").read_bytes() == b"music"
    assert run(BRIDGE, "--voice", "tone", "-o", "a.mp3", "-f").returncode == 0
    other = run(SAMPLES / "school-library.html", "--voice", "tone", "-o", "a.mp3")
    assert_failed(other, 73, "-f")


def test_only_reads_the_sections_that_are_named(run, tmp_path):
    log = tmp_path / "log"
    done = run(
        BRIDGE, "--voice", "tone", "--only", "summary, faq", "--json", env={"NARRATOR_SPEAK_LOG": str(log)}
    )
    assert len(json.loads(done.stdout)["chapters"]) == 2
    assert log.read_text(encoding="utf-8").splitlines()[0].startswith("सारांश")


def test_higher_rate_is_shorter(run):
    durations = [
        json.loads(run(BRIDGE, "--voice", "hi-espeak", "--rate", rate, "-o", f"{rate}.mp3", "--json").stdout)[
            "duration_ms"
        ]
        for rate in ("1.0", "1.5")
    ]
    assert durations[1] < 0.85 * durations[0]


def test_dry_run_speaks_and_writes_nothing(run, tmp_path):
    log = tmp_path / "log"
    done = run(BRIDGE, "-n", "--voice", "tone", env={"NARRATOR_SPEAK_LOG": str(log)})
    assert done.returncode == 0
    assert "would be made with voice tone" in done.stdout.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.html", b"", 65),
        ("blank.html", b" \n\t ", 65),
        ("binary.html", bytes(range(256)) * 40, 65),
        ("pdf.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj", 65),
        ("navigation.html", b"<nav><a href='/'>Home</a><a href='/x'>News</a></nav>", 65),
    ],
)
def test_page_without_an_article_is_one_clear_error(run, tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert_failed(run(name, "--voice", "tone"), code, name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_missing_file_and_folder_are_no_input(run, tmp_path):
    assert_failed(run("none.html"), 66, "none.html")
    assert_failed(run(tmp_path), 66, "is a folder")


def test_mistyped_command_is_told_the_command(run):
    done = run("scirpt")
    assert_failed(done, 66, "Did you mean the command script?")


def test_address_that_may_not_be_fetched_is_told_why(run):
    assert_failed(run("http://127.0.0.1:9/a.html"), 77, "127.0.0.1 is a private address", "allow_hosts")
    hint = "--allow-host 127.0.0.1"
    assert_failed(run("http://127.0.0.1:9/a.html"), 77, hint)
    assert_failed(run("http://127.0.0.1:9/a.html", *hint.split()), 69, "127.0.0.1 does not answer")
    assert_failed(run("extract", "http://localhost:9/a.html", *hint.split()), 77, "--allow-host localhost")
    assert_failed(run("ftp://example.org/a.html"), 66, "no address that is fetched")


def test_unreadable_file_is_no_input(run, tmp_path):
    path = tmp_path / "secret.html"
    if os.geteuid() == 0:  # root reads every file, but not a link to itself
        path.symlink_to(path)
    else:
        path.write_text("x")
        path.chmod(0)
    assert_failed(run(path), 66, "secret.html cannot be read")


def test_output_in_an_unwritable_folder_is_refused(run):
    assert_failed(run(BRIDGE, "--voice", "tone", "-o", "/proc/story.mp3"), 73, "/proc/story.mp3")


def test_output_that_cannot_be_created_is_refused_before_speaking(run, tmp_path):
    log = tmp_path / "log"
    env = {"NARRATOR_SPEAK_LOG": str(log)}
    assert_failed(run(BRIDGE, "--voice", "tone", "-o", "no/such/story.mp3", env=env), 73, "no/such")
    assert_failed(run(BRIDGE, "--voice", "tone", "-o", tmp_path, env=env), 73)
    assert not log.exists()


def test_unknown_voice_is_wrong_use_with_the_nearest_name(run):
    assert_failed(run(BRIDGE, "--voice", "hi-espek"), 2, "hi-espeak")


def test_offline_refuses_a_voice_that_sends_text_away(run):
    assert_failed(run(BRIDGE, "--voice", "hi-gtts", "--offline"), 2, "translate.google.com")


@pytest.mark.parametrize(
    "args", [["--frobnicate"], ["--rate", "9"], ["--rate", "fast"], ["--only", "weather"], ["--only", ""]]
)
def test_wrong_option_is_wrong_use(run, args):
    done = run(BRIDGE, *args)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_one_name_for_several_pages_is_wrong_use(run):
    assert_failed(run(BRIDGE, SAMPLES / "school-library.html", "-o", "a.mp3"), 2)


def test_unknown_setting_names_file_and_line(run, tmp_path):
    (tmp_path / "narrator.toml").write_text("[audio]\nbitrate = 64\n")
    assert_failed(run(BRIDGE), 78, "narrator.toml:2", "bitrate_kbps")


def test_no_arguments_print_the_help_and_are_wrong_use(run):
    done = run()
    assert done.returncode == 2
    assert b"PAGE" in done.stderr


def test_refused_service_is_the_named_voices_own_error(run, google):
    google.mode = 403
    assert_failed(run(BRIDGE, "--voice", "hi-gtts"), 77, "403")


def test_attempts_that_fail_print_one_error_and_leave_nothing(run, google, tmp_path):
    google.mode = "nothing"
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = run(SAMPLES / "school-library.html", "--voice", "hi-gtts", env=env)
    assert_failed(done, 69, "without sound", "the sentence is")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_named_voice_never_falls_back_and_auto_does(run, google, tmp_path):
    google.mode = 403
    card = (VOICES / "hi-gtts.toml").read_text(encoding="utf-8").replace("rank = 100", "rank = 1")
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "best.toml").write_text(card, encoding="utf-8")
    (tmp_path / "narrator.toml").write_text('[voices]\nfolder = "cards"\nfallback = ["tone"]\n')
    assert_failed(run(BRIDGE, "--voice", "best"), 77, "403")
    done = run(BRIDGE, "--json")
    assert json.loads(done.stdout)["voice"] == "tone"
    assert "the whole story is spoken by tone" in done.stderr.decode()


def test_service_narrates_a_whole_page(run, google, tmp_path):
    done = run(SAMPLES / "school-library.html", "--voice", "hi-gtts", "--json")
    assert json.loads(done.stdout)["voice"] == "hi-gtts"
    assert len(google.parts) >= 13


@pytest.mark.slow
def test_termination_leaves_no_partial_file(tmp_path):
    page = tmp_path / "long.html"
    prose = "".join(f"<p>यह वाक्य क्रमांक {number} है और इसे पढ़ने में समय लगता है।</p>" for number in range(3000))
    page.write_text(f"<html lang=hi><body><article><h1>लंबी ख़बर</h1>{prose}</article>", encoding="utf-8")
    process = subprocess.Popen(
        [NARRATE, page, "-q"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143
    assert [path.name for path in tmp_path.iterdir()] == ["long.html"]


def test_extract_prints_the_contract(run):
    article = json.loads(run("extract", BRIDGE, "--json").stdout)
    assert list(article) == [
        *("title", "author", "published", "language", "site_name", "image", "url", "sections", "warnings"),
    ]
    assert [section["kind"] for section in article["sections"]] == [
        *("title", "summary", "takeaways", "body", "point_of_view", "faq"),
    ]


def test_extract_shows_a_person_the_sections_without_color_in_a_pipe(run):
    text = run("extract", BRIDGE).stdout.decode()
    assert "[takeaways] Key Takeaways" in text
    assert "\x1b" not in text


def test_script_prints_what_will_be_said(run):
    said = run("script", BRIDGE).stdout.decode()
    assert "मुख्य बातें" in said
    assert not re.search(r"[A-Za-z0-9०-९₹%]", said)


def test_script_prints_the_contract(run):
    script = json.loads(run("script", BRIDGE, "--json").stdout)
    assert script["language"] == "hi"
    for utterance in script["utterances"]:
        assert {"text", "spoken", "section", "pause_ms", "tokens"} <= set(utterance)
        for token in utterance["tokens"]:
            assert {"written", "spoken", "class", "rule", "start", "end"} == set(token)
            assert utterance["text"][token["start"] : token["end"]] == token["written"]


def test_script_explains_every_token_with_its_rule(run):
    table = run("script", BRIDGE, "--explain").stdout.decode()
    assert re.search(r"2\.4 किमी +दो दशमलव चार किलोमीटर +measure +measure", table)
    assert re.search(r"CCTV +सी सी टी वी +latin +latin", table)


def test_edited_text_is_narrated_in_place_of_the_page(run, tmp_path):
    assert lines(run("script", BRIDGE, "--edit-out", "story.md").stdout) == ["story.md"]
    edited = tmp_path / "story.md"
    assert run("script", "story.md", "--json").stdout == run("script", BRIDGE, "--json").stdout
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("62 CCTV", "64 CCTV"), encoding="utf-8")
    assert "चौंसठ सी सी टी वी" in run("script", "story.md").stdout.decode()
    assert run("story.md", "--voice", "tone", "-o", "a.mp3").returncode == 0


def test_edited_text_replaces_no_file_and_wants_its_suffix(run, tmp_path):
    (tmp_path / "story.md").write_text("mine")
    assert_failed(run("script", BRIDGE, "--edit-out", "story.md"), 73, "story.md")
    assert_failed(run("script", BRIDGE, "--edit-out", "story.txt"), 2, ".md")


def test_edited_text_that_is_none_is_one_clear_error(run, tmp_path):
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    assert_failed(run("bad.md"), 65, "UTF-8")


def test_own_lexicon_goes_before_every_rule(run, tmp_path):
    (tmp_path / "own.tsv").write_text("सोनपुर\tसोन पुर\nCCTV\tनिगरानी\n", encoding="utf-8")
    (tmp_path / "narrator.toml").write_text('[script]\nlexicons = ["own.tsv"]\n')
    said = run("script", BRIDGE).stdout.decode()
    assert "सोन पुर" in said
    assert "निगरानी कैमरे" in said


def test_lexicon_check_names_the_bad_rows(run, tmp_path):
    (tmp_path / "own.tsv").write_text("सोनपुर\tसोन पुर\nno second column\n", encoding="utf-8")
    done = run("lexicon", "check", "own.tsv")
    assert done.returncode == 65
    assert lines(done.stdout)[0].startswith("own.tsv:2:")
    assert run("lexicon", "check", Path(__file__).parents[2] / "voices" / "lexicons" / "hi.tsv").returncode == 0
    assert_failed(run("lexicon", "check", "none.tsv"), 66, "none.tsv")


def test_lexicon_goes_to_pls_and_back(run, tmp_path):
    (tmp_path / "own.tsv").write_text("# written\tspoken\nसोनपुर\tसोन पुर\nR&D\tआर एंड डी\n", encoding="utf-8")
    assert lines(run("lexicon", "convert", "own.tsv", "own.pls").stdout) == ["own.pls"]
    assert run("lexicon", "convert", "own.pls", "again.tsv").returncode == 0
    assert (tmp_path / "again.tsv").read_bytes() == (tmp_path / "own.tsv").read_bytes()
    refused = run("lexicon", "convert", "own.tsv", "own.pls")
    assert_failed(refused, 73, "own.pls")
    assert "narration" not in refused.stderr.decode()
    assert run("lexicon", "convert", "own.tsv", "own.pls", "-f").returncode == 0
    assert_failed(run("lexicon", "convert", "own.tsv", "own.txt"), 2, ".pls")


def test_inspect_shows_what_a_listener_will_get(run, tmp_path):
    run(BRIDGE, "--voice", "tone", "-o", "story.mp3")
    report = json.loads(run("inspect", "story.mp3", "--json", "--plot", "story.png").stdout)
    assert report["loudness_lufs"] == pytest.approx(-16, abs=0.5)
    assert len(report["chapters"]) == 6
    assert (tmp_path / "story.png").read_bytes()[:4] == b"\x89PNG"
    assert "chapter 6" in run("inspect", "story.mp3").stdout.decode()
    assert_failed(run("inspect", "none.mp3"), 66, "none.mp3")


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg"])
def test_suffix_chooses_the_format(run, tmp_path, suffix):
    done = run(BRIDGE, "--voice", "tone", "-o", f"story.{suffix}", env={"PATH": "/nonexistent"})
    assert done.returncode == 0, done.stderr.decode()
    assert soundfile.info(tmp_path / f"story.{suffix}").duration > 60


def test_unknown_suffix_is_wrong_use(run):
    assert_failed(run(BRIDGE, "--voice", "tone", "-o", "story.xyz"), 2, ".mp3")


def test_voices_prints_the_contract(run):
    voices = {voice["id"]: voice for voice in map(json.loads, lines(run("voices", "--json").stdout))}
    assert {"hi-espeak", "hi-gtts", "en-espeak", "en-gtts", "tone"} <= set(voices)
    assert voices["hi-espeak"]["available"] is True
    assert voices["hi-espeak"]["why"] is None
    assert {"id", "engine", "language", "available", "why"} <= set(voices["tone"])


def test_voice_that_does_not_work_says_why(run, tmp_path):
    (tmp_path / "cards").mkdir()
    card = (
        (Path(__file__).parents[2] / "voices" / "tone.toml")
        .read_text()
        .replace('engine = "tone"', 'engine = "parrot"')
    )
    (tmp_path / "cards" / "parrot.toml").write_text(card)
    done = run("voices", "--json", "--set", f"voices.folder={tmp_path / 'cards'}")
    parrot = next(voice for voice in map(json.loads, lines(done.stdout)) if voice["id"] == "parrot")
    assert parrot["available"] is False
    assert "parrot" in parrot["why"]


def test_voice_speaks_a_sample(run, tmp_path):
    assert lines(run("voices", "--sample", "hi-espeak").stdout) == ["hi-espeak.mp3"]
    assert 1 < soundfile.info(tmp_path / "hi-espeak.mp3").duration < 10
    assert lines(run("voices", "--sample", "tone", "-o", "beep.wav").stdout) == ["beep.wav"]
    assert soundfile.info(tmp_path / "beep.wav").format == "WAV"
    assert_failed(run("voices", "--sample", "hi-espek"), 2, "hi-espeak")
    assert_failed(run("voices", "-o", "beep.wav"), 2, "--sample")


def test_sample_replaces_no_file_of_another(run, tmp_path):
    (tmp_path / "tone.mp3").write_bytes(b"music")
    assert_failed(run("voices", "--sample", "tone"), 73, "tone.mp3")
    assert run("voices", "--sample", "tone", "-f").returncode == 0


def test_cache_shows_prunes_and_clears(run, tmp_path):
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def look(*args):
        return json.loads(run("cache", "--json", *args, env=env).stdout)

    assert look()["entries"] == 0
    run(SAMPLES / "school-library.html", "--voice", "tone", "-o", "a.mp3", env=env)
    full = look()
    assert full["entries"] == len(list((tmp_path / "cache").rglob("*.clip"))) > 10
    assert look("--prune") == full
    pruned = look("--prune", "--set", "speech.cache_mb=1")
    assert pruned["size_bytes"] <= 1_000_000 < full["size_bytes"]
    assert pruned["size_bytes"] + pruned["freed_bytes"] == full["size_bytes"]
    assert "MB" in run("cache", "--clear", env=env).stdout.decode()
    assert not list((tmp_path / "cache").rglob("*.clip"))


def test_verbose_says_why_auto_passed_voices_over(run, google, tmp_path):
    cards = tmp_path / "cards"
    cards.mkdir()
    card = (VOICES / "hi-espeak.toml").read_text(encoding="utf-8")
    (cards / "parrot.toml").write_text(
        card.replace('engine = "espeak"', 'engine = "parrot"').replace("rank = 50", "rank = 1")
    )
    sent = (VOICES / "hi-gtts.toml").read_text(encoding="utf-8").replace("rank = 100", "rank = 2")
    (cards / "away.toml").write_text(sent)
    (cards / "mine.toml").write_text(card.replace("rank = 50", "rank = 3"))
    done = run(BRIDGE, "-n", "-v", "--offline", "--set", f"voices.folder={cards}")
    said = lines(done.stderr)
    assert said[0] == "auto takes mine"
    assert "not parrot: no engine named parrot" in said[1]
    assert said[2].startswith("not away: offline is set")
    assert lines(run(BRIDGE, "-n", "-v", "--voice", "tone").stderr) == []


def test_doctor_finds_a_working_machine(run):
    done = run("doctor")
    assert done.returncode == 0
    assert "voice hi-espeak" in done.stdout.decode()


def test_doctor_says_whether_certificates_are_verified(run):
    found = run("doctor").stdout.decode()
    assert "does not verify the service's certificate (TLS): verify_tls" in found
    found = run("doctor", "--set", "engines.gtts.verify_tls=true").stdout.decode()
    assert "verify_tls = true in [engines.gtts] does" not in found


def test_doctor_names_the_first_voice_of_each_language(run):
    found = run("doctor", "--set", "speech.voice=auto").stdout.decode()
    assert re.search(r"speech\.voice: auto; the first choice for en: en-\S+, hi: hi-\S+\n", found)


def test_doctor_fails_where_no_story_can_be_made(run, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("doctor", env={"XDG_CACHE_HOME": str(tmp_path / "file")}, cwd=tmp_path)
    bad = run("doctor", "--set", "speech.voice=parrot")
    assert bad.returncode == 69
    assert "narrate voices" in bad.stdout.decode()
    assert done.returncode in (0, 69)


def test_init_writes_settings_once(run, tmp_path):
    assert lines(run("init").stdout) == ["narrator.toml"]
    assert_failed(run("init"), 73, "narrator.toml")
    assert run("init", "-f").returncode == 0
    assert stat.S_ISREG((tmp_path / "narrator.toml").stat().st_mode)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from narrator.cli import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'bs4', 'lxml', 'gtts', 'pydub', 'mutagen', 'soundfile', 'requests'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command", ["make", "extract", "script", "inspect", "voices", "cache", "doctor", "init"]
)
def test_every_command_explains_itself(run, command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert len(lines(done.stdout)) > 5
