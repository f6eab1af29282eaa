"""Records as a table and as CoNLL-U."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quoteattr.quotations import read_quotations
from quoteattr.records import Attribution
from quoteattr.segment import sentences

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc, Token

    from quoteattr.records import Extraction


def row_of(record: Attribution) -> dict[str, Any]:
    """A record as one flat row: a column for each plain field, offsets of the content's first and last code point."""
    speaker, stance, spans = record.speaker, record.stance, record.statement.spans
    return {
        "id": record.id,
        "document_id": record.document_id,
        "speaker": speaker.name if speaker else None,
        "speaker_type": speaker.type if speaker else None,
        "role": speaker.role if speaker else None,
        "gender": speaker.gender if speaker else None,
        "kb_id": speaker.kb_id if speaker else None,
        "statement": record.statement.text,
        "start": spans[0].start,
        "end": spans[-1].end,
        "kind": record.kind,
        "cue": record.cue.text if record.cue else None,
        "cue_lemma": record.cue.lemma if record.cue else None,
        "source": record.source.text if record.source else None,
        "act": stance.act,
        "attitude": stance.attitude,
        "target": stance.target.text if stance.target else None,
        "certainty": stance.certainty,
        "claim": record.claim.text,
        "checkworthy": record.claim.checkworthy,
        "checkworthy_score": record.claim.score,
        **record.context.model_dump(),
        "confidence": record.confidence,
        "rule": record.rule,
    }


def to_pandas(extraction: Extraction) -> pd.DataFrame:
    """See `Extraction.to_pandas`."""
    import pandas as pd

    if extraction.attributions:
        return pd.DataFrame([row_of(a) for a in extraction.attributions])
    return pd.DataFrame(columns=list(_COLUMNS))


_COLUMNS = (
    *("id", "document_id", "speaker", "speaker_type", "role", "gender", "kb_id", "statement", "start", "end", "kind", "cue"),
    *("cue_lemma", "source", "act", "attitude", "target", "certainty", "claim", "checkworthy", "checkworthy_score"),
    *("addressee", "medium", "time", "place", "confidence", "rule"),
)  # fmt: skip


def to_conllu(extraction: Extraction, nlp: Language | None = None) -> str:
    """See `Extraction.to_conllu`."""
    import spacy

    text = extraction.document.text
    pipeline = nlp or spacy.blank("fr")
    lines = [f"# newdoc id = {' '.join(extraction.document.id.split())}"]
    roles = _roles(extraction)
    for number, sentence in enumerate(sentences(text, read_quotations(text)), start=1):
        part = " ".join(sentence.range.of(text).split())
        lines += [f"# sent_id = {number}", f"# text = {part}"]
        own = [role for role in roles if role[0] < sentence.range.end and role[1] > sentence.range.start]
        lines += _tokens(pipeline(sentence.range.of(text)), sentence.range.start, own)
        lines.append("")
    return "\n".join(lines) + "\n"


def _roles(extraction: Extraction) -> list[tuple[int, int, str, str]]:
    out = []
    for record in extraction.attributions:
        number = record.id.rpartition("#")[2]
        parts = [("Cue", record.cue), ("Source", record.source), *(("Content", s) for s in record.statement.spans)]
        out += [(part.start, part.end, role, number) for role, part in parts if part is not None]
    return out


def _tokens(doc: Doc, base: int, roles: list[tuple[int, int, str, str]]) -> Iterator[str]:
    words = [t for t in doc if not t.is_space]
    place = {t.i: n for n, t in enumerate(words, start=1)}
    parsed = doc.has_annotation("DEP")
    root = next((place[t.i] for t in words if t.head.i == t.i), 1)
    for n, t in enumerate(words, start=1):
        start, end = base + t.idx, base + t.idx + len(t)
        after = doc.text[t.idx + len(t) : t.idx + len(t) + 1]
        misc = ["SpaceAfter=No"] if after and not after.isspace() else []
        misc += [f"start_char={start}", f"end_char={end}"]
        for role in ("Cue", "Source", "Content"):
            tags = [
                f"{'B' if a >= start else 'I'}:{number}"
                for a, b, r, number in roles
                if r == role and a < end and b > start
            ]
            misc += [f"{role}={','.join(tags)}"] if tags else []
        head, relation = _head(t, place, root) if parsed else ("_", "_")
        columns = (str(n), t.text, t.lemma_ or "_", t.pos_ or "_", "_", str(t.morph) or "_", head, relation, "_")
        yield "\t".join((*columns, "|".join(misc)))


def _head(t: Token, place: dict[int, int], root: int) -> tuple[str, str]:
    """Head and relation: one root a sentence, what a parser took for others hangs on it."""
    if place[t.i] == root:
        return "0", "root"
    if t.head.i == t.i or t.head.i not in place:
        return str(root), "parataxis"
    return str(place[t.head.i]), t.dep_
