"""Descriptions of one person: *le chef de l'État français*, *la ministre*, *ce proche du président*."""

from __future__ import annotations

import re
from itertools import pairwise

from quoteattr.lexicon.entities import fold, folded
from quoteattr.records import Gender
from quoteattr.spans import Range
from quoteattr.speakers.descriptions import (
    DEMONSTRATIVE,
    bare,
    content_words,
    countries_of,
    determiner_of,
    first_noun,
    is_fixed_office,
    is_indefinite,
    is_plural,
    kind_of_phrase,
    of_another_country,
    phrase_gender,
    role_head,
    role_synonyms,
)
from quoteattr.speakers.discourse import Discourse, Link, agrees, person
from quoteattr.speakers.entities import Entity
from quoteattr.speakers.names import named, together

_STEM = 5  # letters that make two words one: député, députés
_REACH = 3  # paragraphs that a vague description can look back
_POSSESSIVE = re.compile(r"(?:son|sa|ses|leur|notre)[ \u00a0]", re.IGNORECASE)
_COMPLEMENT = re.compile(
    r"(?<!\w)(?:de|du|des|d['’]|à|au|aux)[ \u00a0]?(?:l['’]|la[ \u00a0])?(?:[a-zà-ÿ]\w*[ \u00a0])?(?![XVI]+e\b)[A-ZÀ-Ý]"
)
_OF_BODY = re.compile(r"[ \u00a0](?:de la|de l['’]|du|des)[ \u00a0]?([\w-]+)")
_OF_A_PART = re.compile(
    r"[ \u00a0](?:d[eu]s?|d['’])[ \u00a0]?(?:la[ \u00a0]|l['’])?(?!(?:république|état|gouvernement)(?!\w))\w",
    re.IGNORECASE,
)
_FORMER = re.compile(r"(?:l['’])?(?:ancien(?:ne)?|ex)[ \u00a0-]", re.IGNORECASE)
_TWO = re.compile(r"(?:les|ces|ses)[ \u00a0]deux[ \u00a0]([\w-]+)", re.IGNORECASE)


def by_role(d: Discourse, source: Range, surface: str, paragraph: int) -> Link | None:
    """The person whom the text introduced with this function, or the speaker in force for a vague one."""
    known = introduced(d, source, surface, paragraph)
    if known is not None:
        return known
    holder = _holder(d, surface)
    if holder is not None:
        return holder
    before = next(
        (s.link for s in reversed(d.history) if s.surface == surface.lower() and s.link.type == "person"), None
    )
    if before is not None and not is_indefinite(surface):
        return before.again("role")
    noun = first_noun(surface)
    for s in reversed(d.history):
        if s.link.type == "unknown" and first_noun(s.link.name) == noun and is_indefinite(s.link.name):
            return s.link.again("description")  # un porte-parole …, then: le porte-parole
    if _POSSESSIVE.match(surface):
        # son épouse: the speaker in force, when gender shows that it can be nobody else's
        gender = phrase_gender(surface, role_head(surface))
        link = d.last_person(paragraph, gender)
        kin = role_head(surface) in folded().kin
        return link.again("role") if link is not None and link.gender == gender != "unknown" and kin else None
    return _vague(d, source, surface, paragraph)


def _holder(d: Discourse, surface: str) -> Link | None:
    """Who held the office on the document's day, if outside knowledge tells."""
    if not d.knowledge.persons or _FORMER.match(surface) or _POSSESSIVE.match(surface):
        return None
    head = role_head(surface)
    if head is None:
        return None
    words = content_words(surface)
    fixed = {fold(s) for s in role_synonyms(words, None)}
    of = countries_of(surface)
    if not fixed and words - {head} - {w for w in words if w in folded().nationalities or w in of}:
        return None  # le président du club: an office that no list of countries tells about
    known = d.knowledge.holder({head} | fixed, of, d.date, set(d.known))
    if known is None:
        return None
    named_in_text = d.known.get(known.id)
    if named_in_text is not None:
        link = person(named_in_text, "knowledge")
    else:
        link = Link(known.name, "person", known.gender, how="knowledge")
    link.kb_id = known.id
    return link


