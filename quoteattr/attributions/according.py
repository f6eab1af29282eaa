"""According-to phrases: selon X, S · S, d'après X · pour X, S · «…» selon X."""

from __future__ import annotations

from quoteattr.attributions.found import Found
from quoteattr.attributions.incise import content_start
from quoteattr.attributions.phrases import CLOSING_BRACKETS, OPENING_BRACKETS
from quoteattr.attributions.view import View
from quoteattr.cues import Cue
from quoteattr.lexicon.closed import words
from quoteattr.lexicon.entities import common_first_names, fold, folded, names_somebody
from quoteattr.spans import Range, trim


def find(view: View, number: int) -> list[Found]:
    out: list[Found] = []
    for cue in view.frame.cues:
        if cue.lexeme.kind == "preposition":
            found = _according(view, number, cue, out)
            if found:
                out.append(found)
    return out


def _according(view: View, number: int, cue: Cue, before: list[Found]) -> Found | None:
    head, last = view.at(cue.head.start), view.at(cue.range.end - 1)
    if head is None or last is None:
        return None
    j = last + 1
    if j >= view.end or not (view.starts_phrase(j) or view.tokens[j].pos in ("PRON", "ADJ", "PROPN")):
        return None
    if head > 0 and view.tokens[head - 1].lower.startswith(view.words.naming):
        return None  # nommé d'après X
    if view.tokens[j].lower in ("que", "qu'", "cela", "l'on") or (
        view.tokens[j].lower == "ce" and view.tokens[j].pos == "PRON"
    ):
        return None
    if view.tokens[j].lower in view.words.subject_relatives:
        return _relative(view, number, cue, head, j)
    end = _given_by(view, _source_end(view, j))
    # de source policière: the noun is the source's own
    source = view.range(last if view.tokens[last].pos == "NOUN" else j, end)
    inside = _in_relative(view, head, end)
    initial = (
        head == 0
        or _after_label(view, head)
        or _opens_clause(view, head, end)
        or (
            not inside
            and view.is_comma(head - 1)
            and view.is_comma(min(end + 1, view.end - 1))
            and _only_adverbials(view, head - 1)
        )
        or all(view.tokens[k].pos in ("CCONJ", "ADV", "PUNCT") and view.tokens[k].quote < 0 for k in range(head))
    )
    if not cue.lexeme.entry.strict and not _holds_opinion(view, j, end, initial):
        return None
    if not _can_hold(view, j, end):
        return None
    while end + 1 < view.end and view.tokens[end + 1].pos == "ADP" and not initial:
        after = view.skip_adverbial(end + 1)  # d'après le baromètre Viavoice pour HEC, …
        if after >= view.end or view.tokens[after].text not in (",", "*"):
            break
        end = after - 1
    follows = view.tokens[end + 1] if end + 1 < view.end else None
    if initial:
        start = _after_phrase(view, end)
        if start is None:
            return None
        content = trim(view.text, view.start_of(start), view.body_end)
        rule = "according-initial"
        ranges = [content]
    else:
        ranges, rule = inside, "according-in-relative"
        if not ranges:
            ranges, rule = _around(view, head, end, follows is not None and follows.text == ",", before)
    ranges = [r for r in ranges if r.end - r.start > 1]
    if not ranges or (not cue.lexeme.entry.strict and not _has_verb(view, ranges)):
        return None
    return Found(
        ranges,
        cue,
        source,
        rule,
        number,
        "according",
        Range(cue.range.start, source.end),
    )


def _relative(view: View, number: int, cue: Cue, head: int, j: int) -> Found | None:
    """Le ministre, selon lequel S, …; after an abstract noun (*l'idée selon laquelle*) nobody speaks."""
    if (
        head == 0
        or view.tokens[head - 1].text != ","
        or (not cue.lexeme.entry.strict and view.tokens[j].lower != "qui")
    ):
        return None  # a relative after pour tells for what: une loi, pour laquelle il vote
    verb = next((k for k in range(j + 1, view.end) if view.is_finite(k)), None)
    if verb is None:
        return None
    comma = view.next_comma(verb)
    stop = view.end if comma is None else comma
    content = trim(view.text, view.start_of(j + 1), min(view.end_of(stop - 1), view.body_end))
    source = view.range(j, j)
    return Found([content], cue, source, "according-relative", number, "according", Range(cue.range.start, source.end))


