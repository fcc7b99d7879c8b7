"""The errors that a user may meet.

    NarratorError                     exit code   try again?
    ├── UsageError                     2
    ├── ArticleError                   65
    │   ├── NoSuchPage                 66
    │   ├── NoArticleText              65
    │   ├── FetchRefused               77
    │   └── SiteUnavailable            69          yes
    │       └── SiteBusy               75          yes
    ├── ScriptError                    65
    ├── SpeechError                    69
    │   ├── UnknownVoice               2
    │   ├── EngineMissing              69
    │   │   └── NoVoice                65
    │   ├── EngineUnavailable          69          yes
    │   ├── RateLimited                75          yes
    │   ├── EngineRefused              77
    │   └── SoundMissing               69          yes
    ├── AudioError                     74
    │   └── AudioTooShort              74
    ├── EpisodeError                   74
    │   └── CannotCreate               73
    ├── StoreError                     74
    │   └── NotInStore                 74
    ├── CatalogueError                 74
    ├── BatchError                     65
    │   ├── SameStory                  65
    │   ├── WorkerDied                 69          yes
    │   ├── Locked                     75          yes
    │   └── BudgetSpent                75
    └── SettingsError                  78

Exit codes follow sysexits.h.
"""

from __future__ import annotations

from narrator.masking import discreet


class NarratorError(Exception):
    """What happened and where; a hint says what to do about it. Neither shows the keys of an address.

    Args:
        message: One line: what happened, and where.
        hint: One line: what the user can do.
    """

    exit_code = 1
    """The status that the command line ends with, after sysexits.h."""
    transient = False
    """Whether the same call may go through later."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        message = discreet(message)
        super().__init__(message)
        self.message = message
        self.hint = discreet(hint) if hint else hint

    def __str__(self) -> str:
        return self.message


class UsageError(NarratorError):
    """The command or the call was put wrongly."""

    exit_code = 2


class ArticleError(NarratorError):
    """The page cannot be made into an article."""

    exit_code = 65


class NoSuchPage(ArticleError):
    """The page is missing, or cannot be read."""

    exit_code = 66


class NoArticleText(ArticleError):
    """The page was read and holds nothing to narrate."""


class FetchRefused(ArticleError):
    """The address may not be fetched, or its server refuses."""

    exit_code = 77


class SiteUnavailable(ArticleError):
    """The site does not answer, or breaks off."""

    exit_code = 69
    transient = True


class SiteBusy(SiteUnavailable):
    """The site asks for fewer requests.

    Args:
        retry_after_s: Seconds that are to be waited; None where nothing says.
    """

    exit_code = 75

    def __init__(self, message: str, hint: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after_s = retry_after_s


class ScriptError(NarratorError):
    """The article cannot be made into a script."""

    exit_code = 65


class SpeechError(NarratorError):
    """A sentence could not be spoken."""

    exit_code = 69


class UnknownVoice(SpeechError):
    """No voice card has this id."""

    exit_code = 2


class EngineMissing(SpeechError):
    """The engine, or something that it needs, is not installed."""


class NoVoice(EngineMissing):
    """No voice card speaks the language of the page: nothing is missing here, the page asks too much."""

    exit_code = 65


class EngineUnavailable(SpeechError):
    """The engine did not answer, or broke off."""

    transient = True


class RateLimited(SpeechError):
    """The engine's service asks for fewer requests.

    Args:
        retry_after_s: Seconds that the service asks to wait; None where it does not say.
    """

    exit_code = 75
    transient = True

    def __init__(self, message: str, hint: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after_s = retry_after_s


class EngineRefused(SpeechError):
    """The engine's service refuses this client; asking again does not help."""

    exit_code = 77


class SoundMissing(SpeechError):
    """An engine gave no sound for a sentence, or far too little or too much."""

    transient = True


class AudioError(NarratorError):
    """The sound cannot be mastered, encoded or decoded."""

    exit_code = 74


class AudioTooShort(AudioError):
    """The sound is shorter than what is asked of it needs."""


class EpisodeError(NarratorError):
    """The episode cannot be published."""

    exit_code = 74


class CannotCreate(EpisodeError):
    """The output file may not, or cannot, be created."""

    exit_code = 73


class StoreError(NarratorError):
    """The store does not take or give a file: a full disk, no permission, no connection."""

    exit_code = 74


class NotInStore(StoreError):
    """The store has no file of this name."""


class CatalogueError(NarratorError):
    """The catalogue cannot be opened, read or written."""

    exit_code = 74


class BatchError(NarratorError):
    """A story of a batch cannot be narrated."""

    exit_code = 65


class SameStory(BatchError):
    """Two pages claim to be one story."""


class WorkerDied(BatchError):
    """The process that narrated a story ended in the middle of it."""

    exit_code = 69
    transient = True


class Locked(BatchError):
    """Another run holds the lock."""

    exit_code = 75
    transient = True


class BudgetSpent(BatchError):
    """The money set aside for this month is spent."""

    exit_code = 75


class SettingsError(NarratorError):
    """narrator.toml, an environment variable or --set holds a wrong value."""

    exit_code = 78
