"""What a reader, a guard and a judge of pages would measure, in a real browser."""

import pytest
from reader import SAMPLES, Site, make_page, put_into

from narrator import pipeline

PAGES = ["bridge/", "bridge/own.html"]
SHIFTS = """
    const done = arguments[0];
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) sum += one.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 700);
"""


def violations(tab, axe):
    """What axe-core finds in the player and the sentences, and on a listening page in all of it."""
    if not tab.js("return !!window.axe"):
        tab.cdp("Runtime.evaluate", expression=axe)
    found = tab.driver.execute_async_script("""
        const done = arguments[0];
        const own = document.body.classList.contains('narrator-page');
        axe.run(own ? document : { include: [['narrator-player'], ['article']] }).then((r) => done(r.violations
            .map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120) + n.failureSummary.slice(0, 200))])), (e) => done([String(e)]));
    """)
    return [one for one in found if one]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])
def test_axe_finds_nothing_at_rest_open_and_playing(tab, site, axe, path, scheme, width):
    tab.look(scheme)
    tab.size(width, 900)
    tab.open(site, path)
    assert violations(tab, axe) == []
    tab.control("अध्याय").click()
    tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('.panel button')")
    tab.play()
    tab.wait("return document.querySelector('article [aria-current=true]')")
    assert violations(tab, axe) == []
    tab.control("पूरा पाठ").click()
    assert violations(tab, axe) == []


def test_axe_finds_nothing_when_the_sound_is_missing(tab, copy, axe):
    (copy.root / "bridge/episode.mp3").unlink()
    tab.open(copy, "bridge/").control("सुनें").click()
    tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('[role=alert]')")
    for scheme in ("light", "dark"):
        tab.look(scheme)
        assert violations(tab, axe) == []


def test_strict_policy_breaks_nothing_and_the_console_stays_empty(tab, site):
    tab.logs()
    for path in ("bridge/", "harbour/"):
        tab.open(site, path)
        names = ("सुनें", "अध्याय") if path == "bridge/" else ("Listen", "Chapters")
        tab.play(names[0])
        tab.control(names[1]).click()
        tab.js("document.querySelector('narrator-player').seek(60)")
        tab.wait("return document.querySelector('article [aria-current=true]')")
    assert tab.logs() == []


def test_page_has_no_inline_script_or_style(stories):
    text = (stories / "bridge/index.html").read_text(encoding="utf-8")
    assert " style=" not in text
    assert "<style" not in text
    assert " on" not in {part[:3] for part in text.split('"')[::2]}
    for opening in text.split("<script")[1:]:
        assert opening.startswith((' src="narrator.js" defer', ' type="application/'))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_asked_of_anybody_else(tab, site, path):
    tab.requests()
    tab.open(site, path).play()
    tab.control("पूरा पाठ").click()
    tab.wait("return document.querySelector('article [aria-current=true]')")
    asked = [url for url in tab.requests() if not url.startswith(("about:", "data:", "chrome"))]
    assert any("episode.mp3" in url for url in asked)
    assert [url for url in asked if not url.startswith(site.url)] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1000, 320])
def test_layout_does_not_shift(tab, site, path, width):
    tab.size(width, 900)
    tab.open(site, path)
    assert tab.driver.execute_async_script(SHIFTS) <= 0.05
    tab.play()
    assert tab.driver.execute_async_script(SHIFTS) <= 0.05


@pytest.mark.parametrize("width", [1000, 320])
def test_targets_are_large_enough_and_nothing_runs_over_the_edge(tab, site, width):
    tab.size(width, 900)
    tab.open(site, "bridge/")
    tab.control("अध्याय").click()
    tab.wait("return document.querySelector('narrator-player').shadowRoot.querySelector('.panel button')")
    small = tab.js("""
        return [...document.querySelector('narrator-player').shadowRoot.querySelectorAll('button, select, input, a')]
            .map((e) => [e.getAttribute('aria-label') ?? e.textContent, e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24 || box.right > innerWidth || box.left < 0))
            .map(([name]) => name);
    """)
    assert small == [], tab.js(
        "return document.querySelector('narrator-player').shadowRoot.querySelector('input').getBoundingClientRect().toJSON()"
    )
    assert tab.js("return document.documentElement.scrollWidth <= innerWidth")
    card = "const c = document.querySelector('narrator-player').shadowRoot.querySelector('.card'); return c.scrollWidth <= c.clientWidth"
    assert tab.js(card)


@pytest.mark.parametrize("at", [0, 31.5, 75.25, 118])
def test_sound_is_where_the_slider_says(tab, site, at):
    tab.open(site, "bridge/").play()
    tab.js("document.querySelector('narrator-player').seek(arguments[0])", at)
    tab.wait(
        "const a = document.querySelector('audio'); return !a.seeking && a.currentTime >= arguments[0]", at
    )
    assert tab.audio("currentTime") == pytest.approx(at, abs=0.6)


