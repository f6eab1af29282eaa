"""spaCy behind the `Parser` protocol: the only module that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quoteattr.parse import ParsedToken, ParserError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

DEFAULT_MODEL = "fr_core_news_md"
# The lexicon knows the inflected forms, so the lemmatizer (a quarter of the pipeline's time) is not needed; the
# attribute ruler of the French models only sets what is not read here.
_UNUSED = ["lemmatizer", "attribute_ruler"]
_ENTITIES = ["ner"]
# Short strings: so many of them fill the matrices that the parser multiplies.
_BATCH = 256


class SpacyParser:
    """A spaCy pipeline with a morphologizer and a parser.

    `nlp` must set part of speech, morphology and dependencies; entities are used when it sets them.
    """

    def __init__(self, nlp: Language, batch_size: int = _BATCH) -> None:
        self.nlp = nlp
        self.batch_size = batch_size

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL, batch_size: int = _BATCH) -> SpacyParser:
        import spacy

        try:
            nlp = spacy.load(model, exclude=_UNUSED)
        except OSError as error:
            raise ParserError(
                f"the spaCy model {model!r} is not installed: run `pip install {model.replace('_', '-')}`"
            ) from error
        return cls(nlp, batch_size)

    def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:
        skipped = [] if entities else _ENTITIES
        for doc in self.nlp.pipe(strings, batch_size=self.batch_size, disable=skipped):
            yield _tokens([t for t in doc if not t.is_space])


def _tokens(kept: list[Token]) -> list[ParsedToken]:
    """Tokens without the space tokens that spaCy keeps; heads renumbered accordingly."""
    index = {t.i: k for k, t in enumerate(kept)}
    return [
        ParsedToken(
            start=t.idx,
            end=t.idx + len(t),
            text=t.text,
            pos=t.pos_,
            morph=str(t.morph),
            head=index.get(t.head.i, k),
            dep=t.dep_.partition(":")[0],
            ent=t.ent_type_,
        )
        for k, t in enumerate(kept)
    ]
