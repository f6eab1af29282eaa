"""A parsed sentence as the grammar reads it: tokens, phrases and verb groups by position.

Subject labels of small parsers are wrong in half of the reporting clauses, while their tags and
chunks are good; so phrases are built here from tags, order and agreement, and dependency labels are
asked only where order leaves a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from quoteattr.cues import Cue
from quoteattr.frames import Frame, Token
from quoteattr.lexicon.closed import Words, words
from quoteattr.spans import Range

_INVERTED = re.compile(
    r"[\s\u00a0]?[-‑–][\s\u00a0]?(?:t[-‑’' ][\s\u00a0]?)?(il|elle|ils|elles|on|je|nous|vous|tu)\b", re.IGNORECASE
)
_NOMINAL = ("NOUN", "PROPN", "NUM", "X", "SYM")
_OF = ("de", "du", "des", "d'")
_ROLE_PREPOSITIONS = (
    "à",
    "au",
    "aux",
    "en",
    "chargé",
    "chargée",
    "pour",
    "sur",
    "près",
    "auprès",
    "chez",
    "sans",
    "entre",
    "contre",
    "dans",
)
_OPENING_BRACKETS, _CLOSING_BRACKETS = ("(", "["), (")", "]")


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A cue with its auxiliaries and clitics. Positions are token indices.

    `start`: the first auxiliary or clitic; `head`, `last`: first and last token of the cue itself;
    `form`: finite, infinitive, gerund, participle (bare, without auxiliary);
    `clitic`: the range of an inverted subject pronoun (*a-t-il dit*), if any.
    """

    start: int
    head: int
    last: int
    form: str
    negated: bool = False
    passive: bool = False
    clitic: Range | None = None
    plural: bool | None = None


