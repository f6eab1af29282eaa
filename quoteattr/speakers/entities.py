"""Named entities of a document: persons and organizations with all their mentions.

Names are found on the text itself, by capitals, honorifics, functions and given names; a tagger's
entities are one voice among several, because they are noisy on news (*Jeudi* tagged as a place).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache

from quoteattr.lexicon.closed import words as grammar_words
from quoteattr.lexicon.entities import common_first_names, entities, first_names, fold, folded, role_nouns
from quoteattr.records import Gender, SpeakerType
from quoteattr.spans import Range, character_before

_CAP = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:[A-ZÀ-ÖØ-Þ]\.?)*|[A-ZÀ-ÖØ-Þ]\w*(?:[’'‑-](?!NDLR|ndlr)\w+)*)"
_PARTICLE = r"(?:de la|de|du|des|von der|von|van der|van den|van de|van|der|den|ten|di|da|dos|della|del|al|el|ben|bin|ibn|ould|y|le|la|af|zu)"
_ELISION = r"(?:d['’])"
_NAME = re.compile(
    rf"(?<![\w-])(?<![A-ZÀ-Ý][’']){_CAP}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_ELISION}?(?:al-|el-|Al-|El-)?{_CAP}|[ \u00a0](?:al|el)-{_CAP})*"
)
_ACRONYM_PAIR = re.compile(r"([A-ZÀ-Ý][^().,;:«»\"\n]{4,110}?)[ \u00a0]\(([A-Z][A-Za-zÀ-ÿ.&-]{1,11})\)")


_TITLED = 3  # what a title elsewhere in the text (M. Di Marco) adds to the evidence for a full name with that surname
_MISSPELT = 5  # letters from which on a surname can be a misspelt other one


@dataclass(slots=True)
class Role:
    """A function that the text gives to an entity: `head` noun folded, whole `phrase`, where it stands."""

    head: str
    phrase: str
    start: int


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


@dataclass(slots=True)
class Mention:
    range: Range
    text: str
    words: tuple[str, ...]
    honorific: str = ""
    role: Role | None = None
    person: int = 0  # how strong the evidence for a person is, without a tagger's
    owned: bool = False  # a noun says that it is an organization's name, unless a tagger says otherwise
    settled: bool = False  # a country or its capital, whatever a tagger says


# What a tagger's label is worth as evidence for a person.
_LABELS = {"PER": 2, "LOC": -2, "ORG": -1, "MISC": -1}
# What the evidence for a person has to reach: with a full name in the text, and without.
_ENOUGH, _ENOUGH_ALONE = 2, 4


def find_mentions(text: str) -> list[Mention]:
    """Everything in the text that looks like a name, in order, with the text's own evidence."""
    ranges = [r for match in _NAME.finditer(text) for r in _split_names(text, match.start(), match.end())]
    return [m for m in (_mention(text, r) for r in ranges) if m]


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
    return replace(m, person=m.person + _LABELS.get(label, 0) - 5 * (m.owned and label != "PER"))


def _split_names(text: str, start: int, end: int) -> list[Range]:
    """Capitals in a row that are two names: a given name or what follows an acronym begins a new one
    (le maire de Rouen Paul Morel, le président du CSA Jean Morel)."""
    words = [(m.start(), m.group()) for m in re.compile(r"[^\s\u00a0]+").finditer(text, start, end)]
    out: list[Range] = []
    first = start
    for k in range(1, len(words)):
        at, word = words[k]
        before = words[k - 1][1]
        if word[:1].islower() and word in ("de", "du", "des") and _names_before(words, k, first) >= 2:
            # Anne Morel de La Gazette: after a given name and a surname, "de" adds where somebody is from
            out.append(Range(first, words[k - 1][0] + len(before)))
            return out
        given = fold(word) in common_first_names() and k + 1 < len(words)
        portfolio = fold(before) in folded().portfolios and word[:1].isupper() and k + 1 < len(words)
        if (
            portfolio
            or _is_title(word)
            or (given and not _given_like(before))
            or (
                before.isupper()
                and len(before.rstrip(".")) > 1
                and not before.endswith(".")
                and not (word.isupper() and len(word.rstrip(".")) > 1)
            )
        ):
            out.append(Range(first, words[k - 1][0] + len(before)))
            first = at
    out.append(Range(first, end))
    return out


