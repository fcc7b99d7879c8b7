import io
import runpy
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from narrator.audio import cover
from narrator.errors import AudioError


def picture(size=(800, 600), kind="PNG", mode="RGB", noisy=False, **options):
    if noisy:
        rng = np.random.default_rng(0)
        image = Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), np.uint8)).convert(mode)
    else:
        image = Image.new(mode, size)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(found):
    return Image.open(io.BytesIO(found.data))


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_small_picture_is_left_as_it_is(kind, mime):
    data = picture(kind=kind)
    assert cover.prepare(data) == cover.Cover(data, mime)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_large_picture_becomes_a_small_jpeg(kind):
    found = cover.prepare(picture((1500, 1000), kind, noisy=True))
    assert found.mime == "image/jpeg"
    assert len(found.data) <= 100_000
    image = opened(found)
    assert image.format == "JPEG"
    assert max(image.size) <= 1400
    assert image.width / image.height == pytest.approx(1.5, abs=0.01)


def test_a_picture_in_a_kind_that_players_do_not_know_becomes_jpeg():
    assert cover.prepare(picture(kind="WEBP")).mime == "image/jpeg"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L"])
def test_every_mode_of_pixels_is_shrunk(mode):
    data = picture((2000, 2000), mode=mode)
    assert cover.prepare(data).mime == "image/jpeg"


def test_ink_of_printers_becomes_light_of_screens():
    found = cover.prepare(picture((2000, 2000), "JPEG", "CMYK"))
    assert opened(found).mode == "RGB"


def test_transparent_parts_become_white():
    found = cover.prepare(picture((2000, 2000), mode="RGBA"))
    assert min(opened(found).getpixel((5, 5))) > 250


def test_a_picture_lying_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    found = cover.prepare(picture((2000, 1000), "JPEG", exif=exif))
    assert opened(found).size == (700, 1400)


def test_the_same_picture_gives_the_same_bytes():
    data = picture((1500, 1500), noisy=True)
    assert cover.prepare(data) == cover.prepare(data)


def test_an_animation_gives_its_first_picture():
    frames = [Image.new("RGB", (1600, 1600), color) for color in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = opened(cover.prepare(buffer.getvalue())).getpixel((9, 9))
    assert red > 200 > 60 > blue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        picture()[:200],
        picture(kind="JPEG")[:300],
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"<svg/>",
    ],
)
def test_a_broken_picture_is_one_clear_error(data):
    with pytest.raises(AudioError, match="logo") as caught:
        cover.prepare(data, name="logo.png")
    assert caught.value.hint


def test_a_picture_that_claims_to_be_enormous_is_not_unpacked():
    image = Image.new("1", (20_000, 20_000))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    with pytest.raises(AudioError, match="pixels"):
        cover.prepare(buffer.getvalue())


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    for path in (tmp_path / "gone.jpg", tmp_path):
        with pytest.raises(AudioError, match="cannot be read"):
            cover.read(path)


def test_a_file_is_read(tmp_path):
    path = tmp_path / "cover.png"
    path.write_bytes(picture())
    assert cover.read(path).data == path.read_bytes()


def test_the_first_picture_that_is_one_is_chosen(tmp_path):
    broken, good = tmp_path / "broken.jpg", tmp_path / "good.png"
    broken.write_bytes(b"no picture")
    good.write_bytes(picture())
    found, warnings = cover.choose([broken, tmp_path / "gone.png", good, picture(kind="JPEG")])
    assert found.data == good.read_bytes()
    assert len(warnings) == 2
    assert "broken.jpg" in warnings[0]


def test_the_default_cover_stands_in_where_no_picture_is_one():
    found, warnings = cover.choose([b"no picture"])
    assert found == cover.default()
    assert len(warnings) == 1
    assert cover.choose([]) == (cover.default(), ())


def test_the_default_cover_fits_the_tags_and_the_large_one_fits_feeds():
    small, large = cover.default(), Image.open(cover.LARGE)
    assert (small.mime, opened(small).format) == ("image/png", "PNG")
    assert len(small.data) < 20_000
    assert opened(small).size == (1000, 1000)
    assert (large.size, large.mode, large.format) == ((3000, 3000), "RGB", "PNG")
    assert cover.LARGE.stat().st_size < 200_000


def test_the_default_cover_is_what_its_script_draws():
    script = Path(__file__).parents[3] / "tools" / "draw_cover.py"
    drawn = runpy.run_path(str(script))["draw"](1000).convert("RGB")
    shipped = opened(cover.default()).convert("RGB")
    difference = np.abs(np.asarray(drawn, int) - np.asarray(shipped, int))
    assert difference.mean() < 2