def _source_end(view: View, j: int) -> int:
    """The last token of the source at `j`: what stands behind a comma and is the subject of the sentence is no apposition to
    it (*selon les juges, Jean Morel a menti*)."""
    if view.tokens[j].lower in view.words.tonic:
        return j  # une arme selon eux «dangereuse»
    end = view.phrase_end(j)
    short = view.phrase_end(j, simple=True)
    if end == short or not view.is_comma(short + 1):
        return end
    verb = next((k for k in range(end + 1, view.end) if view.is_finite(k) and view.tokens[k].quote < 0), None)
    if verb is None or verb == end + 1:
        return end if verb is None else short
    # Selon Anne Durand, le projet, critiqué depuis mai, est mort: nothing else is the subject
    edge, _ = view.left_edge(verb)
    if view.tokens[short + 2].pos != "DET":
        return end  # selon le maire, Paul Durand, …
    told = view.is_comma(end + 1) and view.is_comma(edge - 1) and not view.has_quote(end + 1, edge)
    return short if told and view.first_phrase(end + 2, edge) is None else end


def _after_label(view: View, head: int) -> bool:
    """Whether only a label in capitals and a dash stand before (INFOGRAPHIES - D'après …), or a topic and a colon
    (*Référendum : pour le maire, …*)."""
    first = 1 if view.tokens[0].text == "A" else 0  # A ne pas manquer : selon le maire, …
    if view.tokens[head - 1].text == ":" and not any(view.is_finite(k) for k in range(first, head)):
        return True
    return view.tokens[head - 1].text in ("-", "–", "—", ":") and all(t.text.isupper() for t in view.tokens[: head - 1])


def _opens_clause(view: View, head: int, end: int) -> bool:
    """Whether the phrase opens a coordinated clause: …, mais selon la CPI les deux hommes doivent …"""
    before = view.tokens[head - 1]
    return before.pos == "CCONJ" and end + 2 < view.end and any(view.is_finite(k) for k in range(end + 1, view.end))


def _given_by(view: View, end: int) -> int:
    """The end of a source that goes on with who gave it: les chiffres communiqués par le préfet."""
    k = end + 1
    if fold(view.tokens[end].text) in folded().transparent:
        # selon les termes, plus mesurés, de X
        later = next((m for m in range(k, min(view.end - 1, k + 4)) if view.tokens[m].lower in view.words.of), None)
        if later is not None and view.starts_phrase(later + 1):
            return view.phrase_end(later + 1)
    if k + 2 < view.end and view.tokens[k].pos == "VERB" and "VerbForm=Part" in view.tokens[k].morph:
        if view.tokens[k + 1].lower == "par" and view.starts_phrase(k + 2):
            return view.phrase_end(k + 2)
    return end


def _only_adverbials(view: View, comma: int) -> bool:
    """Whether only an adverbial stands before: Malgré cette promesse, pour X, «…»."""
    opens = view.tokens[0].pos in ("ADP", "SCONJ") or view.tokens[0].lower in view.words.adverbial_openers
    return opens and not view.has_main_verb(0, comma)


def _can_hold(view: View, j: int, end: int) -> bool:
    """selon les besoins, selon la taille: a yardstick is no source."""
    text = view.range(j, end).of(view.text).lower()
    noun = next((t.lower for t in view.tokens[j : end + 1] if t.pos in ("NOUN", "PROPN")), "")
    return not text.startswith(view.words.yardsticks) and noun not in view.words.yardstick_nouns


