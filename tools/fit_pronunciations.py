"""Write English words as Hindi newspapers do, from the sounds that CMUdict gives them.

    python tools/fit_pronunciations.py fit CMUDICT WORDS...      writes narrator/languages/hi/pronunciations.tsv
    python tools/fit_pronunciations.py compare CMUDICT TRUTH [WORDS...]    prints how dictionary and rules do

CMUDICT is the file cmudict.dict of the Carnegie Mellon Pronouncing Dictionary, held to its sha256; only that
file and its own license are used, not the package that it comes in. WORDS are lists of the English words to
keep, one a line: those with a capital or a sign are left out, so that names of persons are. TRUTH is a table
of two columns, a word and what newspapers print for it; with WORDS, only the words in these lists count. Each
phone is laid beside its letters (pronunciations.toml), and phones_to_hindi.tsv says what is written for it
there. A word is kept where the rules of spelling would write another.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from case_tables import heard, read_rows

from narrator import language as languages
from narrator.script.letter_to_sound import orthography, write_down
from narrator.script.transliterate import news_words, read_by_spelling

PUBLISHED = "81917843c7f44ce2b094ac63873c2c7a4cf802040792c455ba3ca406891c3d22"
"""The sha256 of cmudict.dict in version 1.1.3 of the package cmudict."""
LANGUAGE = "hi"
RULES = Path(__file__).with_name("phones_to_hindi.tsv")
HEAD = """\
# English words by their sounds, as Hindi newspapers print them: one word, a tab, what is said. Made by
# tools/fit_pronunciations.py from the Carnegie Mellon Pronouncing Dictionary; see NOTICE. Mend a word in
# latin_words.tsv, which comes first.
"""
TABLES = tomllib.loads(Path(__file__).with_name("pronunciations.toml").read_text(encoding="utf-8"))
VOWELS, CONSONANTS, PREFIXES = TABLES["vowels"], TABLES["consonants"], TABLES["prefixes"]

Phones = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """A phone and the letters it is spelled with."""

    phone: str
    """With its stress; empty for a letter without a sound."""
    letters: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is written for a phone in some places."""

    phone: str
    spelled: re.Pattern[str]
    heard: re.Pattern[str]
    sounds: str