def _is_title(word: str) -> bool:
    """Whether a capitalised word is a title that opens a name: le Lyonnais Monsieur Morel."""
    table = entities().honorifics
    return word.lower() in table.male | table.female


def _names_before(words: list[tuple[int, str]], k: int, first: int) -> int:
    """How many capitalised words the name that begins at offset `first` has before word `k`."""
    table = entities().honorifics
    titles = table.male | table.female | table.open | {"van", "von", "der", "de", "la", "le"}
    return sum(word[:1].isupper() and at >= first and word.lower() not in titles for at, word in words[:k])


def _given_like(word: str) -> bool:
    """Whether a given name may follow: another given name, an initial, a title."""
    table = entities().honorifics
    lower = word.lower()
    return (
        fold(word) in common_first_names()
        or len(word.rstrip(".")) <= 2
        or lower in table.male
        or lower in table.female
        or lower in table.open
    )


def _mention(text: str, found: Range) -> Mention | None:
    start, end = found
    # Leading words that only look like a name because they open a sentence.
    while start < end:
        word = re.match(r"[^\s\u00a0]+", text[start:end])
        if word is None:
            return None
        first = re.split(r"['’]", fold(word.group().rstrip(".")))[0]
        if (first in grammar_words().function_words and first not in ("le", "la")) or (
            first in ("le", "la") and _determiner(text, start)
        ):
            if "'" in word.group()[:3] or "’" in word.group()[:3]:
                start += 2
                continue
            start += len(word.group())
            while start < end and text[start] in " \u00a0":
                start += 1
            continue
        break
    if start >= end:
        return None
    surface = text[start:end]
    words = tuple(w for w in re.split(r"[\s\u00a0]+", surface) if w)
    if not words or not words[0][:1].isupper():
        return None
    mention = Mention(Range(start, end), surface, words)
    owner = _organization_before(text, mention.range.start)
    if owner and len(words) >= 4 and words[0] in ("La", "Le", "Les", "The"):
        # dans le quotidien La Gazette Paul Morel
        offset = surface.find(words[2], surface.find(words[1]) + len(words[1]))
        mention = Mention(Range(start + offset, end), surface[offset:], words[2:])
        owner = False
    _honorific(text, mention)
    _nationality(mention)
    if not mention.words:
        return None
    _preceding_role(text, mention)
    located = not mention.role and not mention.honorific and _is_place(text, mention.range.start)
    if not located:
        _following_role(text, mention)
    given = fold(mention.words[0]) in common_first_names() and fold(mention.words[0]) not in folded().countries
    if len(mention.words) > 1 and given:
        mention.person += 3
    if _AGED.match(text, mention.range.end):
        mention.person += 4
    if mention.words[0] in ("La", "Le", "Les", "The"):
        mention.person -= 3  # titles and newspapers
    mention.owned = owner and not mention.honorific and not given
    lowered = fold(mention.text)
    if lowered in folded().countries or lowered in folded().capitals:
        mention.person, mention.settled = -5, True
    head = fold(mention.words[0])
    if head in folded().organizations and not mention.honorific:
        mention.person -= 5
    if all(w.isupper() and len(w) > 1 for w in mention.words):
        mention.person -= 2 if len(mention.words) == 1 else 4  # acronyms; photo credits and headings in capitals
    before = text[max(0, mention.range.start - 4) : mention.range.start].lower()
    if (
        re.search(r"(\b(la|le|les|du|des|au|aux|un|une)[ \u00a0]|\b[ld]['’])$", before)
        and not mention.role
        and not mention.honorific
    ):
        mention.person -= 2 if not re.search(r"d['’]$", before) else 0
    return mention