def _holds_opinion(view: View, j: int, end: int, initial: bool) -> bool:
    """Whether *pour X* can be read as according to X: a person or a body, at the start, before a comma."""
    t = view.tokens[j]
    if view.range(j, end).of(view.text).lower().startswith(view.words.set_with_pour):
        return False
    if not initial or view.is_infinitive(j) or view.is_time_phrase(j):
        return False
    k = end + 1
    while k < min(view.end, end + 12) and view.tokens[k].text != "," and not view.is_finite(k):
        k += 1
    if k >= view.end or view.tokens[k].text != ",":
        return False
    if any(view.tokens[k].ent == "PER" for k in range(j, end + 1)) or t.lower in ("lui", "elle", "eux", "elles", "moi"):
        return True
    if t.pos == "PROPN":
        return t.ent in ("PER", "ORG") or fold(t.text) in common_first_names()
    if any(fold(view.tokens[k].text) in folded().countries for k in range(j, end + 1)):
        return _only_quoted(view, k + 1)  # Pour la Belgique, «il faut …»
    nouns = [fold(view.tokens[k].text) for k in range(j, end + 1) if view.tokens[k].pos == "NOUN"][:1]
    return any(_names_people(noun) for noun in nouns)


def _only_quoted(view: View, first: int) -> bool:
    """Whether a quotation begins at token `first` that closes the sentence."""
    if first >= view.end or not view.starts_quote(first):
        return False
    quote = view.tokens[first].quote
    return all(t.quote == quote or t.pos == "PUNCT" for t in view.tokens[first:])


def _names_people(noun: str) -> bool:
    """Whether a noun, singular or plural, names people or a body that can hold an opinion."""
    return names_somebody(noun) or noun in words().opinion_holders


def _after_phrase(view: View, end: int) -> int | None:
    k = end + 1
    # A relative clause or adverbials may follow the source before the comma.
    while k < view.end and view.tokens[k].text != ",":
        if view.starts_quote(k) or (
            view.tokens[k].pos in ("DET", "PRON")
            and view.tokens[k].lower not in ("qui", "dont", "que")
            and view.tokens[k - 1].pos != "ADP"
        ):
            return k
        if k - end > 25:
            return None
        k += 1
    k += 1
    if k < view.end and view.tokens[k].lower in view.words.subject_relatives:
        # Selon le journal, qui cite un témoin, S
        commas = [c for c in range(k, view.end) if view.is_comma(c)]
        comma = next((c for c in commas if view.has_main_verb(c + 1, view.end)), None)
        if comma is None:
            comma = next((c for c in commas if view.has_quote(c + 1, view.end, least_words=3)), None)
        k = k if comma is None else comma + 1
    k = _past_appositions(view, k)
    return k if k < view.end else None


def _in_relative(view: View, head: int, end: int) -> list[Range]:
    """The statement of a phrase that belongs to a relative clause (*ces retards qui ont «ruiné la saison» selon
    lui*, *une femme qui, selon les autorités, préparait un attentat*), empty when it belongs to the whole sentence."""
    stop = head - 1 if view.is_comma(head - 1) else head
    relative = stop - 1
    while relative > 0 and not (view.tokens[relative].lower in view.words.relatives and view.subordinates(relative)):
        if view.is_comma(relative) or view.tokens[relative].text in (":", ";"):
            return []
        relative -= 1
    if relative <= 0 or view.tokens[relative].pos == "SCONJ" or view.tokens[relative].quote >= 0:
        return []
    inside = stop == relative + 1 or view.tokens[stop - 1].pos in ("AUX", "VERB")
    pronoun = view.tokens[end].lower in view.words.tonic
    if not inside and not (pronoun and view.has_main_verb(0, relative)):
        return []
    first = relative if view.is_comma(relative - 1) and stop > relative + 1 else relative + 1
    left = trim(view.text, view.start_of(first), view.end_of(stop - 1)) if stop > first else None
    begin = end + 2 if view.is_comma(end + 1) else end + 1 if end + 1 < view.end else view.end
    right = None
    if inside and begin < view.end:
        comma = view.next_comma(begin)
        last = (view.end if comma is None else comma) - 1
        right = trim(view.text, view.start_of(begin), min(view.end_of(last), view.body_end))
    return [r for r in (left, right) if r is not None and r.end > r.start]