def read_dictionary(path: Path) -> dict[str, list[Phones]]:
    """Words and their pronunciations, the usual one first."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != PUBLISHED:
        raise SystemExit(f"{path} is not the published file")
    found: dict[str, list[Phones]] = {}
    for line in data.decode("utf-8").splitlines():
        word, *phones = line.split("#")[0].split()
        found.setdefault(re.sub(r"\(\d\)$", "", word), []).append(tuple(phones))
    return found


@functools.cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """The rules by phone, in order."""
    kinds = {"{V}": list(VOWELS), "{W}": [phone for phone in VOWELS if phone != "ER"], "{C}": list(CONSONANTS)}
    found: dict[str, tuple[Rule, ...]] = {}
    for phone, spelled, sounding, sounds in read_rows(RULES, 4):
        for kind, phones in kinds.items():
            sounding = sounding.replace(kind, f"(?:{'|'.join(phones)})" + ("" if kind == "{C}" else r"\d?"))
        patterns = (re.compile("" if cell == "-" else cell) for cell in (spelled, sounding))
        rule = Rule(phone, *patterns, sounds.replace("-", ""))
        found[phone] = (*found.get(phone, ()), rule)
    return found


def plain(phone: str) -> str:
    """A phone without its stress."""
    return phone.rstrip("012")


def lay(word: str, phones: Phones) -> tuple[Sound, ...]:
    """The phones of a word beside its letters, as cheaply as can be: odd spellings and silent letters cost."""

    @functools.cache
    def best(at: int, index: int) -> tuple[float, tuple[Sound, ...]]:
        if at == len(word) and index == len(phones):
            return 0, ()
        options = []
        for price, sounds in _steps(word[at:], phones[index : index + 2]):
            letters = sum(len(sound.letters) for sound in sounds)
            rest = best(at + letters, index + sum(bool(sound.phone) for sound in sounds))
            options.append((price + rest[0], (*sounds, *rest[1])))
        return min(options, key=lambda option: option[0], default=(float("inf"), ()))

    return best(0, 0)[1]


def _steps(rest: str, phones: Phones) -> Iterator[tuple[float, tuple[Sound, ...]]]:
    """Ways to go on: a price, and the sounds that take the next letters."""
    if phones:
        phone = plain(phones[0])
        for letters in (VOWELS.get(phone) or CONSONANTS[phone]).split():
            if rest.startswith(letters):
                muddled = phone in CONSONANTS and len(letters) > 1 and re.search("[eu]", letters)
                yield 0.1 - 0.01 * len(letters) + (0.3 if muddled else 0), (Sound(phones[0], letters),)
        for letters in TABLES["pairs"].get(" ".join(map(plain, phones)), "").split():
            if rest.startswith(letters):
                yield 0.15, (Sound(phones[0], ""), Sound(phones[1], letters))
        yield 1.6, (Sound(phones[0], ""),)
        if rest and (rest[0] in "aeiouy") == (phone in VOWELS):
            yield 2, (Sound(phones[0], rest[0]),)
    if rest:
        yield 0.6 if rest[0] in "aeiouhgwy" else 1, (Sound("", rest[0]),)


def spell(word: str, phones: Phones) -> str:
    """A word that is no compound, in the script."""
    laid = lay(word, phones)
    written, at = "", 0
    for index, sound in enumerate(laid):
        spelled = f"{word[:at]}<{sound.letters}>{word[at + len(sound.letters) :]}"
        around = [[other.phone for other in side if other.phone] for side in (laid[:index], laid[index + 1 :])]
        sounding = " ".join(("#", *around[0], f"<{sound.phone}>", *around[1], "#"))
        for rule in rules().get(plain(sound.phone) or "-", ()):
            if rule.spelled.search(spelled) and rule.heard.search(sounding):
                written += rule.sounds
                break
        at += len(sound.letters)
    return write_down(written, orthography(LANGUAGE))


def pronounce(word: str, dictionary: Mapping[str, Sequence[Phones]]) -> str:
    """A word of the dictionary in the script, the elements of a compound one by one."""
    known = news_words(LANGUAGE)
    elements = _compound(word, dictionary) or _prefixed(word, dictionary)
    if not elements:
        return spell(word, dictionary[word][0])
    written = {**{part: known[part] for part, _ in elements if len(part) > 3 and part in known}, **PREFIXES}
    return "".join(written.get(part) or spell(part, phones) for part, phones in elements)


def _compound(word: str, dictionary: Mapping[str, Sequence[Phones]]) -> tuple[tuple[str, Phones], ...]:
    """Two words of the dictionary that make up this one in letters and sounds, each with a stress."""
    phones, known = dictionary[word][0], news_words(LANGUAGE)
    for at in range(3, len(word) - 2):
        first, second = word[:at], word[at:]
        if first not in dictionary or second not in dictionary or (len(first) == 3 and first not in known):
            continue
        if first in TABLES["beginnings"] or second in TABLES["endings"]:
            continue
        if second[0] in "aeiou" and (len(second) == 3 or second not in known):
            continue
        for head in dictionary[first]:
            halves = phones[: len(head)], phones[len(head) :]
            if not any(_same((*head, *tail), phones) for tail in dictionary[second]):
                continue
            if second in TABLES["persons"] and len(first) > 3:
                return (first, halves[0]), (second, dictionary[second][0])
            if all(re.search("[12]", " ".join(half)) for half in halves):
                return (first, halves[0]), (second, halves[1])
    return ()


def _prefixed(word: str, dictionary: Mapping[str, Sequence[Phones]]) -> tuple[tuple[str, Phones], ...]:
    """A first element and a word of the dictionary that sounds as it does alone."""
    phones = dictionary[word][0]
    for prefix in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < 2 or (prefix in ("in", "en") and rest[0] not in "aeiou"):
            continue
        if len(prefix) > 3:
            heads = [len(head) for head in dictionary.get(prefix, ()) if _same(head, phones[: len(head)])]
        else:
            known = len(rest) > 3 if prefix == "un" else rest in news_words(LANGUAGE)
            tails = dictionary.get(rest, ()) if known else ()
            heads = [len(phones) - len(tail) for tail in tails if _same(tail, phones[-len(tail) :])]
        if heads and 0 < heads[0] < len(phones) and re.search("[12]", " ".join(phones[heads[0] :])):
            return (prefix, phones[: heads[0]]), (rest, phones[heads[0] :])
    return ()


def _same(left: Phones, right: Phones) -> bool:
    """Whether phones are the same, whatever their stress."""
    return [*map(plain, left)] == [*map(plain, right)]


def fit(dictionary: Mapping[str, Sequence[Phones]], lists: Sequence[Path]) -> None:
    """Write the table of the words in the lists that the rules of spelling would write otherwise."""
    wanted = (read_words(lists) & dictionary.keys()) - {*TABLES["left_out"].split()}
    words = sorted(word for word in wanted if len(word) > 2)
    rows = [(word, pronounce(word, dictionary)) for word in words if word not in news_words(LANGUAGE)]
    kept = [(word, said) for word, said in rows if said and said != read_by_spelling(word, LANGUAGE)]
    kept = [(word, said) for word, said in kept if re.fullmatch("[\u0900-\u0963]+", said)]
    text = HEAD + "".join(f"{word}\t{said}\n" for word, said in kept)
    languages.words(LANGUAGE, "pronunciations").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(words)} words, {len(rows)} of them unknown, {len(kept)} kept; {len(text.encode())} bytes")


def compare(dictionary: Mapping[str, Sequence[Phones]], truth: Path, lists: Sequence[Path]) -> None:
    """Print how many words of a table of ours come out right by sounds and by spelling."""
    words = read_words(lists) if lists else dictionary.keys()
    rows = [(word, said) for word, said in read_rows(truth, 2) if word in words and word in dictionary]
    for name, read in (
        ("dictionary", lambda word: pronounce(word, dictionary)),
        ("rules of spelling", lambda word: read_by_spelling(word, LANGUAGE)),
    ):
        right = sum(heard(read(word)) == heard(said) for word, said in rows)
        close = sum(skeleton(read(word)) == skeleton(said) for word, said in rows)
        shares = f"{right / len(rows):.1%} right, {close / len(rows):.1%} in consonants"
        print(f"{name}: of {len(rows)} words {shares}")


def skeleton(word: str) -> str:
    """The consonants of a word, a double one once, any nasal as one sign, without the glide य."""
    consonants = re.sub("[\u0904-\u0914\u093e-\u094d य]", "", re.sub("[मं]", "न", heard(word)))
    return re.sub(r"(.)\1", r"\1", consonants)


def read_words(lists: Sequence[Path]) -> set[str]:
    """The words of some lists that are small letters only, a vowel among them."""
    words = {word for path in lists for word in path.read_text(encoding="utf-8").split()}
    return {word for word in words if re.fullmatch("(?=.*[aeiouy])[a-z]{2,}", word)}


def main() -> None:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("task", choices=("fit", "compare"))
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("tables", type=Path, nargs="+")
    given = parser.parse_args()
    dictionary = read_dictionary(given.dictionary)
    if given.task == "fit":
        fit(dictionary, given.tables)
    else:
        compare(dictionary, given.tables[0], given.tables[1:])


if __name__ == "__main__":
    main()
