"""Which records become claims."""

from __future__ import annotations

from dataclasses import dataclass, field

from quoteattr.dataset.copies import tokens_of
from quoteattr.records import Act, Attribution, Kind, SpeakerType


@dataclass(frozen=True, slots=True)
class Filters:
    """Every condition must hold; an empty one always does.

    `checkworthy`: only check-worthy records, or only the others; `speakers`: names, all words of one of which must be in
    the speaker's name, whatever the accents; `named`: only records with a speaker.
    """

    min_confidence: float = 0.5
    checkworthy: bool | None = None
    kinds: frozenset[Kind] = field(default_factory=frozenset)
    acts: frozenset[Act] = field(default_factory=frozenset)
    speakers: tuple[str, ...] = ()
    speaker_types: frozenset[SpeakerType] = field(default_factory=frozenset)
    named: bool = False

    def keep(self, record: Attribution) -> bool:
        speaker = record.speaker
        return (
            record.confidence >= self.min_confidence
            and self.checkworthy in (None, record.claim.checkworthy)
            and (not self.kinds or record.kind in self.kinds)
            and (not self.acts or record.stance.act in self.acts)
            and (not self.speaker_types or (speaker is not None and speaker.type in self.speaker_types))
            and (not self.named or speaker is not None)
            and (not self.speakers or (speaker is not None and any(is_named(speaker.name, n) for n in self.speakers)))
        )


def is_named(name: str, wanted: str) -> bool:
    """Whether all words of `wanted` are in a name."""
    words = set(tokens_of(wanted))
    return bool(words) and words <= set(tokens_of(name))
