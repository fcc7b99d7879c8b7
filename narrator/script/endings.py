"""What a language knows about the ends of its sentences: its tables ``segment`` and ``abbreviations``."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from narrator import language as languages
from narrator.script.text import fold


@dataclass(frozen=True, slots=True)
class Endings:
    """Words by what they say about a stop or a quotation beside them; folded."""

    abbreviations: frozenset[str]
    """Words after which a full stop ends no sentence."""
    after_number: frozenset[str]
    """Such words if a number stands before them: short names of months."""
    before_number: frozenset[str]
    """Such words if a number follows."""
    doubtful: frozenset[str]
    """Abbreviations that are words as well; where full stops end sentences, only before ``ranks``."""
    ranks: frozenset[str]
    """See ``doubtful``."""
    may_end: frozenset[str]
    """Abbreviations after which a sentence ends if a word of ``starters`` follows."""
    letters: frozenset[str]
    """Names of letters, which are initials."""
    also_words: frozenset[str]
    """Those of them that are words as well."""
    honorifics: frozenset[str]
    """Those of them that follow a name."""
    posts: frozenset[str]
    """Words before a name: after them a letter that is also a word is an initial."""
    short_words: frozenset[str]
    """Words as short as an abbreviation."""
    domains: frozenset[str]
    """Last parts of addresses of the net in the language's own script."""
    finals: frozenset[str]
    """Verbs that end sentences."""
    final_endings: tuple[str, ...]
    """Endings of such verbs."""
    postpositions: frozenset[str]
    """Words that begin no sentence."""
    continues: frozenset[str]
    """After a closing quote these words go on with the sentence."""
    continues_title: frozenset[str]
    """So do these, unless the quotation is somebody's speech."""
    speech: frozenset[str]
    """Verbs and nouns of saying."""
    quotatives: frozenset[str]
    """One of the second and third word after a quotation: it is what was said."""
    demonstratives: frozenset[str]
    """Words that point to a quotation before them, if one of ``said_things`` follows."""
    said_things: frozenset[str]
    """See ``demonstratives``."""
    attribution_first: bool
    """Whether the verb of "he said" stands near the start of its clause, not at the end."""
    starters: frozenset[str]
    """Words that begin a sentence of their own."""
    introduces: frozenset[str]
    """Words right before a quotation that is somebody's speech."""

    def is_final(self, word: str) -> bool:
        """Whether a folded word is a verb that ends sentences."""
        return word in self.finals or word.endswith(self.final_endings)


@functools.cache
def endings(language: str) -> Endings:
    """What is known of a language; all empty for one without tables."""
    table = languages.table(language, "segment")
    short = languages.table(language, "abbreviations")
    letters = short.get("letters", {})

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in table.get(name, ()))

    return Endings(
        abbreviations=(frozenset(fold(word) for word in short.get("words", ())) | words("abbreviations"))
        - words("before_number"),
        after_number=words("after_number"),
        before_number=words("before_number"),
        doubtful=words("doubtful"),
        ranks=words("ranks"),
        may_end=words("may_end"),
        letters=frozenset(fold(name) for name in letters.get("names", ())) | words("letters"),
        also_words=frozenset(fold(name) for name in letters.get("also_words", ())),
        honorifics=words("honorifics"),
        posts=words("posts"),
        short_words=words("short_words"),
        domains=words("domains"),
        finals=words("finals"),
        final_endings=tuple(fold(ending) for ending in table.get("final_endings", ())),
        postpositions=words("postpositions"),
        continues=words("continues"),
        continues_title=words("continues_title"),
        speech=words("speech"),
        quotatives=words("quotatives"),
        demonstratives=words("demonstratives"),
        said_things=words("said_things"),
        attribution_first=bool(table.get("attribution_first", False)),
        starters=words("starters"),
        introduces=words("introduces"),
    )
