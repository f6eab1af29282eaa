"""Passive reports: la réunion demandée par X · une réforme jugée «injuste» par X · X est accusé de …"""

from __future__ import annotations

from quoteattr.attributions.boundaries import content_end
from quoteattr.attributions.found import Found
from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.spans import Range, trim

_MAX_DISTANCE = 14


def find(view: View, number: int, groups: Groups, taken: set[int]) -> list[Found]:
    """Passive attributions of one frame; a source has to be named after *par*, or words quoted."""
    out: list[Found] = []
    for head, (cue, group) in groups.items():
        if head in taken or not group.passive or group.negated or not cue.lexeme.entry.passive:
            continue
        found = _passive(view, number, cue, group, groups)
        if found is not None:
            out.append(found)
    return out


def _passive(view: View, number: int, cue: Cue, group: VerbGroup, groups: Groups) -> Found | None:
    frames = cue.lexeme.entry.frames
    agent = _agent(view, group.last + 1)
    source = view.range(*agent) if agent else None
    content: list[Range] = []
    if cue.lexeme.entry.person and frames & {"de", "a"}:
        # X est accusé de Y, les habitants sont appelés à Y
        first = _complement(view, group.last + 1, frames)
        if first is None:
            return None
        # Without an agent only what somebody is said to have done, or words in quotation marks, are worth a record.
        deed = view.is_infinitive(first) and view.tokens[first].lower in ("avoir", "être", "devoir", "ne")
        if source is None and not deed and not view.has_quote(first, view.end, least_words=3):
            return None
        end = content_end(view, first, group.head, groups, "de")
        content = [trim(view.text, view.start_of(first), end)]
        rule = "passive-complement"
    else:
        theme = _theme(view, group, agent)
        predicate = _predicate(view, group, agent, frames)
        if theme is None:
            return None
        if predicate is not None and source is None and not _quoted(view, predicate):
            return None  # une peine jugée trop lourde: by nobody in particular
        if predicate is not None:
            content = [theme, predicate]
            rule = "passive-predicate"
        elif source is not None and "np" in frames:
            content = [theme]
            rule = "passive-theme"
        else:
            return None
    content = sorted(r for r in content if r.end - r.start > 1)
    if not content:
        return None
    clause = Range(view.tokens[group.start].start, max(view.tokens[group.last].end, source.end if source else 0))
    return Found(content, cue, source, rule, number, "passive", clause, passive=True)


def _quoted(view: View, r: Range) -> bool:
    return any(q.start < r.end and r.start < q.end for q in view.frame.sentence.quotations)


def _agent(view: View, i: int) -> tuple[int, int] | None:
    """The noun phrase after *par* in the clause that goes on at `i`."""
    for k in range(i, min(view.end, i + _MAX_DISTANCE)):
        t = view.tokens[k]
        if t.text in (".", ";", ":") or (view.is_finite(k) and t.quote < 0):
            return None
        if t.lower == "par" and t.quote < 0 and k + 1 < view.end and view.starts_phrase(k + 1):
            return k + 1, view.phrase_end(k + 1)
    return None


def _complement(view: View, i: int, frames: frozenset[str]) -> int | None:
    markers = ("de", "d'") if "de" in frames else ("à", "au", "aux")
    for k in range(i, min(view.end - 1, i + _MAX_DISTANCE)):
        if view.tokens[k].text in (".", ";", ","):
            return None
        if view.tokens[k].lower in ("à", "au", "aux") and view.tokens[k + 1].ent in ("LOC", "PER"):
            continue  # invité à Paris
        if view.tokens[k].lower in markers and (
            k == i or view.tokens[k - 1].pos != "NOUN" or view.is_infinitive(k + 1)
        ):
            return k + 1
    return None


def _theme(view: View, group: VerbGroup, agent: tuple[int, int] | None) -> Range | None:
    """What the report is about: the subject of a full passive, the noun that a bare participle modifies, before it or, where
    the participle opens the sentence, behind the comma (*Critiquée par les élus, la loi …*)."""
    if group.start == 0 and agent is not None:
        behind = agent[1] + 2
        if behind >= view.end or not view.is_comma(behind - 1) or not view.starts_phrase(behind):
            return None
        end = view.phrase_end(behind)
        return view.range(behind, end) if end > behind or view.tokens[behind].pos == "PROPN" else None
    if group.form == "finite":
        found = view.subject(group)
        if found is None or view.tokens[found[0]].lower in view.words.relatives:
            return None
        return view.range(*found)
    k = group.start - 1
    while k >= 0 and view.tokens[k].text == ",":
        k -= 1
    if k < 0 or view.tokens[k].pos not in ("NOUN", "PROPN", "ADJ", "NUM", "PUNCT", "VERB"):
        return None
    noun = view.tokens[group.head].head
    if noun > k or view.tokens[noun].pos not in ("NOUN", "PROPN"):
        noun = k
        while noun > 0 and view.tokens[noun].pos not in ("NOUN", "PROPN"):
            noun -= 1
    first = view.phrase_start(noun, 0)
    return Range(view.start_of(first), view.end_of(k))


def _predicate(view: View, group: VerbGroup, agent: tuple[int, int] | None, frames: frozenset[str]) -> Range | None:
    """What is said of it: *trop restrictif*, *comme «cosmétique»*, *d'«ennemi public»*."""
    if not frames & {"attr", "attr de", "comme", "q-attr de", "np"}:
        return None
    i = group.last + 1
    if agent is not None and i == agent[0] - 1:
        i = agent[1] + 1  # jugée par l'établissement comme …
        if i < view.end and view.tokens[i].lower not in ("comme", "de", "d'") and not view.starts_quote(i):
            return None
        agent = None
    while i < view.end and view.tokens[i].lower in ("comme", "de", "d'"):
        i += 1
    introduced = view.tokens[i - 1].lower in ("comme", "de", "d'") if i > 0 else False
    if i >= view.end or view.tokens[i].lower == "par" or view.is_time_phrase(i):
        return None
    if "np" in frames and not introduced:
        return None
    if not introduced and view.tokens[i].pos not in ("ADJ", "ADV") and not view.starts_quote(i):
        return None
    stop = agent[0] - 1 if agent else view.end
    last = i
    for k in range(i, stop):
        t = view.tokens[k]
        if t.quote < 0 and (
            t.text in (",", ".", ";") or t.lower in ("pendant", "dans", "au", "lors", "en") or view.is_finite(k)
        ):
            break
        last = k
    return Range(view.start_of(i), view.end_of(last))
