import pytest

from narrator.errors import NoSuchPage, SettingsError
from narrator.masking import discreet, masked, with_hidden_keys, without_keys
from narrator.settings import load


def test_message_shows_no_password_and_no_key():
    shown = masked("https://desk:p@ss-word@news.example/x?id=81233&token=abc1&keyword=nadi&sig=Zz9&v=1#top")
    assert shown == "https://***@news.example/x?id=81233&token=***&keyword=nadi&sig=***&v=1#top"
    signed = masked("https://news.example/x?q=AbCdEf0123456789AbCdEf0123456789")
    assert signed == "https://news.example/x?q=***"
    assert masked("https://news.example/पुल?id=7") == "https://news.example/पुल?id=7"
    assert len(masked("https://news.example/" + "a" * 10_000)) < 400


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example/x?token=abc: status 404", "https://a.example/x?token=***: status 404"),
        ("(https://a.example/x?a=1&sig=abc), more", "(https://a.example/x?a=1&sig=***), more"),
        ("url: /x?v=1&Access_Token=abc HTTP/1.1", "url: /x?v=1&Access_Token=*** HTTP/1.1"),
        ("/x#access_token=abc", "/x#access_token=***"),
        ("/x?t%6Fken=abc", "/x?t%6Fken=***"),
        ("postgresql+psycopg://desk:p@ss@db.example/news", "postgresql+psycopg://***@db.example/news"),
        ("x <y@a.example> = 5", "x <y@a.example> = 5"),
        ("https://a.example/@desk/x?id=7", "https://a.example/@desk/x?id=7"),
    ],
)
def test_addresses_within_a_text_are_masked(text, shown):
    assert discreet(text) == shown


def test_key_of_an_address_is_hidden_or_left_out_and_nothing_else_is():
    address = "https://a.example/x?id=7&access_token=abc&key=9&code=4#top"
    assert with_hidden_keys(address) == "https://a.example/x?id=7&access_token=***&key=9&code=4#top"
    assert without_keys(address) == "https://a.example/x?id=7&key=9&code=4#top"
    assert without_keys("https://a.example/x?token=abc") == "https://a.example/x"
    assert without_keys("https://a.example/x?author=mira") == "https://a.example/x?author=mira"


def test_error_shows_no_key_wherever_it_is_raised():
    error = NoSuchPage("no https://a.example/x?token=abc", "Ask https://desk:pw@a.example/.")
    assert "abc" not in f"{error} {error!r} {error.message} {error.args}"
    assert "pw" not in error.hint


def test_settings_show_no_secret():
    words = ('article.headers."a.example".Cookie=s3cret', "notify.heartbeat=https://beat.example/s3cret")
    words += ("store.catalogue=postgresql://desk:s3cret@db.example/", "engines.cloud.key=s3cret")
    settings = load(overrides=words)
    assert settings.notify.heartbeat.endswith("s3cret")
    assert "s3cret" not in repr(settings)
    for wrong in (
        'article.headers=["s3cret"]',
        'article.headers.Cookie="s3cret"',
        'notify.heartbeat=["s3cret"]',
    ):
        with pytest.raises(SettingsError) as caught:
            load(overrides=(wrong,))
        assert "s3cret" not in str(caught.value)
