"""Reporting clauses before what they report: X affirme que …, X a déclaré : «…», exhorte Y à …, …, estimant que …"""

from __future__ import annotations

from dataclasses import dataclass

from quoteattr.attributions.boundaries import content_end
from quoteattr.attributions.found import Found
from quoteattr.attributions.incise import origin_phrase
from quoteattr.attributions.view import VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.spans import Range, trim

_MAX_SKIP = 40
# How far into a noun phrase its quoted words may begin: évoque une nouvelle forme de «provocation».
_QUOTED_PHRASE = 12
_TONIC = ("lui", "elle", "eux", "elles", "moi", "nous")
_THAT = ("que", "qu'")
_OF = ("de", "d'", "du", "des")
_TO = ("à", "au", "aux")


@dataclass(frozen=True, slots=True)
class Complement:
    """Where the content of a cue begins: `first` is its first token, `frame` the construction."""

    first: int
    frame: str


def find(view: View, number: int, groups: dict[int, tuple[Cue, VerbGroup]], incises: list[Found]) -> list[Found]:
    """Attributions whose cue stands before its content; the cues of `incises` are explained already."""
    out: list[Found] = []
    taken: set[int | None] = set()
    subjects: dict[int, Range | None] = {}
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
        if group.negated and not _reports_under_negation(cue):
            continue
        if group.form == "participle":
            if not _coordinated_participle(view, group, groups):
                continue
        elif group.passive:
            continue
        if group.form == "infinitive" and not _real_infinitive(view, cue, group):
            continue
        complement = find_complement(view, cue, group)
        if complement is None:
            continue
        source, rule = _source(view, cue, group, groups, subjects)
        if source is None and rule != "agentless":
            if group.form == "finite" and not (cue.has("finite") and group.plural is False):
                continue
            if group.form == "finite" and rule == "none":
                continue
        embedded = _is_embedded(view, group, source)
        end = content_end(view, complement.first, head, reporting, complement.frame, embedded=embedded)
        content = _content(view, complement, end)
        if not content:
            continue
        clause = Range(view.tokens[group.start].start, view.start_of(complement.first))
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
                False,
                0.8,
            )
        )
    return out


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


def _reports_under_negation(cue: Cue) -> bool:
    return cue.lexeme.lemma in ("exclure", "cacher", "douter")


def _coordinated_participle(view: View, group: VerbGroup, groups: dict[int, tuple[Cue, VerbGroup]]) -> bool:
    """A bare participle after *et*, sharing the auxiliary of an earlier active group (a déclaré … et averti …)."""
    k = group.head - 1
    while k >= 0 and view.tokens[k].pos == "ADV":
        k -= 1
    if k < 0 or not (view.tokens[k].lower in ("et", "ou", "mais", "puis") or view.tokens[k].text == ","):
        return False
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
    if before in ("pour", "de", "d'", "à", "sans", "avant", "par"):
        governor = view.tokens[k - 1].lower if k else ""
        if governor in view.words.real_governors or governor == "avant":
            return True
        if before == "à" and (view.tokens[k - 1].pos in ("NUM", "SYM") or governor == "%"):
            return True  # ils sont 19 % à penser que …
        if before in ("de", "d'") and view.tokens[0].lower == "et" and not any(view.is_finite(m) for m in range(k)):
            return True  # Et Pécresse de réclamer …
        if before in ("de", "d'") and (k == 0 or (k == 1 and governor in ("et", "avant"))):
            return True  # Et d'ajouter : «…»
        return before == "pour" and _manifests(view, group, k)
    if cue.lexeme.lemma == "lire":  # on peut y lire
        return any(view.tokens[m].lower in ("on", "-on") for m in range(max(0, k - 3), k + 1))
    return before in view.words.real_governors


def _manifests(view: View, group: VerbGroup, k: int) -> bool:
    """Whether *pour* + infinitive tells what people came together, wrote or spoke for."""
    if view.has_quote(group.last + 1, view.end, least_words=2):
        return True
    return any(view.tokens[m].lower.startswith(view.words.gatherings) for m in range(max(0, k - 15), k))


