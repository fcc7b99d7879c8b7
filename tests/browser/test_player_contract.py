"""The contract of docs/player.md, in a real browser."""

import json
import re
import time

import pytest
from reader import SAMPLES, Site, make_page, put_into
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from narrator.pipeline import Page

LIT = "return [...document.querySelectorAll('article [aria-current=true]')].map(e => [e.dataset.narratorStart, e.textContent])"


@pytest.fixture(params=["bridge/", "bridge/own.html"])
def page(request):
    """A listening page, and a publisher's own page with the player."""
    return request.param


def test_not_one_byte_of_sound_is_fetched_before_the_click(tab, site, page):
    tab.open(site, page)
    time.sleep(0.6)
    assert site.sounds() == []
    assert tab.audio("preload") == "none"
    tab.play()
    assert site.sounds()


def test_neither_is_it_after_a_reload_with_a_stored_place(tab, site, page):
    tab.open(site, page).play()
    tab.js("document.querySelector('narrator-player').seek(40)")
    tab.wait("return document.querySelector('audio').currentTime > 40.2")
    tab.control("रोकें").click()
    site.visits.clear()
    tab.open(site, page, forget=False)
    time.sleep(0.6)
    assert site.sounds() == []
    assert tab.valuetext() == "0:40 / 2:01"
    tab.play()
    assert tab.audio("currentTime") == pytest.approx(40.5, abs=4)


def test_controls_have_names_in_the_language_of_the_page(tab, site, page):
    tab.open(site, page)
    names = ["सुनें", "समय", "गति", "15 सेकंड पीछे", "15 सेकंड आगे", "अध्याय", "पूरा पाठ", "यहाँ से साझा करें", "डाउनलोड"]
    for name in names:
        tab.control(name)
    assert tab.player().get_attribute("lang") == "hi"
    assert "Listen" not in (site.root / "bridge/index.html").read_text(encoding="utf-8")


def test_english_page_has_english_names(tab, site):
    tab.open(site, "harbour/")
    for name in (
        "Listen",
        "Position",
        "Speed",
        "Back 15 seconds",
        "Forward 15 seconds",
        "Chapters",
        "Transcript",
        "Download",
    ):
        tab.control(name)
    assert "सुनें" not in (site.root / "harbour/own.html").read_text(encoding="utf-8")


def test_button_says_what_it_does_next(tab, site, page):
    tab.open(site, page).play()
    tab.control("रोकें").click()
    tab.wait("return document.querySelector('audio').paused")
    tab.control("सुनें")


def test_slider_tells_its_place_in_words(tab, site):
    tab.open(site, "bridge/#t=65")
    assert tab.valuetext() == "1:05 / 2:01"
    assert tab.control("समय").aria_role == "slider"


def test_fifteen_seconds_forward_and_back(tab, site):
    tab.open(site, "bridge/")
    tab.control("15 सेकंड आगे").click()
    tab.control("15 सेकंड आगे").click()
    tab.control("15 सेकंड पीछे").click()
    assert tab.valuetext() == "0:15 / 2:01"
    assert site.sounds() == []
    tab.play()
    assert 15 <= tab.audio("currentTime") < 16
    tab.control("15 सेकंड आगे").click()
    tab.wait("return document.querySelector('audio').currentTime > 30")


def test_keyboard_plays_pauses_and_seeks_and_leaves_the_page_alone(tab, site):
    tab.open(site, "bridge/")
    tab.js("document.activeElement.blur()")
    ActionChains(tab.driver).send_keys(Keys.SPACE).perform()
    time.sleep(0.2)
    assert site.sounds() == []
    tab.control("सुनें").send_keys(Keys.SPACE)
    tab.wait("return !document.querySelector('audio').paused")
    tab.control("रोकें").send_keys(Keys.ENTER)
    tab.wait("return document.querySelector('audio').paused")
    slider = tab.control("समय")
    before = tab.audio("currentTime")
    slider.send_keys(Keys.ARROW_RIGHT)
    tab.wait("return document.querySelector('audio').currentTime > arguments[0] + 0.5", before)
    slider.send_keys(Keys.HOME)
    tab.wait("return document.querySelector('audio').currentTime < 0.1")


def test_speed_goes_from_three_quarters_to_double_and_is_remembered(tab, site):
    tab.open(site, "bridge/")
    speed = tab.control("गति")
    rates = [float(one.get_attribute("value")) for one in speed.find_elements("tag name", "option")]
    assert (rates[0], rates[-1]) == (0.75, 2)
    tab.js("const s = arguments[0]; s.value = '1.5'; s.dispatchEvent(new Event('change'))", speed)
    tab.play()
    assert tab.audio("playbackRate") == 1.5
    tab.open(site, "library/", forget=False).play()
    assert tab.audio("playbackRate") == 1.5


