"""Named entities of a document: persons and organizations with all their mentions.

Their mentions (`mentions`) are found on the text itself; a tagger's entities are one voice among several, because they
are noisy on news (*Jeudi* tagged as a place).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from quoteattr.lexicon.closed import words as grammar_words
from quoteattr.lexicon.entities import common_first_names, entities, first_names, fold, role_nouns
from quoteattr.records import Gender, SpeakerType
from quoteattr.spans import Range
from quoteattr.speakers.functions import Role
from quoteattr.speakers.mentions import Mention

_ACRONYM_PAIR = re.compile(r"([A-ZÀ-Ý][^().,;:«»\"\n]{4,110}?)[ \u00a0]\(([A-Z][A-Za-zÀ-ÿ.&-]{1,11})\)")


_TITLED = 3  # what a title elsewhere in the text (M. Di Marco) adds to the evidence for a full name with that surname
_MISSPELT = 5  # letters from which on a surname can be a misspelt other one


@dataclass(slots=True)
class Entity:
    """Somebody or something that the document names.

    `name`: the fullest form; `mentions`: every place that names it; `keys`: folded words by which a
    short form can refer to it (the surname, an acronym).
    """

    name: str
    type: SpeakerType
    gender: Gender = "unknown"
    mentions: list[Range] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    evidence: int = 0
    given_only: bool = False  # known by a given name alone


# What a tagger's label is worth as evidence for a person.
_LABELS = {"PER": 2, "LOC": -2, "ORG": -1, "MISC": -1}
# What the evidence for a person has to reach: with a full name in the text, and without.
_ENOUGH, _ENOUGH_ALONE = 2, 4


def undecided(mentions: list[Mention]) -> list[Range]:
    """The mentions of names for which a tagger's label would decide whether they are a person's.

    A surname for which one mention has evidence enough needs no tagger, and one for which no mention has any is no
    person's whatever a tagger says of it.
    """
    by_surname: dict[str, list[Mention]] = {}
    for m in mentions:
        by_surname.setdefault(_surname(m.words), []).append(m)
    out: list[Range] = []
    for group in by_surname.values():
        full = any(len(m.words) > 1 and not _bare_surname(m) for m in group)
        enough = _ENOUGH if full else _ENOUGH_ALONE
        strongest = max(m.person for m in group)
        if enough - _LABELS["PER"] - full <= strongest < enough:
            out += [m.range for m in group]
    return out


def find_entities(text: str, mentions: list[Mention], tagged: dict[int, str]) -> list[Entity]:
    """Persons and organizations with acronyms, in order of first mention.

    `mentions`: those of the text; `tagged`: a tagger's entity label by the code point at which a token begins.
    """
    return _persons([_with_label(m, tagged.get(m.range.start, "")) for m in mentions]) + _organizations(text)


def _with_label(m: Mention, label: str) -> Mention:
    if m.settled:
        return m
    weight = _LABELS.get(label, 0)
    if m.role is not None:
        weight = max(weight, -1)  # le ministre des Sports X is a person, whatever a tagger says
    return replace(m, person=m.person + weight - 5 * (m.owned and label != "PER"))


def _surname(words: tuple[str, ...]) -> str:
    """The folded surname: the last word, or the first where the last is a given name, without al-/el-."""
    reversed_order = (
        len(words) == 2
        and fold(words[1]) in common_first_names()
        and fold(words[0]) not in common_first_names() | grammar_words().name_particles  # Di Marco
    )
    if len(words) > 1 and len(words[-1].rstrip(".")) == 1:
        return fold(words[-2])  # Jonathan D.
    last = fold(words[0 if reversed_order else -1].rstrip("."))
    return re.sub(r"^(?:al|el)-", "", last)


def _persons(mentions: list[Mention]) -> list[Entity]:
    by_surname: dict[str, list[Mention]] = {}
    for m in mentions:
        by_surname.setdefault(_surname(m.words), []).append(m)
    _join_misspelt(by_surname)
    out: list[Entity] = []
    for surname, group in by_surname.items():
        titled = any(m.honorific for m in group)
        full = [m for m in group if len(m.words) > 1 and m.person + _TITLED * titled > 0 and not _bare_surname(m)]
        strong = max((m.person for m in group), default=0)
        if strong < (_ENOUGH if full else _ENOUGH_ALONE) or len(surname) < 2:
            continue
        clusters: list[list[Mention]] = []
        for m in full:
            first = _given(m)
            for cluster in clusters:
                if _given(cluster[0]) == first or _similar(_given(cluster[0]), first):
                    cluster.append(m)
                    break
            else:
                clusters.append([m])
        rest = [m for m in group if m not in full and m.person > -4]
        if clusters:  # Philippe, un livreur: not the minister of that surname
            clusters += [[m] for m in rest if m.introduced]
            rest = [m for m in rest if not m.introduced]
        if not clusters:
            clusters.append([])
        for m in rest:
            clusters[_which(clusters, m)].append(m)
        for cluster in clusters:
            entity = _entity(surname, cluster)
            if entity:
                out.append(entity)
    _given_names(out, mentions)
    out.sort(key=lambda e: e.mentions[0].start)
    return out


def _join_misspelt(by_surname: dict[str, list[Mention]]) -> None:
    """Puts bare surnames that differ by a letter or two from a full name's to it: Van den Berghe, Van den Berge."""
    known = [s for s, group in by_surname.items() if any(len(m.words) > 1 and not _bare_surname(m) for m in group)]
    for surname in list(by_surname):
        if surname in known or len(surname) < _MISSPELT or not all(m.honorific for m in by_surname[surname]):
            continue
        close = [k for k in known if k[0] == surname[0] and SequenceMatcher(None, k, surname).ratio() >= 0.8]
        if len(close) == 1:
            by_surname[close[0]] += by_surname.pop(surname)


