"""Noun cues with stated content: l'appel de X à …, la promesse de X de …, Déclaration de X : «…»."""

from __future__ import annotations

from quoteattr.attributions.found import Found
from quoteattr.attributions.view import View
from quoteattr.cues import Cue
from quoteattr.spans import Range, trim

_ADDRESSEE = 22  # how many tokens may name whom an appeal is made to


def find(view: View, number: int) -> list[Found]:
    out: list[Found] = []
    for cue in view.frame.cues:
        if cue.lexeme.kind == "noun":
            found = _noun(view, number, cue)
            if found:
                out.append(found)
    return out


def _noun(view: View, number: int, cue: Cue) -> Found | None:
    head = view.at(cue.head.start)
    if head is None or view.tokens[head].pos not in ("NOUN", "PROPN") or head + 2 >= view.end:
        return None
    if view.tokens[head].quote >= 0:
        return None  # demande de lancer un «appel au calme»: words of the statement
    frames = cue.lexeme.entry.frames
    j = head + 1
    source: Range | None = None
    if (
        view.tokens[j].lower in view.words.of
        and j + 1 < view.end
        and view.starts_phrase(j + 1)
        and not view.starts_quote(j + 1)
    ):
        end = view.phrase_end(j + 1, simple=True)
        source = view.range(j + 1, end)
        j = end + 1
    if "quote" in frames:
        j = _past_modifiers(view, j)
    if j + 1 >= view.end:
        return None
    t = view.tokens[j]
    first: int | None = None
    if "a" in frames and t.lower in view.words.to and not view.is_infinitive(j + 1):
        # l'appel aux grévistes à ne pas manifester: first whom it is made to
        later = next(
            (
                k
                for k in range(j + 2, min(view.end - 1, j + _ADDRESSEE))
                if view.tokens[k].lower == "à"
                and any(view.is_infinitive(m) for m in range(k + 1, min(view.end, k + 4)))
            ),
            None,
        )
        if later is not None:
            j, t = later, view.tokens[later]
    if "quote" in frames and source is None and (view.starts_quote(j) or view.starts_quote(j + 1)):
        quoted = _quoted(view, number, cue, head, j)
        if quoted is not None:
            return quoted
    if (
        (t.lower in view.words.to and "a" in frames)
        or (t.lower == "pour" and "pour" in frames)
        or (t.lower in view.words.that and "que" in frames)
        or (t.lower == "sur" and "sur" in frames)
        or (t.lower in ("de", "d'") and ("de" in frames or "de inf" in frames) and view.is_infinitive(j + 1))
        or (t.text == ":" and "quote" in frames and view.starts_quote(j + 1))
    ):
        first = j + 1
    if first is None:
        return None
    if source is None:
        source = _possessor(view, head)
    if source is None and not (head <= 1 and view.tokens[head].text[:1].isupper()):
        return None
    end_offset = _end(view, first)
    content = trim(view.text, view.start_of(first), end_offset)
    if len(content) < 2:
        return None
    return Found(
        [content],
        cue,
        source,
        "noun-" + (t.lower if t.text != ":" else "quote"),
        number,
        "noun",
        Range(cue.range.start, content.start),
    )


def _past_modifiers(view: View, j: int) -> int:
    """First token after adjectives and what likens: slogans récurrents, messages du type, des mots comme."""
    while j < view.end and (view.tokens[j].pos == "ADJ" or view.tokens[j].lower in view.words.likening):
        if view.starts_quote(j):
            break
        j += 1
    return j


def _quoted(view: View, number: int, cue: Cue, head: int, j: int) -> Found | None:
    """Des messages du type «…» · aux cris de «…» · parmi les slogans : «…». The source is the clause's subject."""
    t = view.tokens[j]
    if not view.starts_quote(j):
        if t.text != ":" and t.lower not in view.words.of:
            return None
        j += 1
    q = view.frame.sentence.quotations[view.tokens[j].quote]
    subject = view.subject_before(head, {head}) if view.has_main_verb(0, head) else None
    if subject is not None and subject[1] >= head - 1:
        subject = None
    source = view.range(*subject) if subject else None
    if len(q.inner.of(view.text).split()) < 2:
        return None  # le mot «savoir»
    introduced = t.text == ":" or view.tokens[head - 1].lower in view.words.to or j > head + 1
    if not introduced:
        return None
    return Found(_list_of(view, q.range), cue, source, "noun-quoted", number, "noun", Range(cue.range.start, q.start))


def _list_of(view: View, first: Range) -> list[Range]:
    """A quotation with those that follow it in a list which a conjunction closes: «A», «B» ou «C»."""
    out, closed = [first], False
    while not closed:
        k = view.first_at(out[-1].end)
        closed = k < view.end and view.tokens[k].pos == "CCONJ"
        if k + 1 >= view.end or not (closed or view.is_comma(k)) or not view.starts_quote(k + 1):
            return [first]
        out.append(view.frame.sentence.quotations[view.tokens[k + 1].quote].range)
    behind = view.first_at(out[-1].end)
    told = behind + 1 < view.end and (view.is_finite(behind) or view.is_finite(behind + 1))  # … et «C», a dit X
    return [first] if told else out


def _possessor(view: View, head: int) -> Range | None:
    """The subject that makes the appeal: X a lancé un appel à …, X a réitéré son appel à …"""
    k = head - 1
    while k >= 0 and view.tokens[k].pos in ("DET", "ADJ"):
        k -= 1
    if k < 0 or view.tokens[k].pos not in ("VERB",):
        return None
    if not view.tokens[k].lower.startswith(view.words.light_verbs):
        return None
    auxiliary = view.auxiliary(k)
    start = auxiliary if auxiliary is not None else k
    subject = view.subject_before(view.left_edge(start)[0], {k, start})
    return view.range(*subject) if subject else None


def _participle_after(view: View, m: int) -> bool:
    """Whether an absolute participle clause follows (*…, le régime ne faisant pas de distinction*)."""
    return any(view.is_present_participle(k) for k in range(m + 1, view.end))


def _end(view: View, first: int) -> int:
    last = first
    for m in range(first, view.end):
        t = view.tokens[m]
        if t.text in (".", ";", "!", "?") and t.quote < 0:
            break
        if t.text == "," and t.quote < 0 and (view.is_finite_after(m) or not _participle_after(view, m)):
            break
        if view.is_finite(m) and t.quote < 0 and m > first:
            break
        last = m
    return view.end_of(last)
