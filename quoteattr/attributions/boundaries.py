"""Where a statement ends: at the next report of the same source, at a further predicate, where the
journalist takes over."""

from __future__ import annotations

from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.lexicon.circumstances import circumstances
from quoteattr.lexicon.entities import names_somebody

#: Constructions whose content is a phrase, not a clause.
_PHRASAL = ("np", "quote", "a", "de", "contre", "sur", "pour", "attr", "comme", "inf")
_TRAILING = (",", ".", ";", ":", "et", "mais", "!", "?", "-", "–", "—", "…")
_QUOTE_LOOKAHEAD = 8
_QUOTED_ADDITION = 5
_CIRCUMSTANCES = ("dans", "en", "lors", "à", "pour", "sur", "avant", "après", "au", ",", ".")


def content_end(
    view: View,
    first: int,
    head: int,
    groups: Groups,
    frame: str,
    *,
    embedded: bool = False,
) -> int:
    """Document offset where the content that begins at token `first` ends.

    `head`: the cue; `frame`: its construction; `embedded`: the reporting clause is a relative or
    subordinate one, after which its sentence goes on.
    """
    limit = view.end
    form = groups[head][1].form if head in groups else ""
    of_participle = form == "gerund"
    for h in sorted(groups):
        if h > first and h > head:
            edge = _next_report(view, first, groups[h][1], of_participle, frame in _PHRASAL)
            if edge is not None and edge > first:
                limit = min(limit, edge)
                break
    if frame in _PHRASAL:
        limit = _next_predicate(view, first, limit)
        limit = _after_quotation(view, first, limit, frame)
    if frame == "que":
        limit = _after_quoted_clause(view, first, limit)
    if form == "infinitive" and frame not in ("inf", "a", "de"):
        limit = _next_infinitive(view, first, limit)
    if frame in ("inf", "np"):
        limit = _new_sentence(view, first, limit)
    if frame not in ("attr", "comme"):
        limit = _background(view, first, limit, frame)
    if embedded:
        limit = _main_clause(view, first, limit, frame, of_participle)
    last = limit - 1
    while last > first and view.tokens[last].text in _TRAILING and view.tokens[last].quote < 0:
        last -= 1
    end = view.end_of(last) if last >= first else view.tokens[first].end
    return min(end, view.body_end) if view.body_end > view.tokens[first].start else end


def _next_report(view: View, first: int, group: VerbGroup, of_participle: bool, phrasal: bool) -> int | None:
    """Token at which content stops because a further cue takes over; `of_participle`: the content's own cue is one;
    `phrasal`: the content is a phrase, no clause."""
    if view.tokens[group.head].quote >= 0:
        return None
    m = group.start - 1
    if group.form == "gerund":
        introduced = False
        while m > first and view.tokens[m].lower in ("en", "tout", "et", "mais"):
            introduced = introduced or view.tokens[m].lower in ("en", "tout") or of_participle
            m -= 1
        if view.tokens[m].text == ",":
            return m
        absolute = view.absolute_subject(group.start)
        if absolute is not None and absolute[0] - 1 > first and (phrasal or _has_finite(view, first, absolute[0])):
            return absolute[0] - 1
        return m + 1 if introduced else None
    if group.form not in ("finite", "participle"):
        return None
    while m > first and view.tokens[m].pos == "ADV":
        m -= 1
    if view.tokens[m].lower in ("et", "mais", "puis"):
        return m
    if group.form == "finite" and group.clitic is None:
        # que A viendrait et le syndicat a déclaré …: a new subject without que
        for k in range(m, first, -1):
            if view.tokens[k].lower in ("et", "mais") and view.tokens[k].quote < 0:
                if view.starts_phrase(k + 1) and view.phrase_end(k + 1, group.start) == m:
                    return k
                break
    if view.tokens[m].text == "," and group.clitic is not None:
        return m
    return None