def find_complement(view: View, cue: Cue, group: VerbGroup) -> Complement | None:
    """The content's construction and first token, looking right from the cue past adverbials and addressees."""
    frames = cue.lexeme.entry.frames
    j = group.last + 1
    stop = min(view.end, j + _MAX_SKIP)
    comma_seen = person_seen = False
    while j < stop:
        t = view.tokens[j]
        if (t.text.startswith("-") and t.pos == "PRON") or t.text in ("t", "-t", "-t-", "-"):
            j += 1
            continue
        if view.is_quote(j) or (view.starts_quote(j) and not comma_seen):
            if "attr" in frames or ("attr de" in frames and view.tokens[j - 1].lower in _OF):
                return Complement(j, "attr")
            if "attr de" in frames and _object_relative(view, group):
                return Complement(j, "attr")
            if frames & {"quote", "np", "q-np", "q-attr"}:
                return Complement(j, "quote" if "quote" in frames else "np")
            return None
        if t.text == ":":
            return Complement(j + 1, "quote") if j + 1 < view.end and "quote" in frames else None
        if t.text in (".", ";", "!", "?", "…") or t.text in (")", "]"):
            return None
        if t.text in ("(", "["):
            while j < stop and view.tokens[j].text not in (")", "]"):
                j += 1
            j += 1
            continue
        if t.lower in _THAT:
            if "que" in frames and not _only(view, group, j) and j + 1 < view.end:
                return Complement(j + 1, "que")
            return None
        if (
            t.lower in view.words.interrogatives
            and "si" in frames
            and t.pos in ("SCONJ", "ADV", "PRON", "DET", "ADP", "ADJ")
        ):
            return Complement(j, "si")
        if t.text == ",":
            # Only an inserted adverbial may stand between commas: a relevé, en référence à …, que …
            inserted = _inserted(view, j)
            if inserted is not None:
                j = inserted
                continue
            if "que" in frames or "quote" in frames:
                comma_seen = True
                j += 1
                continue
            return None
        if comma_seen and t.pos in ("VERB", "AUX") and view.is_finite(j):
            return None
        if comma_seen and person_seen and cue.lexeme.entry.person and _infinitive_at(view, j + 1):
            if (t.lower in _TO and "a" in frames) or (t.lower in ("de", "d'") and "de" in frames):
                return Complement(j + 1, "a" if t.lower in _TO else "de")
        if view.is_infinitive(j) and t.pos in ("VERB", "AUX") and j > group.last:
            return (
                Complement(_widen_left(view, j, group.last + 1), "inf") if "inf" in frames and not comma_seen else None
            )
        found = _prepositional(view, frames, j, comma_seen)
        if found:
            return found
        if cue.lexeme.entry.frames & {"attr", "attr de"} and not comma_seen:
            found = _predicative(view, cue, j)
            if found:
                return found
        if t.pos == "ADV" and not comma_seen and "inf" in frames and j + 1 < view.end and view.is_infinitive(j + 1):
            return Complement(_widen_left(view, j, group.last + 1), "inf")
        after = view.skip_adverbial(j)
        if after > j:
            j = after
            continue
        if t.pos in ("CCONJ",) or view.is_finite(j):
            return None
        if view.starts_phrase(j) or t.pos in ("ADJ", "PRON"):
            if view.is_time_phrase(j):
                j = view.skip_time(j)
                continue
            if comma_seen:
                j = view.phrase_end(j) + 1
                continue
            if "quote" in frames and _colon_quotation(view, j):
                j = view.phrase_end(j) + 1
                comma_seen = False
                continue
            if "np" in frames and view.starts_phrase(j) and not cue.lexeme.entry.person:
                return Complement(j, "np")
            end = _clause_limit(view, j)
            if (
                "q-np" in frames
                and not cue.lexeme.entry.person
                and view.starts_phrase(j)
                and view.has_quote(j, min(end, j + _QUOTED_PHRASE))
                and not _later_colon(view, j, end)
            ):
                return Complement(j, "np")
            if "q-label" in frames and view.has_quote(j, min(end, j + 4)) and _object_relative(view, group):
                return Complement(j, "np")
            if frames & {"comme", "q-comme"} and any(view.tokens[m].lower == "comme" for m in range(j, end)):
                return Complement(j, "comme")
            if "que" in frames or "quote" in frames or cue.lexeme.entry.person or frames & {"a", "de"}:
                if t.pos == "PRON" or view.starts_phrase(j):
                    j = view.phrase_end(j) + 1
                    person_seen = True
                    continue
                if t.pos == "ADJ" and "que" in frames:
                    j += 1
                    continue
            return None
        if t.pos == "SCONJ" and t.lower == "comme" and frames & {"comme", "q-comme"}:
            return Complement(j + 1, "comme")
        j += 1
    return None


