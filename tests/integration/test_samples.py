import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "samples").glob("*.html"))


@pytest.fixture(scope="module")
def make_samples():
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tools" / "make_samples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_three_samples():
    assert len(PAGES) == 3


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_stages_give_what_stands_beside_the_sample(make_samples, page):
    for name, text in make_samples.outputs(page).items():
        stored = (ROOT / "samples" / name).read_text(encoding="utf-8")
        assert json.loads(text) == json.loads(stored), f"{name}: tools/make_samples.py"