@dataclass
class View:
    """One frame with what the patterns ask of it."""

    text: str
    frame: Frame
    tokens: list[Token] = field(init=False)
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.frame.tokens
        self.words = words()

    # --- positions -----------------------------------------------------------------------------

    @cached_property
    def _by_start(self) -> dict[int, int]:
        table: dict[int, int] = {}
        for i, t in enumerate(self.tokens):
            for at in range(t.start, t.end):
                table.setdefault(at, i)
        return table

    def at(self, offset: int) -> int | None:
        """Index of the token that covers a document offset."""
        return self._by_start.get(offset)

    def range(self, first: int, last: int) -> Range:
        """Document range from token `first` to token `last`, both included."""
        return Range(self.tokens[first].start, self.tokens[last].end)

    @property
    def end(self) -> int:
        return len(self.tokens)

    @cached_property
    def body_end(self) -> int:
        """Document offset where the sentence ends without its final stop."""
        start, end = self.frame.sentence.range
        while end > start and (self.text[end - 1] in ".!?… \u00a0"):
            if any(q.start < end <= q.end for q in self.frame.sentence.quotations):
                break
            end -= 1
        return end

    def is_quote(self, i: int) -> bool:
        return self.tokens[i].pos == "QUOTE"

    def starts_quote(self, i: int) -> bool:
        """Whether a quotation begins with token `i`."""
        t = self.tokens[i]
        return t.quote >= 0 and (t.pos == "QUOTE" or i == 0 or self.tokens[i - 1].quote != t.quote)

    def has_quote(self, first: int, last_exclusive: int, *, least_words: int = 1) -> bool:
        """Whether a quotation of at least so many words begins between two tokens."""
        for i in range(first, min(last_exclusive, self.end)):
            if self.starts_quote(i):
                q = self.frame.sentence.quotations[self.tokens[i].quote]
                if len(q.inner.of(self.text).split()) >= least_words:
                    return True
        return False

    def start_of(self, i: int) -> int:
        """Document offset where content that begins with token `i` begins, opening mark included."""
        t = self.tokens[i]
        if t.pos != "QUOTE" and self.starts_quote(i):
            return self.frame.sentence.quotations[t.quote].start
        return t.start

    def end_of(self, i: int) -> int:
        """Document offset where content that ends with token `i` ends, closing mark included."""
        t = self.tokens[i]
        if t.quote >= 0:
            q = self.frame.sentence.quotations[t.quote]
            if i + 1 >= self.end or self.tokens[i + 1].quote != t.quote:
                return q.end
        return t.end

    # --- tokens --------------------------------------------------------------------------------

    def is_time(self, i: int) -> bool:
        return self.tokens[i].lower in self.words.time_nouns

    def is_finite(self, i: int) -> bool:
        t = self.tokens[i]
        return t.pos in ("VERB", "AUX") and "VerbForm=Fin" in t.morph

    def is_infinitive(self, i: int) -> bool:
        return "VerbForm=Inf" in self.tokens[i].morph

    def starts_phrase(self, i: int) -> bool:
        t = self.tokens[i]
        if t.pos in ("DET", "NOUN", "PROPN", "NUM", "X"):
            return True
        if t.pos == "PRON":
            return t.lower in (
                "celui",
                "celle",
                "ceux",
                "celles",
                "celui-ci",
                "celle-ci",
                "ceux-ci",
                "certains",
                "certaines",
                "beaucoup",
                "plusieurs",
                "l'un",
                "l'une",
                "un",
                "une",
                "tous",
                "toutes",
                "chacun",
                "quelques-uns",
                "d'autres",
                "moi",
                "lui",
                "elle",
                "eux",
                "elles",
                "nous",
                "ce",
            )
        return t.pos == "ADJ" and i + 1 < self.end and self.tokens[i + 1].pos in ("NOUN", "PROPN")

    # --- phrases -------------------------------------------------------------------------------

    def phrase_end(self, start: int, limit: int | None = None, *, simple: bool = False) -> int:
        """Last token of the noun phrase that begins at `start`: modifiers, *de* phrases, title and
        name, apposition, coordination. `simple` stops before appositions and coordinations."""
        limit = self.end if limit is None else limit
        i = start
        named = False  # a proper name has been read, other than in a complement
        complement = False
        noun = False
        last = start
        while i < limit:
            t = self.tokens[i]
            if t.pos == "QUOTE":
                break
            if t.pos in _NOMINAL or (
                t.pos == "ADJ" and (noun or i == start or self.tokens[i - 1].pos in ("DET", "NUM", "ADJ", "ADP"))
            ):
                if (
                    noun
                    and self.is_time(i)
                    and not (self.tokens[i - 1].lower in _OF or self.tokens[i - 1].pos == "DET")
                ):
                    break
                named = named or (t.pos in ("PROPN", "X") and t.text[:1].isupper())
                noun = noun or t.pos in _NOMINAL
                last = i
            elif t.pos in ("DET", "NUM"):
                if (
                    noun
                    and self.tokens[i - 1].pos not in ("ADP", "DET", "CCONJ", "PUNCT")
                    and self.tokens[i - 1].lower not in _OF
                ):
                    break
                if self.is_time_phrase(i):
                    break
            elif i == start and t.pos == "PRON":
                noun = True
                last = i
                if i + 1 < limit and self.tokens[i + 1].lower in ("-ci", "-là", "ci"):
                    last = i = i + 1
            elif t.pos == "PUNCT" and t.text in ("-", "‑", "'", "’", "/", "&") and i + 1 < limit:
                if t.start > self.tokens[i - 1].end:
                    break
            elif t.pos == "PUNCT" and t.text in _OPENING_BRACKETS and noun:
                close = self._closing(i, limit)
                if close is None or close - i > 8:
                    break
                last = i = close
            elif (
                (t.lower in _OF and noun and i + 1 < limit and self._starts_complement(i + 1))
                or (
                    t.pos == "ADP"
                    and noun
                    and t.lower in _ROLE_PREPOSITIONS
                    and not named
                    and not simple
                    and self._role_complement(i, limit)
                )
                or (
                    t.pos == "ADV"
                    and noun
                    and i + 1 < limit
                    and self.tokens[i + 1].pos == "ADJ"
                    and t.lower in ("très", "plus", "moins", "bien", "non", "tout")
                )
            ):
                pass
            elif (
                t.pos == "VERB"
                and "Part" in t.morph
                and noun
                and t.lower.startswith(("uni", "chargé", "délégué", "basé", "nommé", "retraité", "élu"))
            ):
                last = i
            elif (
                t.pos == "CCONJ"
                and t.lower in ("et", "ou", "&")
                and noun
                and not simple
                and i + 1 < limit
                and self._coordinates(start, i, limit)
            ):
                pass
            elif t.text == "," and noun and not simple and i + 1 < limit:
                after = self._apposition(start, i, limit, named)
                if after is None:
                    break
                last = after
                i = after
                named = True
            elif t.lower in ("qui", "que", "dont"):
                break
            else:
                break
            i += 1
        return last

    def _closing(self, i: int, limit: int) -> int | None:
        for j in range(i + 1, min(limit, i + 12)):
            if self.tokens[j].text in _CLOSING_BRACKETS:
                return j
        return None

    def _starts_complement(self, i: int) -> bool:
        t = self.tokens[i]
        return t.pos in ("DET", "NOUN", "PROPN", "NUM", "ADJ", "X", "PRON") and not self.is_infinitive(i)

    def _role_complement(self, i: int, limit: int) -> bool:
        """Whether the preposition at `i` still belongs to a title (*ministre délégué aux Comptes publics*)."""
        j = i + 1
        while j < limit and self.tokens[j].pos in ("DET", "ADJ"):
            j += 1
        if j >= limit or self.tokens[j].pos not in ("NOUN", "PROPN"):
            return False
        if self.is_time(j) or self.tokens[j].lower in self.words.media_nouns:
            return False
        if self.tokens[i].lower in ("dans", "sur", "à", "en", "contre"):
            # Only straight after the noun, and only with a capital: à la Migration, sur la Syrie.
            return (
                self.tokens[j].text[:1].isupper()
                and self.tokens[i - 1].pos in ("NOUN", "ADJ", "VERB")
                and self.tokens[i].lower != "en"
            )
        return True

    def _coordinates(self, start: int, i: int, limit: int) -> bool:
        """Whether *et* at `i` joins a second phrase to the one that began at `start`."""
        j = i + 1
        if not self.starts_phrase(j) or self.tokens[j].pos == "PRON":
            return False
        end = self.phrase_end(j, limit, simple=True)
        # "… et le ministre a ajouté": a finite verb right after makes it the subject of its own clause.
        following = end + 1
        if following < limit and self.is_finite(following) and following < self.end:
            return self._plural_verb(following)
        return True

    def _plural_verb(self, i: int) -> bool:
        return "Number=Plur" in self.tokens[i].morph

    def _apposition(self, start: int, comma: int, limit: int, named: bool) -> int | None:
        """Last token of an apposition or list item after the comma, or None when there is none."""
        j = comma + 1
        t = self.tokens[j]
        first = self.tokens[start]
        if not named and t.pos in ("PROPN", "X") and t.text[:1].isupper():
            return self.phrase_end(j, limit, simple=True)
        if (
            not named
            and t.text[:1].isupper()
            and t.pos in ("NOUN", "ADJ")
            and j + 1 < limit
            and self.tokens[j + 1].pos == "PROPN"
        ):
            return self.phrase_end(j, limit, simple=True)
        if named and t.pos in ("NOUN", "ADJ") and t.text[:1].islower() and not self.is_time(j):
            # Tom Burt, vice-président de Microsoft: a bare noun
            return self.phrase_end(j, limit, simple=True)
        if named and t.pos == "DET" and first.pos != "DET" and t.lower in ("le", "la", "l'", "les", "un", "une"):
            end = self.phrase_end(j, limit, simple=True)
            if (end + 1 < self.end and self.tokens[end + 1].pos == "PUNCT") or end + 1 >= self.end:
                return end
        if named and t.pos == "ADP" and t.lower in _OF and j + 1 < limit and self.tokens[j + 1].pos in ("PROPN", "DET"):
            # Philippe Marcacci, de l'Est Républicain
            return self.phrase_end(j + 1, limit, simple=True)
        # A list with a closing "et": la France, l'Allemagne et le Canada
        if self.starts_phrase(j) and t.pos in ("DET", "PROPN", "NOUN"):
            end = self.phrase_end(j, limit, simple=True)
            k = end + 1
            while k < limit and self.tokens[k].text == "," and k + 1 < limit and self.starts_phrase(k + 1):
                k = self.phrase_end(k + 1, limit, simple=True) + 1
            if (
                k < limit
                and self.tokens[k].lower == "et"
                and k + 1 < limit
                and self.starts_phrase(k + 1)
                and not self.is_time(j)
            ):
                return self.phrase_end(k + 1, limit, simple=True)
        return None

    def is_time_phrase(self, i: int) -> bool:
        """Whether a phrase of time begins at `i`: jeudi, ce mardi, la semaine dernière, 28 décembre."""
        j = i
        while j < self.end and j < i + 3 and self.tokens[j].pos in ("DET", "ADJ", "NUM"):
            if self.is_time(j):
                return True
            j += 1
        return j < self.end and self.is_time(j)

    def skip_time(self, i: int) -> int:
        """First token after the phrase of time at `i`."""
        j = i
        while (
            j < self.end
            and (self.tokens[j].pos in ("DET", "ADJ", "NUM") or self.is_time(j))
            and (self.is_time(j) or self.is_time_phrase(j) or self.tokens[j].pos in ("ADJ", "NUM"))
        ):
            j += 1
        return max(j, i + 1)

    def skip_adverbial(self, i: int) -> int:
        """First token after the adverbial that begins at `i` (adverb, phrase of time, prepositional
        phrase); `i` itself when there is none."""
        if i >= self.end:
            return i
        t = self.tokens[i]
        if t.pos == "ADV" or t.lower in ("-t", "-il", "-elle", "-ils", "-elles", "-on"):
            return i + 1
        if self.is_time_phrase(i):
            return self.skip_time(i)
        if t.pos in ("ADP", "SCONJ") or t.lower in ("d'", "auprès", "lors", "près"):
            j = i + 1
            while j < self.end and (self.tokens[j].pos in ("ADP", "ADV") or self.tokens[j].lower in ("d'", "de", "du")):
                j += 1
            if j < self.end and self.starts_phrase(j):
                if self.is_time_phrase(j):
                    return self.skip_time(j)
                end = self._simple_end(j)
                return end + 1
            if j < self.end and self.tokens[j].pos == "PRON":
                return j + 1
            return i
        return i

    def _simple_end(self, i: int) -> int:
        """Last token of a prepositional phrase's noun phrase, with *de* phrases and a participle's
        complement (*un message posté sur Twitter*)."""
        j = i
        last = i
        noun = False
        while j < self.end:
            t = self.tokens[j]
            if t.pos in _NOMINAL:
                if (
                    noun
                    and t.pos == "PROPN"
                    and self.tokens[j - 1].pos not in ("PROPN", "ADP", "DET", "NOUN", "PUNCT", "ADJ")
                ):
                    break
                if noun and self.is_time(j) and self.tokens[j - 1].lower not in _OF:
                    break
                noun = True
                last = j
            elif t.pos == "PRON" and j == i:
                last = j
                break
            elif t.pos == "DET":
                if noun and self.tokens[j - 1].pos != "ADP":
                    break
            elif t.pos == "ADJ":
                last = j
            elif t.lower == "des" and self.tokens[j - 1].pos == "PROPN":
                break  # à l'AFP des responsables: the article of a new phrase
            elif t.lower in _OF and noun:
                if j + 1 >= self.end or not self._starts_complement(j + 1):
                    break
            elif t.text in ("-", "‑", "/") and noun:
                pass
            elif (
                t.pos == "VERB" and "Part" in t.morph and noun and j + 1 < self.end and self.tokens[j + 1].pos == "ADP"
            ):
                after = self.skip_adverbial(j + 1)
                return after - 1
            else:
                break
            j += 1
        return last

    # --- clauses -------------------------------------------------------------------------------

    def inverted_clitic(self, i: int) -> Range | None:
        """The inverted subject pronoun that follows the finite verb at `i` (dit-il, a-t-elle)."""
        match = _INVERTED.match(self.text, self.tokens[i].end)
        return Range(match.start(1), match.end(1)) if match else None

    def verb_group(self, cue: Cue) -> VerbGroup | None:
        """The verb group of a cue, or None when the tags say that the word is no verb here."""
        head, last = self.at(cue.head.start), self.at(cue.range.end - 1)
        if head is None or last is None:
            return None
        t = self.tokens[head]
        clitic = self.inverted_clitic(head)
        if clitic is None and t.pos not in ("VERB", "AUX", "ADJ", "NOUN", "PROPN", "ADP"):
            return None
        auxiliary = self._auxiliary(head) if cue.has("participle") else None
        finite = cue.has("finite") and auxiliary is None
        if finite:
            if t.pos not in ("VERB", "AUX") and clitic is None and not self._incise_position(head):
                if not self._verbal_position(head):
                    return None
            if (
                "VerbForm=Part" in t.morph
                and cue.has("participle")
                and clitic is None
                and not self._incise_position(head)
            ):
                finite = False
        if auxiliary is not None:
            clitic = self.inverted_clitic(auxiliary) or clitic
            start, negated = self._left_edge(auxiliary)
            between = [self.tokens[k].lower for k in range(auxiliary + 1, head)]
            negated = negated and any(w in self.words.negations for w in [*between, self._next_lower(last)])
            passive = (
                self.tokens[auxiliary].lower in self.words.be
                and not self._reflexive(auxiliary)
                and cue.lexeme.lemma not in ("convenir",)
            )
            plural = "Number=Plur" in self.tokens[auxiliary].morph
            if self.tokens[auxiliary].lower in ("avoir", "être"):
                return VerbGroup(start, head, last, "infinitive", negated, passive, clitic)
            if self.tokens[auxiliary].lower in ("ayant", "étant"):
                return VerbGroup(start, head, last, "gerund", negated, passive, clitic)
            return VerbGroup(start, head, last, "finite", negated, passive, clitic, plural)
        if finite:
            start, negated = self._left_edge(head)
            after = [self.tokens[k].lower for k in range(last + 1, min(self.end, last + 4))]
            negated = negated and any(w in self.words.negations for w in after)
            plural = all(i.number == "plur" for i in cue.inflections if i.form == "finite")
            return VerbGroup(start, head, last, "finite", negated, False, clitic, plural)
        for form in ("gerund", "infinitive", "participle"):
            if cue.has(form) and t.pos in ("VERB", "AUX", "ADJ"):
                start, negated = self._left_edge(head)
                return VerbGroup(start, head, last, form, negated, form == "participle", None)
        return None

    def _verbal_position(self, i: int) -> bool:
        """Whether a word tagged as noun can be the verb after all: it follows a whole noun phrase or a
        subject pronoun, and its clause has no other finite verb (*le syndicat menace de …*)."""
        if i == 0:
            return False
        before = self.tokens[i - 1]
        if before.pos not in ("NOUN", "PROPN", "PRON", "ADV") or before.text.startswith("-"):
            return False
        if before.pos == "PROPN" and self.tokens[i].text[:1].isupper():
            return False
        end = i + 1
        while end < self.end and self.tokens[end].text not in (",", ".", ";", ":"):
            end += 1
        return not any(self.is_finite(k) for k in range(self.clause_start(i), end) if k != i)

    def _next_lower(self, i: int) -> str:
        return self.tokens[i + 1].lower if i + 1 < self.end else ""

    def _incise_position(self, i: int) -> bool:
        if i == 0:
            return bool(self.frame.masked)
        before = self.tokens[i - 1]
        return before.pos == "QUOTE" or (
            before.text in (",", "-", "–", "—") and (i < 2 or self.tokens[i - 2].quote >= 0)
        )

    def _reflexive(self, i: int) -> bool:
        return any(self.tokens[k].lower in ("se", "s'") for k in range(max(0, i - 3), i))

    def _auxiliary(self, head: int) -> int | None:
        """The auxiliary of the participle at `head`; adverbials may stand between (a de son côté déclaré)."""
        noun_seen = False
        for k in range(head - 1, max(-1, head - 14), -1):
            t = self.tokens[k]
            if t.lower in self.words.auxiliaries and t.pos in ("AUX", "VERB"):
                if t.lower in ("été", "eu") and k > 0:
                    continue
                return k
            if t.pos == "VERB" or t.pos in ("CCONJ", "SCONJ", "QUOTE") or t.text in (":", ";", "(", ")"):
                return None
            if (
                t.pos == "PRON"
                and t.lower in self.words.subject_pronouns
                and t.lower not in ("nous", "vous")
                and not t.text.startswith("-")
                and k + 1 < head
                and t.lower != "tous"
            ):
                return None
            if t.pos in ("DET",) and noun_seen:
                before = self.tokens[k - 1] if k else None
                if (
                    not (before and before.pos == "ADP")
                    and not self.is_time_phrase(k)
                    and not any(self.tokens[m].lower == "fois" for m in range(k, head))
                ):
                    return None
            if t.pos in ("NOUN", "PROPN"):
                noun_seen = True
        return None

    def _left_edge(self, i: int) -> tuple[int, bool]:
        """First clitic of the verb group that begins at `i`, and whether *ne* is among the clitics."""
        negated = False
        k = i
        while (
            k > 0
            and self.tokens[k - 1].lower in self.words.clitics
            and self.tokens[k - 1].pos in ("PRON", "ADV", "DET", "ADP")
        ):
            k -= 1
            negated = negated or self.tokens[k].lower in ("ne", "n'")
        return k, negated

    def clause_start(self, i: int) -> int:
        """First token of the clause that leads up to the verb group beginning at `i`."""
        depth = 0
        for k in range(i - 1, -1, -1):
            t = self.tokens[k]
            if t.text in _CLOSING_BRACKETS:
                depth += 1
            elif t.text in _OPENING_BRACKETS:
                depth = max(0, depth - 1)
            if depth:
                continue
            if t.pos == "QUOTE" or t.text in (":", ";"):
                return k + 1
            if t.pos == "SCONJ" or (t.pos == "PRON" and t.lower in ("où", "dont")):
                return k + 1
            if t.lower in ("que", "qu'") and t.pos == "PRON":
                return k + 1
            if t.lower in ("mais", "car", "or") or (t.pos == "CCONJ" and k + 1 < i and self._verb_before(k)):
                return k + 1
        return 0

    def _verb_before(self, k: int) -> bool:
        return any(self.is_finite(m) for m in range(k))

    def first_phrase(self, a: int, b: int) -> tuple[int, int] | None:
        """The first noun phrase between tokens `a` and `b` that no preposition governs."""
        i = a
        while i < b:
            t = self.tokens[i]
            if t.pos == "PRON" and t.lower in self.words.subject_pronouns and not self._is_object_clitic(i, b):
                return i, i
            after = self.skip_adverbial(i)
            if after > i:
                i = after
                continue
            if self.starts_phrase(i) and not (i > a and self.tokens[i - 1].pos == "ADP"):
                return i, self.phrase_end(i, b)
            i += 1
        return None

    def _is_object_clitic(self, i: int, b: int) -> bool:
        return self.tokens[i].lower in ("nous", "vous") and i + 1 < b

    def subject(self, group: VerbGroup) -> tuple[int, int] | None:
        """Tokens (first, last) of the subject to the left of a verb group, or None."""
        return self._subject_before(group.start, {group.head, *range(group.start, group.head)}, group.plural, 0)

    def _subject_before(self, start: int, heads: set[int], plural: bool | None, depth: int) -> tuple[int, int] | None:
        if depth > 4 or start <= 0:
            return None
        k = start - 1
        while k >= 0 and self.tokens[k].pos == "ADV":
            k -= 1
        if k >= 0 and self.tokens[k].pos == "PRON" and self.tokens[k].lower in self.words.subject_pronouns:
            t = self.tokens[k]
            if (
                t.lower in ("lequel", "laquelle", "lesquels", "lesquelles", "qui")
                or t.dep in ("nsubj", "expl")
                or t.pos == "PRON"
            ):
                return self._widen_pronoun(k)
        clause = self.clause_start(start)
        labelled = [
            i
            for i in range(clause, start)
            if self.tokens[i].dep == "nsubj" and self.tokens[i].head in heads and self.tokens[i].quote < 0
        ]
        for i in labelled[:1]:
            first = self._phrase_start(i, clause)
            last = self.phrase_end(first, start)
            opening = self.first_phrase(clause, first)
            if opening is not None and opening[1] + 2 == first and self.tokens[first - 1].text == ",":
                # James Jeffrey, l'homme de pointe américain: the label sits on the apposition
                first = opening[0]
            elif opening is not None and opening[1] >= first:
                first, last = opening[0], max(last, opening[1])
            return first, last
        found = self.first_phrase(clause, start)
        if found is None or self._another_verb(found[1] + 1, start):
            # Coordinated or interrupted: the subject of the verb before is the subject here.
            before = self._verb_left_of(start, clause if found else 0)
            if before is not None:
                edge, _ = self._left_edge(before)
                return self._subject_before(edge, {before}, None, depth + 1)
        return found

    def _another_verb(self, a: int, b: int) -> bool:
        return False if a >= b else any(self.is_finite(i) and not self._in_relative(i, a) for i in range(a, b))

    def _in_relative(self, i: int, a: int) -> bool:
        return any(self.tokens[k].lower in ("qui", "que", "qu'", "dont", "où") for k in range(max(0, a - 1), i))

    def _verb_left_of(self, i: int, least: int) -> int | None:
        for k in range(i - 1, -1, -1):
            if self.is_finite(k) and self.tokens[k].quote < 0:
                return k
        return None

    def _phrase_start(self, i: int, least: int) -> int:
        """First token of the noun phrase whose head is `i`."""
        k = i
        while k > least:
            before = self.tokens[k - 1]
            if (
                (before.pos in ("DET", "NUM", "ADJ") and before.quote == self.tokens[i].quote)
                or (before.pos in ("PROPN", "X") and self.tokens[i].pos in ("PROPN", "X"))
                or (
                    before.pos == "PUNCT"
                    and before.text == "-"
                    and k - 2 >= least
                    and self.tokens[k - 2].pos == "PROPN"
                )
            ):
                k -= 1
            elif before.pos == "NOUN" and self.tokens[k].pos in ("PROPN", "X"):
                k -= 1  # title and name: le président Macron
            else:
                break
        return k

    def _widen_pronoun(self, k: int) -> tuple[int, int]:
        t = self.tokens[k]
        if t.lower in ("certains", "certaines", "tous", "toutes", "plusieurs", "chacun", "beaucoup"):
            return k, k
        return k, k