def _inserted(view: View, comma: int) -> int | None:
    """First token after a short insertion between two commas (*dénonce, lui, …*, *évoque, lors de son audition, …*),
    or None when none begins at `comma`."""
    if comma + 1 >= view.end:
        return None
    t = view.tokens[comma + 1]
    if not (t.pos in ("ADP", "ADV") or t.lower in _TONIC or view.is_time_phrase(comma + 1)) or t.lower in _THAT:
        return None
    for m in range(comma + 2, min(view.end, comma + 22)):
        if view.tokens[m].text == "," and view.tokens[m].quote < 0:
            return m + 1 if m + 1 < view.end else None
        if view.is_finite(m) or view.is_quote(m) or view.tokens[m].text in (":", ";") or view.tokens[m].lower in _THAT:
            return None
    return None


def _object_relative(view: View, group: VerbGroup) -> bool:
    """Whether the clause is a relative on its object: ce qu'elle appelle un «déni»."""
    return any(view.tokens[m].lower in _THAT for m in range(max(0, group.start - 6), group.start))


def _colon_quotation(view: View, a: int) -> bool:
    """Whether the clause from token `a` leads up to a colon and a quotation (*a exprimé sa satisfaction : «…»*)."""
    for m in range(a, view.end - 1):
        t = view.tokens[m]
        if t.quote >= 0 or view.is_finite(m) or t.text in (".", ";"):
            return False
        if t.text == ":":
            return view.starts_quote(m + 1)
    return False


def _later_colon(view: View, a: int, b: int) -> bool:
    for m in range(a, b):
        if view.tokens[m].text == ":":
            return True
        if view.tokens[m].quote >= 0:
            return False
    return False


def _only(view: View, group: VerbGroup, j: int) -> bool:
    """ne … que: a restriction and no complementizer."""
    return any(view.tokens[m].lower in ("ne", "n'") for m in range(group.start, group.head + 1))


def _widen_left(view: View, j: int, least: int) -> int:
    while (
        j > least
        and (view.tokens[j - 1].pos == "ADV" or view.tokens[j - 1].lower in view.words.clitics | {"ne", "pas"})
        and view.tokens[j - 1].pos in ("ADV", "PRON")
    ):
        j -= 1
    return j


def _prepositional(view: View, frames: frozenset[str], j: int, comma_seen: bool) -> Complement | None:
    t = view.tokens[j]
    k = j + 1
    if k >= view.end or t.pos not in ("ADP", "SCONJ", "ADV", "DET") or comma_seen:
        return None
    infinitive = _infinitive_at(view, k)
    if view.tokens[k].lower == "au" and k + 2 < view.end and view.tokens[k + 1].lower in ("moins", "plus"):
        return Complement(k, "de") if "de" in frames and t.lower in _OF else None  # d'au moins deux morts
    phrase = view.starts_phrase(k) or view.starts_quote(k) or view.tokens[k].pos in ("PRON",)
    end = _clause_limit(view, k)
    quoted = view.has_quote(k, end)
    if t.lower in _OF:
        contracted = t.lower in ("du", "des")
        if t.pos == "DET" and not quoted and (t.lower not in ("de", "d'") or "np" in frames or "de" not in frames):
            return None
        if "de" in frames and (
            (infinitive and not contracted)
            or view.starts_quote(k)
            or (
                phrase
                and not view.is_time_phrase(k)
                and view.tokens[k].lower not in ("source", "sources", "côté", "son", "sa")
                and (t.pos == "ADP" or t.lower in ("de", "d'"))
            )
        ):
            return Complement(k, "de")
        if "q-de" in frames and quoted:
            return Complement(k, "de")
        if "attr de" in frames and phrase:
            return Complement(k, "attr")
        return None
    if t.lower in _TO:
        if view.tokens[k].lower == "ce" and k + 2 < view.end and view.tokens[k + 1].lower in _THAT:
            return Complement(k + 2, "que") if "a" in frames or "a inf" in frames else None  # appelle à ce que …
        if ("a inf" in frames and infinitive) or ("a" in frames and (infinitive or (phrase and not _dative(view, k)))):
            return Complement(k, "a")
        if "q-a" in frames and quoted:
            return Complement(k, "a")
        return None
    for name in ("sur", "contre", "pour"):
        if t.lower == name:
            if name in frames and (phrase or infinitive or view.tokens[k].lower in _THAT):
                if view.tokens[k].lower in _THAT and k + 1 < view.end:
                    return Complement(k + 1, "que")  # plaide pour que …
                if view.tokens[k].lower in view.words.media_nouns or (
                    k + 1 < view.end and view.tokens[k + 1].lower in view.words.media_nouns and name == "sur"
                ):
                    return None
                return Complement(k, name)
            if "q-" + name in frames and quoted:
                return Complement(k, name)
    if t.lower == "comme" and frames & {"comme", "q-comme"}:
        return Complement(k, "comme")
    return None


