"""Linking every source to a speaker over the whole document.

Each source is read by its form: a name, a pronoun, a description, an organization, a state, a group;
sources are linked in document order, so that a pronoun can refer to the speaker before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from quoteattr.attributions.found import Found
from quoteattr.frames import Frame, Token
from quoteattr.lexicon.closed import third_person, words
from quoteattr.lexicon.entities import entities, fold, folded
from quoteattr.records import Gender, SpeakerType
from quoteattr.spans import Range
from quoteattr.speakers.descriptions import (
    ARTICLE,
    DEFINITE,
    bare,
    content_words,
    countries_of,
    cut_name,
    determiner_of,
    first_noun,
    is_indefinite,
    is_plural,
    kind_of_phrase,
    of_another_country,
    phrase_gender,
    role_head,
    role_synonyms,
    tidy,
    tidy_role,
)
from quoteattr.speakers.entities import Entity, find_entities, role_nouns

_SAME = re.compile(
    r"^(?:(?:la|le|les|cette|ce|ces|l'|de la|du) ?)?(?:mêmes? (?:sources?|responsables?|services?|interlocut\w+|origine)|notre interlocut\w+)"
)
_GOVERNED = re.compile(
    r"(?:de|du|des|d['’]|à|au|aux|par|avec|contre|pour|chez|sur|entre)[ \u00a0]?(?:M\.|Mme|MM\.)?[ \u00a0]?$"
)


@dataclass(slots=True)
class Link:
    """Who a source refers to. `how`: the source's form and what decided, for explanation and measurement."""

    name: str
    type: SpeakerType
    gender: Gender = "unknown"
    role: str | None = None
    mentions: list[Range] = field(default_factory=list)
    how: str = ""
    plural: bool = False
    entity: Entity | None = None


def link_speakers(text: str, frames: list[Frame], found: list[Found]) -> list[Link | None]:
    """One link for each attribution, in order; None where the text does not tell."""
    tagged = {t.start: t.ent for f in frames for t in f.tokens if t.ent}
    return _Linker(text, frames, find_entities(text, tagged)).run(found)


