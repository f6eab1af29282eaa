"""Targets: the phrase of the text that an attitude is about.

Where the cue decided the stance, its object: whom one accuses, what one demands, condemns or praises. Where words of
the statement decided it, what they say it of: the subject of an evaluation (*cette réforme est une honte*); after a
modal, what has to be done. What has to stop or is refused stands behind the word for stopping (*la fin de
l'offensive*). Where none of these shows itself, there is no target: a wrong one is worse than none.
"""

from __future__ import annotations

import re
from functools import cache

from quoteattr.attributions import Found
from quoteattr.lexicon.closed import words
from quoteattr.lexicon.evaluation import cessation, stopping
from quoteattr.spans import SPACES, Range, trim

_WORD = re.compile(r"\w[\w-]*(?:['’](?!\w))?|\w['’](?=\w)|qu['’]", re.IGNORECASE)
# A target is a few words, not a clause.
_MAX_WORDS = 12
# How far behind a modal the verb for stopping may stand, in code points: nous attendons que la Russie | mette fin à …
REACH = 40
# From here on a preposition ends the phrase: la fermeture des écoles du canton | en raison de …
_MIN_WORDS = 3
# Constructions whose content is a statement of its own, not the cue's object.
_WHOLE_STATEMENTS = frozenset({"incise", "passive", "according", "uncued", "label"})
_BREAK = re.compile(r"[,;:.!?…()\[\]\n]")
_CLOSING = re.compile(r"[ \u00a0]?[»”\"]")
_OPEN = re.compile(r"«[^»]*$|“[^”]*$|^[^\"]*\"[^\"]*$")
# A phrase of function words alone is about nothing.
_CONTENT_WORD = re.compile(r"[^\W\d_]{4}|\b[A-ZÀ-Ý]|\d")
# What leaves a phrase unfinished where it was cut.
_LOOSE_END = re.compile(
    r"(?:[ \u00a0](?:et|ou|de|du|des|d['’]|à|au|aux|le|la|les|l['’]|un|une|en|se|qui))+$", re.IGNORECASE
)
_CLOSED = re.compile(r"[»”]|\"(?!\w)")
_CLAUSE_START = re.compile(r"[,;:.!?…(«“\"\n]|\b(?:que|car|mais|et|quand|parce|puisque)\b|\bqu['’]", re.IGNORECASE)
_MARKS = "«“\"„‘' " + SPACES
_OF = re.compile(r"(?:de |d['’]|du |des |au |aux |à |l['’]|la |le |les )+", re.IGNORECASE)
_PRONOUN_SUBJECT = re.compile(
    r"[cj]['’]|(?:ce|ça|cela|il|elle|ils|elles|je|tu|on|nous|vous|qui|y|en|rien)(?!\w)", re.IGNORECASE
)
_COMPLEMENTIZER = re.compile(r"[ \u00a0]*(?<!\w)(?:de|d['’]|à|comme)?[ \u00a0«“\"]*$")
_NOMINAL = re.compile(
    r"(?<!en )(?<!à )(?<!dans )(?<!sur )(?<!de )\b(?:[A-ZÀ-Ý]|\b(?:le|la|les|l|un|une|des|ses|son|sa|leurs?|ces|cette)\b)"
)
# Words of a statement that begin with their own verb: their subject stands before them.
_PREDICATE = re.compile(r"(?:n['’]|s['’]|(?:ne|se|nous|me|a|ont|est|sont|peut|jou\w+|pren\w+)\b)", re.IGNORECASE)
_COMPLEMENT = re.compile(r"(?:que |qu['’]|de |d['’]|à )", re.IGNORECASE)
_OPENER = re.compile(r"[ \u00a0»”\"]*(?:de |d['’]|que |qu['’])", re.IGNORECASE)


@cache
def _verbs() -> frozenset[str]:
    """Forms that show without a parser where a subject ends."""
    return words().auxiliaries | words().modals | {"ne", "n'"}


@cache
def _ends() -> frozenset[str]:
    return words().chunk_ends | words().subordinators


