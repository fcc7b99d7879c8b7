"""How dates, years and times of day are read."""

from __future__ import annotations

import re

from narrator.script.read_tables import Tables, after, before
from narrator.script.text import WORD, fold


class TimeReader(Tables):
    """The readings of calendar and clock; one method a rule, named like it."""

    def _date(self, day: str, month: str, year: str | None) -> str:
        words = f"{self._numerals.cardinal(int(day))} {month}"
        return f"{words} {self._year(year)}" if year else words

    def _year(self, year: str) -> str:
        if len(year) == 2:
            year = ("20" if int(year) < 50 else "19") + year
        return self._numerals.year(int(year))

    def _month(self, number: str) -> str:
        name: str = self._calendar["months"][int(number) - 1][0]
        return name

    def _read_date_iso(self, match: re.Match[str]) -> str:
        return self._date(match[3], self._month(match[2]), match[1])

    def _read_date_dmy(self, match: re.Match[str]) -> str:
        return self._date(match[1], self._month(match[3]), match[4])

    def _read_date_mdy(self, match: re.Match[str]) -> str:
        return self._date(match[3], self._month(match[1]), match[4])

    def _read_date_short(self, match: re.Match[str]) -> str:
        return self._date(match[1], self._month(match[2]), None)

    def _read_month_year(self, match: re.Match[str]) -> str:
        return f"{self._month(match[1])} {self._year(match[2])}"

    def _read_date_words(self, match: re.Match[str]) -> str:
        month = self._months[fold(match[3]).lower()]
        words = self._date(match[2] or match[1], month, match[4])
        if match[2]:
            words = f"{self._numerals.cardinal(int(match[1]))} {self._numbers['to']} {words}"
        return words

    def _read_date_span(self, match: re.Match[str]) -> str:
        first = self._date(match[1], self._months[fold(match[2]).lower()], match[3])
        last = self._date(match[4], self._months[fold(match[5]).lower()], match[6])
        return f"{first} {self._numbers['to']} {last}"

    def _read_date_english(self, match: re.Match[str]) -> str:
        return self._date(match[2], self._months[fold(match[1]).lower()], match[3])

    def _read_month_word_year(self, match: re.Match[str]) -> str:
        return f"{self._months[fold(match[1]).lower()]} {self._year(match[2])}"

    def _read_clock(self, match: re.Match[str]) -> str:
        hour, minute, second = int(match[1]), int(match[2] or 0), match[3]
        half = match[4].split()[0] if match[4] else ""
        clock = self._calendar["clock"]
        part = ""
        if half in (*clock["am"], *clock["pm"]):
            of_day = hour % 12 + (12 if half in clock["pm"] else 0)
            part = "" if self._names_day_part(match) else self._day_part(of_day)
        spoken = self._hour(hour, minute, second, quarters=bool(match[4]))
        if spoken.endswith(clock["minute"]) and clock["oclock"] in (match[4] or "") and self._says_when(match):
            spoken += f" {clock['at']}"
        return f"{part} {spoken}".strip()

    def _read_clock_span(self, match: re.Match[str]) -> str:
        first, last = (self._hour(int(match[at]), int(match[at + 1] or 0)) for at in (1, 3))
        return f"{first.removesuffix(match[5]).rstrip()} {self._numbers['to']} {last}"

    _read_clock_plain = _read_clock
    _read_clock_dashed = _read_clock
    _read_clock_of_day = _read_clock
    _read_clock_hour = _read_clock

    def _hour(self, hour: int, minute: int, second: str | None = None, *, quarters: bool = True) -> str:
        """A time of day; in halves and quarters of an hour where these are asked for and fit."""
        clock = self._calendar["clock"]
        hour = hour or 12
        if not minute and not second:
            return f"{self._numerals.cardinal(hour)} {clock['oclock']}"
        quarter = self._quarters(hour, minute) if quarters and not second else None
        if quarter:
            return quarter
        minutes = f"{self._numerals.cardinal(minute)} {clock['minute']}"
        spoken = f"{self._numerals.cardinal(hour)} {clock['past']} {minutes}"
        return f"{spoken} {self._numerals.cardinal(int(second))} {clock['second']}" if second else spoken

    def _quarters(self, hour: int, minute: int) -> str | None:
        """Half and quarter hours of the twelve-hour clock."""
        halves, oclock = self._numerals.halves, self._calendar["clock"]["oclock"]
        if not 1 <= hour <= 12:
            return None
        if minute == 30:
            return f"{self._numerals.halved(f'{hour}.5')} {oclock}"
        if minute == 15:
            return f"{halves['quarter']} {self._numerals.cardinal(hour)} {oclock}"
        if minute == 45:
            return f"{halves['less_quarter']} {self._numerals.cardinal(hour % 12 + 1)} {oclock}"
        return None

    def _says_when(self, match: re.Match[str]) -> bool:
        """Whether an hour says by itself when something happens, no other word doing so after it."""
        following = re.match(rf"\s*([{WORD}]+)", after(match))
        return following is None or following[1] not in self._calendar["clock"]["at_without"]

    def _names_day_part(self, match: re.Match[str]) -> bool:
        return any(word in before(match) for word in self._calendar["clock"]["day_words"])

    def _day_part(self, hour: int) -> str:
        parts: list[tuple[int, str]] = self._calendar["clock"]["day_parts"]
        return [name for first, name in parts if first <= hour][-1]

    def _read_half_hour(self, match: re.Match[str]) -> str:
        return f"{self._numerals.halved(match[1]) or self._numerals.number(match[1])} {match[2]}"

    def _read_year(self, match: re.Match[str]) -> str:
        return self._year(next(filter(None, match.groups())))

    def _read_year_span(self, match: re.Match[str]) -> str:
        following = after(match).split()
        to = self._numbers["to"]
        until = following and following[0] == self._numbers["until"] and before(match).split()[-1:] != [to]
        link = f" {to} " if until else " "
        return f"{self._year(match[1])}{link}{self._numerals.cardinal(int(match[2]))}"

    def _read_year_short_span(self, match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        link = " " if last == (first + 1) % 100 else f" {self._numbers['to']} "
        return f"{self._numerals.cardinal(first)}{link}{self._numerals.cardinal(last)}"

    def _read_year_range(self, match: re.Match[str]) -> str:
        return f"{self._year(match[1])} {self._numbers['to']} {self._year(match[2])}"

    _read_year_pair = _read_year_range

    def _read_decade(self, match: re.Match[str]) -> str:
        return f"{self._numerals.year(int(match[1]))} {self._calendar['clock']['decade']}"

    def _read_era(self, match: re.Match[str]) -> str:
        words = self._numerals.year(int(match[1]))
        if match[2]:
            words += f" {self._numbers['to']} {self._numerals.year(int(match[2]))}"
        return f"{words} {self._numbers['years']['era'][match[3]]}"