HEAR = """
    const [at, done] = arguments, audio = document.querySelector('audio');
    (async () => {
        const context = new AudioContext({ sampleRate: 8000 });
        await context.resume();
        const data = await (await fetch(audio.currentSrc)).arrayBuffer();
        const whole = (await context.decodeAudioData(data)).getChannelData(0);
        const source = context.createMediaStreamSource(audio.captureStream()), tap = context.createScriptProcessor(1024, 1, 1);
        const heard = [];
        document.querySelector('narrator-player').seek(at);
        await new Promise((go) => audio.addEventListener('seeked', go, { once: true }));
        await new Promise((go) => setTimeout(go, 300));
        let began = null;
        tap.onaudioprocess = (event) => {
            began ??= audio.currentTime;
            if (heard.length < 8000) heard.push(...event.inputBuffer.getChannelData(0));
        };
        source.connect(tap).connect(context.destination);
        await new Promise((go) => setTimeout(go, 1800));
        let best = 0, place = 0;
        const from = Math.max(0, Math.round((began - 3) * 8000)), to = Math.min(whole.length - 8000, Math.round((began + 3) * 8000));
        for (let start = from; start < to; start += 8) {
            let sum = 0;
            for (let n = 0; n < 8000; n += 2) sum += Math.abs(whole[start + n]) * Math.abs(heard[n]);
            if (sum > best) [best, place] = [sum, start];
        }
        done([place / 8000 - began, heard.length]);
    })().catch((error) => done([String(error), 0]));
"""


@pytest.mark.parametrize("at", [20.0, 61.0, 97.0])
def test_what_is_heard_is_what_stands_at_that_time(tab, site, at):
    site.csp = ""
    tab.open(site, "bridge/").play()
    tab.driver.set_script_timeout(30)
    error, count = tab.driver.execute_async_script(HEAR, at)
    assert count >= 8000, error
    assert abs(error) <= 0.6


def test_sound_starts_soon_after_the_click(tab, site):
    tab.open(site, "bridge/")
    button = tab.control("सुनें")
    tab.js(
        """
        const audio = document.querySelector('audio');
        arguments[0].addEventListener('click', () => { window.clicked = performance.now(); }, { capture: true });
        audio.addEventListener('playing', () => { window.started ??= performance.now(); });
    """,
        button,
    )
    button.click()
    assert tab.wait("return window.started && window.started - window.clicked") < 1500


def test_page_never_scrolls_by_itself_where_less_motion_is_wished(tab, site):
    tab.look(motion="reduce")
    tab.size(1000, 500)
    tab.open(site, "bridge/").play()
    tab.js("document.querySelector('narrator-player').seek(100)")
    tab.wait("return Number(document.querySelector('article [aria-current=true]')?.dataset.narratorStart) > 90")
    assert tab.js("return scrollY") == 0
    tab.look()
    tab.open(site, "bridge/").play()
    tab.js("document.querySelector('narrator-player').seek(100)")
    tab.wait("return scrollY > 0")


def test_light_of_a_sentence_moves_no_text(tab, site):
    tab.open(site, "bridge/")
    heights = "return [...document.querySelectorAll('article p, article h1')].map((e) => e.getBoundingClientRect().height)"
    before = tab.js(heights)
    tab.play()
    tab.wait("return document.querySelector('article [aria-current=true]')")
    assert tab.js(heights) == before


def test_player_takes_its_colors_from_the_site(tab, copy):
    (copy.root / "bridge/own.css").write_text(
        "narrator-player { --narrator-accent: rgb(1, 2, 3); }", encoding="utf-8"
    )
    path = copy.root / "bridge/own.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace("</head>", '<link rel="stylesheet" href="own.css"></head>'),
        encoding="utf-8",
    )
    tab.open(copy, "bridge/own.html")
    assert (
        tab.control("सुनें")
        .value_of_css_property("background-color")
        .replace("rgba", "rgb")
        .startswith("rgb(1, 2, 3")
    )


def test_player_shows_no_duration_but_the_true_one_before_the_click(tab, site):
    tab.open(site, "bridge/")
    assert tab.valuetext() == "0:00 / 2:01"
    tab.play()
    assert tab.audio("duration") == pytest.approx(121.896, abs=0.1)


def test_publishers_page_in_an_old_encoding_keeps_its_letters(tab, tmp_path):
    text = (
        (SAMPLES / "harbour-lights.html")
        .read_text(encoding="utf-8")
        .replace('charset="utf-8"', 'charset="windows-1252"')
    )
    page, made = make_page(pipeline.Page(text.encode("cp1252", "xmlcharrefreplace"), "old"), tmp_path / "old")
    put_into(page, made, tmp_path / "old/own.html")
    site = Site(tmp_path)
    try:
        tab.open(site, "old/own.html")
        tab.control("Listen")
        assert (
            tab.js("return document.querySelector('[data-narrator-start]').textContent")
            == made.plan.article.title
        )
    finally:
        site.close()
