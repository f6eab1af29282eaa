"""Claims as schema.org `Claim`, their appearances as `Quotation`: what a `ClaimReview` can point at with `itemReviewed`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quoteattr.dataset.folder import (
    Appearance,
    Article,
    ClaimSpeaker,
    DatasetClaim,
    read_articles,
    read_claims,
    write_json,
)

# An author is a person or an organization; a state that speaks does so as its government.
_PERSON, _ORGANIZATION = "Person", "Organization"
_GENDERS = {"female": "https://schema.org/Female", "male": "https://schema.org/Male"}


def write(folder: Path, out: Path) -> list[Path]:
    claims = read_claims(folder)
    articles = {a.id: a for a in read_articles(folder)}
    path = out / "claims.jsonld"
    graph = [claim_of(c, articles) for c in claims]
    write_json(path, {"@context": "https://schema.org", "@graph": graph})
    return [path]


def claim_of(claim: DatasetClaim, articles: dict[str, Article]) -> dict[str, Any]:
    """One claim as a node of the graph."""
    author = _author(claim.speaker)
    first = min(range(len(claim.appearances)), key=lambda n: (claim.appearances[n].date or "9999", n))
    appearances = [_quotation(a, articles.get(a.article_id), author) for a in claim.appearances]
    return _known(
        {
            "@type": "Claim",
            "@id": f"urn:quoteattr:{claim.id}",
            "text": claim.text,
            "inLanguage": "fr",
            "author": author,
            "datePublished": claim.date,
            "firstAppearance": appearances[first],
            "appearance": appearances,
        }
    )


def _quotation(a: Appearance, article: Article | None, author: dict[str, Any] | None) -> dict[str, Any]:
    return _known(
        {
            "@type": "Quotation",
            "@id": f"urn:quoteattr:{a.record_id}",
            "text": " […] ".join(s.text for s in a.spans),
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
    person = speaker.type in ("person", "unknown")
    return _known(
        {
            "@type": _PERSON if person else _ORGANIZATION,
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