def _is_place(text: str, at: int) -> bool:
    """Whether a name stands after a preposition of place (*Lors de son passage à Lannion, le ministre …*)."""
    before = re.search(r"(?<!\w)(\w+)[ \u00a0]$", text[max(0, at - 10) : at])
    return bool(before and before.group(1).lower() in ("à", "en", "dans", "vers", "depuis"))


def _organization_before(text: str, at: int) -> bool:
    """Whether the noun right before a name says that it is an organization's (*l'association Les Amis*)."""
    before = re.search(r"([\w-]+)[ \u00a0]$", text[max(0, at - 24) : at])
    return bool(before and before.group(1)[:1].islower() and fold(before.group(1)) in folded().organizations)


def _nationality(mention: Mention) -> None:
    """Leaves out an adjective of nationality before the name (*le président Français Paul Morel*)."""
    while len(mention.words) > 2 and fold(mention.words[0]) in folded().nationalities:
        offset = mention.text.find(mention.words[1], len(mention.words[0]))
        mention.range = Range(mention.range.start + offset, mention.range.end)
        mention.text, mention.words = mention.text[offset:], mention.words[1:]


def _determiner(text: str, start: int) -> bool:
    """Whether a leading Le/La is an article at the start of a sentence rather than part of a name (Le Pen)."""
    before = character_before(text, start)
    return not before or before in '.!?…»”":' or text[start - 1 : start] == "\n"


def _honorific(text: str, mention: Mention) -> None:
    first = mention.words[0].lower()
    table = entities().honorifics
    titles = table.male | table.female | table.open
    if len(mention.words) > 1 and first in titles:
        offset = mention.text.find(mention.words[1])
        mention.honorific = first.rstrip(".")
        mention.range = Range(mention.range.start + offset, mention.range.end)
        mention.text = mention.text[offset:]
        mention.words = mention.words[1:]
        mention.person += 4
        return
    before = re.search(r"([\w.]+)[ \u00a0]$", text[max(0, mention.range.start - 16) : mention.range.start])
    if before and before.group(1).lower() in titles and before.group(1).lower() not in ("me",):
        mention.honorific = before.group(1).lower().rstrip(".")
        mention.person += 3
    elif before and before.group(1) == "Me":
        mention.honorific = "me"
        mention.person += 4


_AGED = re.compile(
    r"[ \u00a0]?(?:,|\()[ \u00a0]?(?:une?[ \u00a0][^,.;:()«»]{1,50}[ \u00a0]de[ \u00a0])?\d{1,2}[ \u00a0]ans(?!\w)"
)


def _before_functions() -> str:
    """Alternatives for the adjectives that stand before a function."""
    return "|".join(sorted(map(re.escape, entities().adjectives.before_functions), key=lambda w: (-len(w), w)))


@cache
def _function() -> re.Pattern[str]:
    """Determiner, adjectives (group 1) and noun (group 2) of a function before a name."""
    return re.compile(
        rf"(?<![\w])(?:(?:[Ll]e|[Ll]a|[Ss]on|[Ss]a|[Uu]n|[Uu]ne|[Cc]et?|[Cc]ette|[Ll]eur|[Dd]u|[Aa]u)[ \u00a0]|(?:[Dd]e|[Pp]ar)[ \u00a0](?!l[ae]s?[ \u00a0]|l['’])|[Ll]['’]|[Dd]['’]|^[ \u00a0]?)((?:(?:{_before_functions()})[ \u00a0])*)([\w-]+)"
    )


