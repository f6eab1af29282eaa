"""Turns of a dialogue that begin with a dash, without the narrator's words in them.

    — Oui, dit-il en se levant, je viens.        →  «— Oui,» and «je viens.»

A dash at the start of a line (or, in texts whose dialogues run on in one line, after a full stop) opens a
turn. Reporting clauses inside it are the narrator's; after one that ends with a full stop, tense and
person tell whether the turn goes on. Lists begin with dashes, too: a text's dashes count as dialogue
when enough of them open something that looks like speech.

The conventions are those of Durandard, Tran, Michel and Epure, *Automatic Annotation of Direct Speech in
Written French Narratives* (ACL 2023); the weights were chosen on that corpus's training part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import cue_readings, load_table
from quoteattr.marks import Quotation
from quoteattr.spans import Range, trim

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_LINE_DASH = re.compile(r"[\s\u00a0\u202f]*(—|–|--|-(?=[ \u00a0\u202f]))(?![-—–\d])")
_INLINE_DASH = re.compile(r"(?<=[.!?…»:;*])[ \u00a0\u202f]+(—|–)[ \u00a0\u202f]+(?=[«“\"…]?[ \u00a0]?[A-ZÀ-ÖØ-Þ])")
_SENTENCE_END = re.compile(r"(?:[.!?]+|…)+[ \u00a0\u202f]?[»”\"]?(?=[\s\u00a0\u202f]|$)")
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_FIRST_PERSON_PAST = re.compile(
    r"\b[Jj](?:e[ \u00a0](?:(?:me|ne|le|la|les|lui|leur|en|y)[ \u00a0]|[mnl]['’])*|['’])(\w+(?:ai|is|us|ins))\b"
)
_WORD = re.compile(r"[^\W\d_]+['’]?")
_SUBJECT = (
    r"(?:M\.|MM\.|Mme|Mlle|monsieur|madame|mademoiselle|le|la|les|un|une|son|sa|ce|cet|cette|notre|mon|ma|chacun|l['’]"
    r"|[A-ZÀ-ÖØ-Þ][\w’'-]+)"
)
_INCISE = re.compile(
    r"(?P<before>[,;!?….:»)—–-])[\s\u00a0\u202f]*(?P<clause>(?:(?:se|me|lui|leur|nous|vous|en|y|ne)[ \u00a0]|[smtn]['’]|l['’])*"
    r"(?:(?P<clitic>[a-zà-ÿ’']+?)(?:-t)?-(?P<pronoun>il|elle|ils|elles|on|je)\b"
    rf"|(?P<verb>[a-zà-ÿ]+)[ \u00a0](?:[a-zà-ÿ]+ment[ \u00a0]|(?:encore|enfin|aussi|alors|seulement|soudain|tout à coup|tout bas|vivement|bas|ensuite|à son tour|de nouveau|aussitôt)[ \u00a0])?"
    rf"(?:à[ \u00a0][\w’'-]+[ \u00a0])?(?P<subject>{_SUBJECT}|celui-ci|celle-ci|ce dernier|cette dernière|quelqu['’]un|l['’]autre)))"
)
_COMPOUND = re.compile(r"(?:a|ai|ont|avait|avaient|est|était)$")
_CLAUSE_END = re.compile(r"[,;:.!?…]|[ \u00a0][—–-][ \u00a0]")
_PAST = re.compile(
    r"\b(?:[Ii]ls?|[Ee]lles?|[Oo]n|[Qq]ui|[A-ZÀ-Ý][\w’-]+|\w{4,})[ \u00a0]+(?:(?:ne|se|le|la|lui|les|leur|en|y)[ \u00a0]|[nslmt]['’])*"
    r"(\w+(?:a|it|ut|int|èrent|irent|urent|inrent))\b"
)
_IMPERFECT = re.compile(
    r"\b(?:ils?|elles?|[A-ZÀ-Ý][\w’-]+|qui|\w{4,})[ \u00a0]+(?:(?:ne|se|le|la|lui|les|leur|en|y)[ \u00a0]|[nsl]['’])*(\w+[^r\W](?:ait|aient))\b",
    re.IGNORECASE,
)

# A text is a dialogue when this share of its dashes opens something like speech.
_LEAST_SPEECH = 0.3
# Dashes after full stops open turns only where hardly any line begins with a dash.
_MOST_LINE_DASHES = 0.1
_MAX_CLAUSE = 220
# Simple pasts a sentence from which on an unclosed quotation is a story.
_TOLD_PAST = 0.5
# How far into it one looks for them, in code points.
_TELLING = 2_000
# An interview has at least so many lines that begin with a name.
_LEAST_ANSWERS = 3
# How much a sentence counts as speech without evidence: where a line holds one turn, and where the text runs on.
_STAYS_IN_LINE, _STAYS_IN_TEXT = 3.0, 0.2


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    speech_words: frozenset[str]
    reporting_in_fiction: frozenset[str]
    not_past: frozenset[str]
    asking: frozenset[str]
    manner: tuple[str, ...]


@cache
def _table() -> _Table:
    return load_table("dialogue.toml", _Table)


@cache
def _reporting_forms() -> frozenset[str]:
    """Forms of the third person of verbs that report direct speech."""
    return _table().reporting_in_fiction | frozenset(
        form
        for form, readings in cue_readings().items()
        for r in readings
        if r.lexeme.kind == "verb"
        and "quote" in r.lexeme.entry.frames
        and not r.lexeme.tail
        and r.inflection
        and r.inflection.form == "finite"
        and r.inflection.person == 3
    )


_LABEL = re.compile(
    r"[ \u00a0\u202f]*((?:Q|R|Question|Réponse)|(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*[ \u00a0]){0,3}[A-ZÀ-ÖØ-Þ][\w’'.-]*)[ \u00a0\u202f]?[:.][ \u00a0\u202f]+(?=\S)"
)
# LE FIGARO. - Que pensez-vous … Jean MOREL. - Je pense …
_LABEL_DASH = re.compile(
    r"[ \u00a0\u202f]*((?:[A-ZÀ-ÖØ-Þ][\w’'-]*[ \u00a0]){0,3}[A-ZÀ-ÖØ-Þ][\w’'-]*)\.[ \u00a0\u202f]?[-–—][ \u00a0\u202f]+(?=\S)"
)
_LETTERS = ("Q", "R", "Question", "Réponse")


def find_answers(text: str) -> list[Quotation]:
    """The turns of an interview whose lines begin with who speaks: *Q : … R : …*, *Le Temps : … Anne Morel : …*

    They have no marks. Labels count when both letters are there, when names recur and somebody asks something, or when
    two names have a full stop and a dash behind them (*Le Temps. - …*).
    """
    dashed = [
        (m, line) for line in _LINE.finditer(text) for m in [_LABEL_DASH.match(text, line.start(), line.end())] if m
    ]
    if len({m.group(1) for m, _ in dashed}) >= 2:
        return _answers(text, [(m, line) for m, line in dashed if not line.group().rstrip().endswith("?")])
    found = [(m, line) for line in _LINE.finditer(text) for m in [_LABEL.match(text, line.start(), line.end())] if m]
    letters = {m.group(1) for m, _ in found} & set(_LETTERS)
    if len(letters) >= 2:
        found = [(m, line) for m, line in found if m.group(1) in letters]
    else:
        found = [(m, line) for m, line in found if m.group().rstrip().endswith(":")]
        counts = Counter(m.group(1) for m, _ in found)
        found = [(m, line) for m, line in found if " " in m.group(1) or counts[m.group(1)] > 1]
        asked = any(line.group().rstrip().endswith("?") for _, line in found)
        if len(found) < _LEAST_ANSWERS or not asked or len({m.group(1) for m, _ in found}) < 2:
            return []
    return _answers(text, found)


def _answers(text: str, found: Sequence[tuple[re.Match[str], re.Match[str]]]) -> list[Quotation]:
    out: list[Quotation] = []
    for m, line in found:
        r = trim(text, m.end(), line.end())
        if text[r.start] not in '«“"„‹':  # what has marks is found by them
            out.append(Quotation(r.start, r.end, ("", "")))
    return out


def find_turns(text: str, quotations: Sequence[Quotation]) -> list[Quotation]:
    """The turns that begin with a dash, each as one quotation or as the pieces around the narrator's words."""
    inner = [q.range for q in quotations]
    candidates = [c for c in _candidates(text) if not _inside(c[0].start, inner)]
    if not candidates:
        return []
    lines = sum(opens_line for _, _, opens_line in candidates)
    stays = _STAYS_IN_LINE if lines > len(candidates) / 2 else _STAYS_IN_TEXT
    pieces = [(turn, mark, _pieces(text, turn, mark, inner, stays)) for turn, mark, _ in candidates]
    speaking = [len(found) > 1 or _incise_at(text, turn) or _score(text, turn) >= 2 for turn, _, found in pieces]
    dialogue = sum(speaking) >= _LEAST_SPEECH * len(pieces)
    out: list[Quotation] = []
    for turn, mark, found in pieces:
        if dialogue or _incise_at(text, turn):
            out += [Quotation(r.start, r.end, (mark if r.start == turn.start else "", "")) for r in found]
    return out


