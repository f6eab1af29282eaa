"""Who says what a cue in front of its content reports: its subject, or the one that it shares with another verb."""

from __future__ import annotations

from quoteattr.attributions.incise import origin_phrase
from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.lexicon.entities import fold, role_nouns
from quoteattr.spans import Range

#: The sources found so far by the head of their cue; None where a clause has a subject but nobody speaks.
Subjects = dict[int, Range | None]


def find_source(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> tuple[Range | None, str]:
    """The source of a cue, None where there is none, and how it was found: clitic, subject, modified, shared, agentless,
    none. Cues are asked for in their order; a source of a clause's own is added to `subjects`, for the cues behind it."""
    if group.form == "finite":
        return _of_finite(view, group, groups, subjects)
    own = _own(view, group, groups, subjects)
    if own is not None:
        subjects[group.head] = own[0]
        return own
    return _shared(view, group, groups, subjects)


def _of_finite(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> tuple[Range | None, str]:
    head = group.head
    if group.passive:
        return None, "agentless"
    if group.clitic is not None:
        if group.clitic.of(view.text).lower() == "on":
            return origin_phrase(view, group.last + 1, min(view.end, group.last + 8)), "agentless"
        subjects[head] = group.clitic
        return group.clitic, "clitic"
    parallel = _parallel(view, group, groups, subjects)
    if parallel is not None:
        subjects[head] = parallel
        return parallel, "shared"
    found = view.subject(group)
    if found is None:
        known = _last_known(head, subjects)
        if known is None:
            return None, "none"
        subjects[head] = known
        return known, "shared"
    source = view.range(*(found if group.plural else _with_name(view, found)))
    if source.of(view.text).lower() == "on":
        subjects[head] = None
        return None, "agentless"
    subjects[head] = source
    return source, "subject"


def _own(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> tuple[Range, str] | None:
    """The source that a participle, an infinitive or a gerund has beside the subject of its sentence's main verb."""
    if group.form == "participle":
        parallel = _parallel(view, group, groups, subjects)
        if parallel is not None:
            return parallel, "shared"
    if group.form in ("participle", "infinitive"):
        governor = _subject_of_governor(view, group)
        return (view.range(*governor), "shared") if governor is not None else None
    modified = _modified(view, group)
    if modified is not None:
        return modified, "modified"
    clause = _subject_of_clause(view, group, groups, subjects)
    return (view.range(*clause), "shared") if clause is not None else None


def _modified(view: View, group: VerbGroup) -> Range | None:
    """The noun phrase right before a participle without *en*: *un amendement demandant de …*, *…, certains affirmant que …*,
    *…, le maire assurant que …*."""
    if group.start == 0 or view.tokens[group.start].lower == "en":
        return None
    before = view.tokens[group.start - 1]
    if before.pos == "PRON" and before.lower in view.words.phrase_pronouns and view.is_comma(group.start - 2):
        return view.range(group.start - 1, group.start - 1)
    absolute = view.absolute_subject(group.start)
    if absolute is not None:
        return view.range(*absolute)
    if before.quote >= 0 or not (before.pos in ("NOUN", "PROPN", "ADJ") or before.text == ")"):
        return None
    found = view.phrase_around(group.start - 1, view.clause_start(group.start), group.start)
    if found[0] > 0 and view.tokens[found[0] - 1].pos == "DET":
        found = (found[0] - 1, found[1])  # derrière une banderole proclamant …
    nominal = view.tokens[found[0]].pos in ("DET", "PROPN") and not view.is_time(group.start - 1)
    return view.range(*found) if nominal else None


def _subject_of_clause(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> tuple[int, int] | None:
    """The subject of the nearest verb before a gerund: in a subordinate clause (*… à laquelle X a répliqué en estimant …*,
    *…, tandis que X s'est abstenu, critiquant …*), and behind *en* (*X a répondu en affirmant …*)."""
    nearest = next((k for k in range(group.start - 1, -1, -1) if view.is_finite(k) and view.tokens[k].quote < 0), None)
    if nearest is None:
        return None
    with_en = view.tokens[group.start].lower == "en"
    own = view.clause_subject(nearest, contrasting=not with_en)
    if own is not None or not with_en or nearest in groups:
        return own
    if any(nearest < h < group.head for h in subjects if h not in groups or groups[h][1].form == "finite"):
        return None
    own = view.subject_before(view.left_edge(nearest)[0], {nearest})
    return own if own is not None and view.tokens[own[0]].lower not in view.words.relatives else None


def _shared(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> tuple[Range | None, str]:
    """The source that participles, infinitives and gerunds share: that of the cue before, an inverted pronoun's, or the
    subject of the sentence's main verb, before or behind them."""
    known = _last_known(group.head, subjects)
    if known is not None:
        subjects[group.head] = known
        return known, "shared"
    for h, (_, g) in sorted(groups.items(), reverse=True):
        if h < group.head and g.form == "finite" and g.clitic is not None:
            return g.clitic, "shared"
    found = (
        (_subject_behind(view, group) if group.start == 0 else None)
        or _main_subject(view, group.start)
        or view.first_phrase(0, group.start)
        or _behind_comma(view, group)
    )
    return (view.range(*found), "shared") if found is not None else (None, "none")


def _last_known(head: int, subjects: Subjects) -> Range | None:
    """The source of the nearest cue before that has one."""
    return next((subjects[h] for h in sorted(subjects, reverse=True) if h < head and subjects[h] is not None), None)


def _subject_behind(view: View, group: VerbGroup) -> tuple[int, int] | None:
    """The subject of the main verb behind a cue that opens the sentence: *Saluant le mouvement, qui …, plusieurs
    organisations ont …*."""
    for k in range(group.last + 1, view.end):
        if view.is_finite(k) and view.has_main_verb(group.last + 1, k + 1):
            following = view.subject_before(view.left_edge(k)[0], {k})
            return following if following is not None and following[0] > group.last + 1 else None
    return None


def _main_subject(view: View, before: int) -> tuple[int, int] | None:
    """The subject of the first verb of the sentence that stands in no relative clause, where it stands before a token."""
    for k in range(before):
        relative = any(view.tokens[m].lower in view.words.relatives for m in range(max(0, k - 4), k))
        if view.is_finite(k) and view.tokens[k].quote < 0 and not relative:
            return view.subject_before(view.left_edge(k)[0], {k})
    return None


def _behind_comma(view: View, group: VerbGroup) -> tuple[int, int] | None:
    """The phrase behind a comma that follows a cue at the start of the sentence: *Craignant d'être surpris, l'éleveur …*."""
    if group.start > 2 or group.form == "infinitive":
        return None
    for k in range(group.last + 1, view.end - 1):
        if view.is_comma(k):
            phrase = view.first_phrase(k + 1, min(view.end, k + 12))
            if phrase is not None:
                return phrase
    return None


def _subject_of_governor(view: View, group: VerbGroup) -> tuple[int, int] | None:
    """The subject that a participle or an infinitive has in its own subordinate clause: … *qui* avaient refusé et prévenu que
    …; …, où *le parquet* vient de requérir … None in a main clause, whose subject is found otherwise."""
    k = group.start - 1
    if group.form == "participle":
        earlier = (
            m for m in range(k, 0, -1) if view.tokens[m].pos == "VERB" and "VerbForm=Part" in view.tokens[m].morph
        )
        verb = view.auxiliary(next(earlier, 0))
    else:
        k -= view.tokens[k].lower in view.words.before_infinitives
        verb = k if k > 0 and view.is_finite(k) else None
    if verb is None:
        return None
    edge, _ = view.left_edge(verb)
    if edge > 0 and view.tokens[edge - 1].lower in view.words.subject_relatives:
        return edge - 1, edge - 1
    clause = view.clause_start(edge)
    if clause == 0 or view.tokens[clause - 1].lower not in view.words.relatives:
        return None
    if any(view.is_finite(m) for m in range(clause, edge)):
        return None  # l'entreprise que dirige Anne Durand tient à rappeler …
    return view.first_phrase(clause, edge)


def _with_name(view: View, found: tuple[int, int]) -> tuple[int, int]:
    """A subject, from the name on to which its bare noun stands in apposition: *Paul Durand, directeur de la banque
    affirme que …*."""
    first, last = found
    if fold(view.tokens[first].text) not in role_nouns() or view.tokens[first].pos != "NOUN":
        return found
    if first < 2 or not view.is_comma(first - 1) or view.tokens[first - 2].pos != "PROPN":
        return found
    start = view.phrase_start(first - 2, 0)
    return found if start > 0 and view.tokens[start - 1].pos == "ADP" else (start, last)


def _parallel(view: View, group: VerbGroup, groups: Groups, subjects: Subjects) -> Range | None:
    """The source of an earlier cue in the same auxiliary with which this one is coordinated:
    *a déclaré que la violence avait forcé … et a averti de …*"""
    k = group.start - 1
    while k >= 0 and view.tokens[k].pos == "ADV":
        k -= 1
    if k < 0 or (view.tokens[k].lower not in ("et", "mais", "puis", "ou") and view.tokens[k].text != ","):
        return None
    relative = _relative_beside(view, group, k) if group.form == "finite" else None
    if relative is not None:
        return relative
    for h in sorted((h for h in subjects if h < group.head), reverse=True):
        if h not in groups or subjects[h] is None or groups[h][1].form != "finite":
            continue
        earlier = groups[h][1]
        if group.form == "participle" and earlier.head > earlier.start:
            return subjects[h]
        if (
            group.form == "finite"
            and _auxiliary_form(view, group) == _auxiliary_form(view, earlier)
            and view.tokens[k].text != ","
        ):
            return subjects[h]
    return None


def _relative_beside(view: View, group: VerbGroup, coordinator: int) -> Range | None:
    """The relative pronoun whose clause a verb goes on with, which takes up the source as its object: *X a exigé le
    respect de la banque qui l'a quitté et l'a menacé de …*"""
    clitics = {view.tokens[m].lower for m in range(group.start, group.head)}
    if not clitics & view.words.object_clitics or view.tokens[coordinator].text == ",":
        return None
    for m in range(coordinator - 1, 0, -1):
        if view.is_comma(m) or view.tokens[m].quote >= 0:
            return None
        if view.tokens[m].lower in view.words.that:
            return None
        if view.tokens[m].lower == "qui":
            verb = next((v for v in range(m + 1, coordinator) if view.is_finite(v)), None)
            own = {view.tokens[c].lower for c in range(m + 1, verb)} if verb is not None else set()
            return view.range(m, m) if own & view.words.object_clitics else None
    return None


def _auxiliary_form(view: View, group: VerbGroup) -> str:
    for m in range(group.start, group.head):
        if view.tokens[m].lower in view.words.auxiliaries:
            return view.tokens[m].lower
    return "present" if "Tense=Pres" in view.tokens[group.head].morph else ""