def _preceding_role(text: str, mention: Mention) -> None:
    """A function right before the name: le président français Emmanuel Macron, la ministre X, le chef de …, Y."""
    window_start = max(0, mention.range.start - 190)
    # An acronym in brackets belongs to the title: directeur général de la police nationale (DGPN), X
    window = re.sub(r"[ \u00a0]\([^()\n]{1,30}\)", "", text[window_start : mention.range.start])
    cut = max(window.rfind(c) for c in '.!?;:\n«»"“”()')
    segment = window[cut + 1 :]
    honorific = re.search(r"(?:M\.|Mme|Me|Dr|Pr)[ \u00a0]$", segment)
    if honorific:
        segment = segment[: honorific.start()]
    # The last determiner + role noun whose phrase reaches the name without a verb-like break.
    best: tuple[int, str, str] | None = None
    for m in _function().finditer(segment):
        head = fold(m.group(2))
        two = fold((m.group(1) + m.group(2)).strip())
        noun = two if two in role_nouns() else head
        if noun in role_nouns():
            phrase = segment[m.start(1) :].strip(" ,\u00a0")
            if _unbroken(segment[m.end() :]):
                best = (window_start + cut + 1 + m.start(1), noun, phrase)
                break
    if best:
        mention.role = Role(best[1], best[2], best[0])
        mention.person += 3


_PREDICATE = re.compile(
    r"[ \u00a0](?:est|était)[ \u00a0]((?:(?:le|la|un|une)[ \u00a0]|l['’])?(([\w-]+)))([^,.;:!?«»\"()\n]{0,60})"
)
_BREAK = re.compile(
    r"(?<!\w)(?:a|ont|est|sont|était|avait|qui|que|dont|où|et|mais|ou|avec|contre|après|avant|dans|lors|selon|par|envers|face|sur sa|sur son)(?!\w)"
)


def _unbroken(rest: str) -> bool:
    """Whether the words between a role noun and a name still belong to the title."""
    # A list of what the function is for has commas and et: de la Santé, du Travail et de la Famille
    rest = re.sub(r"(?:,| et)(?=[ \u00a0](?:du|des|de la|de l['’]|d['’]))", "", rest)
    if rest.count(",") > 1 or (rest.count(",") == 1 and not rest.rstrip().endswith(",")):
        return False
    stripped = rest.strip(" ,\u00a0")
    if re.search(
        r"(?:^|[ \u00a0])(?:de|du|des|à|au|aux|d['’]|l['’]|la|le|les|pour|sur|dans|chez|avec|par|en|contre|devant|depuis)$",
        stripped,
    ):
        return False  # "le porte-parole de Macron": the name is the complement, not the holder
    if re.search(r"d['’]$|l['’]$", rest):
        return False
    words = stripped.split()
    if words and "," not in rest and fold(words[-1]) in folded().organizations:
        return False  # le chroniqueur du quotidien Le Courrier: the name is the newspaper's
    return not _BREAK.search(" " + stripped + " ")


@cache
def _apposition() -> re.Pattern[str]:
    """An apposition after a name: phrase up to the noun (1), adjective and noun (2), noun (3), the rest (4)."""
    return re.compile(
        rf"(?:[ \u00a0]\([^)]{{1,30}}\))?,[ \u00a0]((?:(?:le|la|un|une|ex-|son|sa)[ \u00a0]|l['’])?((?:(?:{_before_functions()})[ \u00a0])?([\w-]+)))([^,.;:!?«»\"()\n]{{0,100}})"
    )


def _following_role(text: str, mention: Mention) -> None:
    """An apposition after the name: Tom Burt, vice-président de Microsoft · X, la présentatrice du 20 heures."""
    match = _apposition().match(text, mention.range.end, mention.range.end + 180)
    if not match:
        match = _PREDICATE.match(text, mention.range.end, mention.range.end + 100)
        if not match:
            return
    two, one = fold(match.group(2)), fold(match.group(3))
    head = two if two in role_nouns() else one
    if head not in role_nouns():
        return
    phrase = re.split(
        r"[ \u00a0](?:qui|a|ont|est|dans|lors|avait|sur son|sur sa)[ \u00a0]", match.group(1) + match.group(4)
    )[0]
    start = match.start(1)
    if mention.role is None:
        mention.role = Role(head, phrase.strip(), start)
    mention.person += 2


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
    return Entity(
        name=name,
        type="person",
        gender=genders.most_common(1)[0][0] if genders else "unknown",
        mentions=sorted(m.range for m in cluster),
        roles=[m.role for m in cluster if m.role is not None],
        keys={surname},
        evidence=max(m.person for m in cluster),
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
