"""What a pattern finds, before speakers and stance are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from quoteattr.cues import Cue
from quoteattr.spans import Range


@dataclass(slots=True)
class Found:
    """An attribution in the making.

    `content`: ranges in order; `frame`: the construction that introduced the content (a frame name of
    cues.toml, or `incise`, `according`, `uncued`, `label`); `rule`: the pattern's name;
    `sentence`: index of the frame it was found in; `clause`: the reporting clause, where addressee,
    medium and time stand; `governs`: the cue under which a participle or coordinated cue stands, whose
    source it shares; `negated`: the cue is negated.
    """

    content: list[Range]
    cue: Cue | None
    source: Range | None
    rule: str
    sentence: int
    frame: str = ""
    clause: Range | None = None
    negated: bool = False
    passive: bool = False
    notes: set[str] = field(default_factory=set)

    @property
    def extent(self) -> Range:
        """From the first to the last character of content, cue and source."""
        parts = list(self.content)
        if self.cue:
            parts.append(self.cue.range)
        if self.source:
            parts.append(self.source)
        return Range(min(p.start for p in parts), max(p.end for p in parts))

    @property
    def content_extent(self) -> Range:
        return Range(self.content[0].start, self.content[-1].end)