def _has_finite(view: View, a: int, b: int) -> bool:
    return any(view.is_finite(k) for k in range(a, b))


def _next_infinitive(view: View, first: int, limit: int) -> int:
    """Token at which an infinitive follows that is coordinated with the cue, itself one (*pour dénoncer «des excès» et
    demander que …*), or `limit`; behind an infinitive in the content it may belong there."""
    for m in range(first, limit - 1):
        t = view.tokens[m]
        if t.quote >= 0:
            continue
        if view.is_infinitive(m):
            return limit
        if t.lower in ("et", "ou", "mais"):
            k = m + 1
            while k < limit - 1 and (view.tokens[k].pos == "ADV" or view.tokens[k].lower in view.words.clitics):
                k += 1
            if view.is_infinitive(k) and view.tokens[k].quote < 0:
                return m
    return limit


def _next_predicate(view: View, first: int, limit: int) -> int:
    """Token at which a phrase gives way to a further predicate (*prône «la fin des soldes» et compte en
    discuter*, *l'explosion d'une bombe a provoqué …*), or `limit`."""
    for m in range(first + 1, limit):
        t = view.tokens[m]
        if t.quote >= 0:
            continue
        if t.text == ";" or (t.lower == "tout" and m + 1 < limit and view.tokens[m + 1].lower == "en"):
            return m
        asks = t.pos == "ADV" and t.lower in view.words.interrogatives and t.lower not in view.words.degrees
        reflexive = t.lower == "s'" and not view.subordinates(m)  # s'y rendre, whatever the tag
        if t.lower in view.words.relatives or (t.pos == "SCONJ" and not reflexive) or asks:
            return limit
        if t.lower in ("et", "mais", "puis", "car") and _predicate_follows(view, m + 1, limit):
            return m
        if view.is_finite(m):
            edge, _ = view.left_edge(m)
            joined = _new_subject(view, first, edge)
            if joined is not None:
                return joined
            comma = next((k for k in range(edge - 1, first, -1) if view.is_comma(k)), None)
            return comma if comma is not None else edge
    return limit


def _new_subject(view: View, first: int, verb: int) -> int | None:
    """The coordinator before a noun phrase that is the subject of the verb behind it (*dit vouloir partir et deux élus
    ont …*); None where there is none."""
    for k in range(verb - 2, first, -1):
        if view.tokens[k].lower in ("et", "mais") and view.tokens[k].quote < 0:
            if not view.starts_phrase(k + 1) or view.phrase_end(k + 1, verb) != verb - 1:
                return None
            comma = next((c for c in range(k - 1, first, -1) if view.is_comma(c)), None)
            joint = comma is not None and view.starts_phrase(comma + 1)
            # a dénoncé l'attaque, le maire et la préfète ont …
            return comma if joint and comma is not None and view.phrase_end(comma + 1, verb) in (k - 1, verb - 1) else k
    return None


def _predicate_follows(view: View, k: int, limit: int) -> bool:
    """Whether a finite verb with at most a pronoun as its subject begins at token `k`."""
    while k < limit - 1 and (view.tokens[k].pos == "ADV" or view.tokens[k].pos == "PRON"):
        if view.tokens[k].lower in view.words.relatives:
            return False
        k += 1
    return k < limit and view.is_finite(k) and view.tokens[k].quote < 0


def _after_quotation(view: View, first: int, limit: int, frame: str) -> int:
    """A phrase that is a quotation ends with it, when a comma or a phrase of time follows and no further quoted
    words do (*a annoncé «des forces supplémentaires», en plus des …*)."""
    if frame not in ("quote", "np", "inf", "a", "de") or not view.starts_quote(first):
        return limit
    quote = view.tokens[first].quote
    m = first
    while m < limit and view.tokens[m].quote == quote:
        m += 1
    if m + 1 < limit and view.tokens[m].lower in ("et", "mais") and _mistagged_verb(view, m + 1):
        return m
    if m >= limit or not (view.tokens[m].text == "," or view.is_time_phrase(m)):
        return limit
    more = any(view.tokens[k].quote >= 0 for k in range(m, min(limit, m + _QUOTE_LOOKAHEAD)))
    return limit if more else m


