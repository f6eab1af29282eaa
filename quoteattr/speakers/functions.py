"""Functions that the text gives to a name, before it or after it: *le ministre X*, *X, maire de Y*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from quoteattr.lexicon.closed import words
from quoteattr.lexicon.entities import entities, fold, folded, role_nouns


@dataclass(slots=True)
class Role:
    """A function that the text gives to an entity: `head` noun folded, whole `phrase`, where it stands."""

    head: str
    phrase: str
    start: int


def _before_functions() -> str:
    """Alternatives for the adjectives that stand before a function."""
    return "|".join(sorted(map(re.escape, entities().adjectives.before_functions), key=lambda w: (-len(w), w)))


@cache
def _function() -> re.Pattern[str]:
    """Determiner, adjectives (group 1) and noun (group 2) of a function before a name."""
    determiner = "(?:[Ll]e|[Ll]a|[Ss]on|[Ss]a|[Uu]n|[Uu]ne|[Cc]et?|[Cc]ette|[Ll]eur|[Dd]u|[Aa]u)[ \\u00a0]"
    return re.compile(
        rf"(?<![\w])(?:{determiner}|(?:[Dd]e|[Pp]ar)[ \u00a0](?!l[ae]s?[ \u00a0]|l['’])|[Ll]['’]|[Dd]['’]|^[ \u00a0]?(?!{determiner}|[LlDd]['’]))((?:(?i:{_before_functions()})[ \u00a0])*)([\w-]+)"
    )


def preceding_function(text: str, at: int) -> Role | None:
    """A function right before the name that begins at `at`: la ministre X, le chef de …, Y."""
    window_start = max(0, at - 190)
    # An acronym in brackets belongs to the title: directeur général de la police nationale (DGPN), X
    window = re.sub(r"[ \u00a0]\([^()\n]{1,30}\)", "", text[window_start:at])
    window = re.sub(r"(?<!\w)(?:M\.|Mme|Me|Dr|Pr)[ \u00a0]$", "", window)
    cut = max(window.rfind(c) for c in '.!?;:\n«»"“”()')
    segment = window[cut + 1 :]
    # The last determiner + role noun whose phrase reaches the name without a verb-like break.
    for m in _function().finditer(segment):
        head = fold(m.group(2))
        two = fold((m.group(1) + m.group(2)).strip())
        noun = two if two in role_nouns() else head
        if noun in role_nouns():
            phrase = segment[m.start(1) :].strip(" ,\u00a0")
            if _unbroken(segment[m.end() :]):
                return Role(noun, phrase, window_start + cut + 1 + m.start(1))
    return None


_PREDICATE = re.compile(
    r"[ \u00a0](?:est|était)[ \u00a0]((?:(?:le|la|un|une)[ \u00a0]|l['’])?(([\w-]+)))([^,.;:!?«»\"()\n]{0,60})"
)
_BREAK = re.compile(
    r"(?<!\w)(?:a|ont|est|sont|était|avait|qui|que|dont|où|et|mais|ou|avec|contre|après|avant|dans|lors|selon|par|envers|face|sur sa|sur son)(?!\w)"
)


_HOLDER_NAMED = re.compile(r"[A-ZÀ-Ý][\w’'-]+[ \u00a0][A-ZÀ-Ý][\w’'-]+[ \u00a0](?:d[eu]s?[ \u00a0]|d['’])")


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
    if _HOLDER_NAMED.match(stripped):
        return False  # le député Jean Morel du parti Nouvel Élan: the function has its holder
    words = stripped.split()
    if words and "," not in rest and words[-1][:1].islower() and fold(words[-1]) in folded().organizations:
        return False  # le chroniqueur du quotidien Le Courrier: the name is the newspaper's
    return not _BREAK.search(" " + stripped + " ")


@cache
def _apposition() -> re.Pattern[str]:
    """An apposition after a name: phrase up to the noun (1), adjective and noun (2), noun (3), the rest (4)."""
    return re.compile(
        rf"(?:[ \u00a0]\([^)]{{1,30}}\))?,[ \u00a0]((?:(?:le|la|un|une|ex-|son|sa)[ \u00a0]|l['’])?((?:(?i:{_before_functions()})[ \u00a0])?([\w-]+)))([^,.;:!?«»\"()\n]{{0,100}})"
    )


@cache
def _said_to_be() -> re.Pattern[str]:
    """What somebody is called by who is known by a given name alone: the phrase (1), with the noun of an indefinite
    one (2), or a bare noun with a complement (3)."""
    return re.compile(
        rf",[ \u00a0]((?:(?:l['’])?une?[ \u00a0](?:des[ \u00a0])?(?:(?i:{_before_functions()})[ \u00a0])?([a-zà-ÿ][\w-]{{3,}})"
        r"|([a-zà-ÿ][\w-]{3,})(?=[ \u00a0](?:de|du|des|à|au|aux|dans|en|chez)[ \u00a0]|[ \u00a0]d['’]))[^,.;:!?«»\"()\n]{0,60})"
    )


def described_as(text: str, at: int) -> Role | None:
    """What the text says of the given name that ends at `at`: *Léa, une électricienne de Sète*, *Léa, gardienne d'un square*."""
    match = _said_to_be().match(text, at)
    if match is None:
        return None
    noun = fold(match.group(2) or match.group(3))
    table, closed = folded(), words()
    known = table.organizations | table.documents | table.states | entities().mute.nouns | closed.function_words
    if noun in known or noun in entities().groups.partitives or noun in closed.time_nouns:
        return None
    if any(w in closed.auxiliaries for w in re.findall(r"\w+", match.group(1).lower())):
        return None  # Pour Martin, une réforme est nécessaire
    endings = entities().adjectives
    if match.group(3) and not noun.endswith(endings.agent_endings + endings.trade_endings):
        return None
    return Role(noun, match.group(1).strip(), match.start(1))


def following_function(text: str, at: int) -> Role | None:
    """An apposition or a predicate after the name that ends at `at`: X, vice-président de Y · X est la maire de Y."""
    match = _apposition().match(text, at, at + 180) or _PREDICATE.match(text, at, at + 100)
    if match is None:
        return None
    two, one = fold(match.group(2)), fold(match.group(3))
    head = two if two in role_nouns() else one
    if head not in role_nouns():
        return None
    phrase = re.split(
        r"[ \u00a0](?:qui|a|ont|est|dans|lors|avait|sur son|sur sa)[ \u00a0]", match.group(1) + match.group(4)
    )[0]
    return Role(head, phrase.strip(), match.start(1))