def _inside(at: int, ranges: Sequence[Range]) -> bool:
    i = bisect_right(ranges, (at, at)) - 1
    return i >= 0 and ranges[i].start < at < ranges[i].end


def is_told(text: str, quotation: Quotation) -> bool:
    """Whether an unclosed quotation is part of a story in the story rather than speech: it tells in the simple past."""
    if quotation.closed:
        return False
    content = text[quotation.start : min(quotation.end, quotation.start + _TELLING)]
    not_past = _table().not_past | _table().asking
    past = sum(
        m.group(1).lower() not in not_past and not m.group(1).endswith(("ra", "rai"))
        for pattern in (_PAST, _FIRST_PERSON_PAST)
        for m in pattern.finditer(content)
    )
    return past >= _TOLD_PAST * max(2, sum(1 for _ in _SENTENCE_END.finditer(content)))


def _candidates(text: str) -> Iterator[tuple[Range, str, bool]]:
    """What a dash may open: up to the next dash or the line's end, the dash, whether it opens its line."""
    lines = [(m, _LINE_DASH.match(text, m.start(), m.end())) for m in _LINE.finditer(text)]
    at_line = sum(dash is not None for _, dash in lines)
    after_stop = sum(1 for _ in _INLINE_DASH.finditer(text))
    inline = after_stop > 0 and at_line <= _MOST_LINE_DASHES * after_stop
    for line, dash in lines:
        starts = [(dash.start(1), dash.group(1))] if dash else []
        if inline:
            starts += [(m.start(1), m.group(1)) for m in _INLINE_DASH.finditer(text, line.start(), line.end())]
        ends = [start for start, _ in starts[1:]] + [line.end()]
        for k, (start, mark) in enumerate(starts):
            turn = trim(text, start, ends[k])
            if any(c.isalpha() for c in turn.of(text)):
                yield turn, mark, dash is not None and k == 0


