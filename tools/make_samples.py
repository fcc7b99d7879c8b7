"""Write the script and the timeline of each sample beside it, as the stages give them today.

    python tools/make_samples.py

The timelines are those of the voice ``tone``. A test holds the files to the code: run this after a change that
is meant, and read the difference.
"""

import json
import sys
from pathlib import Path

from narrator import pipeline
from narrator.settings import load

SAMPLES = Path(__file__).parents[1] / "samples"


def outputs(page: Path) -> dict[str, str]:
    """File name to content of what is stored beside a sample."""
    settings = load(overrides=["speech.voice=tone", "speech.cache_mb=0"])
    with pipeline.plan(pipeline.read_page(page, settings.article.max_bytes), settings) as plan:
        narration = pipeline.narrate(plan, settings)
    timeline = narration.timeline.to_dict(audio=f"{page.stem}.mp3", audio_sha256=None)
    return {
        f"{page.stem}.article.json": _text(plan.article.to_dict()),
        f"{page.stem}.script.json": _text(plan.script.to_dict()),
        f"{page.stem}.timeline.json": _text(timeline),
    }


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write them all."""
    for page in sorted(SAMPLES.glob("*.html")):
        for name, text in outputs(page).items():
            (SAMPLES / name).write_text(text, encoding="utf-8")
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
