"""From records to claims: what several articles quote is one claim with several appearances."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from quoteattr.dataset.copies import Groups, near_pairs, shingles_of, tokens_of
from quoteattr.dataset.folder import OUTLET, Appearance, ClaimSpeaker
from quoteattr.lexicon.closed import words as grammar
from quoteattr.lexicon.entities import entities
from quoteattr.records import Attribution, Document, Span, Speaker

# Statements of so many words are the same claim when they read the same, whoever said them; shorter ones (*C'est faux*)
# only from the same speaker.
_TELLING = 5
# From so many words on, statements that read nearly the same are one claim when nothing in their speakers contradicts it,
# and from so many on in any case.
_LONG, _UNMISTAKABLE = 8, 12
_SHINGLE = 3
_CONTAINED = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the article it stands in and the identity of its speaker over the dataset."""

    document: Document
    record: Attribution
    speaker_id: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one claim in document order; `best` is the most reliable of them."""

    found: tuple[Found, ...]
    best: Found
    speaker: ClaimSpeaker | None

    @property
    def id(self) -> str:
        """Stands for the place where the claim is first found, so that it stays the same when others are added."""
        first = self.found[0]
        place = ",".join(f"{s.start}-{s.end}" for s in first.record.statement.spans)
        return "c" + hashlib.sha256(f"{first.document.id}\n{place}".encode()).hexdigest()[:15]

    @property
    def speaker_ids(self) -> set[str]:
        """Everybody whom one of its records names."""
        return {f.speaker_id for f in self.found if f.speaker_id is not None}

    def appearances(self) -> list[Appearance]:
        return [_appearance(f) for f in self.found]


def group(found: Sequence[Found], identities: Identities) -> list[Group]:
    """Records as claims, in order of their first appearance."""
    tokens = [tokens_of(f.record.statement.text) for f in found]
    groups = Groups.of(range(len(found)))
    same: dict[tuple[str, str | None], int] = {}
    for n, (f, words) in enumerate(zip(found, tokens, strict=True)):
        if len(words) < _TELLING and f.speaker_id is None:
            continue
        key = (" ".join(words), None if len(words) >= _TELLING else f.speaker_id)
        groups.join(same.setdefault(key, n), n)
    long = {n: shingles_of(words, _SHINGLE) for n, words in enumerate(tokens) if len(words) >= _LONG}
    for a, b in near_pairs(long, _CONTAINED):
        if _says_otherwise(tokens[a]) != _says_otherwise(tokens[b]):
            continue  # the same words with another figure, or denied, are another claim
        unmistakable = min(len(tokens[a]), len(tokens[b])) >= _UNMISTAKABLE
        if unmistakable or _compatible(found[a].speaker_id, found[b].speaker_id):
            groups.join(a, b)
    members: dict[object, list[Found]] = {}
    for n, f in enumerate(found):
        members.setdefault(groups.find(n), []).append(f)
    return [_group(tuple(m), identities) for m in members.values()]


def _says_otherwise(words: Sequence[str]) -> list[str]:
    """What makes two statements that read nearly the same two claims: figures and negations."""
    return sorted(w for w in words if w[0].isdigit() or w in grammar().negations or w in ("ne", "n"))


def _compatible(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b


def _group(found: tuple[Found, ...], identities: Identities) -> Group:
    best = max(found, key=lambda f: (f.record.confidence, len(f.record.statement.text)))
    named = Counter(f.speaker_id for f in found if f.speaker_id is not None)
    if not named:
        return Group(found, best, None)
    most = max(named.values())
    most_named = [i for i, n in named.items() if n == most]
    chosen = best.speaker_id if best.speaker_id in most_named else most_named[0]
    speakers = [f.record.speaker for f in found if f.speaker_id == chosen and f.record.speaker is not None]
    fullest = max(speakers, key=lambda s: len(s.name))
    fullest = fullest.model_copy(update={"name": identities.name(chosen or "")})
    assert chosen is not None
    return Group(found, best, _speaker(chosen, fullest, speakers))


def _speaker(identity: str, fullest: Speaker, all_of_them: Sequence[Speaker]) -> ClaimSpeaker:
    """The fullest name with what any of the others knows."""
    genders = [s.gender for s in all_of_them if s.gender != "unknown"]
    return ClaimSpeaker(
        id=identity,
        name=fullest.name,
        type=fullest.type,
        role=fullest.role or next((s.role for s in all_of_them if s.role), None),
        gender=genders[0] if genders else "unknown",
        kb_id=fullest.kb_id or next((s.kb_id for s in all_of_them if s.kb_id), None),
    )


def _appearance(f: Found) -> Appearance:
    outlet, cue = f.document.metadata.get(OUTLET), f.record.cue
    return Appearance(
        article_id=f.document.id,
        record_id=f.record.id,
        outlet=outlet if isinstance(outlet, str) else None,
        date=f.document.date,
        url=f.document.url,
        spans=f.record.statement.spans,
        cue=Span(start=cue.start, end=cue.end, text=cue.text) if cue else None,
        source=f.record.source,
        confidence=f.record.confidence,
    )


@cache
def _titles() -> frozenset[str]:
    table = entities().honorifics
    return frozenset(w for title in (*table.male, *table.female, *table.open) for w in tokens_of(title))


class Identities:
    """Who is who over a whole dataset: *Morel* in one article is *Jean Morel* in another when nobody else has that name."""

    def __init__(self, records: Sequence[Attribution]) -> None:
        speakers = [r.speaker for r in records if r.speaker is not None]
        # By the last words of a name, the full names that end with them.
        self._full: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        self._persons = {_name(s) for s in speakers if s.type == "person"}
        for words in self._persons:
            for k in range(1, len(words)):
                self._full.setdefault(words[k:], set()).add(words)
        known: dict[str, set[str]] = {}
        for s in speakers:
            if s.kb_id is not None:
                known.setdefault(self._key(s), set()).add(s.kb_id)
        self._known = {key: next(iter(ids)) for key, ids in known.items() if len(ids) == 1}
        self._names: dict[str, str] = {}
        for s in speakers:
            identity = self.of(s) or ""
            self._names[identity] = max(self._names.get(identity, ""), s.name, key=lambda n: (len(n), n))

    def of(self, speaker: Speaker | None) -> str | None:
        """The id of a speaker, None for nobody."""
        if speaker is None:
            return None
        key = self._key(speaker)
        return speaker.kb_id or self._known.get(key) or "s" + hashlib.sha256(key.encode()).hexdigest()[:15]

    def name(self, identity: str) -> str:
        """The fullest name of a speaker anywhere in the dataset."""
        return self._names[identity]

    def _key(self, speaker: Speaker) -> str:
        words = _name(speaker)
        longer = self._full.get(words, set()) if speaker.type == "person" else set()
        # The longest of names that end in one another: Morel, Jean Morel, Pierre Jean Morel.
        roots = [full for full in longer if full not in self._full or not self._full[full] & longer]
        if len(roots) == 1:
            return f"person\n{' '.join(roots[0])}"
        person = speaker.type == "person" or (len(words) > 1 and words in self._persons)
        return f"{'person' if person else 'other'}\n{' '.join(words)}"


def _name(speaker: Speaker) -> tuple[str, ...]:
    """The words of a name without titles."""
    words = tokens_of(speaker.name)
    while speaker.type == "person" and len(words) > 1 and words[0] in _titles():
        words = words[1:]
    return tuple(words)