def _around(view: View, head: int, end: int, comma_after: bool, before: list[Found]) -> tuple[list[Range], str]:
    """The statement before a closing according-to phrase, or around an inserted one."""
    stop = head
    while stop > 0 and (view.tokens[stop - 1].text == "," or view.tokens[stop - 1].pos == "ADV"):
        stop -= 1
    start = content_start(view, stop)
    if stop == head:
        start = max(start, _participial(view, stop))
    elif comma_after and _opens_participial(view, stop, end + 2):
        start = view.tokens[stop - 1].start
    if before and before[-1].clause:
        taken = before[-1].clause.end
        start = trim(view.text, taken, view.tokens[stop - 1].end, ",.;:").start if taken > start else start
        first = view.at(start)
        if first is not None and view.tokens[first].lower in ("et", "mais"):
            start = view.start_of(first + 1)
    if stop == 0:
        return [], ""
    bracket = next(
        (k for k in range(stop - 1, -1, -1) if view.tokens[k].text in OPENING_BRACKETS + CLOSING_BRACKETS), None
    )
    if bracket is not None and bracket + 1 < stop and view.tokens[bracket].text in OPENING_BRACKETS:
        # la marche (500 personnes selon la police)
        inside = trim(view.text, max(start, view.start_of(bracket + 1)), view.end_of(stop - 1))
        return [inside], "according-final"
    left = trim(view.text, start, view.end_of(stop - 1))
    # «très rare» selon le Muséum: the quotation right before the preposition is all there is
    quote = view.tokens[stop - 1].quote
    tail = trim(view.text, view.tokens[end].end, view.body_end, ",.;:")
    if quote >= 0 and view.tokens[stop - 1].end <= view.tokens[head].start:
        own = view.frame.sentence.quotations[quote]
        opening = (
            view.at(own.start)
            if view.is_quote(stop - 1)
            else next(k for k in range(stop) if view.tokens[k].quote == quote)
        )
        aside = opening is not None and opening > 0 and view.tokens[opening - 1].text in (",", "(")
        if (comma_after and tail.end - tail.start > 3) or (aside and not view.is_quote(stop - 1)):
            return [own.range], "according-quotation"
    if (
        comma_after
        and view.tokens[head - 1].text == ","
        and tail.end - tail.start > 12
        and view.tokens[end + 2].lower not in view.words.turns
    ):
        first = _past_appositions(view, end + 2)
        if _subordinate(view, stop) and view.has_main_verb(first, view.end):
            return [trim(view.text, max(start, view.start_of(2)), view.end_of(stop - 1))], "according-subordinate"
        unfinished = _left_open(view, stop, first) or _lacks_object(view, stop, end, first)
        if not _goes_on(view, first) and not unfinished:
            return [left], "according-final"
        right = trim(view.text, view.start_of(first), view.body_end)
        if left.of(view.text).lower() in view.words.connectives:
            return [right], "according-inserted"
        return [left, right], "according-inserted"
    after = end + 2 if comma_after else end + 1
    goes_on = after < view.end and view.tokens[after].lower not in view.words.turns
    if goes_on and not view.is_comma(head - 1) and _left_open(view, stop, after):
        right = trim(view.text, view.start_of(after), view.body_end)
        if right.end - right.start > 1:
            return [left, right], "according-inserted"
    return [left], "according-final"


def _subordinate(view: View, stop: int) -> bool:
    """Whether what stands before is a subordinate clause that opens the sentence: *Alors que S, selon X, …*."""
    opens = view.tokens[0].lower in view.words.fronted_conjunctions and view.tokens[1].lower in view.words.that
    complete = any(view.is_finite(k) for k in range(2, stop)) and not any(view.is_comma(k) for k in range(2, stop))
    return opens and complete