def _mistagged_verb(view: View, k: int) -> bool:
    """Whether a bare noun after *et* is a verb that the tagger did not know (*prône «A» et compte en discuter*)."""
    follows = view.tokens[k + 1] if k + 1 < view.end else None
    return view.tokens[k].pos == "NOUN" and follows is not None and follows.lower in ("en", "y", "le", "la", "les")


def _after_quoted_clause(view: View, first: int, limit: int) -> int:
    """A clause that is quoted whole ends with its quotation when a circumstance follows (*que «…» dans une allusion
    aux violences*), or `limit`."""
    if not view.starts_quote(first):
        return limit
    quote = view.tokens[first].quote
    m = first
    while m < limit and view.tokens[m].quote == quote:
        m += 1
    whole = view.is_quote(first) or any(view.is_finite(k) for k in range(first, m))
    if not whole or m >= limit or view.tokens[m].lower not in _CIRCUMSTANCES:
        return limit
    more = any(view.tokens[k].quote >= 0 for k in range(m, min(limit, m + _QUOTE_LOOKAHEAD)))
    return limit if more else m


def _new_sentence(view: View, first: int, limit: int) -> int:
    """Token at which a phrase of time or a colon closes the phrase (*ont annoncé renoncer, le 31 janvier : …*)."""
    for m in range(first + 1, limit - 1):
        t = view.tokens[m]
        if t.quote >= 0:
            continue
        if t.text == ":" and not view.starts_quote(m + 1):
            return m
        if t.text == "," and view.is_time_phrase(m + 1):
            return m
    return limit


def _background(view: View, first: int, limit: int, frame: str) -> int:
    """First token at which the journalist takes over after a comma, or `limit`."""
    for m in range(first + 1, limit - 1):
        if view.tokens[m].quote < 0 and _lone_dash(view, m):
            return m
        if view.tokens[m].text != "," or view.tokens[m].quote >= 0:
            continue
        if frame == "que" and not any(view.is_finite(k) or view.is_quote(k) for k in range(first, m)):
            continue
        after = view.tokens[m + 1]
        two = after.lower + " " + (view.tokens[m + 2].lower if m + 2 < view.end else "")
        if after.pos == "ADP" and circumstances().medium.match(view.text, after.start):
            if not any(view.is_comma(k) for k in range(m + 1, limit)):
                return m  # …, dans un entretien à l'AFP
        pronoun = view.tokens[m + 2].lower if m + 3 < view.end else ""
        if after.lower == "comme" and pronoun in view.words.object_clitics and _says(view, m + 3):
            return m  # …, comme l'a dit X; …, comme le demandaient les élus; not: …, comme le veut la loi
        if after.lower == "selon" and m + 4 < limit and view.is_comma(m + 3):
            if view.tokens[m + 2].lower in view.words.tonic:
                continue  # …, selon lui, …
        three = two + " " + (view.tokens[m + 3].lower if m + 3 < view.end else "")
        if {after.lower, two.replace("' ", "'"), three} & view.words.background:
            return m
        if m + 2 < limit and view.tokens[m + 2].lower in view.words.relying:
            return m  # …, s'appuyant sur un rapport
        if view.is_present_participle(m + 1) and not (
            view.tokens[m - 1].quote >= 0 and _quoted_soon(view, m + 1, limit)
        ):
            return m
        if frame == "que" and after.lower in view.words.that and _enumerated(view, first, limit):
            continue
        if _aside(view, m, limit) and not _quoted_soon(view, m + 1, limit):
            return m
        if frame in _PHRASAL and view.tokens[m - 1].quote >= 0:
            # A comma right after quoted words: what follows is an addition, unless it is quoted too.
            more = any(view.tokens[k].quote >= 0 for k in range(m, min(limit, m + _QUOTE_LOOKAHEAD)))
            if not more:
                return m
        if after.lower == "qui" and (
            frame in ("np", "a", "de", "contre", "sur")
            or (frame in ("quote", "attr") and view.tokens[m - 1].quote >= 0)
        ):
            # …, défie le gouvernement, qui dénonce «une dérive»: another report, whatever it quotes
            before = view.tokens[m - 1]
            somebody = before.quote < 0 and (before.pos == "PROPN" or names_somebody(before.text))
            reports = somebody and m + 2 < view.end and _says(view, m + 2)
            if reports or not _quoted_soon(view, m + 1, limit):
                return m
    return limit