def test_chapters_open_jump_and_show_where_one_is(tab, site, page):
    tab.open(site, page)
    opener = tab.control("अध्याय")
    assert opener.get_attribute("aria-expanded") == "false"
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    tab.wait(
        "return document.querySelector('narrator-player').shadowRoot.querySelectorAll('.panel button').length === 6"
    )
    chapter = next(
        b
        for b in tab.player().shadow_root.find_elements("css selector", ".panel button")
        if "पूरी ख़बर" in b.text
    )
    assert "0:32" in chapter.text
    chapter.click()
    tab.wait("const a = document.querySelector('audio'); return !a.paused && a.currentTime >= 32.9")
    tab.wait("return arguments[0].getAttribute('aria-current') === 'true'", chapter)


def test_transcript_holds_every_sentence_and_plays_from_the_one_clicked(tab, site, page):
    tab.open(site, page)
    tab.control("पूरा पाठ").click()
    tab.wait(
        "return document.querySelector('narrator-player').shadowRoot.querySelectorAll('.panel span[data-narrator-start]').length === 30"
    )
    spans = tab.player().shadow_root.find_elements("css selector", ".panel span[data-narrator-start]")
    spans[3].click()
    tab.wait(
        "const a = document.querySelector('audio'); return !a.paused && a.currentTime >= arguments[0]",
        float(spans[3].get_attribute("data-narrator-start")),
    )


def test_download_gives_the_sound_a_name_that_reads_like_the_headline(tab, site, page):
    tab.open(site, page)
    link = tab.control("डाउनलोड")
    assert link.get_attribute("download").endswith(
        "-sonapur-men-nadi-par-naya-pul-taiyar-kya-ab-adhe-ghante-men-pura-hoga-saphar.mp3"
    )
    assert "/bridge/episode.mp3" in link.get_attribute("href")


def test_place_can_be_shared(tab, site):
    tab.open(site, "bridge/#t=1:05")
    assert tab.valuetext() == "1:05 / 2:01"
    tab.js(
        "navigator.share = undefined; Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (t) => { window.copied = t; } } })"
    )
    tab.control("यहाँ से साझा करें").click()
    assert tab.wait("return window.copied") == f"{site.url}bridge/#t=65"
    assert tab.note() == ["status", "लिंक कॉपी हो गया।"]
    tab.js("location.hash = 't=30'")
    tab.wait(
        "return document.querySelector('narrator-player').shadowRoot.querySelector('input').value === '30'"
    )
    assert site.sounds() == []


def test_sentence_in_the_article_is_lit_while_it_is_spoken(tab, site, page):
    tab.open(site, page).play()
    tab.wait("return document.querySelectorAll('article [aria-current=true]').length")
    assert tab.js(LIT) == [["0", "सोनपुर में नदी पर नया पुल तैयार: क्या अब आधे घंटे में पूरा होगा सफ़र?"]]
    tab.js("document.querySelector('narrator-player').seek(53)")
    tab.wait("return document.querySelector('[aria-current=true]')?.textContent.startsWith('तब इसकी लागत')")
    assert len(tab.js(LIT)) == 1


def test_light_follows_the_voice_within_a_tenth_of_a_second(tab, site, page):
    tab.open(site, page)
    tab.js("""
        const audio = document.querySelector('audio');
        window.lags = [];
        new MutationObserver((all) => all.forEach(({ target, attributeName }) => {
            if (target.getAttribute('aria-current')) lags.push(audio.currentTime - Number(target.dataset.narratorStart));
        })).observe(document.body, { subtree: true, attributeFilter: ['aria-current'] });
    """)
    tab.play()
    tab.wait("return window.lags.length >= 4", seconds=20)
    lags = tab.js("return window.lags")
    assert max(map(abs, lags)) <= 0.1, lags


def test_word_is_lit_where_the_engine_gave_its_time(tab, site, page):
    tab.open(site, page).play()
    tab.wait("return [...(CSS.highlights.get('narrator-word') ?? [])].length")
    found = tab.js("""
        const [range] = CSS.highlights.get('narrator-word');
        return [String(range), document.querySelector('audio').currentTime];
    """)
    timeline = json.loads((site.root / "bridge/timeline.json").read_text(encoding="utf-8"))
    words = [
        word for cue in timeline["cues"] for word in cue["words"] if abs(word["start_ms"] / 1000 - found[1]) < 1
    ]
    assert found[0] in [word["text"] for word in words]