def _left_open(view: View, stop: int, after: int) -> bool:
    """Whether a phrase in the middle separates a verb from what completes it: *le mouvement est selon lui loin d'être
    fini*, *cela amène, selon lui, «un dialogue»*, *cela prouve selon lui que …*."""
    verb = view.tokens[stop - 1]
    if verb.lower in view.words.auxiliaries and (verb.pos == "AUX" or view.is_finite(stop - 1)):
        return True
    opens = view.tokens[after].quote >= 0 or view.tokens[after].lower in view.words.that
    return opens and (view.is_finite(stop - 1) or view.is_present_participle(stop - 1))


def _lacks_object(view: View, stop: int, end: int, after: int) -> bool:
    """Whether the verb before an inserted phrase has its infinitive or its object behind it: *la mesure pourrait, selon
    lui, coûter …*, *la loi explique, selon eux, la hausse*; after a name, what follows is rather an apposition."""
    verb = stop - 1
    if not (view.is_finite(verb) or view.is_infinitive(verb)):
        return False
    k = after
    while k + 1 < view.end and view.tokens[k].lower in view.words.clitics and not view.starts_phrase(k):
        k += 1
    if view.is_infinitive(k):
        return True
    if not view.starts_phrase(after) or view.tokens[after].pos == "PRON":
        return False
    tonic = view.tokens[end].lower in view.words.tonic
    if tonic or view.tokens[end].pos != "NOUN" or view.tokens[after].lower not in ("des", "de", "du"):
        return tonic
    noun = view.tokens[after + 1].text if after + 1 < view.end else ""
    return bool(noun) and not _names_people(fold(noun))  # des économistes: who they are


def _goes_on(view: View, first: int) -> bool:
    """Whether the statement goes on after an inserted phrase: what follows is more than an apposition (*selon le Gavi,
    une organisation qui promeut les vaccins*)."""
    subordinate = False
    for k in range(first, view.end):
        t = view.tokens[k]
        if t.pos == "QUOTE":
            return True
        if t.lower in view.words.relatives:
            subordinate = True
        elif view.is_finite(k):
            if not subordinate:
                return True
            subordinate = False
    return view.tokens[first].pos in ("ADP", "ADV", "CCONJ")


def _past_appositions(view: View, k: int) -> int:
    """First token after bare appositions that the source's phrase did not take in (*chargée de communication auprès
    de …, S*)."""
    while k < view.end and (
        view.tokens[k].pos == "NOUN" or (view.tokens[k].pos in ("VERB", "ADJ") and not view.is_finite(k))
    ):
        comma = view.next_comma(k)
        if comma is None or comma + 1 >= view.end or any(view.is_finite(m) for m in range(k, comma)):
            break
        k = comma + 1
    return k


def _participial(view: View, stop: int) -> int:
    """Start of a participial phrase that leads up to the preposition with no comma in between: what is
    reported is that phrase alone (*…, tuant un millier de civils selon l'OSDH*)."""
    for k in range(stop - 1, 0, -1):
        if view.is_comma(k):
            return view.tokens[k + 1].start if view.is_present_participle(k + 1) else 0
    return 0


def _opens_participial(view: View, stop: int, after: int) -> bool:
    """Whether the phrase stands between a participle and its quoted object: *…, marquant, selon X, «la fin d'un cycle»*."""
    quoted = after < view.end and view.tokens[after].quote >= 0
    return quoted and view.is_present_participle(stop - 1) and view.is_comma(stop - 2)


def _has_verb(view: View, ranges: list[Range]) -> bool:
    for r in ranges:
        i = view.first_at(r.start)
        while i < view.end and view.tokens[i].start < r.end:
            if view.is_finite(i) or view.is_quote(i):
                return True
            i += 1
    return False
