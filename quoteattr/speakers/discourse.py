"""What resolving a source may look at: the text, its sentences, its entities, and who spoke before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field, replace

from quoteattr.frames import Frame, is_link
from quoteattr.knowledge import Knowledge
from quoteattr.lexicon.closed import words
from quoteattr.records import Gender, SpeakerType
from quoteattr.spans import Range
from quoteattr.speakers.descriptions import tidy_role
from quoteattr.speakers.entities import Entity

_GOVERNED = re.compile(
    r"(?<!\w)(?:de|du|des|d['’]|à|au|aux|par|avec|contre|pour|chez|sur|entre|après|avant|sans|selon|malgré|devant|derrière|vers|sous"
    r"|comme|outre)[ \u00a0]?(?:M\.|Mme|MM\.)?[ \u00a0]?$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:]|(?<!\w)(?:et|mais|que|qui|où|dont|qu['’])(?!\w)")
_UNDER = re.compile(r"(?<!\w)(?:que[ \u00a0]|qu['’]|dont[ \u00a0]|où[ \u00a0])")
_WORD = re.compile(r"\w+")
_SUBORDINATED = re.compile(r"(?<!\w)(?:avant|après|pour|sans|bien|alors|tandis) qu(?:e[ \u00a0]|['’])$")
# A subject stands at most so many code points into its sentence.
_SUBJECT_REACH = 120
# How much a subject outweighs a later mention, in code points.
_SUBJECT_BONUS = 400
_TEXT_END = 10**9
_GOVERNED_MALUS = 200
# Statements that overlap at most, one within the other.
_NESTED = 4
_TITLE_REACH = 190
_ARTICLE_END = re.compile(r"(?<!\w)(?:le|la|les|l['’]|un|une|son|sa)[ \u00a0]?$", re.IGNORECASE)


@dataclass(slots=True)
class Link:
    """Who a source refers to.

    `how`: the source's form and what decided, for explanation and measurement; `noun_gender`: the gender that a
    pronoun for the description would have (*la direction* → *elle*), which says nothing about a person; `opening`: the
    pronoun that opens the statement and means this speaker.
    """

    name: str
    type: SpeakerType
    gender: Gender = "unknown"
    role: str | None = None
    mentions: list[Range] = field(default_factory=list)
    how: str = ""
    plural: bool = False
    entity: Entity | None = None
    noun_gender: Gender = "unknown"
    kb_id: str | None = None
    opening: Range | None = None

    def again(self, how: str) -> Link:
        """The same speaker, referred to in another form."""
        return replace(self, how=how)


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier source: where it stands, whom it refers to, and in which words."""

    at: int
    paragraph: int
    link: Link
    surface: str = ""