def test_click_on_a_sentence_plays_from_it(tab, site, page):
    tab.open(site, page)
    sentence = next(
        e
        for e in tab.driver.find_elements("css selector", "article [data-narrator-start]")
        if e.text.startswith("पुल में 48")
    )
    sentence.click()
    start = float(sentence.get_attribute("data-narrator-start"))
    tab.wait("const a = document.querySelector('audio'); return !a.paused && a.currentTime > 0.1")
    assert tab.audio("currentTime") == pytest.approx(start, abs=0.6)


def test_selecting_text_plays_nothing(tab, site, page):
    tab.open(site, page)
    sentence = tab.driver.find_elements("css selector", "article p [data-narrator-start]")[2]
    ActionChains(tab.driver).move_to_element_with_offset(sentence, -60, 0).click_and_hold().move_by_offset(
        90, 0
    ).release().perform()
    assert tab.js("return String(getSelection()).length") > 3
    time.sleep(0.3)
    assert site.sounds() == []


def test_link_inside_a_sentence_still_leads_away(tab, copy):
    path = copy.root / "bridge/own.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "दोपहिया वाहनों", '<a href="#there" id="there">दोपहिया</a> वाहनों'
        ),
        encoding="utf-8",
    )
    tab.open(copy, "bridge/own.html")
    tab.driver.find_element("id", "there").click()
    assert tab.driver.current_url.endswith("#there")
    time.sleep(0.3)
    assert copy.sounds() == []


def test_events_tell_of_play_progress_and_end_once_each(tab, site):
    tab.open(site, "bridge/")
    tab.js("""
        window.told = [];
        for (const name of ['play', 'progress', 'end']) {
            document.addEventListener(`narrator:${name}`, (event) => told.push([name, event.detail.percent ?? null, event.detail.headline]));
        }
    """)
    tab.play()
    tab.js(
        "document.querySelector('audio').playbackRate = 2; document.querySelector('narrator-player').seek(119)"
    )
    tab.wait("return told.at(-1)[0] === 'end'", seconds=15)
    told = tab.js("return told")
    assert [row[:2] for row in told] == [
        ["play", None],
        ["progress", 25],
        ["progress", 50],
        ["progress", 75],
        ["end", None],
    ]
    assert told[0][2].startswith("सोनपुर में नदी")
    assert tab.js(LIT) == []
    assert tab.js("return Object.keys(JSON.parse(localStorage.narrator).at)") == []


def test_media_keys_know_the_story(tab, site):
    tab.open(site, "bridge/")
    tab.js("window.keys = {}; navigator.mediaSession.setActionHandler = (name, act) => { keys[name] = act; }")
    tab.play()
    assert tab.js("return navigator.mediaSession.metadata.title").startswith("सोनपुर में नदी")
    assert tab.js("return navigator.mediaSession.metadata.artist") == "सुबह समाचार"
    tab.js("keys.seekto({ seekTime: 60 })")
    tab.wait("return document.querySelector('audio').currentTime > 60")
    tab.js("keys.seekbackward({})")
    tab.wait("return document.querySelector('audio').currentTime < 50")
    tab.js("keys.pause()")
    tab.wait("return document.querySelector('audio').paused")


def test_next_story_is_a_link(tab, site):
    tab.open(site, "bridge/")
    link = tab.driver.find_element("css selector", "narrator-player a[slot=next]")
    assert link.text == "अगली ख़बर: अगली <b>कहानी</b>"
    link.click()
    assert tab.driver.current_url == f"{site.url}library/"


def test_one_player_speaks_at_a_time(tab, copy):
    bridge = (copy.root / "bridge/index.html").read_text(encoding="utf-8")
    library = (copy.root / "library/index.html").read_text(encoding="utf-8")
    other = re.search(r"<article>.*</article>", library, re.DOTALL)[0].replace('src="', 'src="../library/')
    (copy.root / "bridge/two.html").write_text(bridge.replace("</main>", other + "</main>"), encoding="utf-8")
    tab.open(copy, "bridge/two.html").play()
    tab.play(nth=1)
    assert (tab.audio("paused", 0), tab.audio("paused", 1)) == (True, False)
    tab.wait("return document.querySelectorAll('[aria-current=true]').length")
    assert tab.js(
        "return document.querySelectorAll('article')[1].contains(document.querySelector('article:nth-of-type(2) [aria-current=true]'))"
    )


