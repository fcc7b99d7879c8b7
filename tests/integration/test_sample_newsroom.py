"""The small news site under samples/newsroom becomes episodes by the commands that the README shows."""

import shutil
from pathlib import Path

from newsroom import Command, assert_whole, episodes

SAMPLE = Path(__file__).parents[2] / "samples" / "newsroom"


def test_sample_newsroom_becomes_a_show_in_two_languages(tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "newsroom", ignore=shutil.ignore_patterns("public"))
    command = Command(tmp_path / "own")
    words = ("batch", "--config", tmp_path / "newsroom" / "narrator.toml", "--set", "speech.voice=tone")
    code, out, err = command.run(*words)
    assert (code, out) == (0, "4 new, 0 corrected, 0 withdrawn, 0 unchanged\n"), err
    public = tmp_path / "newsroom" / "public"
    found = episodes(public)
    assert sorted(episode["language"] for episode in found.values()) == ["en", "hi", "hi", "hi"]
    assert {episode["site_name"] for episode in found.values()} == {"सोनपुर संदेश"}
    assert all(episode["author"] and episode["summary"] for episode in found.values())
    assert_whole(public)
    assert command.run(*words)[1] == "0 new, 0 corrected, 0 withdrawn, 4 unchanged\n"
