"""Mentions: everything in a text that looks like a name, with what the text itself says of it.

Found by capitals, honorifics, functions and given names, without a tagger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoteattr.lexicon.closed import words as grammar_words
from quoteattr.lexicon.entities import common_first_names, entities, fold, folded
from quoteattr.spans import Range, character_before
from quoteattr.speakers.functions import Role, described_as, following_function, preceding_function

_CAP = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:[A-ZÀ-ÖØ-Þ]\.?)*|[A-ZÀ-ÖØ-Þ]\w*(?:[’'‑-](?!NDLR|ndlr)\w+)*)"
_PARTICLE = r"(?:de la|de|du|des|von der|von|van der|van den|van de|van|der|den|ten|di|da|dos|della|del|al|el|ben|bin|ibn|ould|y|le|la|af|zu)"
_ELISION = r"(?:d['’])"
_NAME = re.compile(
    rf"(?<![\w-])(?<![A-ZÀ-Ý][’']){_CAP}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_ELISION}?(?:al-|el-|Al-|El-)?{_CAP}|[ \u00a0](?:al|el)-{_CAP})*"
)
_AGED = re.compile(
    r"[ \u00a0]?(?:,|\()[ \u00a0]?(?:une?[ \u00a0][^,.;:()«»]{1,50}[ \u00a0]de[ \u00a0])?(?:\d{1,2}[ \u00a0]ans|la[ \u00a0]\w+taine)(?!\w)"
)


@dataclass(slots=True)
class Mention:
    range: Range
    text: str
    words: tuple[str, ...]
    honorific: str = ""
    role: Role | None = None
    person: int = 0  # how strong the evidence for a person is, without a tagger's
    owned: bool = False  # a noun says that it is an organization's name, unless a tagger says otherwise
    introduced: bool = False  # a given name alone, of somebody whom the text says something of (Léa, une voisine)
    settled: bool = False  # a country or its capital, whatever a tagger says


def find_mentions(text: str) -> list[Mention]:
    """Everything in the text that looks like a name, in order, with the text's own evidence."""
    ranges = [r for match in _NAME.finditer(text) for r in _split_names(text, match.start(), match.end())]
    return [m for m in (_mention(text, r) for r in ranges) if m]


def _split_names(text: str, start: int, end: int) -> list[Range]:
    """Capitals in a row that are two names: a given name or what follows an acronym begins a new one
    (le maire de Rouen Paul Morel, le président du CSA Jean Morel)."""
    words = [(m.start(), m.group()) for m in re.compile(r"[^\s\u00a0]+").finditer(text, start, end)]
    while len(words) > 1 and fold(words[-1][1]) in folded().sentence_openers:
        words.pop()  # Jean Morel Interrogé sur la loi: a sentence glued to a name
        end = words[-1][0] + len(words[-1][1])
    out: list[Range] = []
    first = start
    for k in range(1, len(words)):
        at, word = words[k]
        before = words[k - 1][1]
        body = k + 1 < len(words) and words[k + 1][1] in ("La", "Le", "Les")
        noble = not body and any(w[:1].islower() for _, w in words[1:k])  # Jean de la Tour du Pin
        if word in ("de", "du", "des") and not noble and _names_before(words, k, first) >= 2:
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
    mention.role = preceding_function(text, mention.range.start)
    mention.person += 3 * (mention.role is not None)
    located = not mention.role and not mention.honorific and _is_place(text, mention.range.start)
    following = None if located else following_function(text, mention.range.end)
    given_alone = len(mention.words) == 1 and fold(mention.words[0]) in common_first_names()
    if following is None and given_alone and not located and not mention.honorific:
        following = described_as(text, mention.range.end)
        mention.introduced = following is not None
    if following is not None:
        mention.role = mention.role or following
        mention.person += 2 + 2 * given_alone
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
    if head in folded().organizations and not mention.honorific and not (given and _bears(text, mention)):
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


def _bears(text: str, mention: Mention) -> bool:
    """Whether a given name that is an organization's as well (*Marine*) is somebody's here: with a surname, under no
    article."""
    if len(mention.words) < 2:
        return False
    before = text[max(0, mention.range.start - 3) : mention.range.start].lower()
    return mention.role is not None or before not in ("la ", "la\u00a0")


def _is_place(text: str, at: int) -> bool:
    """Whether a name stands after a preposition of place (*Lors de son passage à Lannion, le ministre …*)."""
    before = re.search(r"(?<!\w)(\w+)[ \u00a0]$", text[max(0, at - 10) : at])
    return bool(before and before.group(1).lower() in ("à", "en", "dans", "vers", "depuis"))


def _organization_before(text: str, at: int) -> bool:
    """Whether the noun right before a name says that it is an organization's (*l'association Les Amis*)."""
    before = re.search(r"([\w-]+)[ \u00a0]$", text[max(0, at - 24) : at])
    return bool(before and before.group(1)[:1].islower() and fold(before.group(1)) in folded().organizations)


def _nationality(mention: Mention) -> None:
    """Leaves out an adjective of nationality or party before the name (*le président Français Paul Morel*)."""
    while len(mention.words) > 2 and fold(mention.words[0]) in folded().nationalities.keys() | folded().partisans:
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
    lead = text[max(0, mention.range.start - 16) : mention.range.start]
    before = re.search(r"([\w.]+)[ \u00a0](de[ \u00a0])?$", lead)
    if before and before.group(2) and before.group(1).lower() not in table.plain:
        return  # le père de Léa
    if before and before.group(1).lower() in titles and before.group(1).lower() not in ("me",):
        mention.honorific = before.group(1).lower().rstrip(".")
        mention.person += 3
    elif before and before.group(1) == "Me":
        mention.honorific = "me"
        mention.person += 4
