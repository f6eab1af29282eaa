"""Reporting clauses before what they report: X affirme que …, X a déclaré : «…», exhorte Y à …, …, estimant que …"""

from __future__ import annotations

from quoteattr.attributions.boundaries import content_end
from quoteattr.attributions.complements import Complement, find_complement, infinitive_at
from quoteattr.attributions.found import Found
from quoteattr.attributions.sources import Subjects, find_source
from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.lexicon.entities import fold, folded, is_mute
from quoteattr.spans import Range, trim


def find(view: View, number: int, groups: Groups, incises: list[Found]) -> list[Found]:
    """Attributions whose cue stands before its content; the cues of `incises` are explained already."""
    out: list[Found] = []
    taken: set[int | None] = set()
    subjects: Subjects = {}
    for f in incises:
        head = view.at(f.cue.head.start) if f.cue else None
        taken.add(head)
        if head is not None:
            subjects[head] = f.source
    # Only cues with a complement of their own end what another one reports.
    reporting = {h: g for h, g in groups.items() if h in taken or find_complement(view, *g) is not None}
    heads = sorted(groups)
    for head in heads:
        cue, group = groups[head]
        if head in taken:
            continue
        if group.negated and not cue.lexeme.entry.negated:
            continue
        if group.form == "participle":
            if not _coordinated_participle(view, cue, group, groups, taken):
                continue
        elif group.passive and not _impersonal(view, cue, group):
            continue
        if group.form == "infinitive" and not _real_infinitive(view, cue, group):
            continue
        complement = find_complement(view, cue, group)
        antecedent = _antecedent(view, cue, group, complement)
        if complement is None and antecedent is None:
            continue
        passive = group.passive and group.form == "finite"
        if passive and (complement is None or not _stated(view, complement)):
            continue
        source, rule = find_source(view, group, groups, subjects)
        if source is None and rule != "agentless":
            if group.form == "finite" and not (cue.has("finite") and group.plural is False):
                continue
            if group.form == "finite" and rule == "none":
                continue
        if source is not None and cue.lexeme.entry.sentences and _judges(view, source):
            continue
        if source is not None and view.tokens[head].quote < 0 and _is_author(view, source):
            continue  # what the author of the article says
        if source is not None and complement is not None and complement.frame != "quote" and _is_mute(view, source):
            continue
        if complement is None:
            complement = Complement(group.last + 1, "np")
            content = []
        else:
            # Tout en affirmant que …, il a indiqué que …
            opens = all(view.tokens[k].lower in ("tout", "en") for k in range(group.start))
            fronted = group.form == "gerund" and opens and complement.frame == "que"
            embedded = fronted or _is_embedded(view, group, source)
            end = content_end(view, complement.first, head, reporting, complement.frame, embedded=embedded)
            content = _content(view, complement, end)
            if not content:
                continue
        if antecedent is not None:
            content = [antecedent, *content]
        first = view.start_of(complement.first) if complement.first < view.end else view.tokens[group.last].end
        clause = Range(view.tokens[group.start].start, max(first, view.tokens[group.last].end))
        name = complement.frame.replace(" ", "-")
        out.append(
            Found(
                content,
                cue,
                source,
                f"{group.form}-{name}" if rule != "agentless" else f"agentless-{name}",
                number,
                complement.frame,
                clause,
                group.negated,
            )
        )
    return out


def _impersonal(view: View, cue: Cue, group: VerbGroup) -> bool:
    """Whether a passive has no subject but an empty *il*: *il est rappelé que …*, *il a été demandé de …*; not *il a été
    accusé de …*, where the verb is about a person."""
    before = view.tokens[group.start - 1].lower if group.start else ""
    entry = cue.lexeme.entry
    told = entry.neutral or (entry.act == "demand" and entry.attitude is None)
    if group.form != "finite" or before != "il" or not told or entry.person:
        return False
    lead = view.tokens[: group.start - 1]
    under = view.words.relatives | view.words.conditions | view.words.subordinators
    by = any(view.tokens[k].lower == "par" for k in range(group.last + 1, min(view.end, group.last + 3)))
    return not by and not any(t.lower in under for t in lead)


def _stated(view: View, complement: Complement) -> bool:
    """Whether a complement is a clause or an infinitive."""
    return complement.frame == "que" or (complement.frame == "de" and infinitive_at(view, complement.first))


