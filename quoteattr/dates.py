"""Days that a text names from its own (*hier*, *jeudi*, *ce lundi soir*), as days of the calendar.

French dispatches name the days around theirs without a date: *jeudi* is the last Thursday, or the next where the
verb is in the future. What cannot be told is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import cache

from quoteattr.lexicon.wording import wording_table

_WEEK = 7
# What a weekday stands after when it names no single day: le jeudi, chaque jeudi, un jeudi sur deux.
_HABIT = re.compile(r"(?<!\w)(?:le|les|un|une|chaque|du|des)[ \u00a0]$", re.IGNORECASE)
# Forms that tell whether a day lies ahead. A conditional of être and avoir is hearsay or future: it does not tell.
_TENSE = re.compile(
    r"(?<!\w)(?:(?P<either>aurait|auraient|serait|seraient)"
    r"|(?P<ahead>\w{2,}(?:rait|raient|rions|ra|ront|rai|rons|rez)|va|vont|vais|allons|allez|allait|allaient|doit|doivent"
    r"|devait|devaient|prévue?s?|d['’]ici|dès)"
    r"|(?P<past>a|ont|ai|avons|avait|avaient|est|sont|était|étaient|fut|furent|depuis))(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?]")


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a text: where, with the preposition that fuses with an article, and written out."""

    start: int
    end: int
    wording: str


@cache
def _named() -> re.Pattern[str]:
    table = wording_table()
    weekdays = "|".join(table.weekdays)
    days = "|".join(re.escape(d).replace("'", "['’]") for d in sorted(table.days, key=lambda d: -len(d)))
    months = "|".join(table.months)
    part = "|".join(table.parts)
    return re.compile(
        rf"(?<![\w-])(?P<before>(?:jusqu['’])?à[ \u00a0]|de[ \u00a0]|d['’])?"
        rf"(?:(?P<this>ce[ \u00a0])?(?P<weekday>{weekdays})(?:[ \u00a0](?P<which>dernier|prochain))?|(?P<day>{days}))"
        rf"(?:[ \u00a0](?P<part>{part}))?(?![\w-])"
        rf"(?![ \u00a0]\d{{1,2}}(?:er)?[ \u00a0](?:{months}))",
        re.IGNORECASE,
    )


def parse_date(value: str | None) -> Date | None:
    """The day of an ISO 8601 date or time, None for anything else."""
    try:
        return Date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def days_in(text: str, start: int, end: int, today: Date) -> list[Day]:
    """The days named between two offsets that `today`, the day of the text, decides."""
    out: list[Day] = []
    last: tuple[int, Date] | None = None  # the day before, and where it ends
    for match in _named().finditer(text, start, end):
        day = _through(text, match, last) or _day(text, match, start, end, today)
        if day is None:
            continue
        last = match.end(), day
        part = (match.group("part") or "").lower()
        wording = _written(day) + (f" {wording_table().parts[part]}" if part else "")
        out.append(Day(match.start(), match.end(), _with_preposition(match.group("before"), wording)))
    return out


def _through(text: str, match: re.Match[str], last: tuple[int, Date] | None) -> Date | None:
    """The second day of *de vendredi à dimanche*: the first of its name after the other."""
    before, weekday = (match.group("before") or "").lower(), match.group("weekday")
    if last is None or weekday is None or before.strip() != "à" or text[last[0] : match.start()].strip():
        return None
    step = (wording_table().weekdays.index(weekday.lower()) - last[1].weekday()) % _WEEK
    return last[1] + timedelta(days=step)


def _day(text: str, match: re.Match[str], start: int, end: int, today: Date) -> Date | None:
    table = wording_table()
    before = (match.group("before") or "").lower()
    if match.group("day"):
        name = match.group("day").lower().replace("’", "'")
        return None if before == "de " and name in table.figurative else today + timedelta(days=table.days[name])
    at = match.start("this") if match.group("this") else match.start("weekday")
    if not match.group("this") and not before and _HABIT.search(text, max(0, at - 12), at):
        return None
    back = (today.weekday() - table.weekdays.index(match.group("weekday").lower())) % _WEEK
    which = (match.group("which") or "").lower()
    if which == "dernier":
        return today - timedelta(days=back or _WEEK)
    if which == "prochain":
        return today + timedelta(days=_WEEK - back)
    ahead = before.endswith("à ") or _ahead(text, match, start, end) if back else False
    if ahead is None:
        return None
    return today + timedelta(days=_WEEK - back) if ahead else today - timedelta(days=back)


def _ahead(text: str, match: re.Match[str], start: int, end: int) -> bool | None:
    """Whether the day is one to come, by the verb nearest before it in its sentence, else the first after it; None
    where there is none, or a conditional that can be either (*serait reçu jeudi*)."""
    opened = max((m.end() for m in _SENTENCE_END.finditer(text, start, match.start())), default=start)
    closed = _SENTENCE_END.search(text, match.end(), end)
    verbs = [*_TENSE.finditer(text, opened, match.start())][-1:]
    verb = verbs[0] if verbs else _TENSE.search(text, match.end(), closed.start() if closed else end)
    return None if verb is None or verb.lastgroup == "either" else verb.lastgroup == "ahead"


def _written(day: Date) -> str:
    """*le jeudi 1er octobre 2020*"""
    table = wording_table()
    number = "1er" if day.day == 1 else str(day.day)
    return f"le {table.weekdays[day.weekday()]} {number} {table.months[day.month - 1]} {day.year}"


def _with_preposition(before: str | None, written: str) -> str:
    """*de hier* as *du …*, *jusqu'à jeudi* as *jusqu'au …*"""
    if not before:
        return written
    bare = written.removeprefix("le ")
    if before.lower().startswith("d"):
        return f"du {bare}"
    until = before.rstrip()[:-1]  # jusqu', with the apostrophe of the text
    return f"{until}au {bare}"
