"""A parsed sentence by position: its tokens, and where quotations begin and end among them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from quoteattr.frames import Frame, Token
from quoteattr.lexicon.closed import Words, words
from quoteattr.spans import Range

# An agency's signature at the end of a text: (ats/nxp)
_SIGNATURE = re.compile(r"[\s\u00a0]*\([A-Za-zÀ-ÿ]+(?:[/,][ \u00a0]?[A-Za-zÀ-ÿ]+)*\)$")


@dataclass
class Tokens:
    """The tokens of one frame with what every pattern asks of them."""

    text: str
    frame: Frame
    tokens: list[Token] = field(init=False)
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.frame.tokens
        self.words = words()

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    def at(self, offset: int) -> int | None:
        """Index of the token that covers a document offset."""
        i = bisect_right(self._starts, offset) - 1
        return i if i >= 0 and self.tokens[i].end > offset else None

    def first_at(self, offset: int) -> int:
        """Index of the first token that ends after a document offset; `end` when there is none."""
        i = self.at(offset)
        if i is not None:
            return i
        return next((k for k, t in enumerate(self.tokens) if t.end > offset), self.end)

    def range(self, first: int, last: int) -> Range:
        """Document range from token `first` to token `last`, both included, with the marks of quotations in it."""
        start, end = self.tokens[first].start, self.tokens[last].end
        quote = self.tokens[last].quote
        if quote >= 0 and (first == 0 or self.tokens[first - 1].quote != quote):
            end = self.end_of(last)
            if self.tokens[first].quote == quote and end > self.tokens[last].end:
                start = self.start_of(first)
        return Range(start, end)

    @property
    def end(self) -> int:
        return len(self.tokens)

    @cached_property
    def body_end(self) -> int:
        """Document offset where the sentence ends without its final stop."""
        start, end = self.frame.sentence.range
        signature = _SIGNATURE.search(self.text, start, end)
        if signature and signature.start() > start:
            end = signature.start()
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

    def quote_start(self, i: int) -> int:
        """The first token of the quotation that token `i` is in."""
        while i > 0 and self.tokens[i - 1].quote == self.tokens[i].quote:
            i -= 1
        return i

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
        return self.tokens[i].lower.removeprefix("mi-") in self.words.time_nouns

    def is_comma(self, i: int) -> bool:
        """Whether token `i` is a comma of the reporter's, not one inside quotation marks; there may be no token `i`."""
        return 0 <= i < len(self.tokens) and self.tokens[i].text == "," and self.tokens[i].quote < 0

    def next_comma(self, first: int, limit: int | None = None) -> int | None:
        """The reporter's first comma from token `first` on, before `limit`; None when there is none."""
        return next((k for k in range(first, self.end if limit is None else limit) if self.is_comma(k)), None)

    def is_finite(self, i: int) -> bool:
        t = self.tokens[i]
        return t.pos in ("VERB", "AUX") and "VerbForm=Fin" in t.morph and not self.is_ago(i)

    def is_ago(self, i: int) -> bool:
        """Whether token `i` is the verb of *il y a* before a phrase of time: *il y a deux jours*."""
        if i < 2 or [t.lower for t in self.tokens[i - 2 : i + 1]] != ["il", "y", "a"]:
            return False
        first = i + 1
        if first + 1 < self.end and self.tokens[first].lower in self.words.approximations:
            first += 2 if self.tokens[first + 1].lower in self.words.of else 1  # il y a plus d'un an
        return any(self.is_time(k) for k in range(first, min(self.end, first + 3)))

    def is_present_participle(self, i: int) -> bool:
        t = self.tokens[i]
        return t.pos in ("VERB", "AUX") and "Tense=Pres" in t.morph and "VerbForm=Part" in t.morph

    def is_finite_after(self, i: int) -> bool:
        """Whether a finite verb follows token `i`."""
        return any(self.is_finite(k) for k in range(i + 1, self.end))

    def has_main_verb(self, first: int, end: int) -> bool:
        """Whether a finite verb stands between two tokens that no word subordinates: each subordinator accounts for
        one verb, and for those coordinated with it."""
        pending, subordinate = 0, False
        for i in range(first, end):
            if self.subordinates(i):
                pending += 1
            elif self.is_finite(i) and self.tokens[i].quote < 0:
                if pending:
                    pending -= 1
                    subordinate = True
                elif not (subordinate and self._coordinated(i)):
                    return True
        return False

    def subordinates(self, i: int) -> bool:
        """Whether a clause that depends on another one begins with token `i`."""
        t = self.tokens[i]
        if t.lower == "s'":
            return i + 1 < self.end and self.tokens[i + 1].lower in ("il", "ils")
        if t.lower not in self.words.subordinators or t.pos not in ("PRON", "SCONJ", "ADV"):
            return False
        if t.lower in self.words.that and any(
            self.tokens[k].lower in self.words.comparatives for k in range(max(0, i - 4), i)
        ):
            return False  # aussi jeune qu'Antoine
        if t.lower == "dont":
            comma = self.next_comma(i)
            if comma is not None and not any(self.is_finite(k) for k in range(i + 1, comma)):
                return False  # dix personnes, dont trois policiers, sont …
        return not (i and self.tokens[i - 1].lower == "rien")  # rien que cette semaine

    def _coordinated(self, i: int) -> bool:
        """Whether the verb at `i` follows a coordinator, clitics and adverbs aside."""
        k = i - 1
        while k >= 0 and (self.tokens[k].lower in self.words.clitics or self.tokens[k].pos == "ADV"):
            k -= 1
        return k >= 0 and self.tokens[k].pos == "CCONJ"

    def is_infinitive(self, i: int) -> bool:
        return "VerbForm=Inf" in self.tokens[i].morph

    def starts_phrase(self, i: int) -> bool:
        """Whether a noun phrase can begin at token `i`."""
        t = self.tokens[i]
        if not t.text[:1].isalnum() or (i == 0 and t.text == "A"):
            return False  # A Nice, le maire a …
        if t.pos == "DET" and t.lower in self.words.to:
            return False  # au, aux: a preposition with its article
        if t.pos in ("DET", "NOUN", "PROPN", "NUM", "X"):
            return True
        if t.pos == "ADV" and t.lower in self.words.approximations and i + 1 < self.end:
            return self.tokens[i + 1].pos == "NUM" or self.tokens[i + 1].lower in ("de", "d'", "une", "un")
        if t.pos == "PRON":
            return t.lower in self.words.phrase_pronouns
        return t.pos == "ADJ" and i + 1 < self.end and self.tokens[i + 1].pos in ("NOUN", "PROPN")