def _antecedent(view: View, cue: Cue, group: VerbGroup, complement: Complement | None) -> Range | None:
    """The noun phrase on whose object relative a cue reports: *une réforme que la gauche dénonce*, *le président, que
    certains jugent trop présent*."""
    if complement is None:
        entry = cue.lexeme.entry
        if "np" not in entry.frames or entry.neutral or group.form != "finite" or group.clitic is not None:
            return None
        after = view.tokens[group.last + 1] if group.last + 1 < view.end else None
        if after is not None and after.text not in (",", ".", ";", ":", ")") and after.pos not in ("ADP", "CCONJ"):
            return None
    elif complement.frame not in ("attr", "comme") and not (
        complement.frame == "de" and view.is_infinitive(complement.first)
    ):
        return None
    relative = _object_relative(view, group)
    if relative is None:
        return None
    last = relative - 2 if view.is_comma(relative - 1) else relative - 1
    first = last
    while first > 0 and _continues_left(view, first):
        first -= 1
    if view.tokens[first].pos not in ("DET", "PROPN", "NUM"):
        return None
    return Range(view.start_of(first), view.end_of(last))


def _object_relative(view: View, group: VerbGroup) -> int | None:
    """The relative *que* after a noun phrase whose clause the verb group closes, only its subject in between."""
    for k in range(group.start - 1, max(1, group.start - 8), -1):
        t = view.tokens[k]
        if t.lower in view.words.that:
            last = k - 2 if view.is_comma(k - 1) else k - 1
            nominal = last >= 0 and view.tokens[last].pos in ("NOUN", "PROPN", "ADJ") and t.quote < 0
            return k if nominal else None
        if view.is_finite(k) or view.is_comma(k) or t.pos in ("SCONJ", "VERB", "QUOTE"):
            return None
    return None


def _continues_left(view: View, first: int) -> bool:
    """Whether the noun phrase that is read leftwards from its last word goes on before token `first`."""
    t, before = view.tokens[first], view.tokens[first - 1]
    if t.pos == "DET" or t.lower in view.words.of:
        return before.lower in view.words.of or (t.lower in view.words.of and before.pos in ("NOUN", "PROPN", "ADJ"))
    return before.pos in ("NOUN", "PROPN", "ADJ", "NUM", "DET") or before.lower in view.words.of


def _is_mute(view: View, source: Range) -> bool:
    """Whether a source is an event or a thing that says nothing: *cette rencontre confirme …*, *cela confirme …*."""
    if source.of(view.text).lower() in view.words.neuter:
        return True
    noun = next((t for t in view.tokens[view.first_at(source.start) :] if t.pos in ("NOUN", "PROPN")), None)
    if noun is None or noun.end > source.end or noun.pos == "PROPN":
        return False
    return is_mute(fold(noun.text))


def _is_author(view: View, source: Range) -> bool:
    """Whether a source is who wrote the article: *je*, *nous*; *on* may be anybody, and behind a label (*Jean Morel : Je
    demande …*) somebody else speaks."""
    if any(view.tokens[k].text == ":" for k in range(view.first_at(source.start))):
        return False
    pronoun = source.of(view.text).lower().replace("’", "'")
    return pronoun in view.words.first_person and pronoun != "on"


def _judges(view: View, source: Range) -> bool:
    """Whether a source is a court or somebody who sits in it."""
    words = {fold(t.text) for t in view.tokens[view.first_at(source.start) :] if t.end <= source.end}
    return bool(words & (folded().bench | folded().benches))


def _is_embedded(view: View, group: VerbGroup, source: Range | None) -> bool:
    """Whether the reporting clause is a relative or opens the sentence as a subordinate clause, so that the
    main clause follows it."""
    if source is not None and source.of(view.text).lower() == "qui":
        return True
    if group.form == "gerund" and group.start > 0 and view.tokens[group.start - 1].pos in ("NOUN", "PROPN", "ADJ"):
        return True
    opening = view.tokens[0]
    second = view.tokens[1].lower if view.end > 1 else ""
    opens = opening.lower in ("si", "quand", "lorsque", "lorsqu'", "puisque", "comme") or second in ("que", "qu'")
    return opens and not any(view.tokens[k].text == "," for k in range(group.start))