def _says(view: View, verb: int) -> bool:
    """Whether the finite verb at a token, or the participle behind it, can report."""
    if not view.is_finite(verb):
        return False
    starts = {c.head.start for c in view.frame.cues}
    return any(view.tokens[k].start in starts for k in range(verb, min(view.end, verb + 3)))


def _enumerated(view: View, first: int, limit: int) -> bool:
    """Whether three clauses or more, with commas between, begin with *que* and the same pronoun: *qu'ils partent, qu'ils
    vivent, qu'ils …*."""
    pronoun = view.tokens[first].lower
    if pronoun not in view.words.subject_pronouns:
        return False
    again = sum(
        view.is_comma(m) and view.tokens[m + 1].lower in view.words.that and view.tokens[m + 2].lower == pronoun
        for m in range(first, limit - 2)
    )
    return again > 1


def _aside(view: View, comma: int, limit: int) -> bool:
    """Whether a participle, a relative on an object or an apposition with a relative follows a comma and closes the
    statement: what the journalist adds (*…, considérée comme la plus chère*; *…, une taxe qui date de 1998*)."""
    t = view.tokens[comma + 1]
    participle = t.pos == "VERB" and "VerbForm=Part" in t.morph and not view.is_present_participle(comma + 1)
    relative = t.lower in view.words.that and t.pos == "PRON"
    apposition = False
    if t.pos == "DET" and t.lower in ("un", "une") and view.starts_phrase(comma + 1):
        last = view.phrase_end(comma + 1, limit, simple=True)
        apposition = last + 1 < limit and view.tokens[last + 1].lower in view.words.relatives
    if not (participle or relative or apposition):
        return False
    return not view.has_main_verb(comma + 1, limit)


def _quoted_soon(view: View, m: int, limit: int) -> bool:
    """Whether quoted words begin right after token `m`: an addition in the speaker's words."""
    return any(view.starts_quote(k) for k in range(m, min(limit, m + _QUOTED_ADDITION)))


def _lone_dash(view: View, m: int) -> bool:
    """Whether a dash between spaces opens an addition that runs to the end of the sentence."""
    t = view.tokens[m]
    if t.text not in ("-", "–", "—") or t.start == view.tokens[m - 1].end or t.end == view.tokens[m + 1].start:
        return False
    return not any(
        u.text == t.text and u.quote < 0 and u.start > view.tokens[k - 1].end
        for k, u in enumerate(view.tokens)
        if k > 0 and k != m
    )


def _main_clause(view: View, first: int, limit: int, frame: str, of_participle: bool) -> int:
    """Token at which the sentence goes on after an embedded report: the comma before its main verb; `of_participle`: the
    cue is one, so that no finite verb is coordinated with it."""
    for m in range(first + 1, limit - 1):
        if view.is_comma(m):
            if frame == "que" and not any(view.is_finite(k) for k in range(first, m)):
                continue
            if of_participle and view.tokens[m + 1].pos == "CCONJ" and _predicate_follows(view, m + 2, view.end):
                continue  # affirmant que la loi était prête, mais n'avait pas été votée
            if any(view.is_finite(k) and view.tokens[k].quote < 0 for k in range(m + 1, view.end)):
                return m
    return limit
