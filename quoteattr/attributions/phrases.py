"""Noun phrases and adverbials, built from tags and order.

A source is a whole noun phrase: title, name, complements, apposition. Chunk and subject labels of
small parsers cut it in pieces, so it is read here token by token.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoteattr.attributions.tokens import Tokens
from quoteattr.frames import Token
from quoteattr.lexicon.entities import common_first_names, fold, folded, human_nouns, role_nouns

_NOMINAL = ("NOUN", "PROPN", "NUM", "X", "SYM")
_ROLE_PREPOSITIONS = ("à", "au", "aux", "chargé", "chargée", "pour", "sur", "près", "auprès", "chez", "sans")
OPENING_BRACKETS, CLOSING_BRACKETS = ("(", "["), (")", "]")
HONORIFICS = ("m.", "mm.", "mme", "mme.", "mlle", "me", "dr", "mgr")
_SAID = 4  # words in marks behind a comma from which on they are said, and no apposition
_DEGREE = ("très", "plus", "moins", "bien", "non", "tout")


@dataclass
class _State:
    """What has been read of a noun phrase: its head, a proper name of its own, a complement."""

    start: int
    simple: bool
    noun: bool = False
    named: bool = False
    complement: bool = False


class Phrases(Tokens):
    """Where phrases begin and end."""

    def phrase_end(self, start: int, limit: int | None = None, *, simple: bool = False) -> int:
        """Last token of the noun phrase that begins at `start`: modifiers, *de* phrases, title and
        name, apposition, coordination. `simple` stops before appositions and coordinations."""
        limit = self.end if limit is None else limit
        state = _State(start, simple)
        last, i = start, start
        while i < limit:
            step = self._extend(i, limit, state)
            if step is None:
                break
            i, belongs = step
            if belongs:
                last = i
            i += 1
        quote = self.tokens[last].quote
        if quote >= 0 and any(t.quote == quote and self.is_finite(k) for k, t in enumerate(self.tokens)):
            return last  # a sentence, and no label
        while (
            quote >= 0
            and self.tokens[start].quote != quote
            and last + 1 < limit
            and self.tokens[last + 1].quote == quote
        ):
            last += 1  # all of what is in marks: des «bonnets verts de la première heure»
        return last

    def _extend(self, i: int, limit: int, state: _State) -> tuple[int, bool] | None:
        """Reads on at token `i`: the last token read and whether the phrase may end there, or None when
        the phrase is over."""
        t = self.tokens[i]
        before = self.tokens[i - 1] if i > state.start else None
        if t.pos == "QUOTE":
            named = before is not None and before.lower in self.words.plurals and before.pos == "DET" and not state.noun
            state.noun = state.noun or named
            return (i, True) if named else None  # des «bonnets verts de la première heure»
        if i > state.start and before is not None and before.lower == "l'" and t.lower in ("un", "une"):
            state.noun = True  # l'un des responsables
            return i, True
        if before is not None and t.lower == "face" and i + 1 < limit and self.tokens[i + 1].lower in self.words.to:
            return None  # M. Morel face à la presse
        if before is not None and before.lower == "numéro" and (t.pos == "NUM" or t.lower in self.words.ranks):
            return i, True  # le numéro un de la banque
        mistagged = (
            before is not None
            and t.text[:1].isupper()
            and t.pos not in ("DET", "PRON", "SCONJ")
            and (before.pos in ("DET", "PROPN") or before.lower in HONORIFICS)
        )
        if (
            mistagged
            or t.pos in _NOMINAL
            or (t.pos == "ADJ" and (state.noun or before is None or before.pos in ("DET", "NUM", "ADJ", "ADP")))
        ):
            return self._nominal(i, state)
        if t.pos == "DET":
            if state.noun and self._is_title(i, limit, state):
                return i, False  # son adjoint le professeur Jean Morel
            if (
                t.text in ("La", "Le", "Les", "L'")
                and state.noun
                and i + 1 < limit
                and self.tokens[i + 1].text[:1].isupper()
            ):
                state.named = True
                return i, False  # le quotidien régional La Montagne
            if (
                state.noun
                and before is not None
                and before.pos not in ("ADP", "DET", "CCONJ", "PUNCT")
                and before.lower not in self.words.of
            ):
                return None
            return None if self.is_time_phrase(i) else (i, False)
        if before is not None and before.pos == "DET" and t.pos == "VERB" and "Part" in t.morph and not state.noun:
            return self._nominal(i, state)  # l'accusé
        opens = before is None or (before.pos == "CCONJ" and t.lower in self.words.approximations)
        if opens and t.pos == "ADV":
            return i, False  # plus de cent, environ deux cents; le maire et plus de cent élus
        if before is not None and before.pos == "DET" and t.lower in self.words.degrees and not state.noun:
            return i, False  # le plus grand opérateur
        if before is not None and before.lower in ("d'", "de") and t.lower == "entre" and i + 1 < limit:
            return i + 1, True  # plusieurs d'entre elles
        if before is not None and before.lower in self.words.of and t.lower in self.words.tonic:
            return i, True  # l'un d'eux
        if before is None:
            return self._pronoun(i, limit, state)
        if not state.noun and (t.lower in self.words.of or t.pos == "NUM"):
            return i, False
        if not state.noun:
            return None
        return self._modifier(i, limit, state)

    def _nominal(self, i: int, state: _State) -> tuple[int, bool] | None:
        t = self.tokens[i]
        before = self.tokens[i - 1] if i > state.start else None
        if (
            state.noun
            and before is not None
            and self.is_time(i)
            and before.lower not in self.words.of
            and before.pos != "DET"
            and not (before.pos == "NUM" and i - 2 >= state.start and self.tokens[i - 2].lower in self.words.of)
        ):
            return None
        if t.pos in ("PROPN", "X") and t.text[:1].isupper() and not state.complement:
            state.named = True
        state.noun = state.noun or t.pos != "ADJ" or t.text[:1].isupper()
        return i, True

    def _pronoun(self, i: int, limit: int, state: _State) -> tuple[int, bool] | None:
        state.noun = True
        if i + 1 < limit and self.tokens[i + 1].lower in ("-ci", "-là", "ci"):
            return i + 1, True
        return i, True

    def _modifier(self, i: int, limit: int, state: _State) -> tuple[int, bool] | None:
        """What may follow a head noun."""
        t, before = self.tokens[i], self.tokens[i - 1]
        more = i + 1 < limit
        if t.pos == "PUNCT" and t.text in ("-", "‑", "'", "’", "/", "&"):
            return (i, False) if more and t.start == before.end else None
        if t.text in OPENING_BRACKETS:
            close = self._closing(i, limit)
            if close is not None and self._reports_within(t.start, self.tokens[close].start):
                return None  # selon la police (500 selon les syndicats)
            return (close, True) if close is not None and close - i <= 8 else None
        if t.lower in self.words.of and more and self._starts_complement(i + 1) and not self._governs_infinitive(i + 1):
            if self.tokens[state.start].lower in self.words.tonic:
                return None
            state.complement = True
            return i, False
        if t.lower == "et" and state.complement and i + 2 < limit and self.tokens[i + 1].lower in self.words.of:
            # ministre de la Ville et de la Jeunesse
            return (i, False) if self._starts_complement(i + 2) else None
        if more and f"{t.lower} {self.tokens[i + 1].lower}" in self.words.postposed:
            return i + 1, True  # le directeur par intérim, le journal en ligne
        role = t.lower in _ROLE_PREPOSITIONS and (t.pos == "ADP" or t.lower == "auprès")
        if role and not state.named and not state.simple:
            if t.lower in self.words.to and self._is_addressed(state.start, i):
                return None
            return (i, False) if self._role_complement(i, limit) else None
        if t.lower == "sans" and more and before.text[:1].isupper() and self.tokens[i + 1].pos == "NOUN":
            return i, False  # Reporters sans frontières
        if t.pos == "ADV" and t.lower in _DEGREE and more and self.tokens[i + 1].pos == "ADJ":
            return i, False
        if t.pos == "VERB" and "Part" in t.morph and t.lower.startswith(self.words.title_participles):
            return i, True
        if t.lower == "et" and more and before.pos == "ADJ" and self.tokens[i + 1].pos == "ADJ":
            return i, False  # ses alliés russe et iranien
        if t.pos == "CCONJ" and self.tokens[state.start].lower in self.words.tonic:
            return None
        if t.lower == "et" and more and self.tokens[i + 1].pos == "NOUN" and not state.named and before.pos != "PROPN":
            return i, False  # l'ancien international et consultant Jean Morel
        if t.pos == "CCONJ" and t.lower in ("et", "ou", "&") and not state.simple and more:
            if self._coordinates(i, limit):
                state.complement = False
                return i, False
            return None
        if t.text == "," and self.tokens[state.start].lower in self.words.tonic | {"ce"}:
            return None
        if t.lower == "comme" and state.complement and more and self.tokens[i + 1].lower in self.words.of:
            return i, False  # les élus de gauche comme de droite
        # What is said begins behind a comma: le maire, «nous sommes prêts …»
        said = more and self.tokens[i + 1].quote != t.quote and self.has_quote(i + 1, i + 2, least_words=_SAID)
        if t.text == "," and not state.simple and more and not said:
            after = self._apposition(state.start, i, limit, state.named)
            if after is not None:
                state.named = True
                return after, True
        return None

    def _coordinates(self, i: int, limit: int) -> bool:
        """Whether *et* at `i` joins a second phrase to the one before it."""
        j = i + 1
        if not self.starts_phrase(j) or self.tokens[j].pos == "PRON":
            return False
        following = self.phrase_end(j, limit, simple=True) + 1
        # "… et le ministre a ajouté": a singular verb right after has that phrase alone as its subject.
        if following < limit and self.is_finite(following):
            return "Number=Plur" in self.tokens[following].morph
        return True

    def _reports_within(self, start: int, end: int) -> bool:
        """Whether an according-to phrase stands between two offsets."""
        return any(
            c.lexeme.kind == "preposition" and c.lexeme.entry.strict and start < c.head.start < end
            for c in self.frame.cues
        )

    def _is_addressed(self, start: int, to: int) -> bool:
        """Whether *aux* at token `to` says whom people talk to, and not what somebody is: *les manifestants aux passants*, *son
        épouse aux journalistes*; not *le conseiller aux affaires sociales*, *la fille aux cheveux roux*."""
        plural = self.tokens[start].lower in self.words.plurals
        nouns, behind = self.tokens[start + 1 : to], self.tokens[min(to + 1, self.end - 1)]
        kin = any(fold(t.text) in folded().kin for t in nouns)
        if not (kin or (plural and any(self._is_people(t) for t in nouns))):
            return False
        medium = kin and behind.text[:1].isupper() and fold(behind.text) not in folded().countries
        return self.tokens[to].lower == "aux" and (medium or self._is_people(behind))

    def _is_people(self, t: Token) -> bool:
        return fold(t.text) in human_nouns() or t.lower.endswith(self.words.people_endings)

    def _is_title(self, i: int, limit: int, state: _State) -> bool:
        """Whether an article opens the title and name of whom a possessive phrase describes: *sa voisine | le docteur Anne
        Durand*."""
        possessed = self.tokens[state.start].lower in self.words.possessives and i == state.start + 2
        if not possessed or self.tokens[i].lower not in ("le", "la") or i + 2 >= limit:
            return False
        return fold(self.tokens[i + 1].text) in role_nouns() and self.tokens[i + 2].pos == "PROPN"

    def _closing(self, i: int, limit: int) -> int | None:
        for j in range(i + 1, min(limit, i + 12)):
            if self.tokens[j].text in CLOSING_BRACKETS:
                return j
        return None

    def _governs_infinitive(self, i: int) -> bool:
        """Whether a clitic and an infinitive follow *de*: menace les journalistes de | leur nuire."""
        return i + 1 < self.end and self.tokens[i].lower in self.words.clitics and self.is_infinitive(i + 1)

    def _starts_complement(self, i: int) -> bool:
        t = self.tokens[i]
        if t.lower == "entre" or (t.lower in self.words.degrees and i + 1 < self.end):
            return t.lower == "entre" or self.tokens[i + 1].pos == "ADJ"  # l'un des plus anciens
        return t.pos in ("DET", "NOUN", "PROPN", "NUM", "ADJ", "X", "PRON") and not self.is_infinitive(i)

    def _role_complement(self, i: int, limit: int) -> bool:
        """Whether the preposition at `i` still belongs to a title (*ministre délégué aux Comptes publics*)."""
        j = i + 1
        while j < limit and (self.tokens[j].pos in ("DET", "ADJ") or self.tokens[j].lower in self.words.of):
            j += 1
        if j >= limit or self.tokens[j].pos not in ("NOUN", "PROPN"):
            return False
        if self.is_time(j) or self.tokens[j].lower in self.words.media_nouns:
            return False
        if self.tokens[i].lower == "sur":
            place = self.tokens[j].ent == "LOC" or fold(self.tokens[j].text) in folded().countries
            return j > i + 1 and place  # l'homme de pointe sur la Syrie, not sur France 2
        if self.tokens[i].lower == "à":
            if self.tokens[i - 1].lower in self.words.to_functions and fold(self.tokens[j].text) in folded().portfolios:
                return True  # conseillère à la communication
            # Only straight after the noun, and only with a capital: secrétaire d'État à la Migration
            return self.tokens[j].text[:1].isupper() and self.tokens[i - 1].pos in ("NOUN", "ADJ", "VERB")
        return True

    def _apposition(self, start: int, comma: int, limit: int, named: bool) -> int | None:
        """Last token of an apposition or list item after the comma, or None when there is none."""
        j = comma + 1
        t = self.tokens[j]
        first = self.tokens[start]
        acronym = first.pos == "DET" and start + 1 < comma and self.tokens[start + 1].text.isupper()
        # le PDG de la banque, Jean Morel
        given = acronym and (fold(t.text) in common_first_names() or t.ent == "PER")
        if (not named or given) and t.pos in ("PROPN", "X") and t.text[:1].isupper():
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
        if (
            named
            and t.pos == "ADP"
            and t.lower in self.words.of
            and j + 1 < limit
            and self.tokens[j + 1].pos in ("PROPN", "DET")
        ):
            # Philippe Marcacci, de l'Est Républicain
            return self.phrase_end(j + 1, limit, simple=True)
        if not named and t.pos == "DET" and t.lower in ("le", "la", "l'"):
            # un des organisateurs, le retraité Jean-Michel Bergon
            end = self.phrase_end(j, limit, simple=True)
            if self.tokens[end].pos == "PROPN" and any(self.tokens[m].pos in ("NOUN", "ADJ") for m in range(j, end)):
                if end + 1 >= self.end or self.tokens[end + 1].pos == "PUNCT":
                    return end
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

    # --- adverbials ----------------------------------------------------------------------------

    def is_time_phrase(self, i: int) -> bool:
        """Whether a phrase of time begins at `i`: jeudi, ce mardi, la semaine dernière, 28 décembre, fin juin."""
        if i + 1 < self.end and self.tokens[i].lower in self.words.time_openers and self.is_time(i + 1):
            return True
        j = i
        while j < self.end and j < i + 3 and self.tokens[j].pos in ("DET", "ADJ", "NUM"):
            if self.is_time(j):
                break
            j += 1
        if j < self.end and self.is_time(j) and j > i and self.tokens[j - 1].pos == "NUM":
            return not (j + 1 < self.end and self.tokens[j + 1].lower in self.words.of)  # cinq ans de prison
        if j < self.end and j > i and self.is_time(j) and self.tokens[i].lower in ("un", "une"):
            # un mois de prison is none, un mois de mars would be
            measured = j + 2 < self.end and self.tokens[j + 1].lower in self.words.of
            return not (measured and not self.is_time(j + 2))
        return j < self.end and self.is_time(j)

    def skip_time(self, i: int) -> int:
        """First token after the phrase of time at `i`."""
        j = i + 1 if self.tokens[i].lower in self.words.time_openers else i
        while (
            j < self.end
            and (self.tokens[j].pos in ("DET", "ADJ", "NUM") or self.is_time(j))
            and (self.is_time(j) or self.is_time_phrase(j) or self.tokens[j].pos in ("ADJ", "NUM"))
        ):
            if j > i and self.is_time(j - 1) and self.tokens[j].pos in ("DET", "NUM") and not self.is_time_phrase(j):
                break  # a demandé jeudi dix jours de congé
            j += 1
        if j + 1 < self.end and self.tokens[j].text == "-" and self.tokens[j + 1].lower in ("ci", "là"):
            j += 2  # ce mois-ci
        return max(j, i + 1)

    def skip_adverbial(self, i: int) -> int:
        """First token after the adverbial that begins at `i` (adverb, phrase of time, prepositional
        phrase); `i` itself when there is none."""
        if i >= self.end:
            return i
        t = self.tokens[i]
        opens = t.lower in ("auprès", "lors", "près")  # lors d'une audience, whatever the tag
        if (t.pos == "ADV" and not opens) or t.lower in ("-t", "-il", "-elle", "-ils", "-elles", "-on"):
            return i + 1
        if self.is_time_phrase(i):
            return self.skip_time(i)
        if i + 1 < self.end and t.lower == "un" and self.tokens[i + 1].lower == "peu":
            j = i + 2  # un peu plus tard
            while j < self.end and self.tokens[j].pos == "ADV":
                j += 1
            return j if self.tokens[j - 1].lower in self.words.late else i
        if i + 2 < self.end and self.is_ago(i + 2):
            return next(k for k in range(i + 3, self.end) if self.is_time(k)) + 1
        if opens or t.pos in ("ADP", "SCONJ") or t.lower == "d'":
            j = i + 1
            while j < self.end and (self.tokens[j].pos in ("ADP", "ADV") or self.tokens[j].lower in ("d'", "de", "du")):
                if self.tokens[j].pos == "ADP" and self.tokens[j - 1].pos == "ADV" and not (opens and j == i + 1):
                    break  # d'ailleurs à se mobiliser: the adverbial is over
                j += 1
            if (
                j < self.end
                and j > i + 1
                and self.tokens[j].pos == "DET"
                and self.tokens[j - 1].pos == "ADV"
                and not opens
            ):
                return j  # d'ailleurs les habitants
            if j < self.end and self.starts_phrase(j):
                if self.is_time_phrase(j):
                    return self.skip_time(j)
                end = self._simple_end(j)
                return end + 1
            if j < self.end and self.tokens[j].pos == "PRON":
                return j + 1
            if j > i + 1 and (
                self.tokens[j - 1].pos == "ADV" or (j < self.end and self.tokens[j].lower in self.words.that)
            ):
                return j  # d'ailleurs, en outre; craint en outre que
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
            if noun and self.starts_quote(j):
                break  # ont parlé à ce moment «d'échec»
            if t.pos in _NOMINAL:
                if (
                    noun
                    and t.pos == "PROPN"
                    and self.tokens[j - 1].pos not in ("PROPN", "ADP", "DET", "NOUN", "PUNCT", "ADJ")
                ):
                    break
                if noun and self.is_time(j) and self.tokens[j - 1].lower not in self.words.of:
                    break
                before = self.tokens[j - 1].text
                acronym = before.isupper() and len(before) > 1 and not before.endswith(".")  # not M.
                if noun and acronym and t.text[:1].isupper() and not t.text.isupper():
                    break  # à l'AFP | Paul Morel
                if noun and t.lower in HONORIFICS and self.tokens[j - 1].pos != "ADP":
                    if fold(self.tokens[j - 1].text) not in role_nouns():
                        break  # à l'AFP | M. Morel, pour sa part | M. Morel; but: au ministre M. Morel
                given = fold(t.text) in common_first_names() and fold(self.tokens[j - 1].text) not in role_nouns()
                name_before = (
                    self.tokens[j - 1].pos == "PROPN" and fold(self.tokens[j - 1].text) not in common_first_names()
                )
                if noun and t.pos == "PROPN" and given and (self.tokens[j - 1].pos == "NOUN" or name_before):
                    break  # écrit entre les lignes Jean Morel; a dit à Caen Jean Morel
                if noun and t.pos == "PROPN" and self.tokens[j - 1].lower in self.words.networks:
                    break  # sur Facebook Paul Morel
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
            elif t.lower in self.words.of and noun:
                if j + 1 >= self.end or not self._starts_complement(j + 1):
                    break
                if self.tokens[j + 1].lower.startswith("quel"):
                    break  # a demandé au président de quelle manière …
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
