"""How a run went: one line, JSON, an exit code, figures for Prometheus."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

# The most serious first: settings, disk, engine or site, our bug, try later, text.
_SEVERITY = (78, 74, 69, 1, 75, 65, 0)
_AS = {2: 78, 66: 65, 73: 74, 77: 69}
"""Exit codes of single stories that a batch does not have, as what they mean for it."""
MS_PER_CHARACTER = 67
"""Sound of Hindi speech for a character of spoken text: 2,604 characters took about 175 s. Measured."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong."""

    page: str
    """The page or source."""
    code: int
    """Exit code of its error."""
    message: str
    """One line."""
    hint: str | None = None
    """One line."""
    attempts: int = 0
    """How often it was tried."""
    set_aside: bool = False
    """Whether it is left alone from now on."""


@dataclass(slots=True)
class Report:
    """What a run did, added up as it goes on."""

    new: int = 0
    """Stories narrated for the first time."""
    corrected: int = 0
    """Stories narrated again."""
    withdrawn: int = 0
    """Stories taken back."""
    unchanged: int = 0
    """Pages that needed nothing."""
    left: int = 0
    """Stories that wait for a later run."""
    aside: int = 0
    """Pages that were set aside in earlier runs, and are left alone."""
    failed: list[Trouble] = field(default_factory=list)
    """What went wrong."""
    warnings: list[str] = field(default_factory=list)
    """What a person should look at."""
    engines_off: list[str] = field(default_factory=list)
    """Engines that failed too often, and were not asked any more."""
    characters: int = 0
    """Spoken text; of what would be spoken in a dry run."""
    audio_ms: int = 0
    """Sound made; estimated in a dry run."""
    cost: dict[str, float] = field(default_factory=dict)
    """Money by currency."""
    stopped: int = 0
    """Signal that ended the run early; 0 if none did."""
    later: bool = False
    """Whether something is to be tried later: budget spent."""
    dry_run: bool = False
    """Whether nothing was spoken or written."""

    def spend(self, characters: int, audio_ms: int, cost: float, currency: str) -> None:
        """Add what one narration took."""
        self.characters += characters
        self.audio_ms += audio_ms
        if cost:
            self.cost[currency] = self.cost.get(currency, 0.0) + cost

    @property
    def narrated(self) -> int:
        """Stories narrated, for the first time or again."""
        return self.new + self.corrected

    @property
    def exit_code(self) -> int:
        """128 and the signal that ended the run, else the code of the most serious trouble."""
        if self.stopped:
            return 128 + self.stopped
        codes = {_AS.get(trouble.code, trouble.code) for trouble in self.failed}
        codes |= {69} if self.engines_off else set()
        codes |= {75} if self.later else set()
        return min(codes, key=lambda code: _SEVERITY.index(code) if code in _SEVERITY else 3, default=0)

    def line(self) -> str:
        """Counts for a person, on one line."""
        counts = f"{self.new} new, {self.corrected} corrected, {self.withdrawn} withdrawn"
        counts += f", {self.unchanged} unchanged"
        if self.left:
            counts += f", {self.left} left for later"
        if self.aside:
            counts += f", {self.aside} set aside"
        if self.failed:
            first = self.failed[0]
            aside = f" (tried {first.attempts} times, set aside)" if first.set_aside else ""
            counts += f" · {len(self.failed)} failed: {first.message}{aside}"
        if self.dry_run:
            money = ", ".join(f"{cost:.2f} {currency}" for currency, cost in sorted(self.cost.items()))
            minutes = self.audio_ms / 60_000
            counts += f" · about {self.characters} characters, {minutes:.1f} min, {money or 'no money'}"
        return counts

    def to_dict(self) -> dict[str, Any]:
        """One line of ``narrate batch --json``."""
        return {**asdict(self), "exit_code": self.exit_code}

    def textfile(
        self,
        *,
        at: float,
        good_at: float,
        duration_s: float,
        waiting: int,
        waiting_s: float,
        set_aside: int,
    ) -> str:
        """Figures in Prometheus' text format.

        Args:
            at: When the run ended, seconds since 1970.
            good_at: When the last run ended that had exit code 0; 0 where none did.
            duration_s: How long it took.
            waiting: Pages that wait for a later run.
            waiting_s: How long the oldest of them has waited.
            set_aside: Pages that are set aside.
        """
        lines = [
            *_gauge("last_success_timestamp_seconds", "End of the last run with exit code 0.", good_at),
            *_gauge("oldest_waiting_seconds", "How long the oldest waiting page has waited.", waiting_s),
            *_gauge("last_run_timestamp_seconds", "End of the last run.", at),
            *_gauge("last_run_duration_seconds", "How long the last run took.", round(duration_s, 3)),
            *_gauge("last_run_exit_code", "Exit code of the last run.", self.exit_code),
            *_gauge("pages_waiting", "Pages that wait for a later run.", waiting),
            *_gauge("pages_set_aside", "Pages left alone after too many failures.", set_aside),
            *_gauge("audio_seconds", "Sound made in the last run.", self.audio_ms / 1000),
            *_gauge("spoken_characters", "Text spoken in the last run.", self.characters),
        ]
        outcomes = {
            name: getattr(self, name) for name in ("new", "corrected", "withdrawn", "unchanged", "left")
        }
        lines += _family("stories", "Stories of the last run.", "outcome", outcomes)
        failures = Counter(str(trouble.code) for trouble in self.failed)
        lines += _family("failures", "Failures of the last run.", "code", failures)
        lines += _family("cost", "Money spent in the last run.", "currency", self.cost)
        return "\n".join(lines) + "\n"


def _gauge(name: str, about: str, value: float) -> list[str]:
    return [*_head(name, about), f"narrator_{name} {value}"]


def _family(name: str, about: str, label: str, values: dict[str, Any]) -> list[str]:
    return [
        *_head(name, about),
        *(f'narrator_{name}{{{label}="{key}"}} {value}' for key, value in sorted(values.items())),
    ]


def _head(name: str, about: str) -> list[str]:
    return [f"# HELP narrator_{name} {about}", f"# TYPE narrator_{name} gauge"]