def _pieces(text: str, turn: Range, mark: str, inner: Sequence[Range], stays: float) -> list[Range]:
    """What is said in a turn: its text without reporting clauses, editor's notes and narration after them."""
    out: list[Range] = []
    at = turn.start
    search = turn.start + len(mark)
    while at < turn.end:
        clause = _next_clause(text, search, turn.end, inner)
        stop = clause[0] if clause else turn.end
        end = _speech_end(text, search, stop, stays, first=at == turn.start or text[at].islower())
        _add(text, out, at, end)
        if clause is None or end < stop:
            break
        resumed = _resume(text, clause[1], turn.end)
        if resumed is None:
            break
        at = search = resumed
    return out


def _add(text: str, out: list[Range], start: int, end: int) -> None:
    at = start
    for note in _BRACKETS.finditer(text, start, end):
        if note.group()[0] == "(" and _score(text, Range(*note.span())) > -1:
            continue  # the speaker's own brackets
        _add_piece(text, out, at, note.start())
        at = note.end()
    _add_piece(text, out, at, end)


def _add_piece(text: str, out: list[Range], start: int, end: int) -> None:
    r = trim(text, start, end, ",")
    if any(c.isalnum() for c in r.of(text)):
        out.append(r)


def _incise_at(text: str, turn: Range) -> bool:
    return _next_clause(text, turn.start, turn.end, ()) is not None


