"""Claims as schema.org `Claim`, their appearances as `Quotation`: what a `ClaimReview` can point at with `itemReviewed`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quoteattr.dataset.folder import (
    ARTICLES,
    RECORDS,
    Appearance,
    Article,
    ClaimSpeaker,
    DatasetClaim,
    read_claims,
    read_lines,
    write_json,
)
from quoteattr.records import Attribution

_TYPES = {"person": "Person", "organization": "Organization", "state": "Country", "document": "CreativeWork"}
_GENDERS = {"female": "https://schema.org/Female", "male": "https://schema.org/Male"}


def write(folder: Path, out: Path) -> list[Path]:
    claims = read_claims(folder)
    articles = {a.id: a for a in read_lines(folder / ARTICLES, Article)}
    quoted = {r.id: r.statement.text for r in read_lines(folder / RECORDS, Attribution)}
    path = out / "claims.jsonld"
    graph = [claim_of(c, articles, quoted) for c in claims]
    write_json(path, {"@context": "https://schema.org", "@graph": graph})
    return [path]


def claim_of(claim: DatasetClaim, articles: dict[str, Article], quoted: dict[str, str]) -> dict[str, Any]:
    """One claim as a node of the graph."""
    author = _author(claim.speaker)
    appearances = [_quotation(a, articles.get(a.article_id), quoted[a.record_id], author) for a in claim.appearances]
    return _known(
        {
            "@type": "Claim",
            "@id": f"urn:quoteattr:{claim.id}",
            "text": claim.text,
            "inLanguage": "fr",
            "author": author,
            "datePublished": claim.date,
            "firstAppearance": appearances[0],
            "appearance": appearances,
        }
    )


def _quotation(a: Appearance, article: Article | None, text: str, author: dict[str, Any] | None) -> dict[str, Any]:
    return _known(
        {
            "@type": "Quotation",
            "@id": f"urn:quoteattr:{a.record_id}",
            "text": text,
            "inLanguage": "fr",
            "spokenByCharacter": author,
            "isPartOf": _known(
                {
                    "@type": "NewsArticle",
                    "identifier": a.article_id,
                    "url": a.url,
                    "headline": article.title if article else None,
                    "datePublished": a.date,
                    "publisher": {"@type": "Organization", "name": a.outlet} if a.outlet else None,
                }
            ),
        }
    )


def _author(speaker: ClaimSpeaker | None) -> dict[str, Any] | None:
    if speaker is None:
        return None
    kind = _TYPES.get(speaker.type, "Thing")
    person = kind == "Person"
    return _known(
        {
            "@type": kind,
            "name": speaker.name,
            "identifier": speaker.id,
            "jobTitle": speaker.role if person else None,
            "gender": _GENDERS.get(speaker.gender) if person else None,
            "sameAs": f"https://www.wikidata.org/entity/{speaker.kb_id}" if _wikidata(speaker.kb_id) else None,
        }
    )


def _wikidata(identifier: str | None) -> bool:
    return identifier is not None and identifier[:1] == "Q" and identifier[1:].isdigit()


def _known(node: dict[str, Any]) -> dict[str, Any]:
    """The node without what is not known."""
    return {k: v for k, v in node.items() if v is not None}
