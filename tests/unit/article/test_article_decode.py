import pytest

from narrator.article.decode import codec_name, decode, lossless
from narrator.errors import ArticleError, NoArticleText

HINDI = "<html><head>{}</head><p>भारत में कई भाषाएँ हैं।</p></html>"


def test_byte_order_mark_wins_over_every_label() -> None:
    page = "\ufeff" + HINDI.format('<meta charset="windows-1252">')
    text, warnings = decode(page.encode("utf-16-le"), "iso-8859-1")
    assert "भाषाएँ" in text
    assert not text.startswith("\ufeff")
    assert warnings == ()


def test_transport_wins_over_meta() -> None:
    text, _ = decode("<meta charset=utf-8>“quoted” café".encode("cp1252"), "windows-1252")
    assert "“quoted” café" in text


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_latin_1_means_windows_1252(label: str) -> None:
    text, warnings = decode(f'<meta charset="{label}"><p>“It’s” — £5'.encode("cp1252"))
    assert "“It’s” — £5" in text
    assert warnings == ()


def test_utf_8_labelled_as_latin_1_is_utf_8() -> None:
    text, warnings = decode(HINDI.format('<meta charset="iso-8859-1">').encode())
    assert "भारत में कई भाषाएँ हैं।" in text
    assert len(warnings) == 1


def test_two_accents_of_utf_8_under_a_wrong_label_are_enough() -> None:
    text, _ = decode("<meta charset=iso-8859-1><p>The café’s owner".encode())
    assert "café’s" in text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_without_a_mark(codec: str) -> None:
    text, _ = decode(HINDI.format('<meta charset="utf-16">').encode(codec))
    assert "भारत में कई भाषाएँ हैं।" in text


def test_utf_16_label_in_readable_bytes_means_utf_8() -> None:
    text, _ = decode(HINDI.format('<meta charset="utf-16">').encode())
    assert "भाषाएँ" in text


def test_meta_http_equiv_is_read() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><p>日本'
    assert "日本" in decode(page.encode("cp932"))[0]


def test_unknown_label_is_passed_over() -> None:
    assert "भाषाएँ" in decode(HINDI.format('<meta charset="klingon">').encode(), "x-none")[0]


def test_bytes_without_label_that_are_not_utf_8_are_windows_1252() -> None:
    assert "naïve — “yes”" in decode("<p>naïve — “yes”".encode("cp1252"))[0]


def test_page_cut_in_the_middle_of_a_letter_stays_utf_8() -> None:
    text, warnings = decode((HINDI.format("") * 5).encode()[:-4] + "ह".encode()[:2])
    assert "भारत में कई भाषाएँ हैं।" in text
    assert "unreadable" in warnings[0]


def test_bytes_that_windows_1252_lacks_do_not_stop_the_page() -> None:
    assert decode(b"<meta charset=iso-8859-1>caf\xe9 \x81 \x9d")[0].startswith("<meta charset=iso-8859-1>café")


def test_nul_is_dropped() -> None:
    assert decode(b"<p>a\0b</p>" * 3)[0] == "<p>ab</p>" * 3


@pytest.mark.parametrize("page", [b"", b" \r\n\t ", b"\0\0\0\0"])
def test_empty_page_is_no_article(page: bytes) -> None:
    with pytest.raises(NoArticleText, match="empty"):
        decode(page)


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"PK\x03\x04\x14\0\x06\0", "ZIP"),
        (b"ID3\x03\0\0", "sound"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_what_is_no_page_is_named(page: bytes, what: str) -> None:
    with pytest.raises(ArticleError, match=what) as raised:
        decode(page)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("label", "codec"), [("UTF8", "utf-8"), ("latin1", "cp1252"), ("gb2312", "gb18030"), ("hex", None)]
)
def test_labels_are_read_as_browsers_do(label: str, codec: str | None) -> None:
    assert codec_name(label) == codec


@pytest.mark.parametrize(
    "data",
    [
        "ख़बर".encode(),
        b"\xef\xbb\xbf<p>" + "ख़बर".encode(),
        "<p>ख़बर</p>".encode("utf-16"),
        "<html><body>ख़बर</body>".encode("utf-16-be"),
        b'<meta charset="windows-1252"><p>caf\xe9 \x81\x9d</p>',
        b'<meta charset="shift_jis">' + "日本".encode("cp932"),
        b"<p>" + "ख़बर".encode() * 20 + b"\xff\x00\xe0</p>",
        b"",
        bytes(range(256)),
    ],
)
def test_page_that_is_changed_in_place_gets_back_its_own_bytes(data):
    text, codec = lossless(data)
    assert text.encode(codec, "surrogateescape") == data


def test_page_that_is_changed_in_place_is_read_by_its_own_letters():
    assert lossless(b'<meta charset="windows-1252">caf\xe9') == ('<meta charset="windows-1252">café', "cp1252")
    assert "ख़बर" in lossless("<p>ख़बर</p>".encode("utf-16"))[0]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_though_most_signs_are_indic(charset: str) -> None:
    page = "<h1>पुल</h1>" + "<p>नगर परिषद ने पुराने पुल की मरम्मत का प्रस्ताव पारित कर दिया।</p>" * 9
    assert decode(page.encode(charset)) == (page, ())