def _next_clause(text: str, start: int, end: int, inner: Sequence[Range]) -> tuple[int, int] | None:
    """The next reporting clause: where it begins and where its verb and subject end."""
    for match in _INCISE.finditer(text, start, end):
        at = match.start("clause")
        if _inside(at, inner):
            continue
        if _reports(text, match):
            return at, match.end("clause")
    return None


def _reports(text: str, match: re.Match[str]) -> bool:
    table = _table()
    pronoun, verb = match.group("pronoun"), match.group("verb")
    if pronoun:
        form = match.group("clitic").split("'")[-1].split("’")[-1]
        if pronoun == "je":
            return form not in table.asking and form.endswith(("is", "ai", "us", "ins", "e", "é", "ais"))
        if _COMPOUND.search(form):
            after = re.compile(r"[ \u00a0](?:\w+[ \u00a0])?(\w+)").match(text, match.end())
            return bool(
                after
                and any(
                    i.inflection and i.inflection.form == "participle" and "quote" in i.lexeme.entry.frames
                    for w in re.findall(r"\w+", after.group())
                    for i in cue_readings().get(w, ())
                )
            )
        return form in _reporting_forms() or (
            match.group("before") != "."
            and form.endswith(("a", "it", "ut", "int", "èrent", "irent", "urent"))
            and len(form) > 3
            and form not in table.not_past
        )
    return verb in _reporting_forms()


def _resume(text: str, at: int, end: int) -> int | None:
    """Where speech goes on after the reporting clause that reaches at least to `at`, or None when it does not."""
    limit = min(end, at + _MAX_CLAUSE)
    while True:
        stop = _CLAUSE_END.search(text, at, limit)
        if stop is None:
            return None if limit == end else limit
        mark, after = stop.group(), stop.end()
        if mark == "." and re.search(r"\bM(?:me|lle)?$", text[max(0, stop.start() - 4) : stop.start()]):
            at = after
            continue
        rest = trim(text, after, end)
        if len(rest) == 0:
            return None
        following = _SENTENCE_END.search(text, rest.start, end)
        sentence = Range(rest.start, following.end() if following else end)
        if mark == ",":
            if _goes_on(text, rest.start):
                at = after
                continue
            return rest.start if text[rest.start].isalnum() or text[rest.start] in "«“…" else None
        if mark in ".!?…":
            return rest.start
        return rest.start if _score(text, sentence) > -2 else None


def _goes_on(text: str, at: int) -> bool:
    """Whether what follows a comma still belongs to the reporting clause."""
    lead = text[at : at + 12].lower().replace("’", "'")
    words = re.findall(r"[^\W\d_]+'?", lead)
    if not words:
        return False
    if any(lead.startswith(m if m.endswith("'") else m + " ") for m in _table().manner):
        clause = _CLAUSE_END.search(text, at)
        own = Range(at, clause.start() if clause else len(text))
        return _score(text, own) <= 0
    first = re.compile(r"\w+").match(text, at)
    return bool(first and first.group().endswith(("ant", "é", "ée", "és", "ées")) and len(first.group()) > 4)


def _speech_end(text: str, start: int, end: int, stays: float, *, first: bool) -> int:
    """Where speech that begins at `start` gives way to narration, `end` when it does not: the sentences before
    are to look as much like speech as they can. `stays` is how much a sentence is taken for speech without
    evidence; `first`: the first sentence is speech in any case."""
    best, where, total, at = 0.0, start, 0.0, start
    for n, stop in enumerate([*(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]):
        r = trim(text, at, stop)
        if r.end > r.start:
            total += 4.0 if n == 0 and first else max(-3.0, min(3.0, _score(text, r))) + stays
            if total >= best:
                best, where = total, stop
        at = stop
    return where


def _score(text: str, r: Range) -> float:
    """Above zero for speech, below for narration."""
    table = _table()
    content = r.of(text)
    score = 0.0
    for match in _WORD.finditer(content):
        if match.group().lower().replace("’", "'") in table.speech_words:
            score += 1
    score += min(2, content.count("!") + content.count("?")) * 1.0
    for match in _PAST.finditer(content):
        if match.group(1).lower() not in table.not_past and not match.group(1).endswith("ra"):
            score -= 2
    score -= sum(1.0 for _ in _IMPERFECT.finditer(content))
    return score