class _Linker:
    def __init__(self, text: str, frames: list[Frame], ents: list[Entity]) -> None:
        self.text = text
        self.frames = frames
        self.starts = [f.sentence.range.start for f in frames]
        self.entities = ents
        self.persons = [e for e in ents if e.type == "person"]
        self.named_sources: list[Entity] = []
        self.history: list[tuple[int, int, Link]] = []  # position, paragraph, link

    def run(self, found: list[Found]) -> list[Link | None]:
        self.named_sources = self._named_sources(found)
        out: dict[int, Link | None] = {}
        # In order of the reporting clause: a source can only look back on what came before it.
        order = sorted(range(len(found)), key=lambda k: (found[k].source or found[k].content[0]).start)
        for k in order:
            f = found[k]
            paragraph = self.frames[f.sentence].sentence.paragraph
            link = self.link(f, paragraph)
            out[k] = link
            if link is not None:
                at = (f.source or f.content[0]).start
                self.history.append((at, paragraph, link))
        return [out[k] for k in range(len(found))]

    def _named_sources(self, found: list[Found]) -> list[Entity]:
        """Persons whom some source names, wherever in the text."""
        sources = [f.source for f in found if f.source is not None]
        return [e for e in self.persons if any(s.start <= r.start < s.end for r in e.mentions for s in sources)]

    # --- one source ----------------------------------------------------------------------------

    def link(self, f: Found, paragraph: int) -> Link | None:
        if f.source is None:
            if f.rule.startswith(("agentless", "incise-agentless")):
                goes_on = f.cue is not None and f.rule.startswith("incise") and not f.cue.lexeme.entry.origin
                return self._in_force(paragraph) if goes_on else None
            return self._in_force(paragraph) or self._only_person(f)
        if f.cue is not None and f.cue.lexeme.entry.additive:
            going_on = self._goes_on(f.source, paragraph)
            if going_on is not None:
                return going_on
        return self.of_range(f.source, f.sentence, paragraph)

    def _goes_on(self, source: Range, paragraph: int) -> Link | None:
        """The speaker in force, when a description without a name says that somebody adds to what was said
        (*«…», a ajouté le président de l'Assemblée*)."""
        if not self.history:
            return None
        _, where, link = self.history[-1]
        surface = source.of(self.text)
        if paragraph - where > 1 or link.type != "person" or link.plural or not determiner_of(surface):
            return None
        if kind_of_phrase(surface) != "person" or is_plural(surface) or is_indefinite(surface) or self._named(source):
            return None
        if not _agrees(link.gender, phrase_gender(surface, role_head(surface))):
            return None
        by_role = self._introduced(source, surface)
        return _again(link, "role") if by_role is None or by_role.entity is link.entity else by_role

    def of_range(self, source: Range, sentence: int, paragraph: int) -> Link | None:
        surface = source.of(self.text)
        lower = re.sub(r"\s+", " ", surface.lower().replace("’", "'"))
        if lower in words().subject_relatives:
            antecedent = self._antecedent(source, sentence)
            return self.of_range(antecedent, sentence, paragraph) if antecedent else self._in_force(paragraph)
        if lower in words().first_person:
            return self._in_force(paragraph)
        gender = third_person().get(lower)
        if gender is not None:
            return self._pronoun(source, gender, paragraph)
        if lower in words().third_person_plural:
            return self._plural_pronoun(source, paragraph)
        named = self._named(source)
        if named:
            return named
        if _SAME.search(lower):
            return self._in_force(paragraph, reach=6) or self._description(source, surface, paragraph)
        again = self._demonstrative(lower, paragraph)
        if again:
            return again
        state = self._state(surface)
        if state:
            return state
        return self._description(source, surface, paragraph)

    def _demonstrative(self, lower: str, paragraph: int) -> Link | None:
        """Cette source, ces organisations: an earlier speaker described with the same noun."""
        match = re.match(r"(?:ce|cet|cette|ces) (\w{4,})", lower)
        if not match:
            return None
        noun = fold(match.group(1)).rstrip("s")
        for _, where, link in reversed(self.history):
            if paragraph - where <= 4 and noun == first_noun(link.name).rstrip("s"):
                return _again(link, "description")
        return None

    def _in_force(self, paragraph: int, reach: int = 2) -> Link | None:
        """The speaker of the speech before, at most `reach` paragraphs back."""
        if not self.history:
            return None
        _, where, link = self.history[-1]
        return link if paragraph - where <= reach else None

    def _only_person(self, f: Found) -> Link | None:
        """The one person named before an uncued quotation, as in the lead of an interview."""
        if f.frame != "uncued":
            return None
        before = [e for e in self.persons if e.mentions[0].start < f.content[0].start]
        return self._person(before[0], "none") if len(before) == 1 else None

    # --- names ---------------------------------------------------------------------------------

    def _named(self, source: Range) -> Link | None:
        """Persons named in the source, unless they are only complements (*le porte-parole de X*)."""
        inside = sorted(
            ((r, e) for e in self.entities for r in e.mentions if source.start <= r.start < source.end),
            key=lambda p: (p[0].start, -p[0].end),
        )
        heads: list[tuple[Range, Entity]] = []
        for r, e in inside:
            if any(h.start <= r.start < h.end for h, _ in heads):
                continue
            lead = self.text[source.start : r.start]
            if self._is_complement(lead):
                continue
            heads.append((r, e))
        persons = [(r, e) for r, e in heads if e.type == "person"]
        if not persons:
            organizations = [e for r, e in heads if e.type == "organization"]
            if organizations and not any(
                fold(w) in role_nouns() for w in re.findall(r"\w+", self.text[source.start : heads[0][0].start])
            ):
                e = organizations[0]
                return Link(e.name, "organization", mentions=e.mentions, how="name", entity=e)
            return None
        if len(persons) > 1:
            second = self.text[persons[0][0].end : persons[1][0].start]
            if re.search(r"\bet\b|,|&", second) and not re.search(r"\b(?:de|du|avec|comme)\b", second.split("et")[-1]):
                ents: list[Entity] = []
                for _, e in persons:
                    if e not in ents:
                        ents.append(e)
                if len(ents) > 1:
                    names = [e.name for e in ents]
                    joint = ", ".join(names[:-1]) + " et " + names[-1]
                    return Link(
                        joint, "person", mentions=[r for e in ents for r in e.mentions], how="name", plural=True
                    )
        return self._person(persons[0][1], "name")

    def _is_complement(self, lead: str) -> bool:
        lead = lead.rstrip("\u00a0 ")
        if not lead:
            return False
        if re.search(
            r"(?:^|[\s'’])(?:de|du|des|d['’]|à|au|aux|avec|pour|par|chez|contre|sur|en|dans)(?:[ \u00a0](?:la|l['’]|le|les|M\.|Mme|Me))?$",
            lead,
            re.IGNORECASE,
        ):
            # "de M. Macron" is a complement; "au parquet de Paris, X" would have ended with a comma
            return not re.fullmatch(r"(?:du|de|d['’]|des)", lead, re.IGNORECASE)
        # Le porte-parole du maire X: the name belongs to the inner function.
        inner = re.search(r"\b(?:du|de la|des)[ \u00a0]([^,]*)$", lead)
        return bool(inner and "," not in lead and determiner_of(lead) and role_head(inner.group(1)))

    def _person(self, e: Entity, how: str) -> Link:
        role = max(e.roles, key=lambda r: len(r.phrase)).phrase if e.roles else None
        return Link(e.name, "person", e.gender, tidy_role(role) if role else None, e.mentions, how, entity=e)

    # --- states --------------------------------------------------------------------------------

    def _state(self, surface: str) -> Link | None:
        short_form = ARTICLE.sub("", surface).strip()
        bare_folded = fold(short_form)
        parts = [fold(ARTICLE.sub("", p.strip())) for p in re.split(r",| et ", surface)]
        countries = folded().countries
        if all(p in countries for p in parts) or bare_folded in folded().capitals:
            return Link(
                short_form if len(parts) == 1 else surface,
                "state",
                mentions=self._occurrences(short_form),
                how="state",
                plural=len(parts) > 1,
            )
        return None

    def _occurrences(self, phrase: str) -> list[Range]:
        if len(phrase) < 3:
            return []
        return [Range(m.start(), m.end()) for m in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", self.text)]

    # --- pronouns ------------------------------------------------------------------------------

    def _pronoun(self, source: Range, gender: Gender, paragraph: int) -> Link | None:
        mentioned = self._person_before(source, gender)
        spoken = next(
            (
                (at, where, link)
                for at, where, link in reversed(self.history)
                if at < source.start
                and not link.plural
                and paragraph - where <= 3
                and _agrees(link.gender, gender)
                and link.type in ("person", "organization", "unknown", "document", "state")
            ),
            None,
        )
        if spoken is not None:
            at, _where, link = spoken
            # A person brought in as the subject after the last speech takes the pronoun over.
            if mentioned is not None and mentioned[1] is not link.entity and mentioned[0] > at and mentioned[2]:
                return self._person(mentioned[1], "pronoun")
            return _again(link, "pronoun")
        if mentioned is not None:
            return self._person(mentioned[1], "pronoun")
        return None

    def _person_before(self, source: Range, gender: Gender) -> tuple[int, Entity, bool] | None:
        """The person last mentioned before, subjects of sentences first; with whether it was a subject."""
        best: tuple[int, Entity, bool] | None = None
        for e in self.persons:
            if not _agrees(e.gender, gender):
                continue
            # Only the latest mentions can win; looking at all would be quadratic in a long text.
            last = bisect_left(e.mentions, (source.start, 0))
            for r in e.mentions[max(0, last - 4) : last]:
                subject = self._subject_position(r)
                if best is None or (r.start + (400 if subject else 0)) > (best[0] + (400 if best[2] else 0)):
                    best = (r.start, e, subject)
        return best

    def _subject_position(self, r: Range) -> bool:
        """Whether a mention stands where subjects stand: early in its sentence, under no preposition."""
        number = bisect_right(self.starts, r.start) - 1
        if number < 0:
            return False
        lead = self.text[self.starts[number] : r.start]
        return len(lead) < 120 and not _GOVERNED.search(lead)

    def _plural_pronoun(self, source: Range, paragraph: int) -> Link | None:
        for at, where, link in reversed(self.history):
            if at < source.start and paragraph - where <= 3 and (link.plural or link.type == "group"):
                return _again(link, "pronoun")
        for at, where, link in reversed(self.history):
            if at < source.start and paragraph - where <= 1 and link.type in ("organization", "state"):
                return _again(link, "pronoun")
        group = self._plural_before(source)
        if group is not None:
            return self._group(group.of(self.text), "pronoun")
        return None

    def _plural_before(self, source: Range) -> Range | None:
        """The plural subject of the sentences before."""
        for number in range(bisect_left(self.starts, source.start) - 1, -1, -1):
            frame = self.frames[number]
            for i, t in enumerate(frame.tokens):
                if t.start >= source.start:
                    break
                if (
                    t.pos == "DET"
                    and t.lower in ("les", "des", "ces", "plusieurs", "deux", "trois", "quelques")
                    and i + 1 < len(frame.tokens)
                ):
                    end = _chunk_end(frame.tokens, i)
                    return Range(t.start, frame.tokens[end].end)
            if source.start - frame.sentence.range.start > 800:
                break
        return None

    def _antecedent(self, source: Range, sentence: int) -> Range | None:
        """The noun phrase right before a relative pronoun."""
        tokens = self.frames[sentence].tokens
        k = next((i for i, t in enumerate(tokens) if t.start == source.start), None)
        if k is None:
            return None
        end = k - 1
        while end >= 0 and (tokens[end].text == "," or tokens[end].lower in ("selon", "pour")):
            end -= 1
        first = end
        while first > 0:
            before = tokens[first - 1]
            if before.pos in ("VERB", "AUX", "SCONJ", "QUOTE") or before.text in (";", ":"):
                break
            if before.lower in ("qui", "que", "mais"):
                break
            first -= 1
        while first < end and tokens[first].pos in ("PUNCT", "CCONJ", "ADV", "PRON"):
            first += 1
        if first > end:
            return None
        whole = Range(tokens[first].start, tokens[end].end)
        if self._named(whole):
            return whole
        # No name among them: the noun phrase right before the pronoun
        near = end
        while near > first and (tokens[near - 1].pos not in ("ADP", "PUNCT") or tokens[near - 1].lower in words().of):
            near -= 1
        return Range(tokens[near].start, tokens[end].end)

    # --- descriptions --------------------------------------------------------------------------

    def _description(self, source: Range, surface: str, paragraph: int) -> Link | None:
        kind = kind_of_phrase(surface)
        if kind == "person" and determiner_of(surface) and not is_indefinite(surface):
            linked = self._by_role(source, surface, paragraph)
            if linked:
                return linked
        if kind in ("group", "person") and is_plural(surface):
            return self._group(surface, "group")
        if kind == "organization":
            return self._in_force_organization(surface, paragraph) or self._organization(surface)
        name = tidy(surface)
        if not name:
            return None
        gender: Gender = "unknown"
        if kind in ("person", "unknown"):
            gender = role_nouns().get(role_head(surface) or "", "unknown")
        return Link(name, kind, gender, mentions=self._occurrences(name), how="description", plural=is_plural(surface))

    def _by_role(self, source: Range, surface: str, paragraph: int) -> Link | None:
        """The person whom the text introduced with this function, or the speaker in force for a vague one."""
        introduced = self._introduced(source, surface)
        if introduced is not None:
            return introduced
        if re.match(r"(?:son|sa|ses|leur|notre)[ \u00a0]", surface, re.IGNORECASE):
            return None
        gender = phrase_gender(surface, role_head(surface))
        return self._vague(source, surface, paragraph, gender, countries_of(surface))

    def _introduced(self, source: Range, surface: str) -> Link | None:
        """The person whom the text introduced with this function."""
        head = role_head(surface)
        gender = phrase_gender(surface, head)
        own_words = content_words(surface)
        synonyms = role_synonyms(own_words, head)
        countries = countries_of(surface)
        best: tuple[float, Entity] | None = None
        for e in self.persons:
            if not _agrees(e.gender, gender) or of_another_country(e, countries):
                continue
            if any(source.contains(r) for r in e.mentions):
                continue  # ce proche d'Emmanuel Macron is somebody else
            score = 0.0
            for role in e.roles:
                own = content_words(role.phrase)
                same = role.head == head
                related = same or role.head in synonyms or bool(synonyms & {role.head + " " + w for w in own})
                if not related:
                    continue
                if countries and not same and not countries & countries_of(role.phrase):
                    continue  # le président turc is no "chef des services de santé"
                shared = len(own_words & own - {head or ""})
                missing = len(own_words - own - {head or ""} - synonyms)
                score = max(score, (3.0 if same else 2.0) + 1.5 * shared - 0.7 * missing)
            if score <= 0:
                continue
            before = [r.start for r in e.mentions if r.start < source.start]
            if before:
                score += 0.8 / (1 + (source.start - before[-1]) / 600)
            if self.history and self.history[-1][2].entity is e:
                score += 1.0
            elif any(link.entity is e for _, _, link in self.history[-3:]):
                score += 0.4
            if best is None or score > best[0]:
                best = (score, e)
        return self._person(best[1], "role") if best and best[0] >= 2.0 else None

    def _vague(self, source: Range, surface: str, paragraph: int, gender: Gender, countries: set[str]) -> Link | None:
        """A description that matches no function the text gives: *le diplomate* is the speaker in force; an
        office with a complement (*le ministre de l'Intérieur*) is the person of whom no function is known."""
        own_complement = re.search(
            r"(?<!\w)(?:de|du|des|d['’]|à|au|aux)[ \u00a0]?(?:l['’]|la[ \u00a0])?[A-ZÀ-Ý]", surface
        )
        demonstrative = re.match(r"(?:ce|cet|cette)[ \u00a0]", surface, re.IGNORECASE)
        if (not own_complement and not countries) or demonstrative:
            for _, where, link in reversed(self.history):
                if (
                    paragraph - where <= 3
                    and link.type == "person"
                    and not link.plural
                    and _agrees(link.gender, gender)
                ):
                    return _again(link, "role")
            recent = self._person_before(source, gender)
            return self._person(recent[1], "role") if recent is not None and len(surface.split()) <= 3 else None
        # Somebody prominent: named often, or named where somebody speaks.
        free = [
            e
            for e in self.persons
            if not e.roles and _agrees(e.gender, gender) and not any(source.contains(r) for r in e.mentions)
        ]
        weights = sorted(
            ((len(e.mentions) + 2 * (e in self.named_sources), -n) for n, e in enumerate(free)), reverse=True
        )
        office = fold(bare(surface).replace("’", "'"))
        if countries or not office.startswith(folded().offices):
            speakers = [e for e in free if e in self.named_sources]
            return self._person(speakers[0], "role") if len(speakers) == 1 else None
        if weights and (len(weights) == 1 or weights[0][0] > weights[1][0]):
            return self._person(free[-weights[0][1]], "role")
        speaking = [e for e in self.named_sources if _agrees(e.gender, gender) and not of_another_country(e, countries)]
        return self._person(speaking[0], "role") if len(speaking) == 1 and not free else None

    def _in_force_organization(self, surface: str, paragraph: int) -> Link | None:
        """L'entreprise, le groupe: the organization that spoke before, when the noun stands alone."""
        parts = re.findall(r"[\w-]+", bare(surface))
        if not parts or len(parts) > 2 or not DEFINITE.match(surface):
            return None
        if fold(parts[0]) not in entities().organizations.anaphoric or any(w[:1].isupper() for w in parts):
            return None
        for _, where, link in reversed(self.history):
            if paragraph - where <= 6 and link.type == "organization" and any(c.isupper() for c in link.name[1:]):
                return _again(link, "organization")
        return None

    def _organization(self, surface: str) -> Link:
        short_form = tidy(ARTICLE.sub("", surface))
        short = fold(short_form)
        for e in self.entities:
            if e.type == "organization" and (
                short in e.keys
                or short == fold(e.name)
                or (fold(e.name).startswith(short + " ") and short_form[:1].isupper())
            ):
                return Link(e.name, "organization", mentions=e.mentions, how="organization", entity=e)
        if short_form[:1].isupper() and " " not in short_form and not short_form.isupper():
            # l'Observatoire: the fuller name that begins with the same word
            joins = r"(?:de la |des |du |de |d['’]|pour la |pour les |pour le |de l['’])"
            full = re.search(
                rf"(?<!\w){re.escape(short_form)}(?:[ \u00a0][a-zà-ÿ]+)?(?:[ \u00a0]{joins}[\wÀ-ÿ'’-]+){{1,5}}",
                self.text,
            )
            if full and any(w[:1].isupper() for w in full.group().split()[1:]):
                name = cut_name(full.group())
                return Link(name, "organization", mentions=self._occurrences(short_form), how="organization")
        return Link(
            short_form if short_form[:1].isupper() else tidy(surface),
            "organization",
            mentions=self._occurrences(short_form),
            how="organization",
        )

    def _group(self, surface: str, how: str) -> Link:
        name = tidy(surface)
        return Link(name, "group", mentions=self._occurrences(name), how=how, plural=True)


def _again(link: Link, how: str) -> Link:
    return Link(link.name, link.type, link.gender, link.role, link.mentions, how, link.plural, link.entity)


def _agrees(a: Gender, b: Gender) -> bool:
    return a == "unknown" or b == "unknown" or a == b


def _chunk_end(tokens: list[Token], i: int) -> int:
    j = i + 1
    while j < len(tokens) and (
        tokens[j].pos in ("NOUN", "ADJ", "PROPN", "NUM", "DET") or tokens[j].lower in ("de", "du", "des", "d'")
    ):
        j += 1
    return j - 1