def _infinitive_at(view: View, k: int) -> bool:
    m = k
    while m < min(view.end, k + 5) and (
        view.tokens[m].pos in ("ADV", "PRON") or view.tokens[m].lower in view.words.clitics
    ):
        m += 1
    return m < view.end and view.is_infinitive(m)


def _dative(view: View, k: int) -> bool:
    """Whether the phrase after *à* is an addressee or a place rather than what is asked for."""
    i = k
    while i < view.end and view.tokens[i].pos in ("DET", "ADJ", "NUM"):
        i += 1
    if i >= view.end:
        return True
    t = view.tokens[i]
    return t.pos == "PROPN" or t.lower in view.words.media_nouns or t.ent in ("PER", "LOC")


def _predicative(view: View, cue: Cue, j: int) -> Complement | None:
    """Predicative complements: se dit prêt à …, juge la situation «grave», estime nécessaire de …"""
    t = view.tokens[j]
    if cue.lexeme.reflexive:
        if (
            t.pos in ("ADJ", "VERB")
            or t.lower in ("très", "plus", "en", "pour", "contre", "favorable", "tout", "à")
            or view.starts_quote(j)
            or t.pos == "NOUN"
        ):
            if view.is_time(j):
                return None
            return Complement(j, "attr")
        return None
    if t.pos == "ADJ" and not view.is_time_phrase(j):
        return Complement(j, "attr")
    if t.pos in ("DET", "PROPN", "NOUN") and not view.is_time_phrase(j):
        end = _clause_limit(view, j)
        if "attr de" in cue.lexeme.entry.frames:
            return Complement(j, "attr") if any(view.tokens[m].lower in ("de", "d'") for m in range(j, end)) else None
        if view.has_quote(j, end) and not _later_that(view, j, end):
            return Complement(j, "attr")
        last = view.phrase_end(j, simple=True)
        if (last + 1 < end and view.tokens[last + 1].pos == "ADJ") or any(
            view.tokens[m].lower == "comme" for m in range(j, end)
        ):
            return Complement(j, "attr")
    return None


def _later_that(view: View, a: int, b: int) -> bool:
    return any(view.tokens[m].lower in _THAT and view.tokens[m].quote < 0 for m in range(a, b))


def _clause_limit(view: View, j: int) -> int:
    """First token after the clause that `j` stands in: a stop outside quotations."""
    for m in range(j, view.end):
        if view.tokens[m].text in (".", ";", "!", "?") and view.tokens[m].quote < 0:
            return m
        if (
            view.tokens[m].text == ","
            and view.tokens[m].quote < 0
            and m + 1 < view.end
            and view.tokens[m + 1].lower in ("estimant", "assurant", "ajoutant", "affirmant", "a", "ont")
        ):
            return m
    return view.end


