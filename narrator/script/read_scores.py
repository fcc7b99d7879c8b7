"""How results, shares and ratios are read: two numbers and a sign between them."""

from __future__ import annotations

import re

from narrator.script.read_tables import NEAR, Tables, after, before
from narrator.script.text import WORD

# Characters beside a score in which a word of its sport may stand.
_SENTENCE = 300
# Further pairs of a list of sets: 7-6, 4-6.
_PAIRS_BEFORE = re.compile(r"(?<!\d)(?:\d{1,2}-\d{1,2},? ){1,4}$")
_PAIRS_AFTER = re.compile(r"(?:,? \d{1,2}-\d{1,2}(?!\d)){1,4}")


class ScoreReader(Tables):
    """The readings of scores, fractions and ratios; one method a rule, named like it."""

    def _read_score(self, match: re.Match[str]) -> str:
        return " ".join(
            self._numerals.halved(side) or self._numerals.number(side) for side in match.groups()[:2]
        )

    _read_score_named = _read_score
    _read_decade_pair = _read_score

    def _read_wickets(self, match: re.Match[str]) -> str:
        first, second, words = match[1], match[2], self._numbers["score"]
        around = before(match, _SENTENCE) + match[0] + after(match, _SENTENCE)
        sport = any(word in around for word in words["cricket"])
        if self._is_bowled(match, sport=sport or any(word in around for word in words["teams"])):
            return f"{self._numerals.number(second)} {words['conceding']} {self._wickets(first)}"
        bats = int(second) <= 10 < int(first) and before(match).rstrip(" :-").endswith(tuple(words["teams"]))
        if not (bats or sport):
            return self._read_fraction(match)
        if int(first) <= 10 < int(second):
            return f"{self._numerals.number(second)} {words['conceding']} {self._wickets(first)}"
        spoken = f"{self._wickets(second)} {self._numbers['out_of']} {self._numerals.number(first)}"
        return f"{spoken} {match[3]}" if match[3] else spoken

    def _is_bowled(self, match: re.Match[str], *, sport: bool) -> bool:
        """Whether numbers are a bowler's wickets and runs, told by who took them or by what follows."""
        by_bowler = before(match).rstrip().endswith(f" {self._numbers['by_whom']}")
        if int(match[1]) > min(10, int(match[2])):
            return False
        if int(match[2]) <= 10:
            return by_bowler and sport and match[0] not in self._numbers["fractions"]
        return by_bowler or after(match).lstrip().startswith(tuple(self._numbers["score"]["bowls"]))

    def _wickets(self, count: str) -> str:
        return f"{self._numerals.number(count)} {self._numbers['score']['wicket'][0]}"

    def _read_series(self, match: re.Match[str]) -> str:
        return " ".join(self._numerals.number(part) for part in match[1].split("-"))

    def _is_result(self, match: re.Match[str]) -> bool:
        """Whether a range, or one of those beside it, falls: it is a result even if the verb is not known."""
        earlier = _PAIRS_BEFORE.search(before(match, 2 * NEAR))
        rest = _PAIRS_AFTER.match(after(match, 2 * NEAR))
        pairs = " ".join(found[0] for found in (earlier, match, rest) if found)
        sides = [pair.split("-") for pair in re.findall(r"\d{1,2}-\d{1,2}(?!\d)", pairs)]
        falls = any(int(first) > int(last) for first, last in sides)
        end = match.end() + (rest.end() if rest else 0)
        ending = match.string[end : end + NEAR]
        stepped = re.fullmatch(r"\d{3}-\d", match[0]) is not None
        return stepped or (falls and bool(re.match(rf"\s+{self._numbers['to']}(?![{WORD}])", ending)))

    def _read_parted(self, match: re.Match[str]) -> str:
        whole, part, halves = int(match[1]), self._symbols["parts"][match[2]], self._numerals.halves
        half = self._numerals.halved(f"{whole}.5") if part == "1/2" else None
        if half:
            return half
        if part == "1/4" and 0 < whole < 100:
            return halves["quarter"] + (f" {self._numerals.cardinal(whole)}" if whole > 1 else "")
        if part == "3/4" and 0 < whole < 100:
            return f"{halves['less_quarter']} {self._numerals.cardinal(whole + 1)}"
        words = f"{self._numerals.number(match[1])} {self._numbers['and']} "
        return words + self._part(*part.split("/"))

    def _read_mixed_fraction(self, match: re.Match[str]) -> str:
        whole = self._numerals.number(match[1])
        return f"{whole} {self._numbers['and']} {self._part(match[2], match[3])}"

    def _read_fraction(self, match: re.Match[str]) -> str:
        share, following = self._numbers["share"], after(match).split()
        if following and following[0] in share["before"]:
            return f"{self._numerals.number(match[2])} {share['said']} {self._numerals.number(match[1])}"
        return self._part(match[1], match[2])

    def _part(self, above: str, below: str) -> str:
        known: str | None = self._numbers["fractions"].get(f"{above}/{below}")
        return known or f"{self._numerals.number(above)} {self._numbers['by']} {self._numerals.number(below)}"

    def _read_ratio(self, match: re.Match[str]) -> str:
        around = before(match) + after(match)
        plain = any(word in around for word in (self._numbers["ratio"], *self._numbers["votes"]))
        plain = plain or after(match).lstrip().startswith(f"{self._numbers['to']} ")
        link = " " if plain else f" {self._numbers['ratio']} "
        return link.join(self._numerals.number(part) for part in match[1].split(":"))