def find_target(text: str, f: Found, where: Range | None, against: bool, command: bool) -> Range | None:
    """The target of a statement's attitude; None where no phrase shows itself.

    `where`: the words of the statement that decided, None when the cue did; `against`: the attitude is; `command`:
    the words ask for something, so that the target follows them.
    """
    if where is None:
        if len(f.content) > 1 and f.frame in ("attr", "passive"):  # juge X «illisible»: X
            return _phrase(text, *f.content[0]) if not _PRONOUN_SUBJECT.match(text, f.content[0].start) else None
        if not command and f.frame in ("de", "attr", "inf"):
            accused = _accused(text, f)
            if accused is not None:
                return accused
        if f.frame in _WHOLE_STATEMENTS:
            return None
        return _object(text, f.content[0], against)
    content = next((r for r in f.content if r.start <= where.start < r.end), f.content[0])
    if command and against:
        stop = stopping().search(text, where.start, min(where.end + REACH, content.end))
        if stop is not None and _WORD.search(text, stop.end(), min(stop.end() + 3, content.end)):
            return _after_prepositions(text, stop.end(), content.end)
    if command:
        return _object(text, Range(where.end, content.end), against) or _object(text, content, against)
    return _subject(text, content, where) or _complement(text, content, where)


def _accused(text: str, f: Found) -> Range | None:
    """The cue's own object where the content is what it is accused or suspected of (accuse *Damas* de mentir)."""
    if f.cue is None or f.content[0].start < f.cue.range.end:
        return None
    between = _COMPLEMENTIZER.sub("", text[f.cue.range.end : f.content[0].start])
    named = _NOMINAL.search(between)
    if named is None:
        return None
    return _phrase(text, f.cue.range.end + named.start(), f.cue.range.end + len(between))


def _object(text: str, content: Range, against: bool) -> Range | None:
    """The first phrase of what is demanded, condemned, feared or praised."""
    start = trim(text, content.start, content.end, _MARKS).start
    if against:
        stop = cessation().match(text, start, content.end)
        if stop is not None:
            return _after_prepositions(text, stop.end(), content.end)
    opener = _COMPLEMENT.match(text, start, content.end)
    if opener is not None:
        start = opener.end()
    return _phrase(text, start, content.end)


def _after_prepositions(text: str, start: int, end: int) -> Range | None:
    """The phrase behind *de*, *à* and the like, from its article on."""
    start = trim(text, start, end, _MARKS).start
    of = _OF.match(text, start, end)
    if of is not None and of.group().lower().startswith(("de ", "d", "du ", "des ", "à ", "au")):
        start = of.end() - len(_last_article(of.group()))
    return _phrase(text, start, end)


def _last_article(opener: str) -> str:
    found = re.search(r"(?:l['’]|la |le |les )$", opener, re.IGNORECASE)
    return found.group() if found else ""


def _phrase(text: str, start: int, end: int) -> Range | None:
    """The phrase from `start`, as far as word classes show it."""
    stop, count = start, 0
    for m in _WORD.finditer(text, start, end):
        word = m.group().lower().replace("’", "'")
        gap = text[stop : m.start()]
        if count and (_BREAK.search(gap) or (count > 1 and _CLOSED.search(gap) and word not in words().of)):
            break
        if count and (word in words().subordinators or word.rstrip("'") in ("qu", "afin", "ainsi")):
            break
        if (count >= _MIN_WORDS and word in _ends()) or (count > 1 and word in _verbs()):
            break
        stop, count = m.end(), count + 1
        if count >= _MAX_WORDS:
            break
    first = _WORD.search(text, start, stop)
    r = trim(text, first.start() if first else stop, stop, _MARKS)
    loose = _LOOSE_END.search(r.of(text))
    if loose is not None:
        r = Range(r.start, r.start + loose.start())
    closing = _CLOSING.match(text, r.end)
    if closing is not None and _OPEN.search(r.of(text)):
        r = Range(r.start, closing.end())
    return r if _CONTENT_WORD.search(r.of(text)) else None


def _subject(text: str, content: Range, where: Range) -> Range | None:
    """The subject of the clause in which an evaluation stands, unless it is a pronoun."""
    starts = [m.end() for m in _CLAUSE_START.finditer(text, content.start, where.start)]
    start = trim(text, starts[-1] if starts else content.start, where.start, _MARKS).start
    if _PRONOUN_SUBJECT.match(text, start, where.start):
        return None
    for m in _WORD.finditer(text, start, where.start):
        if m.start() > start and m.group().lower().replace("’", "'") in _verbs():
            return _nominal(text, start, m.start())
    return _nominal(text, start, where.start) if _PREDICATE.match(text, where.start, where.end) else None


def _nominal(text: str, start: int, end: int) -> Range | None:
    r = trim(text, start, end, _MARKS)
    return r if len(r) > 1 and _NOMINAL.match(r.of(text)) else None


def _complement(text: str, content: Range, where: Range) -> Range | None:
    """What an impersonal evaluation is said of (*il est inacceptable de fermer une école*)."""
    opener = _OPENER.match(text, where.end, content.end)
    return _phrase(text, opener.end(), content.end) if opener else None
