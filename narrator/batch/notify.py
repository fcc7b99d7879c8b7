"""Who is told how a run went: a heartbeat service, and Prometheus through a text file."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from narrator.addresses import looks_web
from narrator.batch.newsroom import Newsroom
from narrator.batch.report import Report
from narrator.catalogue import ledger, pages
from narrator.episode.publish import publish
from narrator.errors import NarratorError

TIMEOUT_S = 10.0
LAST_SUCCESS = "last success"
"""Name of the note that keeps when a run last had exit code 0."""


def beat(url: str, suffix: str = "") -> str | None:
    """Ask a heartbeat URL, as healthchecks and its like want it; what went wrong, which harms no run."""
    if not url:
        return None
    if not looks_web(url):
        return "the heartbeat is no http address"
    try:
        with urllib.request.urlopen(url.rstrip("/") + suffix, timeout=TIMEOUT_S) as reply:  # noqa: S310  # see above
            reply.read(1)
    except ValueError:
        return "the heartbeat is no http address"
    except OSError as error:
        reason = getattr(error, "reason", error)
        return f"the heartbeat was not heard: {reason}"
    return None


def write_textfile(newsroom: Newsroom, report: Report, duration_s: float) -> str | None:
    """Put the run's figures where the collector reads them, whole; what went wrong."""
    path = newsroom.settings.notify.textfile
    if not path:
        return None
    try:
        with newsroom.catalogue.begin() as db:
            records = pages.load(db).values()
            good = ledger.read_note(db, LAST_SUCCESS)
        at_s = round(time.time())
        waiting = [record.first_seen for record in records if not record.done and not record.set_aside]
        text = report.textfile(
            at=at_s,
            good_at=_seconds(good),
            duration_s=duration_s,
            waiting=len(waiting),
            waiting_s=at_s - _seconds(min(waiting)) if waiting else 0,
            set_aside=sum(record.set_aside for record in records),
        )
        publish(Path(path), lambda target: _write(target, text))
    except NarratorError as error:
        return f"no figures for Prometheus: {error.message}"
    return None


def _seconds(moment: str | None) -> float:
    """Seconds since 1970; 0 for no moment."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
