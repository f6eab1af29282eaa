"""Stance: what the speaker does with the statement, and how they stand to its target.

First the cue's lexicon entry and construction; where the cue is neutral, the words of the content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quoteattr.attributions.found import Found
from quoteattr.certainty import certainty_of
from quoteattr.cues import find_cues
from quoteattr.lexicon import CueEntry
from quoteattr.lexicon.evaluation import Expression, cessation, expressions, stopping
from quoteattr.records import Act, Attitude, Certainty
from quoteattr.spans import Range
from quoteattr.targets import REACH, find_target

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


@dataclass(slots=True)
class StanceFound:
    act: Act
    attitude: Attitude
    certainty: Certainty = "unknown"
    evidence: list[Range] = field(default_factory=list)
    target: Range | None = None


def judge(text: str, f: Found) -> StanceFound:
    """The stance of one attribution, with the words that decided and the phrase that it is about."""
    stance, where = _decide(text, f)
    stance.certainty, how_sure = certainty_of(text, f, stance.act)
    if how_sure is not None:
        stance.evidence.append(how_sure)
    if stance.attitude != "neutral":
        against, command = stance.attitude == "against", stance.act in ("demand", "commit")
        stance.target = find_target(text, f, where, against, command)
    return stance


def _decide(text: str, f: Found) -> tuple[StanceFound, Range | None]:
    """The stance without its target, and the words of the statement that decided it, if they did."""
    entry = f.cue.lexeme.entry if f.cue else None
    evidence: list[Range] = []
    act: Act = "state"
    if entry is not None and f.cue is not None:
        act = entry.acts.get(f.frame, entry.act)
        evidence.append(f.cue.range)
    if entry is None or entry.neutral:
        own = _own_verb(text, f)
        if own is not None:
            verb, where = own
            attitude = verb.attitude or _ATTITUDES[verb.act]
            return StanceFound(verb.act, attitude, evidence=[*evidence, where]), where
        found = _from_content(text, f)
        if found is not None:
            expression, where = found
            act = expression.act
            evidence.append(where)
            attitude = expression.attitude or _toward(text, f, act)
            if act == "demand" and stopping().search(text, where.start, min(where.end + REACH, f.content[-1].end)):
                attitude = "against"
            return StanceFound(act, attitude, evidence=evidence), where
        if entry is not None and act == "commit" and not _future(text, f):
            act = "state"
        elif act == "state" and _own_future(text, f):
            act = "commit"
    attitude = _toward(text, f, act)
    if entry is not None and entry.attitude is not None and not f.negated:
        attitude = entry.attitude
    return StanceFound(act, attitude, evidence=evidence), None


_REFUSED = re.compile(r"^\W*(?:ne|n['’]|(?:je|nous) (?:ne|n['’]))|\b(?:refus|interdi|combatt)\w*", re.IGNORECASE)


def _toward(text: str, f: Found, act: Act) -> Attitude:
    """The attitude that goes with an act, for what is asked, promised or feared here."""
    if act == "demand" and _cessation(text, f):
        return "against"
    if act == "commit" and _REFUSED.search(f.content[0].of(text)):
        return "against"  # one's own course of action against something: a refusal, a ban
    if act == "warn" and f.frame in ("np", "contre", "de", "quote", "sur"):
        return "against"  # what is feared or warned of is named
    return _ATTITUDES[act]


def _from_content(text: str, f: Found) -> tuple[Expression, Range] | None:
    """The first evaluative or modal expression of the content, strongest kind first."""
    best: tuple[int, int, Expression, Range] | None = None
    for r in f.content:
        content = r.of(text)
        for rank, expression in enumerate(expressions()):
            match = expression.pattern.search(content)
            if match and (best is None or (expression.rank, rank) < (best[0], best[1])):
                best = (expression.rank, rank, expression, Range(r.start + match.start(), r.start + match.end()))
    return (best[2], best[3]) if best else None


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
_PRONOUN_LEAD = re.compile(
    r"^[«\"“\s\u00a0]*(?:il|elle|ils|elles|je|j['’]|nous|on)\b[\s\u00a0]*"
    r"(?:(?:ne|n['’]|se|s['’]|me|m['’]|nous|en|y|lui|leur|a|ont|ai|avons|avait|avaient|est|sont|suis|sommes|était)[\s\u00a0]*)*$",
    re.IGNORECASE,
)


def _own_verb(text: str, f: Found) -> tuple[CueEntry, Range] | None:
    """The entry of a reporting verb that opens the statement itself (*a déclaré qu'il regrettait que …*, *«Je condamne
    …»*), with its words."""
    start, end = f.content[0]
    for cue in find_cues(text, start, min(end, start + 60)):
        if cue.lexeme.kind != "verb":
            continue
        lead = text[start : cue.head.start]
        infinitive = f.frame == "inf" and cue.has("infinitive") and not lead.strip('«"“ ')
        if not infinitive and not _PRONOUN_LEAD.match(lead):
            return None
        entry = cue.lexeme.entry
        return None if entry.neutral or not entry.frames else (entry, cue.range)
    return None


def _own_future(text: str, f: Found) -> bool:
    """Whether an indirect statement announces what its speaker will do (*a confirmé qu'il ne siégerait pas*)."""
    match = _OWN_FUTURE.match(f.content[0].of(text)) if f.frame == "que" else None
    return match is not None and not re.search(
        r"\b(?:il|elle) (?:y |n['’]y |faud|se pourrait|pourrait|devrait|s['’]agi)", match.group(), re.IGNORECASE
    )


def _cessation(text: str, f: Found) -> bool:
    """Whether what is asked for is that something stops (la fin de l'offensive, cesser de …)."""
    start, end = f.content[0]
    if cessation().match(text[start:end]) is not None:
        return True
    return f.frame in ("quote", "incise") and stopping().search(text, start, min(end, start + _OPENING)) is not None
