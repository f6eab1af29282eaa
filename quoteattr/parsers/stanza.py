"""Stanza behind the `Parser` protocol: the only module that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from quoteattr.parse import ParsedToken, ParserError

if TYPE_CHECKING:
    from stanza import Pipeline
    from stanza.models.common.doc import Sentence
    from stanza.models.common.doc import Token as StanzaToken

_BATCH = 256
_ENTITIES = {"PER", "LOC", "ORG", "MISC"}


class StanzaParser:
    """A Stanza pipeline with tokenize, mwt, pos, lemma (which depparse asks for) and depparse; ner is used where it is there.

    A contraction is one token as it stands in the text (*du*, *aux*, *desquels*), with the tag of its preposition or, where
    there is none, of its first word, and with the head of whichever of its words hangs on something outside it.
    """

    def __init__(self, nlp: Pipeline, batch_size: int = _BATCH) -> None:
        self.nlp = nlp
        self.batch_size = batch_size

    @classmethod
    def load(cls, lang: str = "fr", batch_size: int = _BATCH, **options: Any) -> StanzaParser:
        """`options` go to `stanza.Pipeline` (`dir`, `package`, `processors`, `use_gpu`, …). Nothing is downloaded.

        Raises ParserError, naming what to install or download.
        """
        try:
            import stanza
        except ImportError:
            raise ParserError("Stanza is not installed: run `pip install 'quoteattr[stanza]'`") from None
        from stanza.pipeline.core import PipelineRequirementsException

        # Every string is one sentence already, whatever stops are in it.
        settings = {"download_method": None, "verbose": False, "tokenize_no_ssplit": True} | options
        try:
            return cls(stanza.Pipeline(lang, **settings), batch_size)
        except (FileNotFoundError, PipelineRequirementsException, KeyError, ValueError) as error:
            what = next((line.strip() for line in str(error).splitlines() if line.strip(" -")), type(error).__name__)
            raise ParserError(
                f"the Stanza pipeline for {lang!r} cannot be loaded ({what}): "
                f"run `python -c \"import stanza; stanza.download('{lang}')\"`"
            ) from error

    def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:  # noqa: ARG002 (Stanza tags them anyway)
        """See `quoteattr.parse.Parser.pipe`."""
        import stanza

        iterator = iter(strings)
        while batch := list(islice(iterator, self.batch_size)):
            docs = self.nlp.bulk_process([stanza.Document([], text=text) for text in batch])
            yield from (_document(doc.sentences) for doc in docs)


def _document(sentences: Iterable[Sentence]) -> list[ParsedToken]:
    out: list[ParsedToken] = []
    for sentence in sentences:
        out += _tokens(sentence, len(out))
    return out


def _tokens(sentence: Sentence, base: int) -> list[ParsedToken]:
    """The surface tokens of one sentence; `base`: how many come before."""
    place = {word.id: n for n, token in enumerate(sentence.tokens) for word in token.words}
    out = []
    for n, token in enumerate(sentence.tokens):
        # Of the words of a contraction, the one that something outside governs tells where it belongs.
        outward = next((w for w in token.words if w.head == 0 or place[w.head] != n), token.words[0])
        tagged = next((w for w in token.words if w.upos == "ADP"), token.words[0])
        out.append(
            ParsedToken(
                start=token.start_char,
                end=token.end_char,
                text=token.text,
                pos=tagged.upos or "X",
                morph=tagged.feats or "",
                head=base + (n if outward.head == 0 else place[outward.head]),
                dep="ROOT" if outward.head == 0 else (outward.deprel or "dep").partition(":")[0],
                ent=_entity(token),
            )
        )
    return out


def _entity(token: StanzaToken) -> str:
    label = (getattr(token, "ner", None) or "O").partition("-")[2]
    return label if label in _ENTITIES else ""
