"""Organizations, states and groups: long names, acronyms, capitals, descriptions in the plural."""

from __future__ import annotations

import re

from quoteattr.lexicon.entities import entities, fold, folded
from quoteattr.spans import Range
from quoteattr.speakers.descriptions import ARTICLE, DEFINITE, bare, cut_name, determiner_gender, tidy
from quoteattr.speakers.discourse import Discourse, Link

_NAME = r"[A-ZÀ-Ý][\w-]+"
_REACH = 6  # paragraphs that l'entreprise can look back for its name


def state(d: Discourse, surface: str) -> Link | None:
    """A country, or a capital that stands for its authorities; several joined by *et*."""
    short_form = ARTICLE.sub("", surface).strip()
    parts = [fold(ARTICLE.sub("", p.strip())) for p in re.split(r",| et ", surface)]
    if all(p in folded().countries for p in parts) or fold(short_form) in folded().capitals:
        name = short_form if len(parts) == 1 else surface
        return Link(name, "state", mentions=d.occurrences(short_form), how="state", plural=len(parts) > 1)
    return None


def group(d: Discourse, surface: str, how: str) -> Link:
    """Several people without names."""
    name = tidy(surface)
    return Link(name, "group", mentions=d.occurrences(name), how=how, plural=True)


def organization(d: Discourse, surface: str) -> Link:
    """An organization by its name, by its acronym, or as the text describes it."""
    short_form = tidy(ARTICLE.sub("", surface))
    short = fold(short_form)
    gender = determiner_gender(surface)
    for e in d.entities:
        if e.type == "organization" and (
            short in e.keys
            or short == fold(e.name)
            or (fold(e.name).startswith(short + " ") and short_form[:1].isupper())
        ):
            return Link(e.name, "organization", mentions=e.mentions, how="organization", entity=e, noun_gender=gender)
    capital = short_form[:1].upper() + short_form[1:]
    if (short_form[:1].isupper() or " " in short_form) and not short_form.isupper() and len(short_form.split()) <= 2:
        # l'Observatoire, l'agence fédérale: the fuller name that begins with the same words
        joins = r"(?:de la |des |du |de |d['’]|pour la |pour les |pour le |de l['’])"
        full = re.search(
            rf"(?<!\w){re.escape(capital)}(?:[ \u00a0][a-zà-ÿ]+)?(?:[ \u00a0]{joins}[\wÀ-ÿ'’-]+){{1,5}}", d.text
        )
        if full and any(w[:1].isupper() for w in full.group().split()[1:]):
            name = cut_name(full.group())
            return Link(name, "organization", mentions=d.occurrences(short_form), how="organization")
    name = short_form if short_form[:1].isupper() and not _has_own_article(d, surface) else tidy(surface)
    return Link(name, "organization", mentions=d.occurrences(short_form), how="organization", noun_gender=gender)


def _has_own_article(d: Discourse, surface: str) -> bool:
    """Whether the article belongs to the name: it has a capital within a sentence (*…, selon Le Phare*)."""
    capital = surface[:1].isupper() and ARTICLE.match(surface) is not None
    name = re.escape(surface)
    within = rf"[\w,][ \u00a0]{name}|[«\"][ \u00a0\u202f]?{name}[ \u00a0\u202f]?[»\"]"
    return capital and re.search(within, d.text) is not None


def taken_up(d: Discourse, source: Range, surface: str, paragraph: int) -> Link | None:
    """L'entreprise, le groupe: the organization that spoke before, or that the text names most, when the noun stands
    alone."""
    parts = re.findall(r"[\w-]+", bare(surface))
    if not parts or len(parts) > 2 or not DEFINITE.match(surface):
        return None
    noun = fold(parts[0])
    named = any(w[:1].isupper() for w in parts) and not is_common(bare(surface))
    if noun not in entities().organizations.anaphoric or named:
        return None
    bearer = _bearer(d, parts[0]) if len(parts) == 1 else None
    if bearer is not None:
        return organization(d, bearer).again("organization")
    for s in reversed(d.history):
        if (
            paragraph - s.paragraph <= _REACH
            and s.link.type == "organization"
            and any(c.isupper() for c in s.link.name)
            and not is_common(s.link.name)
        ):
            return s.link.again("organization")
    name = _most_named(d, source.start)
    return organization(d, name).again("organization") if name else None


def is_common(name: str) -> bool:
    """Whether a name is no more than the acronym of a common noun: *ONG*."""
    return name.isupper() and fold(name) in entities().organizations.anaphoric


def _bearer(d: Discourse, noun: str) -> str | None:
    """The one name that the text puts right behind a noun (*l'ONG Solidarix*), where that noun is an acronym."""
    if not is_common(noun):
        return None
    names = {m.group(1) for m in re.finditer(rf"(?<!\w){noun}[ \u00a0]({_NAME}(?:[ \u00a0]{_NAME})*)", d.text)}
    return names.pop() if len(names) == 1 else None


def _most_named(d: Discourse, before: int) -> str | None:
    """The organization that the tagger found most often before an offset, at least twice in the text."""
    counts: dict[str, int] = {}
    for frame in d.frames:
        tokens = frame.tokens
        for i, t in enumerate(tokens):
            if t.ent != "ORG" or t.pos != "PROPN" or t.start >= before or (i and tokens[i - 1].ent == "ORG"):
                continue
            last = i
            while last + 1 < len(tokens) and tokens[last + 1].ent == "ORG":
                last += 1
            name = d.text[t.start : tokens[last].end]
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return None
    name = max(counts, key=lambda n: (counts[n], len(d.occurrences(n)), n))
    return name if len(d.occurrences(name)) >= 2 else None
