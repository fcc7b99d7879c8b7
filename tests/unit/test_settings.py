import dataclasses
import re
import tomllib

import pytest

from narrator.errors import SettingsError
from narrator.settings import Settings, find, load, template


def write(folder, text):
    path = folder / "narrator.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_all_is_default():
    assert load() == Settings()


def test_values_of_the_file_win_over_defaults(tmp_path):
    path = write(tmp_path, '[audio]\nbitrate_kbps = 48\n[speech]\nvoice = "hi-gtts"\nrate = 1\n')
    settings = load(path)
    assert (settings.audio.bitrate_kbps, settings.speech.voice, settings.speech.rate) == (48, "hi-gtts", 1.0)


def test_environment_wins_over_the_file_and_set_over_both(tmp_path):
    path = write(tmp_path, "[audio]\nbitrate_kbps = 48\n")
    environ = {"NARRATOR_AUDIO__BITRATE_KBPS": "96", "NARRATOR_SPEAK_LOG": "x"}
    assert load(path, environ=environ).audio.bitrate_kbps == 96
    assert load(path, environ=environ, overrides=["audio.bitrate_kbps=128"]).audio.bitrate_kbps == 128


def test_bare_word_of_an_override_is_a_text():
    assert load(overrides=["speech.voice=hi-gtts"]).speech.voice == "hi-gtts"


def test_paths_count_from_the_file(tmp_path):
    assert load(write(tmp_path, '[episode]\nfolder = "out"\n')).episode.folder == str(tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "line", "near"),
    [
        ("[audio]\nbitrate_kbps = 64\nloudnes_lufs = -16\n", 3, "loudness_lufs"),
        ("\n[speach]\nvoice = 'x'\n", 2, "speech"),
        ("[script]\n# rate\n[speech]\nrat = 1.0\n", 4, "rate"),
    ],
)
def test_unknown_key_is_named_with_its_line_and_the_nearest(tmp_path, text, line, near):
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, text))
    assert f"narrator.toml:{line}:" in caught.value.message
    assert near in caught.value.hint
    assert caught.value.exit_code == 78


@pytest.mark.parametrize(
    "text",
    [
        "[audio]\nbitrate_kbps = 'high'",
        "[audio]\nbitrate_kbps = 64.5",
        "[audio]\nbitrate_kbps = true",
        "[audio]\nbitrate_kbps = 8",
        "[speech]\nrate = nan",
        "[speech]\nrate = 3",
        "[script]\nannounce = 'x'",
        "[script]\nannounce = {a = 1}",
        "audio = 1",
        "[engines]\ngtts = 1",
        "[audio\n",
    ],
)
def test_wrong_value_is_a_settings_error(tmp_path, text):
    with pytest.raises(SettingsError):
        load(write(tmp_path, text))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sektion = 'खेल'", "section"),
        ("section = 5", "a text"),
        ("explicit = 'yes'", "true or false"),
        ("txt = 'verify'", "a table"),
        ("zone = '+05:30'", "Known"),
    ],
)
def test_wrong_words_of_a_show_are_named_with_their_line(tmp_path, line, said):
    path = write(tmp_path, f'[feed]\ntitle = "सब"\n[feed.shows."खेल"]\ntitle = "खेल"\n{line}\n')
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert f"{path}:5" in caught.value.message
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_file_that_is_not_utf8_is_a_settings_error(tmp_path):
    path = tmp_path / "narrator.toml"
    path.write_bytes(b"\xff\xfe[")
    with pytest.raises(SettingsError):
        load(path)


@pytest.mark.parametrize("override", ["audio.bitrate_kbps", "bitrate=3", "audio.none=3"])
def test_wrong_override_is_a_settings_error(override):
    with pytest.raises(SettingsError):
        load(overrides=[override])


def test_file_is_found_upward_and_then_in_the_users_folder(tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    user = tmp_path / "user"
    user.mkdir()
    assert find(deep, {}, user) is None
    write(user, "")
    assert find(deep, {}, user) == user / "narrator.toml"
    write(tmp_path, "")
    assert find(deep, {}, user) == tmp_path / "narrator.toml"
    named = write(deep, "")
    assert find(tmp_path, {"NARRATOR_CONFIG": str(named)}, user) == named
    with pytest.raises(SettingsError):
        find(tmp_path, {"NARRATOR_CONFIG": str(tmp_path / "none")}, user)


def uncommented():
    lines = []
    for line in template().splitlines():
        bare = line.removeprefix("# ")
        if line.startswith("# ") and re.match(r'\[|("[^"]*"|\w+) = ', bare):
            lines.append(bare)
        elif not line.startswith("#"):
            lines.append(line)
    return tomllib.loads("\n".join(lines))


def test_template_names_every_setting_with_its_default():
    tables = uncommented()
    for table in dataclasses.fields(Settings):
        if table.name == "engines":
            continue
        for key in dataclasses.fields(getattr(Settings(), table.name)):
            default = getattr(getattr(Settings(), table.name), key.name)
            if key.name in ("announce", "sites", "shows", "headers", "txt"):
                assert isinstance(tables[table.name][key.name], dict)
            else:
                assert tables[table.name][key.name] == (
                    list(default) if isinstance(default, tuple) else default
                )


def test_template_is_a_valid_settings_file(tmp_path):
    assert load(write(tmp_path, template())) == Settings()