class Discourse:
    """One document on its way from sources to speakers.

    `history` grows as sources are linked; `statement`: the ranges of the one whose source is being linked. Whom a statement
    names is not who says it (*«Jean Morel a menti», a-t-il dit*).
    """

    def __init__(
        self,
        text: str,
        frames: list[Frame],
        entities: list[Entity],
        knowledge: Knowledge | None = None,
        date: str | None = None,
    ) -> None:
        self.text = text
        self.frames = frames
        self.starts = [f.sentence.range.start for f in frames]
        self._links = [is_link(text, f.sentence.range) for f in frames]
        self.entities = entities
        self.persons = [e for e in entities if e.type == "person"]
        self._mentions = sorted((r, n) for n, e in enumerate(self.persons) for r in e.mentions)
        self.knowledge = knowledge or Knowledge()
        self.date = date
        self.known = {p.id: e for e in self.persons for p in [self.knowledge.by_name(e.name)] if p is not None}
        self.named_sources: list[Entity] = []
        self.history: list[Said] = []
        self.statement: list[Range] = []
        self._reported: list[Range] = []
        # Where the title of a name begins: le ministre de l'Intérieur X
        self._titles = {
            m.start: r.start
            for e in self.persons
            for r in e.roles
            for m in e.mentions
            if 0 < m.start - r.start < _TITLE_REACH
        }

    def in_force(self, paragraph: int, reach: int = 2) -> Link | None:
        """The speaker of the speech before, at most `reach` paragraphs back."""
        if not self.history or paragraph - self.history[-1].paragraph > reach:
            return None
        return self.history[-1].link

    def last_person(self, paragraph: int, gender: Gender, reach: int = 2) -> Link | None:
        """The person who spoke last with whom gender agrees."""
        for s in reversed(self.history):
            if paragraph - s.paragraph > reach:
                return None
            if s.link.type == "person" and not s.link.plural and agrees(s.link.gender, gender):
                return s.link
        return None

    def named_between(self, start: int, end: int) -> list[tuple[Range, Entity]]:
        """The mentions of persons that begin in a range, in order."""
        first = bisect_left(self._mentions, ((start, 0), -1))
        last = bisect_left(self._mentions, ((end, 0), -1))
        return [(r, self.persons[n]) for r, n in self._mentions[first:last]]

    def named_at(self, start: int) -> Entity | None:
        """The person whose mention begins at an offset."""
        return next((e for _, e in self.named_between(start, start + 1)), None)

    def has_said(self, content: list[Range]) -> None:
        """Remembers what has been reported."""
        for part in content:
            insort(self._reported, part)

    def was_reported(self, r: Range) -> bool:
        """Whether a place is within a statement whose source has been linked."""
        at = bisect_right(self._reported, (r.start, _TEXT_END))
        return any(part.contains(r) for part in self._reported[max(0, at - _NESTED) : at])

    def in_statement(self, r: Range) -> bool:
        """Whether a place is within the statement whose source is being linked."""
        return any(r.overlaps(part) for part in self.statement)

    def occurrences(self, phrase: str) -> list[Range]:
        """Where the text holds a phrase as whole words."""
        if len(phrase) < 3:
            return []
        return [Range(m.start(), m.end()) for m in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", self.text)]

    def sentence_of(self, at: int) -> int:
        """Index of the sentence that holds a document offset, -1 before the first."""
        return bisect_right(self.starts, at) - 1

    def in_link(self, at: int) -> bool:
        """Whether a place is within a link to another article."""
        number = self.sentence_of(at)
        return number >= 0 and self._links[number]

    def is_subject(self, r: Range) -> bool:
        """Whether a mention stands where subjects stand: early in its sentence, under no preposition."""
        number = self.sentence_of(r.start)
        if number < 0 or self._links[number]:
            return False
        lead = _ARTICLE_END.sub("", self.text[self.starts[number] : self._titles.get(r.start, r.start)])
        if len(lead) >= _SUBJECT_REACH or _GOVERNED.search(lead) or _SUBORDINATED.search(lead):
            return False
        # Behind a verb only a new clause has a subject
        clause = _CLAUSE_END.split(lead)[-1]
        return not any(word in words().auxiliaries for word in _WORD.findall(clause.lower()))

    def _is_embedded(self, r: Range) -> bool:
        """Whether a mention is the subject of a clause of its own under another person's verb: *Jean Morel a été interrogé
        sur ce que | Paul Durand | avait fait*."""
        start = self.starts[max(0, self.sentence_of(r.start))]
        lead = self.text[start : r.start]
        under = list(_UNDER.finditer(lead))[-1:]
        if not under or _CLAUSE_END.search(lead, under[0].end()):
            return False
        return any(self.is_subject(other) for other, _ in self.named_between(start, start + under[0].start()))

    def person_before(self, at: int, gender: Gender) -> tuple[int, Entity, bool] | None:
        """The person last mentioned before an offset, subjects of sentences first; with whether it was a subject."""
        best: tuple[int, Entity, bool] | None = None
        weight = -_TEXT_END
        for e in self.persons:
            if not agrees(e.gender, gender):
                continue
            # Only the latest mentions can win; looking at all would be quadratic in a long text.
            last = bisect_left(e.mentions, (at, 0))
            for r in e.mentions[max(0, last - 4) : last]:
                if self.in_statement(r) or self.in_link(r.start):
                    continue
                subject = self.is_subject(r) and not self.was_reported(r) and not self._is_embedded(r)
                governed = not subject and _GOVERNED.search(self.text[max(0, r.start - 12) : r.start])
                own = r.start + (_SUBJECT_BONUS if subject else -_GOVERNED_MALUS if governed else 0)
                if own > weight:
                    best, weight = (r.start, e, subject), own
        return best


def person(e: Entity, how: str) -> Link:
    """The link to a person; the longest function that the text gives is the role."""
    role = max(e.roles, key=lambda r: len(r.phrase)).phrase if e.roles else None
    return Link(e.name, "person", e.gender, tidy_role(role) if role else None, e.mentions, how, entity=e)


def agrees(a: Gender, b: Gender) -> bool:
    """Whether two genders can be one person's."""
    return a == "unknown" or b == "unknown" or a == b
