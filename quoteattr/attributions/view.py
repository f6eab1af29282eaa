"""A parsed sentence as the grammar reads it: verb groups and their subjects.

Subject labels of small parsers are wrong in half of the reporting clauses, while their tags are good;
so clause order, agreement and position decide, and labels are asked only where order leaves a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoteattr.attributions.phrases import CLOSING_BRACKETS, HONORIFICS, OPENING_BRACKETS, Phrases
from quoteattr.cues import Cue
from quoteattr.lexicon.entities import common_first_names, fold, folded, role_nouns
from quoteattr.marks import DASHES
from quoteattr.spans import Range

_INVERTED = re.compile(
    r"[\s\u00a0]?[-‑–][\s\u00a0]?(?:t[-‑’' ][\s\u00a0]?)?(il|elle|ils|elles|on|je|nous|vous|tu)\b", re.IGNORECASE
)


# A word at the start of a sentence that ends so may be a participle that was tagged as a noun: Pris de panique, …
_PLAIN_PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées")
_PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées", "is", "ise", "it", "ite", "u", "ue", "us", "ues")


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


#: Cues with their verb groups, by the token of the cue.
Groups = dict[int, tuple[Cue, VerbGroup]]


class View(Phrases):
    """One frame with what the patterns ask of it."""

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
        if clitic is None and t.pos not in ("VERB", "AUX", "ADJ", "NOUN", "PROPN", "ADP", "ADV", "X"):
            if not self._before_that(head):
                return None
        if clitic is not None and clitic.of(self.text).lower() in ("vous", "tu"):
            return None  # a question to somebody
        auxiliary = self.auxiliary(head) if cue.has("participle") else None
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
                # "dit" and "interdit" are tagged as participles in the present, too.
                finite = head > 0 and self._lacks_verb(head)
        if auxiliary is not None:
            clitic = self.inverted_clitic(auxiliary) or clitic
            start, negated = self.left_edge(auxiliary)
            between = [self.tokens[k].lower for k in range(auxiliary + 1, head)]
            second = any(w in self.words.negations for w in [*between, self._next_lower(last)])
            negated = negated and (second or self._denied_of_each(start))
            # "a été jugé" is passive whatever its first auxiliary; "s'est dit" is not.
            passive = "été" in between or (
                self.tokens[auxiliary].lower in self.words.be
                and not self._reflexive(auxiliary)
                and not cue.lexeme.entry.be
            )
            plural = "Number=Plur" in self.tokens[auxiliary].morph
            if self.tokens[auxiliary].lower in ("avoir", "être"):
                return VerbGroup(start, head, last, "infinitive", negated, passive, clitic)
            if self.tokens[auxiliary].lower in ("ayant", "étant"):
                return VerbGroup(start, head, last, "gerund", negated, passive, clitic)
            return VerbGroup(start, head, last, "finite", negated, passive, clitic, plural)
        if finite:
            start, negated = self.left_edge(head)
            after = [self.tokens[k].lower for k in range(last + 1, min(self.end, last + 4))]
            second = any(w in self.words.negations for w in after)
            negated = negated and (second or self._denied_of_each(start))
            plural = all(i.number == "plur" for i in cue.inflections if i.form == "finite")
            return VerbGroup(start, head, last, "finite", negated, False, clitic, plural)
        for form in ("gerund", "infinitive", "participle"):
            addressed = form == "gerund" and self._with_object(head)
            if cue.has(form) and (t.pos in ("VERB", "AUX", "ADJ") or addressed):
                start, negated = self.left_edge(head)
                return VerbGroup(start, head, last, form, negated, form == "participle", None)
        return None

    def _denied_of_each(self, i: int) -> bool:
        """Whether *ni* opens the subject before the verb group at `i`: *ni le maire ni la préfète n'ont …*."""
        return sum(self.tokens[k].lower == "ni" for k in range(self.clause_start(i), i)) > 1

    def _verbal_position(self, i: int) -> bool:
        """Whether a word tagged as noun can be the verb after all: it follows a whole noun phrase or a
        subject pronoun, and its clause has no other finite verb (*le syndicat menace de …*)."""
        if i == 0:
            return False
        before = self.tokens[i - 1]
        if self._before_that(i) and self._lacks_verb(i):
            return True
        if before.pos not in ("NOUN", "PROPN", "PRON", "ADV") or before.text.startswith("-"):
            return False
        if before.pos == "PROPN" and self.tokens[i].text[:1].isupper():
            return False
        end = i + 1
        while end < self.end and self.tokens[end].text not in (",", ".", ";", ":"):
            if self.tokens[end].lower in self.words.interrogatives | self.words.subordinators:
                break
            end += 1
        return not any(self.is_finite(k) for k in range(self.clause_start(i), end) if k != i)

    def _before_that(self, i: int) -> bool:
        """Whether a word stands between a comma and *que*, as a verb does behind an apposition: *Léa, sa sœur, remarque que*."""
        if not (0 < i < self.end - 2 and self.is_comma(i - 1)):
            return False
        conjunction = self.tokens[i + 1].lower in self.words.that and self.tokens[i + 1].pos != "PRON"
        return conjunction and not self.is_finite(i + 2)  # but: …, demande que portent les syndicats

    def _with_object(self, i: int) -> bool:
        """Whether a word stands between a comma with a pronoun for its object and an infinitive: *…, leur reprochant de
        mentir*; not *…, le militant pour la paix*."""
        if not (1 < i < self.end - 2 and self.tokens[i - 1].lower in self.words.clitics and self.is_comma(i - 2)):
            return False
        return self.tokens[i + 1].lower in self.words.before_infinitives and any(
            self.is_infinitive(k) for k in range(i + 2, min(self.end, i + 5))
        )

    def _lacks_verb(self, i: int) -> bool:
        """Whether the clause that leads up to token `i` has a subject but no finite verb."""
        clause = self.clause_start(i)
        if any(self.is_finite(k) for k in range(clause, i)) or self.tokens[i - 1].pos in ("DET", "ADP", "ADV"):
            return False
        after = self.tokens[i + 1] if i + 1 < self.end else None
        if after is None or after.lower in ("par", "de", "d'", "à", "en", "dans"):
            return False
        found = self.first_phrase(clause, i)
        return found is not None and (found[1] == i - 1 or self.tokens[i - 1].text in (",", ")"))

    def _next_lower(self, i: int) -> str:
        return self.tokens[i + 1].lower if i + 1 < self.end else ""

    def _incise_position(self, i: int) -> bool:
        if i == 0:
            return bool(self.frame.masked)
        before = self.tokens[i - 1]
        if before.text in ("!", "?", "…") and before.quote >= 0 and self.tokens[i].quote != before.quote:
            return True  # «Rendez-moi mes clés !» crie Léa
        return before.pos == "QUOTE" or (
            before.text in (",", "-", "–", "—") and (i < 2 or self.tokens[i - 2].quote >= 0)
        )

    def _reflexive(self, i: int) -> bool:
        return any(self.tokens[k].lower in ("se", "s'") for k in range(max(0, i - 3), i))

    def auxiliary(self, head: int) -> int | None:
        """The auxiliary of the participle at `head`; adverbials may stand between (a de son côté déclaré)."""
        noun_seen = False
        for k in range(head - 1, max(-1, head - 14), -1):
            t = self.tokens[k]
            if t.lower in self.words.auxiliaries and t.pos in ("AUX", "VERB"):
                if t.lower in ("été", "eu") and k > 0:
                    continue
                return k
            if t.text in ("!", "?", "…"):
                return None  # «C'est fini !» dit-elle
            if t.lower in self.words.tonic and self._is_emphatic(k):
                continue  # a, elle, appelé; a lui aussi rappelé
            if k > 0 and t.lower == "et" and self.tokens[k - 1].lower == "ores":
                continue  # a d'ores et déjà prévenu
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
            if noun_seen and self._is_connective(k):
                continue  # a d'autre part annoncé
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

    def _is_emphatic(self, i: int) -> bool:
        """Whether the pronoun at `i` stands right behind an auxiliary, or a comma behind one."""
        k = i - 2 if self.is_comma(i - 1) else i - 1
        return k >= 0 and self.tokens[k].lower in self.words.auxiliaries and self.tokens[k].pos in ("AUX", "VERB")

    def _is_connective(self, i: int) -> bool:
        """Whether a connective of several words begins at token `i`."""
        return any(
            " ".join(t.lower for t in self.tokens[i : i + n]).replace("' ", "'") in self.words.connectives
            for n in (2, 3, 4)
        )

    def left_edge(self, i: int) -> tuple[int, bool]:
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
        for k in range(self._before_relative(i) - 1, -1, -1):
            t = self.tokens[k]
            if t.text in CLOSING_BRACKETS:
                depth += 1
            elif t.text in OPENING_BRACKETS:
                depth = max(0, depth - 1)
            if depth:
                continue
            if t.pos == "QUOTE" or t.text in (":", ";"):
                return k + 1
            if self.restricts(k):
                continue
            if t.lower in self.words.conditions and t.pos in ("SCONJ", "ADV"):
                return self._after_condition(k, i)
            if t.lower == "comme" and not any(self.is_finite(m) for m in range(k + 1, self.next_comma(k, i) or i)):
                continue  # comme le maire, la préfète a …
            if k == 1 and t.lower in self.words.that and self.tokens[0].lower in self.words.fronted_conjunctions:
                return self._after_condition(k, i)  # Alors que le maire cède, les syndicats ont …
            if t.pos == "SCONJ" or (t.pos == "PRON" and t.lower in ("où", "dont")):
                return k + 1
            if t.lower in ("que", "qu'") and t.pos == "PRON":
                return k + 1
            if t.lower in ("mais", "car", "or") or (t.pos == "CCONJ" and k + 1 < i and self._verb_before(k)):
                return k + 1
        return 0

    def _after_condition(self, k: int, i: int) -> int:
        """First token of the clause before `i` that follows the condition beginning at `k` (*si l'exécutif cède, les
        syndicats diront …*); the condition's own first token when `i` stands in it."""
        for c in range(i - 1, k, -1):
            if self.is_comma(c) and c + 1 < i and self.starts_phrase(c + 1):
                inside = any(self.is_finite(m) for m in range(k, c))
                if inside and not any(self.is_finite(m) for m in range(c + 1, i)):
                    return c + 1
        return k + 1

    def restricts(self, k: int) -> bool:
        """Whether *que* at `k` restricts rather than opens a clause (*ne reconnaît que quelques cas*)."""
        if self.tokens[k].lower not in self.words.that or k < 2 or self.tokens[k - 1].pos not in ("VERB", "AUX"):
            return False
        return any(self.tokens[m].lower in ("ne", "n'") for m in range(max(0, k - 4), k - 1))

    def _before_relative(self, i: int) -> int:
        """The comma that opens a relative clause which a comma right before `i` closes; `i` when there is none
        (*le ministre, qui n'a pas dit s'il viendrait, a …*), or the dash that opens an insertion which a dash closes
        (*les syndicats - dont la CGT - ont …*)."""
        if i > 2 and self.tokens[i - 1].text in DASHES:
            return next((c for c in range(i - 2, 0, -1) if self.tokens[c].text in DASHES), i)
        if i == 0 or not self.is_comma(i - 1):
            return i
        for c in range(i - 3, 0, -1):
            if not self.is_comma(c):
                continue
            opening = self.tokens[c + 1 : c + 3]
            if (
                (opening[0].lower in self.words.relatives and opening[0].pos != "SCONJ")
                or (opening[0].pos == "ADP" and opening[-1].lower in self.words.subject_relatives)
                or [t.lower for t in opening] == ["à", "savoir"]
            ):
                return i if self.has_main_verb(c + 1, i - 1) else c
        return i

    def _verb_before(self, k: int) -> bool:
        return any(self.is_finite(m) for m in range(k))

    def first_phrase(self, a: int, b: int) -> tuple[int, int] | None:
        """The first noun phrase between tokens `a` and `b` that no preposition governs."""
        i = a
        while i < b:
            t = self.tokens[i]
            if i + 2 < b and self.is_ago(i + 2):
                i = self.skip_adverbial(i)
                continue
            if t.pos == "PRON" and t.lower in self.words.subject_pronouns and not self._is_object_clitic(i, b):
                return i, i
            if i == 0 and t.lower in self.words.predeterminers and i + 1 < b and self.is_comma(i + 1):
                return i, i  # Tous, à l'exception du maire, ont …
            after = self.skip_adverbial(i)
            if after > i:
                i = after
                continue
            before = self.tokens[i - 1] if i > a else None
            if self.starts_phrase(i) and not (before and (before.pos == "ADP" or self._is_to(i - 1))):
                return i, self.phrase_end(i, b)
            i += 1
        return None

    def _is_to(self, i: int) -> bool:
        """Whether token `i` is *à*, with its article or as a capital without accent."""
        return self.tokens[i].lower in self.words.to or (i == 0 and self.tokens[i].text == "A")

    def _is_object_clitic(self, i: int, b: int) -> bool:
        return self.tokens[i].lower in ("nous", "vous") and i + 1 < b

    def subject(self, group: VerbGroup) -> tuple[int, int] | None:
        """Tokens (first, last) of the subject to the left of a verb group, or None."""
        found = self.subject_before(group.start, {group.head, *range(group.start, group.head)})
        if found is None or not group.plural:
            return found
        return self._listed(self.joint(found, group.start), group.start)

    def joint(self, found: tuple[int, int], limit: int) -> tuple[int, int]:
        """A subject with what a comma and *et* add to it (*Jean Morel, maire, et Anne Durand, préfète, ont …*)."""
        first, last = found
        comma = self.skip_adverbial(last + 1)  # secrétaire d'État auprès du ministre, et …
        while comma + 2 < limit and self.is_comma(comma) and self.tokens[comma + 1].lower == "et":
            if not self.starts_phrase(comma + 2):
                break
            last = self.phrase_end(comma + 2, limit)
            comma = self.skip_adverbial(last + 1)
        return first, last

    def _listed(self, found: tuple[int, int], limit: int) -> tuple[int, int]:
        """A subject with the rest of the list that it opens: *le gouvernement, la maire et des élus ont …*."""
        first, last = found
        if not self.is_comma(last + 1) or last + 2 >= limit or not self.starts_phrase(last + 2):
            return found
        end = self.phrase_end(last + 2, limit)
        if end + 3 < limit and self.tokens[end + 1].pos == "CCONJ":
            k = end + 3 if self.tokens[end + 2].lower == "des" else end + 2  # the article, whatever its tag
            end = self.phrase_end(k, limit) if self.starts_phrase(k) else end
        listed = end == limit - 1 and any(self.tokens[k].pos == "CCONJ" for k in range(last + 2, end))
        return (first, end) if listed else found

    def subject_before(self, start: int, heads: set[int], depth: int = 0) -> tuple[int, int] | None:
        if depth > 4 or start <= 0:
            return None
        k = start - 1
        while k >= 0 and self.tokens[k].pos == "ADV":
            k -= 1
        if k >= 0 and self.tokens[k].pos == "PRON" and self.tokens[k].lower in self.words.subject_pronouns:
            among = k > 2 and self.tokens[k - 1].lower == "entre"  # plusieurs d'entre elles, 67 % d'entre elles
            share = among and k > 3 and self.tokens[k - 3].text == "%"
            return (k - 3 - share if among else k), k
        clause = self.clause_start(start)
        limit = self._before_relative(start)
        if clause < limit < start:  # le gouvernement, qui n'a rien dit, affirme
            named = self.first_phrase(self._past_adverbials(clause, limit), limit)
            if named is not None and not self._another_verb(named[1] + 1, limit):
                return named
        for c in range(clause, start - 1):
            if self.tokens[c].lower in self.words.that_one and self.tokens[c + 1].lower == "qui":
                if (c == clause or self.is_comma(c - 1)) and not self.has_main_verb(c + 1, start):
                    return c, c  # celui qui partage l'affiche …
        labelled = [
            i
            for i in range(clause, start)
            if self.tokens[i].dep == "nsubj"
            and self.tokens[i].head in heads
            and self.tokens[i].quote < 0
            and self.tokens[i].text[:1].isalnum()
        ]
        opening = self._past_adverbials(clause, start)
        # Invité de la radio, le ministre a …; Ce mois-ci, le ministre a …; La gorge nouée, le ministre a …
        bare = self.tokens[0].pos != "DET" or self.is_time_phrase(0) or self._absolute(start)
        fronted = opening > clause == 0 and bare
        for i in labelled[:1]:
            if fronted and i < opening:
                continue
            first, last = self.phrase_around(i, opening if opening <= i else clause, start)
            if first == 0 or self.tokens[first - 1].lower not in self.words.to:  # quant au projet, X a …
                return first, last
        found = self.first_phrase(opening, start)
        before = found[0] - 1 if found is not None and found[0] > 0 else 0
        governed = before > 0 and (self.is_infinitive(before) or self.is_finite(before))
        # a promis de payer la dette et a annoncé …; …, bloquaient le pont et réclamaient …
        shared = governed and self.tokens[k].pos == "CCONJ"
        if found is None or shared or self._another_verb(found[1] + 1, start):
            # Coordinated or interrupted: the subject of the verb before is the subject here.
            verb = self._verb_left_of(start)
            if verb is not None:
                edge, _ = self.left_edge(verb)
                return self.subject_before(edge, {verb}, depth + 1)
        return found

    def absolute_subject(self, participle: int) -> tuple[int, int] | None:
        """Somebody between a comma and the participle whose subject they are: *a dénoncé la hausse, le gouvernement assurant
        …*; None where a thing or an object of the list before stands there."""
        comma = next((k for k in range(participle - 1, 0, -1) if self.is_comma(k)), None)
        if comma is None or not self.starts_phrase(comma + 1) or self.tokens[comma + 1].quote >= 0:
            return None
        if self.tokens[comma - 1].pos == "PROPN" and self.tokens[comma + 1].lower in self.words.indefinites:
            return None  # Jean Morel, un homme se disant …
        if self.phrase_end(comma + 1, participle) != participle - 1:
            return None
        phrase = self.tokens[comma + 1 : participle]
        if len(phrase) > 1 and phrase[0].lower + phrase[1].lower in self.words.phrase_pronouns:
            return comma + 1, participle - 1  # …, l'un d'eux les invitant à …
        if any(t.pos == "CCONJ" for t in phrase):
            return None  # the end of a list: le maire, les élus et le patron disant …
        known = role_nouns().keys() | folded().organizations
        return (comma + 1, participle - 1) if any(t.pos == "PROPN" or fold(t.text) in known for t in phrase) else None

    def clause_subject(self, k: int, *, contrasting: bool) -> tuple[int, int] | None:
        """The subject that the finite verb at `k` has in its own subordinate clause (*une loi à laquelle X a fait
        allusion*); with `contrasting`, only in one that stands against the main clause (*tandis que X s'est abstenu*)."""
        edge, _ = self.left_edge(k)
        for m in range(edge - 1, 0, -1):
            t = self.tokens[m]
            if self.is_finite(m) or t.lower == "qui" or t.quote >= 0:
                return None
            if t.lower not in self.words.relatives:
                continue
            if contrasting and self.tokens[m - 1].lower not in self.words.contrasting:
                return None
            return self.first_phrase(m + 1, edge)
        return None

    def _past_adverbials(self, clause: int, start: int) -> int:
        """First token after adverbials that open the clause, each closed by a comma (*A quelques jours de
        nouveaux débordements, le ministre …*); `clause` when nothing is left after them."""
        at = clause
        while at < start:
            t = self.tokens[at]
            participle = at == 0 and t.pos in ("NOUN", "ADJ") and t.lower.endswith(_PARTICIPLE_ENDINGS)
            participle = participle or (at == 0 and self._lone_participle(start))
            fronted = at == 0 and (self._fronted_apposition(start) or self._absolute(start))
            opens = t.pos in ("ADP", "ADV", "VERB", "SCONJ") or t.lower in self.words.adverbial_openers
            opens = opens or (t.lower in self.words.connectives and self.is_comma(at + 1))  # Résultat, le maire a …
            if not (opens or participle or fronted or self._is_to(at) or self.is_time_phrase(at)):
                return at
            nearest = next((k for k in range(start - 1, at, -1) if self.is_comma(k)), None)
            if nearest is not None and self.starts_phrase(nearest + 1):
                # Une semaine après la fermeture d'une usine qui, selon X, …, le ministre a …
                if self.phrase_end(nearest + 1, start, simple=True) == start - 1:
                    return nearest + 1
            comma = self.next_comma(at, start)
            if comma is None or comma + 1 >= start or self.first_phrase(comma + 1, start) is None:
                return at
            at = comma + 1
        return clause

    def _absolute(self, start: int) -> bool:
        """Whether the sentence opens with a noun and its participle beside the subject (*La gorge nouée, le maire a …*)."""
        if start < 6 or self.tokens[0].pos != "DET" or self.tokens[1].pos != "NOUN" or not self.is_comma(3):
            return False
        if not self.tokens[2].lower.endswith(_PARTICIPLE_ENDINGS) or not self.starts_phrase(4):
            return False
        return self.phrase_end(4, start, simple=True) == start - 1

    def _lone_participle(self, start: int) -> bool:
        """Whether the sentence opens with a participle and a comma, whatever its tag: *Ulcéré, le maire a …*; a name before
        its apposition or a list has more commas or *et*: *Calais, le port, a …*."""
        t = self.tokens[0]
        if self.end < 3 or not self.is_comma(1) or t.ent in ("PER", "LOC") or fold(t.text) in common_first_names():
            return False
        if any(self.is_comma(k) or self.tokens[k].pos == "CCONJ" for k in range(2, start)):
            return False
        return t.text.istitle() and t.pos in ("PROPN", "VERB", "X") and t.lower.endswith(_PLAIN_PARTICIPLE_ENDINGS)

    def _fronted_apposition(self, start: int) -> bool:
        """Whether the clause opens with a bare noun or adjective that says what its subject is (*Maire de Sète, Jean Morel
        a …*, *Présent à Lyon, le ministre a …*)."""
        opening, second = self.tokens[:2]
        qualified = second.lower in self.words.of or second.pos in ("ADP", "ADJ")
        if opening.pos == "PROPN":  # what was tagged so for its capital: Électron libre, …
            qualified = qualified and second.lower not in self.words.of
        if opening.pos not in ("NOUN", "ADJ", "PROPN") or not qualified:
            return False
        comma = self.next_comma(1, start)
        if comma is None or comma + 1 >= start:
            return False
        behind = self.tokens[comma + 1]
        nearest = self.next_comma(comma + 1, start) or start
        listed = any(self.tokens[k].pos == "CCONJ" for k in range(comma + 1, nearest))  # Greenpeace France, Oxfam et …
        if listed and second.lower not in self.words.of:
            return False
        return behind.pos in ("DET", "PROPN", "NUM") or behind.lower in HONORIFICS

    def phrase_around(self, i: int, clause: int, limit: int) -> tuple[int, int]:
        """The noun phrase of the clause that token `i` belongs to. Labels sit on appositions and complements
        too, so the phrase is looked for from the left."""
        k = clause
        while k <= i:
            if self.is_time_phrase(k) and self.skip_time(k) <= i:
                k = self.skip_time(k)
                continue
            if self.starts_phrase(k) and not (k > clause and (self.tokens[k - 1].pos == "ADP" or self._is_to(k - 1))):
                last = self.phrase_end(k, limit)
                if last >= i:
                    comma = next((m for m in range(i - 1, k, -1) if self.is_comma(m)), None)
                    if comma is not None and k > 0 and self.is_infinitive(k - 1):
                        k = comma + 1  # estimant que l'impôt a contribué à empêcher la croissance, X a …
                    return k, last
                if last + 2 <= i and self.tokens[last + 1].text == "," and self.phrase_start(i, clause) == last + 2:
                    return k, self.phrase_end(last + 2, limit)
                k = max(last, k) + 1
                continue
            after = self.skip_adverbial(k)
            k = max(k + 1, min(after, i)) if self.tokens[k].pos == "ADP" or self.is_time_phrase(k) else k + 1
        first = self.phrase_start(i, clause)
        return first, self.phrase_end(first, limit)

    def _another_verb(self, a: int, b: int) -> bool:
        return any(self.is_finite(i) and not self._in_relative(i, a) for i in range(a, b))

    def _in_relative(self, i: int, a: int) -> bool:
        return any(self.tokens[k].lower in self.words.relatives for k in range(max(0, a - 1), i))

    def _verb_left_of(self, i: int) -> int | None:
        for k in range(i - 1, -1, -1):
            if self.is_finite(k) and self.tokens[k].quote < 0:
                return k
        return None

    def phrase_start(self, i: int, least: int) -> int:
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