def test_missing_sound_is_told_and_can_be_tried_again(tab, copy, page):
    (copy.root / "bridge/episode.mp3").rename(copy.root / "bridge/away")
    tab.open(copy, page)
    tab.js(
        "window.loose = []; addEventListener('unhandledrejection', (event) => loose.push(String(event.reason)))"
    )
    tab.control("सुनें").click()
    tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('[role=alert]')")
    assert tab.note() == ["alert", "आवाज़ नहीं चल पाई। इंटरनेट देखकर फिर से सुनें दबाएँ।"]
    (copy.root / "bridge/away").rename(copy.root / "bridge/episode.mp3")
    tab.play()
    assert tab.note() == ["status", ""]
    assert tab.js("return loose") == []


def test_story_corrected_behind_the_page_is_lit_by_its_new_times(tab, copy, tmp_path):
    page = (copy.root / "bridge/own.html").read_bytes()
    source = tmp_path / "corrected.html"
    text = (SAMPLES / "river-bridge.html").read_text(encoding="utf-8")
    source.write_text(
        text.replace("सात साल के इंतज़ार के बाद", "पूरे सात साल और तीन महीने के लंबे इंतज़ार के बाद आख़िरकार"),
        encoding="utf-8",
    )
    make_page(source, copy.root / "bridge")
    (copy.root / "bridge/own.html").write_bytes(page)
    timeline = json.loads((copy.root / "bridge/timeline.json").read_text(encoding="utf-8"))
    cue = next(one for one in timeline["cues"] if one["text"].startswith("पुल में 48"))
    tab.open(copy, "bridge/own.html").play()
    start = "return document.querySelector('article [data-narrator-start]:is(p *)') && [...document.querySelectorAll('article [data-narrator-start]')].find(e => e.textContent.startsWith('पुल में 48')).dataset.narratorStart"
    tab.wait(f"return (() => {{ {start} }})() == arguments[0]", cue["start_ms"] / 1000)
    assert not any(
        "सात साल" in text
        for text in tab.js(
            "return [...document.querySelectorAll('article [data-narrator-start]')].map(e => e.textContent)"
        )
    )


def test_timeline_left_in_a_cache_is_read_again(tab, copy):
    right = (copy.root / "bridge/timeline.json").read_text(encoding="utf-8")
    old = json.loads(right)
    old["duration_ms"] += 5000
    (copy.root / "bridge/timeline.json").write_text(json.dumps(old), encoding="utf-8")
    tab.open(copy, "bridge/own.html")
    tab.control("अध्याय").click()
    tab.wait(
        "return document.querySelector('narrator-player').shadowRoot.querySelectorAll('.panel button').length"
    )
    (copy.root / "bridge/timeline.json").write_text(right, encoding="utf-8")
    tab.control("अध्याय").click()
    tab.play()
    tab.wait("return [...(CSS.highlights.get('narrator-word') ?? [])].length")
    assert sum("timeline.json" in visit for visit in copy.visits) >= 2


def test_timeline_of_another_sound_lights_nothing(tab, copy):
    other = json.loads((copy.root / "library/timeline.json").read_text(encoding="utf-8"))
    other["audio"] = "other.mp3"
    (copy.root / "bridge/timeline.json").write_text(json.dumps(other), encoding="utf-8")
    tab.open(copy, "bridge/own.html")
    tab.control("अध्याय").click()
    tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('p').textContent")
    assert tab.note() == ["status", "इस आवाज़ का पाठ नहीं मिला।"]


def test_figure_works_where_custom_elements_are_stripped(tab, copy):
    path = copy.root / "bridge/own.html"
    text = (
        path.read_text(encoding="utf-8")
        .replace("<narrator-player", "<figure data-narrator-player")
        .replace("</narrator-player>", "</figure>")
    )
    path.write_text(text, encoding="utf-8")
    tab.open(copy, "bridge/own.html").play()
    tab.wait("return document.querySelectorAll('article [aria-current=true]').length === 1")