def introduced(d: Discourse, source: Range, surface: str, paragraph: int) -> Link | None:
    """The person whom the text introduced with this function, or a synonym of it."""
    head = role_head(surface)
    gender = phrase_gender(surface, head)
    own_words = content_words(surface)
    synonyms = role_synonyms(own_words, head)
    demonstrative, former = DEMONSTRATIVE.match(surface), _FORMER.match(surface)
    wordings = [content_words(s) for s in synonyms if " " in s]
    fixed = is_fixed_office(own_words)
    countries, bodies = countries_of(surface), _bodies(surface)
    best: tuple[float, Entity] | None = None
    # le directeur, said of whoever speaks: not of another one who is named only later
    last = d.last_person(paragraph, gender) if own_words == {head} else None
    speaking = last is not None and last.entity is not None and not last.entity.roles
    for e in _eligible(d, source, gender):
        if of_another_country(e, countries) or (speaking and e.mentions[0].start > source.start):
            continue
        score = 0.0
        for role in e.roles:
            same_former = _FORMER.match(role.phrase) and own_words <= content_words(role.phrase)
            if role.start > source.start and (demonstrative or (former and not same_former)):
                continue  # cet expert has been introduced; l'ancien ministre is not whom the text names later as minister
            own = content_words(role.phrase)
            # le chef de l'État is no "chef de file"
            same = role.head == head and not (fixed and not own_words & own - {head or ""})
            spelt_out = any(wording <= own for wording in wordings)
            related = same or role.head in synonyms or spelt_out
            if fixed and not same and not spelt_out and _OF_A_PART.search(role.phrase):
                continue  # le chef de l'État is no president of a region
            if not related:
                continue
            if countries and not same and not countries & countries_of(role.phrase):
                continue  # le président turc is no "chef des services de santé"
            theirs = _bodies(role.phrase)
            if same and not fixed and bodies and theirs and not bodies & theirs:
                continue  # le député de Marseille is no député de Lyon
            shared = len(own_words & own - {head or ""})
            missing = 0 if fixed and not same else len(own_words - own - {head or ""} - synonyms)
            score = max(score, (3.0 if same else 2.0) + 1.5 * shared - 0.7 * missing)
        if score <= 0:
            continue
        before = [r.start for r in e.mentions if r.start < source.start]
        if before:
            score += 0.8 / (1 + (source.start - before[-1]) / 600)
        if d.history and d.history[-1].link.entity is e:
            score += 1.0
        elif any(s.link.entity is e for s in d.history[-3:]):
            score += 0.4
        if best is None or score > best[0]:
            best = (score, e)
    return person(best[1], "role") if best and best[0] >= 2.0 else None


def _bodies(phrase: str) -> set[str]:
    """The first letters of the names in the complements of a function: *le leader du Modem* → {"modem"}; nothing for
    what is everywhere (*le procureur de la République*)."""
    found = (w for m in _COMPLEMENT.finditer(phrase) for w in re.findall(r"[A-ZÀ-Ý][\w-]+", phrase[m.start() :]))
    return {fold(w)[:_STEM] for w in found} - {w[:_STEM] for w in folded().everywhere}


def goes_on(d: Discourse, source: Range, paragraph: int) -> Link | None:
    """The speaker in force, when a description without a name says that somebody adds to what was said
    (*«…», a ajouté le président de l'Assemblée*)."""
    link = d.in_force(paragraph, reach=1)
    surface = source.of(d.text)
    if link is None or link.type != "person" or link.plural or not determiner_of(surface):
        return None
    if kind_of_phrase(surface) != "person" or is_plural(surface) or is_indefinite(surface) or named(d, source):
        return None
    if not agrees(link.gender, phrase_gender(surface, role_head(surface))):
        return None
    known = introduced(d, source, surface, paragraph)
    return link.again("role") if known is None or known.entity is link.entity else known


def two_of_a_kind(d: Discourse, source: Range, surface: str) -> Link | None:
    """*les deux ministres*: the two last named whom the text gives that function."""
    match = _TWO.match(surface)
    if match is None:
        return None
    head = role_head("le " + re.sub(r"[sx]$", "", match.group(1)))
    bearers = [
        e for e in d.persons if any(r.head == head for r in e.roles) and any(r.start < source.start for r in e.mentions)
    ]
    if len(bearers) < 2:
        return _pair_before(d, source)
    bearers.sort(key=lambda e: max(r.start for r in e.mentions if r.start < source.start))
    return together(sorted(bearers[-2:], key=lambda e: e.mentions[0].start))


