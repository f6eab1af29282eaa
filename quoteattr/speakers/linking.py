"""Linking every source to a speaker over the whole document.

Each source is read by its form: a name, a pronoun, a description, an organization, a state, a group; sources are
linked in the order of their reporting clauses, so that a pronoun can refer to the speaker before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from quoteattr.attributions.found import Found
from quoteattr.frames import Frame
from quoteattr.knowledge import Knowledge
from quoteattr.lexicon.closed import third_person, words
from quoteattr.lexicon.entities import common_first_names, entities, fold, folded, role_nouns
from quoteattr.records import Gender
from quoteattr.spans import SPACES, Range
from quoteattr.speakers import pronouns
from quoteattr.speakers.content import opening_pronoun
from quoteattr.speakers.descriptions import (
    DEFINITE_NOUN,
    bare,
    determiner_gender,
    determiner_of,
    first_noun,
    is_indefinite,
    is_plural,
    is_this_person,
    kind_of_phrase,
    role_head,
    tidy,
)
from quoteattr.speakers.discourse import Discourse, Link, Said, person
from quoteattr.speakers.entities import find_entities
from quoteattr.speakers.mentions import Mention
from quoteattr.speakers.names import named, with_apposition
from quoteattr.speakers.offices import by_role, goes_on, two_of_a_kind
from quoteattr.speakers.organizations import group, is_common, organization, state, taken_up

_SAME = re.compile(
    r"^(?:(?:la|le|les|cette|ce|ces|l'|de la|du) ?)?(?:mêmes? (?:sources?|responsables?|services?|interlocut\w+|origine)|notre interlocut\w+)"
)
_TITLED = re.compile(r"[a-zà-ÿ][^,]*, ((?:le|la)[ \u00a0][^,]*)$")
_APPOSED = re.compile(r", ([A-ZÀ-Ý][\w&.-]*(?:[ \u00a0][A-ZÀ-Ý][\w&.-]*)*)$")  # le premier opérateur du pays, Telma
_RELATIVE_BEHIND = re.compile(
    r"(?:[ \u00a0](?:qui|dont)[ \u00a0][^,.;:«»\"\n]{3,80}|[ \u00a0]à[ \u00a0][^,.;:«»\"\n]{3,30}|[ \u00a0]\([^()\n]{2,30}\)),[ \u00a0]"
)
# The region that a sentence opens with: Dans l'Oise, …; À Grasse, dans les Alpes-Maritimes, …; À Cuers (Var), …
_ARTICLE = r"(?:l['’]|la[ \u00a0]|le[ \u00a0]|les[ \u00a0])"
_REGION = re.compile(
    rf"[ \u00a0\n«\"]*(?:(?:Dans[ \u00a0]{_ARTICLE}|En[ \u00a0])([A-ZÀ-Ý][\w’'-]+)"
    rf"|(?:À|A)[ \u00a0][A-ZÀ-Ý][\w’'-]+(?:,?[ \u00a0]dans[ \u00a0]{_ARTICLE}|[ \u00a0]?\()([A-ZÀ-Ý][\w’'-]+))"
)
# A name that says where something is.
_OF_PLACE = re.compile(r"(?<!\w)(?:de|du|des|d['’]|de la|de l['’])[ \u00a0]?[A-ZÀ-Ý]")
_IN_MARKS = re.compile(r"[«“\"][ \u00a0]?([^«»“”\"]+?)[ \u00a0]?[»”\"]")
_OWN_WORDS = re.compile(r"(?:ses|leurs|son|sa|leur)[ \u00a0]", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"leurs?[ \u00a0]", re.IGNORECASE)
_LINE_BELOW = re.compile(r"[»”\"]?[ \u00a0]*\n+[ \u00a0]*([A-ZÀ-Ý][^\n«»\"]{4,110}?)[ \u00a0]*(?:\n|$)")
_SIGNED_WORDS = 5  # a longer line below a quotation is no signature without a name
_ACCORDING = re.compile(r"(?:D['’]après|Selon|Pour)[ \u00a0](.+?),")
_AS_FOR = re.compile(r"(?:Mais |Et )?[Qq]uant (?:à[ \u00a0]|au[ \u00a0]|aux[ \u00a0])(.+?),[ \u00a0]?$")
_WRITTEN_ON = re.compile(r"(?:[Ss]ur|[Dd]ans)[ \u00a0]((?:l|d|c|s)es[ \u00a0][^,;:.«»\"]{3,60}),?[ \u00a0]$")
_AMONG_THEM = re.compile(r"d['’]entre (?:eux|elles)$", re.IGNORECASE)


def link_speakers(
    text: str,
    frames: list[Frame],
    found: list[Found],
    mentions: list[Mention],
    knowledge: Knowledge | None = None,
    date: str | None = None,
) -> list[Link | None]:
    """One link for each attribution, in order; None where the text does not tell.

    `mentions`: what looks like a name in the text (`find_mentions`). `knowledge` with the document's ISO `date` resolves offices (*le président turc*) whose holder the text does not
    name, and gives ids to persons that it names.
    """
    tagged = {t.start: t.ent for f in frames for t in f.tokens if t.ent}
    d = Discourse(text, frames, find_entities(text, mentions, tagged), knowledge, date)
    sources = [f.source for f in found if f.source is not None]
    d.named_sources = [e for e in d.persons if any(s.start <= r.start < s.end for r in e.mentions for s in sources)]
    out: dict[int, Link | None] = {}
    # In order of the reporting clause: a source can only look back on what came before it.
    for k in sorted(range(len(found)), key=lambda k: (found[k].source or found[k].content[0]).start):
        f = found[k]
        paragraph = frames[f.sentence].sentence.paragraph
        d.statement = [*f.content, *_between(f)]
        link = out[k] = _link(d, f, paragraph)
        d.has_said(f.content)
        if link is not None:
            surface = f.source.of(text).lower() if f.source else ""
            d.history.append(Said((f.source or f.content[0]).start, paragraph, link, surface))
    links = [out[k] for k in range(len(found))]
    _complete(d, found, links)
    return [
        replace(link, opening=opening_pronoun(d, f, link)) if link else None
        for f, link in zip(found, links, strict=True)
    ]


def _between(f: Found) -> list[Range]:
    """What stands between a cue behind its source and the statement: somebody named there is spoken to or of, and does not
    say it (*le maire accuse Jean Morel d'avoir menti*)."""
    if f.source is None or f.cue is None or not f.source.end <= f.cue.range.end < f.content[0].start:
        return []
    return [Range(f.cue.range.end, f.content[0].start)]


def _complete(d: Discourse, found: list[Found], links: list[Link | None]) -> None:
    """Adds to every speaker the places where a source means them by a pronoun or description, and their id."""
    places: dict[tuple[str, str], set[Range]] = {}
    for f, link in zip(found, links, strict=True):
        if link is not None:
            own = places.setdefault((link.name, link.type), set(link.mentions))
            if f.source is not None and not any(f.source.overlaps(r) for r in own):
                own.add(f.source)
    for link in links:
        if link is not None:
            link.mentions = sorted(places[link.name, link.type])
            if link.kb_id is None and link.type == "person" and not link.plural:
                known = d.knowledge.by_name(link.name)
                link.kb_id = known.id if known else None


def _link(d: Discourse, f: Found, paragraph: int) -> Link | None:
    if f.source is None:
        return _unnamed(d, f, paragraph)
    if f.cue is not None and f.cue.lexeme.entry.read and f.source.of(d.text).lower() == "on":
        return _written_on(d, f.source)
    if f.cue is not None and f.cue.lexeme.entry.additive:
        going_on = goes_on(d, f.source, paragraph)
        if going_on is not None:
            return going_on
    return _of_range(d, f.source, f.sentence, paragraph)


def _written_on(d: Discourse, source: Range) -> Link | None:
    """What bears the words that one can read: *Sur les murs, on peut lire …*"""
    start = d.starts[max(0, d.sentence_of(source.start))]
    match = _WRITTEN_ON.search(d.text, start, source.start)
    if match is None:
        return None
    name = tidy(match.group(1))
    return Link(name, "document", mentions=d.occurrences(name), how="description", plural=True)


def _unnamed(d: Discourse, f: Found, paragraph: int) -> Link | None:
    """No source in the clause: the speaker in force."""
    if f.passive:
        return None
    if f.rule.startswith(("agentless", "incise-agentless")):
        carries_on = f.cue is not None and f.rule.startswith("incise") and not f.cue.lexeme.entry.origin
        return d.in_force(paragraph) if carries_on else None
    if f.frame == "uncued":
        brought_in = _signed_below(d, f) or _brought_in(d, f)
        if brought_in is not None:
            return brought_in
    link = d.in_force(paragraph)
    if link is not None or f.frame != "uncued":
        return link
    # The one person named before an uncued quotation, as in the lead of an interview
    before = [e for e in d.persons if e.mentions[0].start < f.content[0].start]
    return person(before[0], "none") if len(before) == 1 else None


def _signed_below(d: Discourse, f: Found) -> Link | None:
    """Who signs a quotation that stands alone, on the line below it: *«…»* / *Jean Morel, maire de Sète*."""
    match = _LINE_BELOW.match(d.text, f.content[-1].end)
    if match is None:
        return None
    e = d.named_at(match.start(1))
    if e is not None:
        return person(e, "name")
    line = tidy(match.group(1))
    short = is_indefinite(line.lower()) and role_head(line.lower()) is not None and len(line.split()) <= _SIGNED_WORDS
    return Link(line, "unknown", mentions=d.occurrences(line), how="description") if short else None


def _brought_in(d: Discourse, f: Found) -> Link | None:
    """The person whom the clause before a colon, or the sentence before the quotation, is about (*Jean Morel affichait
    sa détermination : «…»*), where nobody has spoken since."""
    start = f.content[0].start
    number = max(0, d.sentence_of(start))
    led_up_to = d.text[d.starts[number] : start].rstrip(SPACES).endswith(":")
    near = d.starts[number if led_up_to else max(0, number - 1)]
    since = d.history[-1].at if d.history else -1
    first = next(((r, e) for r, e in d.named_between(near, start) if d.is_subject(r)), None)
    return person(first[1], "none") if first is not None and first[0].start > since else None


def _of_range(d: Discourse, source: Range, sentence: int, paragraph: int) -> Link | None:
    marked = _IN_MARKS.fullmatch(source.of(d.text))
    if marked is not None:  # …, rapporte «Le Phare»
        source = Range(source.start + marked.start(1), source.start + marked.end(1))
    surface = source.of(d.text)
    lower = re.sub(r"\s+", " ", surface.lower().replace("’", "'"))
    table = words()
    if lower.startswith("@"):
        return _handle(d, surface)
    if lower in table.subject_relatives:
        opens = source.start == d.starts[max(0, d.sentence_of(source.start))]  # «…», dit X. Qui ajoute : «…»
        before = None if opens else pronouns.antecedent(d, source, sentence)
        return _of_range(d, before, sentence, paragraph) if before else d.in_force(paragraph)
    if lower in table.first_person:
        return d.in_force(paragraph)
    if lower in table.neuter:
        return None
    topic = _topic(d, source) if lower in table.subject_pronouns else None
    if topic is not None:
        return _of_range(d, topic, sentence, paragraph)
    gender = third_person().get(lower)
    if gender is not None:
        return pronouns.singular(d, source, gender, paragraph)
    if lower in table.third_person_plural or _AMONG_THEM.search(surface):
        return pronouns.plural(d, source, paragraph)
    if surface.endswith(")") and is_plural(surface) and kind_of_phrase(surface) == "group":
        return group(d, surface, "group")  # les dirigeants de l'Union européenne (UE): not the Union
    return (
        named(d, source)
        or _demonstrative(d, lower, paragraph)
        or (d.in_force(paragraph, reach=6) if _SAME.search(lower) else None)
        or state(d, surface)
        or _description(d, source, sentence, paragraph)
    )


def _handle(d: Discourse, surface: str) -> Link:
    """Whom a handle belongs to: somebody whose name it spells, else nobody that the text names."""
    letters = fold(surface[1:]).replace("_", "")
    owners = [e for e in d.persons if all(fold(w) in letters for w in re.findall(r"[\w-]+", e.name))]
    if len(owners) == 1:
        return person(owners[0], "name")
    return Link(surface, "unknown", mentions=d.occurrences(surface), how="name")


def _topic(d: Discourse, source: Range) -> Range | None:
    """Whom a phrase that opens the sentence puts forward: *Quant au maire, il a …*"""
    start = d.starts[max(0, d.sentence_of(source.start))]
    match = _AS_FOR.match(d.text, start, source.start)
    if match is None:
        # D'après Jean Morel, «…», a-t-il noté
        match = _ACCORDING.match(d.text, start, source.start)
        if match is None or d.named_at(match.start(1)) is None:
            return None
    return Range(match.start(1), match.end(1))


def _demonstrative(d: Discourse, lower: str, paragraph: int) -> Link | None:
    """Cette source, ces organisations: an earlier speaker described with the same noun; for a noun that stands for any, the
    last one, unless it is a person."""
    match = re.match(r"(?:ce|cet|cette|ces|(?:le|la|les) (?=même)) ?(?:mêmes? )?(\w{4,})", lower)
    if not match:
        return None
    noun = fold(match.group(1)).rstrip("s")
    for s in reversed(d.history):
        if paragraph - s.paragraph <= 4 and noun == first_noun(s.link.name).rstrip("s"):
            return s.link.again("description")
    last = d.history[-1] if d.history else None
    if noun in entities().organizations.pointed and last is not None and paragraph - last.paragraph <= 1:
        return last.link.again("description") if last.link.type != "person" else None
    return None


def _description(d: Discourse, source: Range, sentence: int, paragraph: int) -> Link | None:
    surface = source.of(d.text)
    introduced = with_apposition(d, surface)
    if introduced is not None:
        return introduced
    kind = kind_of_phrase(surface)
    if is_this_person(surface):
        gender = determiner_gender(surface)
        known = pronouns.singular(d, source, gender, paragraph, individual=True) or pronouns.given_name(
            d, source, gender
        )
        return known or Link(
            tidy(surface),
            "unknown",
            gender,
            mentions=d.occurrences(tidy(surface)),
            how="description",
        )
    behind_relative = _named_behind(d, source)
    if behind_relative is not None:
        return behind_relative
    longer = _longer(d, source, surface) or _said_to_be(d, source, surface)
    if longer is not None:
        return longer
    titled = _TITLED.match(surface)
    if titled is not None and role_head(surface):  # leader du parti, le ministre de la Culture
        return _of_range(d, Range(source.start + titled.start(1), source.end), sentence, paragraph)
    if _OWN_WORDS.match(surface) and first_noun(surface) in folded().transparent:
        if _OF_SEVERAL.match(surface):
            return d.in_force(paragraph)
        return pronouns.singular(d, source, "unknown", paragraph)  # selon ses calculs
    within = _behind_words(d, source)
    if within is not None:
        behind = _of_range(d, within, sentence, paragraph)
        if behind is not None and behind.type != "unknown":
            return behind
    if kind == "person" and determiner_of(surface) and not is_indefinite(surface):
        linked = by_role(d, source, surface, paragraph)
        if linked:
            return linked
    if kind in ("group", "person") and is_plural(surface):
        return two_of_a_kind(d, source, surface) or group(d, surface, "group")
    if kind == "organization":
        apposed = _APPOSED.search(surface)
        own = organization(d, apposed.group(1) if apposed else surface)
        named_so = bare(own.name)[:1].isupper() and not is_common(own.name)
        return own if named_so else taken_up(d, source, surface, paragraph) or own
    name = tidy(surface)
    if not name:
        return None
    by_noun: Gender = "unknown"
    if kind in ("person", "unknown"):
        by_noun = role_nouns().get(role_head(surface) or "", "unknown")
    return Link(
        name,
        kind,
        by_noun,
        mentions=d.occurrences(name),
        how="description",
        plural=is_plural(surface) or _is_pair(surface),
        noun_gender=determiner_gender(surface),
    )


def _is_pair(surface: str) -> bool:
    """Whether a source is two given names: *Nicolas et Jean-Pierre*."""
    names = re.split(r"[ \u00a0]et[ \u00a0]", surface)
    return len(names) == 2 and all(fold(n) in common_first_names() for n in names)


def _named_behind(d: Discourse, source: Range) -> Link | None:
    """The name in apposition to a description that a relative clause, whom it was said to or brackets hold apart from it
    (*un témoin qui a tout vu, Jean Morel, …*)."""
    match = _RELATIVE_BEHIND.match(d.text, source.end)
    if match is None:
        return None
    e = d.named_at(match.end())
    return person(e, "name") if e is not None else None


def _longer(d: Discourse, source: Range, surface: str) -> Link | None:
    """An earlier speaker whose description begins with the same words and says more (*la préfecture de police*, then *la
    préfecture*); not where the sentence opens with another place (*la préfecture du Nord*, then *Dans l'Oise, …, selon la
    préfecture*)."""
    if not DEFINITE_NOUN.fullmatch(surface):
        return None
    short = bare(surface).lower() + " "
    for s in reversed(d.history):
        if s.link.type in ("organization", "group") and bare(s.link.name).lower().startswith(short):
            return None if _is_elsewhere(d, source, s.link) else s.link.again("description")
    return None


def _is_elsewhere(d: Discourse, source: Range, link: Link) -> bool:
    """Whether a sentence opens with another region than that of a local body."""
    region = _REGION.match(d.text, d.starts[max(0, d.sentence_of(source.start))], source.start)
    if region is None or first_noun(link.name) not in entities().organizations.local:
        return False
    return bool(_OF_PLACE.search(link.name)) and (region.group(1) or region.group(2)) not in link.name


def _said_to_be(d: Discourse, source: Range, surface: str) -> Link | None:
    """The one person of whom the text has said the noun of a description: *Léa, une électricienne …*, then
    *l'électricienne*."""
    if not DEFINITE_NOUN.fullmatch(surface) or is_plural(surface) or role_head(surface) is not None:
        return None
    noun = first_noun(surface)
    bearers = [e for e in d.persons if any(r.head == noun and r.start < source.start for r in e.roles)]
    return person(bearers[0], "role") if len(bearers) == 1 else None


def _behind_words(d: Discourse, source: Range) -> Range | None:
    """The author of words or figures that only stand for them: *les mots de X*, *les chiffres du ministère*."""
    nouns = "|".join(map(re.escape, sorted(entities().documents.transparent, key=lambda n: (-len(n), n))))
    if re.match(r"\w+[ \u00a0]derni", source.of(d.text), re.IGNORECASE):
        return None  # les derniers chiffres du ministère: a publication
    match = re.match(
        rf"(?:(?:les|des|ses|leurs|l['’]|le|la|une?)[ \u00a0]?)?(?:\w+[ \u00a0])?(?:{nouns})(?:,?[ \u00a0]\w+){{0,2}}?,?[ \u00a0]"
        r"(?:(?:communiqué|fourni|donné|publié|cité|recueilli)e?s? par |de (?=la[ \u00a0]|l['’])|des?[ \u00a0]|d['’]|du[ \u00a0])",
        source.of(d.text),
        re.IGNORECASE,
    )
    if match is None:
        return None
    return Range(source.start + match.end(), source.end)