def _given(m: Mention) -> str:
    """The folded given name of a full name."""
    return fold(m.words[-1]) if _surname(m.words) == _surname(m.words[:1]) else fold(m.words[0])


def _bare_surname(m: Mention) -> bool:
    """Whether a name of several words is a surname with its particle: Di Marco, Van Damme, Le Goff."""
    return fold(m.words[0]) in grammar_words().name_particles


def _similar(a: str, b: str) -> bool:
    """Initials and short forms: J. for Jean, Dan for Daniel."""
    a, b = a.rstrip("."), b.rstrip(".")
    return (len(a) == 1 or len(b) == 1) and a[:1] == b[:1]


def _which(clusters: list[list[Mention]], m: Mention) -> int:
    """The cluster a bare surname joins: agreeing in gender, else the one mentioned last before it."""
    gender = _honorific_gender(m.honorific)
    best, best_at = -1, -2
    for i, cluster in enumerate(clusters):
        if not cluster:
            return i
        own = next((g for g in (_gender_of(c) for c in cluster) if g != "unknown"), "unknown")
        if gender != "unknown" and own != "unknown" and own != gender:
            continue
        at = max((c.range.start for c in cluster if c.range.start < m.range.start), default=-1)
        if at > best_at:
            best, best_at = i, at
    return max(best, 0)


def _honorific_gender(honorific: str) -> Gender:
    table = entities().honorifics
    for value in (honorific, honorific + "."):
        if value and value in table.male:
            return "male"
        if value and value in table.female:
            return "female"
    return "unknown"


def _gender_of(m: Mention) -> Gender:
    gender = _honorific_gender(m.honorific)
    if gender != "unknown":
        return gender
    if m.role is not None:
        gender = role_nouns().get(m.role.head, "unknown")
        if gender != "unknown":
            return gender
    if len(m.words) > 1:
        return first_names().get(fold(m.words[0]), first_names().get(fold(m.words[0].split("-")[0]), "unknown"))
    return "unknown"


def _entity(surname: str, cluster: list[Mention]) -> Entity | None:
    if not cluster:
        return None
    forms = Counter(m.text for m in cluster)
    # The fullest form; among equals the most frequent, then the first.
    name = max(
        forms,
        key=lambda f: (
            min(sum(len(w.rstrip(".")) > 1 for w in f.split()), 4),  # an initial makes no name fuller
            _given_first(f),
            forms[f],
            -min(m.range.start for m in cluster if m.text == f),
        ),
    )
    genders = Counter(g for g in map(_gender_of, cluster) if g != "unknown")
    given_only = fold(name) in common_first_names() and not any(m.honorific for m in cluster)
    given = first_names().get(fold(name)) if given_only else None
    if not genders and given:
        genders[given] += 1
    return Entity(
        name=name,
        type="person",
        gender=genders.most_common(1)[0][0] if genders else "unknown",
        mentions=sorted(m.range for m in cluster),
        roles=[m.role for m in cluster if m.role is not None],
        keys={surname},
        evidence=max(m.person for m in cluster),
        given_only=given_only,
    )


def _given_first(name: str) -> bool:
    """Whether a name begins with a given name, or holds none: Jean Morel, not Morel Jean."""
    words = [fold(w) for w in name.split()]
    return words[0] in common_first_names() or words[-1] not in common_first_names()


def _given_names(persons: list[Entity], mentions: list[Mention]) -> None:
    """A bare given name (Valeria, Gino) joins the one person who bears it."""
    taken = {r for e in persons for r in e.mentions}
    by_given: dict[str, list[Entity]] = {}
    for e in persons:
        if len(e.name.split()) > 1:
            by_given.setdefault(fold(e.name.split()[0]), []).append(e)
    for m in mentions:
        if len(m.words) != 1 or m.range in taken:
            continue
        bearers = by_given.get(fold(m.text), [])
        if len(bearers) == 1:
            bearers[0].mentions.append(m.range)
            bearers[0].mentions.sort()


def _organizations(text: str) -> list[Entity]:
    """Organizations introduced with their acronym: Observatoire syrien des droits de l'Homme (OSDH)."""
    out: list[Entity] = []
    for match in _ACRONYM_PAIR.finditer(text):
        long, short = match.group(1), match.group(2)
        start = match.start(1)
        name, at = _long_name(long, short)
        if not name:
            continue
        entity = Entity(name=name, type="organization", keys={fold(short)})
        entity.mentions.append(Range(start + at, match.end(1)))
        for m in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text):
            entity.mentions.append(Range(m.start(), m.end()))
        for m in re.finditer(re.escape(name), text):
            if m.start() != start + at:
                entity.mentions.append(Range(m.start(), m.end()))
        entity.mentions.sort()
        out.append(entity)
    return out


def _long_name(long: str, short: str) -> tuple[str, int]:
    """The part of `long` whose initials spell the acronym, with its offset; empty when none does."""
    letters = [c for c in fold(short) if c.isalpha()]
    words = [(m.group(), m.start()) for m in re.finditer(r"[^\W_]+", long)]
    for k in range(len(words)):
        word, at = words[k]
        if not word[:1].isupper() or fold(word)[0] != letters[0] or fold(word) in grammar_words().function_words:
            continue
        initials = [fold(w)[0] for w, _ in words[k:]]
        i = 0
        for c in initials:
            if i < len(letters) and c == letters[i]:
                i += 1
        if i >= max(2, len(letters) - 1):
            return long[at:], at
    return "", 0