def _pair_before(d: Discourse, source: Range) -> Link | None:
    """The two that were last named side by side: *X et Y*."""
    best: tuple[int, Entity, Entity] | None = None
    mentions = sorted((r, n) for n, e in enumerate(d.persons) for r in e.mentions if r.start < source.start)
    for (a, n), (b, m) in pairwise(mentions):
        if n != m and re.fullmatch(r"[ \u00a0]et[ \u00a0](?:M\. |Mme )?", d.text[a.end : b.start]):
            best = (a.start, d.persons[n], d.persons[m])
    return together([best[1], best[2]]) if best else None


def _eligible(d: Discourse, source: Range, gender: Gender) -> list[Entity]:
    """Persons that a description can mean: of its gender, not named inside it (*ce cousin de Jean Morel*), and not only where
    it speaks of them (*le député accuse Jean Morel d'avoir menti*)."""
    return [
        e
        for e in d.persons
        if agrees(e.gender, gender)
        and not any(source.contains(r) for r in e.mentions)
        and not all(d.in_statement(r) for r in e.mentions)
    ]


def _elsewhere(link: Link, surface: str) -> bool:
    """Whether the functions that the text gives a speaker have nothing in common with a description that names a body
    (*le chroniqueur du Courrier*, after the director of another paper)."""
    if not _COMPLEMENT.search(surface):
        return False
    if link.entity is None:
        return bool(_COMPLEMENT.search(link.name)) and content_words(link.name) != content_words(surface)
    if not link.entity.roles:
        return False
    own = {w[:_STEM] for w in content_words(surface)}
    return not any(own & {w[:_STEM] for w in content_words(r.phrase)} for r in link.entity.roles)


def _vague(d: Discourse, source: Range, surface: str, paragraph: int) -> Link | None:
    """A description that matches no function the text gives: *le diplomate* is the speaker in force; an office with
    a complement (*le ministre de l'Intérieur*) is the person of whom no function is known."""
    gender, countries = phrase_gender(surface, role_head(surface)), countries_of(surface)
    demonstrative = DEMONSTRATIVE.match(surface)
    body = _OF_BODY.search(surface)
    if body is not None and fold(body.group(1)) in folded().benches and not demonstrative:
        return None  # le président de la cour: an office that nobody in the text is said to hold
    link = d.last_person(paragraph, gender)
    if link is not None and _FORMER.match(surface) and link.gender == gender != "unknown":
        return link.again("role")
    if fold(bare(surface)) in folded().bench:
        return None
    unique = role_head(surface) in folded().unique
    if not unique:
        # le député de Paris, le chroniqueur du Monde: somebody known, so the last who spoke
        if link is not None and not _elsewhere(link, surface):
            return link.again("role")
        before = [e for e in _eligible(d, source, gender) if e.mentions[0].start < source.start]
        if len(before) == 1 and not d.history:
            return person(before[0], "role")
    if (not _COMPLEMENT.search(surface) and not countries) or demonstrative:
        for s in reversed(d.history):
            if (
                paragraph - s.paragraph <= _REACH
                and s.link.type == "person"
                and not s.link.plural
                and agrees(s.link.gender, gender)
                and not (unique and s.link.entity is not None and s.link.entity.roles)
            ):
                return s.link.again("role")
        recent = d.person_before(source.start, gender)
        another = (
            recent is not None and unique and recent[1].roles and any(s.link.entity is recent[1] for s in d.history)
        )
        if recent is not None and not another and len(surface.split()) <= 3:
            return person(recent[1], "role")
        if not unique or countries or demonstrative:
            return None
    # Somebody known by a given name alone holds no office.
    free = [e for e in _eligible(d, source, gender) if not e.roles and not e.given_only]
    if countries or not fold(bare(surface).replace("’", "'")).startswith(folded().offices):
        if not countries and role_head(surface) in folded().bench:
            return None  # le procureur de Toulon: one of many, who has not been named
        speakers = [e for e in free if e in d.named_sources]
        return person(speakers[0], "role") if len(speakers) == 1 else None
    # Somebody prominent: named often, or named where somebody speaks.
    recent_speakers = [s.link.entity for s in d.history[-4:]]
    weights = sorted(
        ((len(e.mentions) + 2 * (e in d.named_sources) + 3 * (e in recent_speakers), -n) for n, e in enumerate(free)),
        reverse=True,
    )
    if weights and (len(weights) == 1 or weights[0][0] > weights[1][0] or weights[0][0] > 1):
        return person(free[-weights[0][1]], "role")
    speaking = [e for e in d.named_sources if agrees(e.gender, gender) and not of_another_country(e, countries)]
    return person(speaking[0], "role") if len(speaking) == 1 and not free else None