def test_page_with_the_snippet_alone_is_lit_too(tab, copy):
    own = (copy.root / "bridge/own.html").read_text(encoding="utf-8")
    plain = re.sub(r"<span data-narrator-start[^>]*>(.*?)</span>", r"\1", own)
    link = '<a href="#there" id="there">तब इसकी</a> लागत'
    (copy.root / "bridge/plain.html").write_text(plain.replace("तब इसकी लागत", link), encoding="utf-8")
    tab.open(copy, "bridge/plain.html").play()
    tab.wait("return document.querySelectorAll('article [data-narrator-start]').length >= 30")
    tab.js("document.querySelector('narrator-player').seek(53)")
    tab.wait("return document.querySelectorAll('[aria-current=true]').length === 2")
    assert next(text for _, text in tab.js(LIT)) == "तब इसकी"
    assert tab.js("return document.querySelectorAll('#there').length") == 1
    text = "return document.querySelector('article').textContent"
    after = tab.js(text)
    tab.open(copy, "bridge/plain.html")
    assert tab.js(text) == after


def test_page_works_from_a_disk_without_any_server(tab, stories):
    tab.open(None, (stories / "bridge/index.html").as_uri()).play()
    tab.wait("return document.querySelectorAll('article [aria-current=true]').length === 1")
    tab.control("अध्याय").click()
    assert len(tab.player().shadow_root.find_elements("css selector", ".panel button")) == 6
    tab.wait("return [...(CSS.highlights.get('narrator-word') ?? [])].length")


def test_without_script_the_browsers_own_controls_play_and_nothing_is_fetched(tab, site, page):
    tab.cdp("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(site, page)
    audio = tab.driver.find_element("css selector", "narrator-player > audio")
    assert audio.is_displayed()
    assert audio.get_attribute("controls") is not None
    assert audio.size["height"] > 24
    assert site.sounds() == []
    tab.cdp("Emulation.setScriptExecutionDisabled", value=False)


def test_what_is_remembered_is_bounded_and_survives_nonsense(tab, site):
    tab.open(site, "bridge/")
    many = {f"story-{n}": [10, n] for n in range(500)}
    tab.js("localStorage.narrator = JSON.stringify({ at: arguments[0] })", many)
    tab.open(site, "bridge/", forget=False)
    tab.control("15 सेकंड आगे").click()
    state = tab.js("return JSON.parse(localStorage.narrator)")
    assert len(state["at"]) == 100
    assert "https://subah.example/rajya/sonpur-pul" in state["at"]
    for nonsense in ("[", "null", '"x"', '{"at":null}', '{"at":{"a":null},"rate":"fast"}', '{"at":7}'):
        tab.js("localStorage.narrator = arguments[0]", nonsense)
        tab.open(site, "bridge/", forget=False)
        tab.play()
        assert tab.audio("playbackRate") == 1


def test_browser_reads_the_captions_as_they_are_meant(tab, site):
    tab.open(site, "bridge/")
    texts = tab.driver.execute_async_script("""
        const done = arguments[0], track = document.querySelector('track');
        track.addEventListener('load', () => done([...track.track.cues].map((cue) => [cue.text, cue.startTime])));
        track.track.mode = 'hidden';
    """)
    timeline = json.loads((site.root / "bridge/timeline.json").read_text(encoding="utf-8"))
    assert " ".join(text for text, _ in texts) == " ".join(cue["text"] for cue in timeline["cues"])
    assert texts[1][1] == pytest.approx(5.58)


def test_hostile_text_never_becomes_markup_or_script(tab, tmp_path):
    bad = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\"'&lt;"
    shown = bad.replace("&", "&amp;").replace("<", "&lt;")
    body = "".join(f"<p>यह वाक्य संख्या {n} है और इसमें {shown} लिखा हुआ है, बस इतना ही।</p>" for n in range(4))
    html = (
        f'<html lang="hi"><head><meta charset="utf-8"><title>{shown}</title><meta property="og:site_name" content="{shown.replace(chr(34), "&quot;")}">'
        f'<link rel="canonical" href="javascript:window.hacked=3"></head><body><article><h1>ख़बर {shown}</h1>{body}</article></body></html>'
    )
    page, made = make_page(Page(html, "hostile"), tmp_path / "bad", next_=("javascript:window.hacked=4", bad))
    put_into(page, made, tmp_path / "bad/own.html", next_=("javascript:window.hacked=4", bad))
    site = Site(tmp_path)
    site.csp = ""
    try:
        for path in ("bad/", "bad/own.html"):
            tab.open(site, path)
            for name in ("अध्याय", "पूरा पाठ"):
                tab.control(name).click()
            tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('.panel span')")
            tab.play()
            assert tab.js("return window.hacked ?? null") is None
            assert tab.js("return document.querySelectorAll('img, a[href^=\"javascript:\"]').length") == 0
            assert (
                tab.js(
                    "return document.querySelector('narrator-player').shadowRoot.querySelectorAll('img, script').length"
                )
                == 0
            )
    finally:
        site.close()