def _coordinated_participle(view: View, cue: Cue, group: VerbGroup, groups: Groups, taken: set[int | None]) -> bool:
    """Whether a bare participle behind *et* or a comma shares the auxiliary of an earlier active group (*a déclaré … et averti
    …*). Behind the subject of a reporting clause it rather says who that is: *«…», a tranché le maire, interrogé lundi*."""
    k = group.head - 1
    while k >= 0 and view.tokens[k].pos == "ADV":
        k -= 1
    if k < 0 or not (view.tokens[k].lower in ("et", "ou", "mais", "puis") or view.tokens[k].text == ","):
        return False
    reported = max((h for h in taken if h is not None and h < group.head), default=None)
    if view.tokens[k].text == "," and reported is not None:
        if not any(view.tokens[m].lower in view.words.auxiliaries for m in range(reported + 1, k)):
            return False
    form = cue.head.of(view.text).lower()
    singular = any(i.form == "participle" and i.number == "sing" for i in cue.inflections)
    if form.endswith("e") or not singular:
        return False  # …, considérée comme …: it agrees with a noun
    return any(
        h < group.head and g.form == "finite" and not g.passive and view.tokens[g.start].start != view.tokens[h].start
        for h, (_, g) in groups.items()
    ) or _earlier_auxiliary(view, k)


def _earlier_auxiliary(view: View, k: int) -> bool:
    """Whether an active compound tense stands before token `k`, in whose auxiliary a participle can share."""
    for m in range(k - 1, 0, -1):
        t = view.tokens[m]
        if t.pos == "VERB" and "VerbForm=Part" in t.morph and view.auxiliary(m) is not None:
            auxiliary = view.auxiliary(m)
            return auxiliary is not None and view.tokens[auxiliary].lower not in view.words.be
    return False


def _real_infinitive(view: View, cue: Cue, group: VerbGroup) -> bool:
    """Whether an infinitive reports something that happened: *a tenu à souligner*, *pour dénoncer*, not *doit annoncer*."""
    k = group.start - 1
    while k >= 0 and view.tokens[k].pos == "ADV":
        k -= 1
    if k < 0:
        return False
    before = view.tokens[k].lower
    if before == "et":
        # ont voulu saluer … et condamner …: under the governor of the infinitive before
        earlier = next((m for m in range(k - 1, 1, -1) if view.is_infinitive(m)), None)
        if earlier is None or any(view.is_finite(m) for m in range(earlier, k)):
            return False
        above = view.left_edge(earlier)[0] - 1
        if view.tokens[above].lower == "pour":
            return _manifests(view, VerbGroup(earlier, earlier, earlier, "infinitive"), above)
        return view.tokens[above].lower in view.words.real_governors
    if before in view.words.before_infinitives:
        at = k - 1
        while at > 0 and view.tokens[at].lower in view.words.negations:
            at -= 1
        governor = view.tokens[at].lower if k else ""
        if governor in view.words.real_governors or governor == "avant":
            return True
        if before == "à" and (view.tokens[k - 1].pos in ("NUM", "SYM") or governor == "%"):
            return True  # ils sont 19 % à penser que …
        if before in ("de", "d'") and view.tokens[0].lower == "et" and not any(view.is_finite(m) for m in range(k)):
            return True  # Et Pécresse de réclamer …
        if before in ("de", "d'") and (k == 0 or (k == 1 and governor in ("et", "mais", "puis", "avant"))):
            return True  # Et d'ajouter : «…»
        return before == "pour" and _manifests(view, group, k)
    if cue.lexeme.entry.read:  # on peut y lire
        return any(view.tokens[m].lower in ("on", "-on") for m in range(max(0, k - 3), k + 1))
    return before in view.words.real_governors


def _manifests(view: View, group: VerbGroup, k: int) -> bool:
    """Whether *pour* + infinitive tells what people came together, wrote or spoke for."""
    if view.has_quote(group.last + 1, view.end, least_words=2):
        return True
    return any(view.tokens[m].lower.startswith(view.words.gatherings) for m in range(max(0, k - 15), k))


def _content(view: View, complement: Complement, end: int) -> list[Range]:
    first = complement.first
    object_ = complement.frame == "np" and first + 2 < view.end
    if object_ and view.tokens[first].lower in view.words.tonic and view.tokens[first + 1].pos == "ADV":
        first += 2  # condamnant lui aussi les violences
    start = view.start_of(first)
    r = trim(view.text, start, max(start, end))
    if r.end - r.start < 2 or not any(c.isalnum() for c in r.of(view.text)):
        return []
    return [r]