def _source(
    view: View,
    cue: Cue,
    group: VerbGroup,
    groups: dict[int, tuple[Cue, VerbGroup]],
    subjects: dict[int, Range | None],
) -> tuple[Range | None, str]:
    head = group.head
    if group.clitic is not None and group.form == "finite":
        if group.clitic.of(view.text).lower() == "on":
            origin = origin_phrase(view, group.last + 1, min(view.end, group.last + 8))
            return origin, "agentless"
        subjects[head] = group.clitic
        return group.clitic, "clitic"
    if group.form in ("finite", "participle"):
        parallel = _parallel(view, group, groups, subjects)
        if parallel is not None:
            subjects[head] = parallel
            return parallel, "shared"
    if group.form == "finite":
        found = view.subject(group)
        if found is not None:
            source = view.range(*found)
            if source.of(view.text).lower() == "on":
                subjects[head] = None
                return None, "agentless"
            subjects[head] = source
            return source, "subject"
        for h in sorted((h for h in subjects if h < head), reverse=True):
            if subjects[h] is not None:
                subjects[head] = subjects[h]
                return subjects[h], "shared"
        return None, "none"
    if group.form == "gerund" and group.start > 0:
        before = view.tokens[group.start - 1]
        if before.pos in ("NOUN", "PROPN", "ADJ") and before.quote < 0:
            # un amendement demandant de …: the participle belongs to the noun right before it
            clause = view.clause_start(group.start)
            found = view.phrase_around(group.start - 1, clause, group.start)
            if view.tokens[found[0]].pos in ("DET", "PROPN") and not view.is_time(group.start - 1):
                subjects[head] = view.range(*found)
                return subjects[head], "modified"
    # Participles, infinitives and gerunds share the subject of their sentence's main verb.
    for h in sorted((h for h in subjects if h < head), reverse=True):
        if subjects[h] is not None:
            subjects[head] = subjects[h]
            return subjects[h], "shared"
    for h, (_, g) in sorted(groups.items(), reverse=True):
        if h < head and g.form == "finite" and g.clitic is not None:
            return g.clitic, "shared"
    main = _main_verb(view, group.start)
    if main is not None:
        edge, _ = view.left_edge(main)
        subject = view.subject_before(edge, {main}, None, 0)
        if subject is not None:
            return view.range(*subject), "shared"
    phrase = view.first_phrase(0, group.start)
    if phrase is not None:
        return view.range(*phrase), "shared"
    # Craignant d'être embêté, l'agriculteur …: the subject follows the comma
    for k in range(group.last + 1, view.end - 1):
        if view.tokens[k].text == "," and view.tokens[k].quote < 0:
            phrase = view.first_phrase(k + 1, min(view.end, k + 12))
            if phrase is not None:
                return view.range(*phrase), "shared"
    return None, "none"


def _parallel(
    view: View, group: VerbGroup, groups: dict[int, tuple[Cue, VerbGroup]], subjects: dict[int, Range | None]
) -> Range | None:
    """The source of an earlier cue in the same auxiliary with which this one is coordinated:
    *a déclaré que la violence avait forcé … et a averti de …*"""
    k = group.start - 1
    while k >= 0 and view.tokens[k].pos == "ADV":
        k -= 1
    if k < 0 or (view.tokens[k].lower not in ("et", "mais", "puis", "ou") and view.tokens[k].text != ","):
        return None
    for h in sorted((h for h in subjects if h < group.head), reverse=True):
        earlier = groups[h][1]
        if subjects[h] is None or earlier.form != "finite":
            continue
        if group.form == "participle" and earlier.head > earlier.start:
            return subjects[h]
        if (
            group.form == "finite"
            and _auxiliary_form(view, group) == _auxiliary_form(view, earlier)
            and view.tokens[k].text != ","
        ):
            return subjects[h]
    return None


def _auxiliary_form(view: View, group: VerbGroup) -> str:
    for m in range(group.start, group.head):
        if view.tokens[m].lower in view.words.auxiliaries:
            return view.tokens[m].lower
    return "present" if "Tense=Pres" in view.tokens[group.head].morph else ""


def _main_verb(view: View, before: int) -> int | None:
    for k in range(before):
        if (
            view.is_finite(k)
            and view.tokens[k].quote < 0
            and not any(view.tokens[m].lower in ("qui", "que", "qu'", "dont", "où") for m in range(max(0, k - 4), k))
        ):
            return k
    return None


def _content(view: View, complement: Complement, end: int) -> list[Range]:
    start = view.start_of(complement.first)
    r = trim(view.text, start, max(start, end))
    if r.end - r.start < 2 or not any(c.isalnum() for c in r.of(view.text)):
        return []
    return [r]
