"""What the lexicon says of a statement: its cue's entry and construction, and expressions in its words.

For a cue with a stance of its own (*dénoncer*, *exiger*) this decides. For a neutral one (*dire*, *selon*) it is what
the fitted models weigh with everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quoteattr.attributions.found import Found
from quoteattr.cues import find_cues
from quoteattr.lexicon import CueEntry
from quoteattr.lexicon.closed import words as closed_words
from quoteattr.lexicon.evaluation import (
    Expression,
    bidding_to_stop,
    cessation,
    claims,
    expressions_in,
    question,
    stopping,
)
from quoteattr.records import Act, Attitude
from quoteattr.spans import Range, trim

# How far behind a modal the verb for stopping may stand, in code points: nous attendons que la Russie | mette fin à …
_REACH = 40

_ATTITUDES: dict[Act, Attitude] = {
    "state": "neutral",
    "deny": "against",
    "doubt": "neutral",
    "demand": "favor",
    "commit": "neutral",
    "warn": "neutral",
    "condemn": "against",
    "endorse": "favor",
}

# What reported speech opens with when it reports speech or thought itself: il craint que …, douter de …
_FIRM: frozenset[Act] = frozenset({"warn", "doubt", "deny"})


@dataclass(slots=True)
class Lexical:
    """The lexicon's reading of one statement.

    `firm`: nothing else can change it, because the cue has a stance of its own or the words leave no doubt;
    `evidence`: the cue and the words of the statement that decided; `expressions`: all evaluative and modal expressions in
    it, strongest kind first; `opens`: the reporting verb that opens the statement itself.
    """

    act: Act
    attitude: Attitude
    firm: bool
    evidence: list[Range]
    expressions: list[tuple[Expression, Range]] = field(default_factory=list)
    opens: CueEntry | None = None


def lexical_stance(text: str, f: Found) -> Lexical:
    """The stance that cue and lexicon give to one attribution."""
    entry = f.cue.lexeme.entry if f.cue else None
    evidence: list[Range] = []
    act: Act = "state"
    if entry is not None and f.cue is not None:
        act = entry.acts.get(f.frame, entry.act)
        if entry.rejects and f.frame in ("np", "passive"):
            act = "deny" if _is_claim(text, f) else "condemn"
        if _asks(text, f, entry):
            return Lexical("doubt", "neutral", True, [f.cue.range])
        evidence.append(f.cue.range)
    own = entry is not None and not entry.neutral
    found = [] if own else _expressions_in(text, f)
    if not own:
        opening = _own_verb(text, f)
        if opening is not None:
            verb, where = opening
            attitude = verb.attitude or _ATTITUDES[verb.act]
            firm = verb.act in _FIRM and f.frame in ("que", "inf")
            return Lexical(verb.act, attitude, firm, [*evidence, where], found, verb)
        if found:
            expression, where = found[0]
            act = expression.act
            attitude = expression.attitude or _toward(text, f, act)
            if act == "demand" and stopping().search(text, where.start, min(where.end + _REACH, f.content[-1].end)):
                attitude = "against"
            return Lexical(act, attitude, expression.firm, [*evidence, where], found)
        if entry is not None and act == "commit" and not _future(text, f):
            act = "state"
        elif act == "state" and own_future(text, f):
            act = "commit"
    attitude = _toward(text, f, act)
    if entry is not None and entry.attitude is not None and not f.negated:
        attitude = _refused(text, f) if entry.refuses else entry.attitude
    return Lexical(act, attitude, own, evidence)


def _asks(text: str, f: Found, entry: CueEntry) -> bool:
    """Whether what a cue of asking and of asking for (*demander si*, *demander que*) introduces is one question: *«Que se
    passe-t-il ?», demande le chauffeur*; not *«Voulez-vous partir ?»*, a request."""
    if f.frame not in ("quote", "incise") or entry.acts.get("si") != "doubt":
        return False
    return len(f.content) == 1 and question().fullmatch(f.content[0].of(text)) is not None


def _is_claim(text: str, f: Found) -> bool:
    """Whether a statement begins with a noun for what can be true or false: *les accusations de la banque*."""
    return not claims().isdisjoint(_WORD.findall(f.content[0].of(text).lower())[:_BEFORE_NOUN])


_REFUSED = re.compile(r"^\W*(?:ne|n['’]|(?:je|nous) (?:ne|n['’]))|\b(?:refus|interdi|combatt)\w*", re.IGNORECASE)


def _toward(text: str, f: Found, act: Act) -> Attitude:
    """The attitude that goes with an act, for what is asked, promised or feared here."""
    if act == "demand" and asks_to_stop(text, f):
        return "against"
    if act == "commit" and _REFUSED.search(f.content[0].of(text)):
        return "against"  # one's own course of action against something: a refusal, a ban
    if act == "warn" and f.frame in ("np", "contre", "de", "quote", "sur"):
        return "against"  # what is feared or warned of is named
    return _ATTITUDES[act]


def _refused(text: str, f: Found) -> Attitude:
    """The attitude of who refuses to do something: against it; for what they refuse to give up (*refuse d'abandonner la
    réforme*); none towards what they refuse to be against (*refuse de condamner l'attaque*)."""
    start, end = f.content[0]
    if cessation().match(text[start:end]):
        return "favor"
    cue = next(iter(find_cues(text, start, min(end, start + _OPENING))), None)
    if cue is None or not cue.has("infinitive") or text[start : cue.head.start].strip('«"“ '):
        return "against"
    entry = cue.lexeme.entry
    return "neutral" if (entry.attitude or _ATTITUDES[entry.act]) == "against" else "against"


def _expressions_in(text: str, f: Found) -> list[tuple[Expression, Range]]:
    """The evaluative and modal expressions of the content, each once, strongest kind first."""
    out: dict[Expression, Range] = {}
    for r in f.content:
        for expression, match in expressions_in(r.of(text)):
            # A pattern may begin with the stop before its words.
            found = trim(text, r.start + match.start(), r.start + match.end(), '.,;:…«»“”"')
            if found.end > found.start:
                out.setdefault(expression, found)
    return sorted(out.items(), key=lambda pair: pair[0].number)


def _future(text: str, f: Found) -> bool:
    content = " ".join(r.of(text) for r in f.content)
    if f.frame == "inf":
        return not _STATE.match(content)  # annonce fermer, but: annonce être en pourparlers, avoir fermé
    return f.frame == "np" or bool(
        re.search(r"\b\w{2,}(?:ra|ront|rai|rons|rait|raient)\b|\b(?:va|vont|allait|allaient)\b", content)
    )


_STATE = re.compile(r"\W*(?:être|avoir|s['’]être|n['’]avoir|n['’]être)\b", re.IGNORECASE)
_OWN_FUTURE = re.compile(
    r"^[«\"“ ]*(?:qu['’])?(?:il|elle|ils|elles) (?:ne |n['’]|se |s['’]|lui |leur |y |en )*\w{2,}(?:rait|raient|ra|ront)\b",
    re.IGNORECASE,
)


# How far into a quotation the verb for stopping may stand, in code points: «Monsieur, veuillez | retirer ce gilet».
_OPENING = 60
# How many words of a noun phrase its noun is looked for among: les | lourdes | accusations.
_BEFORE_NOUN = 4
_WORD = re.compile(r"\w+'?")
_PRONOUN_LEAD = re.compile(
    r"^[«\"“\s\u00a0]*(?:il|elle|ils|elles|je|j['’]|nous|on)\b[\s\u00a0]*"
    r"(?:(?:ne|n['’]|se|s['’]|me|m['’]|nous|en|y|lui|leur|a|ont|ai|avons|avait|avaient|est|sont|suis|sommes|était)[\s\u00a0]*)*$",
    re.IGNORECASE,
)


def _own_verb(text: str, f: Found) -> tuple[CueEntry, Range] | None:
    """The entry of a reporting verb that opens the statement itself (*a déclaré qu'il regrettait que …*, *«Je condamne
    …»*), with its words; none that is negated (*il ne doutait pas*)."""
    start, end = f.content[0]
    for cue in find_cues(text, start, min(end, start + 60)):
        if cue.lexeme.kind != "verb":
            continue
        lead = text[start : cue.head.start]
        infinitive = f.frame == "inf" and cue.has("infinitive") and not lead.strip('«"“ ')
        if not infinitive and not _PRONOUN_LEAD.match(lead):
            return None
        if not closed_words().negators.isdisjoint(_WORD.findall(lead.lower().replace("’", "'"))):
            return None
        entry = cue.lexeme.entry
        return None if entry.neutral or not entry.frames else (entry, cue.range)
    return None


def own_future(text: str, f: Found) -> bool:
    """Whether an indirect statement announces what its speaker will do (*a confirmé qu'il ne siégerait pas*)."""
    match = _OWN_FUTURE.match(f.content[0].of(text)) if f.frame == "que" else None
    return match is not None and not re.search(
        r"\b(?:il|elle) (?:y |n['’]y |faud|se pourrait|pourrait|devrait|s['’]agi)", match.group(), re.IGNORECASE
    )


def asks_to_stop(text: str, f: Found) -> bool:
    """Whether what is asked for is that something stops (la fin de l'offensive, cesser de …)."""
    start, end = f.content[0]
    if cessation().match(text[start:end]) is not None:
        return True
    if f.frame not in ("quote", "incise"):
        return False
    early = stopping().search(text, start, min(end, start + _OPENING))
    return early is not None or bidding_to_stop().search(text, start, end) is not None
