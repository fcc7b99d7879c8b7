"""Fixtures of the tests in a real browser."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from reader import SAMPLES, Site, Tab, make_page, open_browser, put_into


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def stories(tmp_path_factory):
    """A folder with a Hindi and an English story, each as a page of its own and in the publisher's page."""
    root = tmp_path_factory.mktemp("site")
    for name, sample in (
        ("bridge", "river-bridge"),
        ("library", "school-library"),
        ("harbour", "harbour-lights"),
    ):
        page, made = make_page(
            SAMPLES / f"{sample}.html", root / name, next_=("../library/", "अगली <b>कहानी</b>")
        )
        put_into(page, made, root / name / "own.html", next_=("../library/", "अगली कहानी"))
    return root


@pytest.fixture
def site(stories):
    server = Site(stories)
    yield server
    server.close()


@pytest.fixture
def copy(stories, tmp_path):
    """A site of one's own, whose files a test may change."""
    shutil.copytree(stories, tmp_path / "site")
    server = Site(tmp_path / "site")
    yield server
    server.close()


@pytest.fixture(scope="session")
def chromium():
    driver = open_browser()
    if driver is None:
        pytest.skip("no browser: apt-get install chromium chromium-driver fonts-noto-core")
    yield driver
    driver.quit()


@pytest.fixture
def tab(chromium):
    """The browser with an empty memory."""
    tab = Tab(chromium)
    tab.reset()
    yield tab
    chromium.get("about:blank")


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core, without the browser bindings that it comes with."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("no axe-core: pip install axe-playwright-python")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
