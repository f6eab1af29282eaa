"""The complement of a cue: in which construction its content begins, and where.

Read to the right of the cue, past adverbials, addressees and insertions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quoteattr.attributions.phrases import CLOSING_BRACKETS, OPENING_BRACKETS
from quoteattr.attributions.view import VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.frames import Token
from quoteattr.lexicon import CueEntry
from quoteattr.lexicon.entities import fold, human_nouns, names_somebody
from quoteattr.lexicon.tone import tone_of

_MAX_SKIP = 40
# How far into a noun phrase its quoted words may begin: évoque une nouvelle forme de «provocation».
_QUOTED_PHRASE = 12
_NICKNAME = 3
# How many tokens behind à a que is looked for, before which a share stands: à 43 % | que …
_SHARE = 5


@dataclass(frozen=True, slots=True)
class Complement:
    """Where the content of a cue begins: `first` is its first token, `frame` the construction."""

    first: int
    frame: str


@dataclass(slots=True)
class _Scan:
    """Reading on behind a cue: where, and whether a comma or somebody addressed has been passed."""

    view: View
    cue: Cue
    group: VerbGroup
    at: int
    comma: bool = False
    person: bool = False

    @property
    def token(self) -> Token:
        return self.view.tokens[self.at]

    @property
    def entry(self) -> CueEntry:
        return self.cue.lexeme.entry

    def takes(self, *frames: str) -> bool:
        """Whether the cue has one of these constructions."""
        return not self.entry.frames.isdisjoint(frames)


#: What one step says: the complement, the token to read on at, or _NOTHING where there is none. None: it is another step's
#: matter. A step that reads on may note in the scan what it has passed.
_Step = Complement | int | None
_NOTHING = -1


def find_complement(view: View, cue: Cue, group: VerbGroup) -> Complement | None:
    """The content's construction and first token, looking right from the cue past adverbials and addressees."""
    scan = _Scan(view, cue, group, group.last + 1)
    stop = min(view.end, scan.at + _MAX_SKIP)
    while scan.at < stop:
        step = next((found for read in _STEPS if (found := read(scan)) is not None), scan.at + 1)
        if isinstance(step, Complement):
            return step
        if step == _NOTHING:
            return None
        scan.at = step
    return None


def _pronoun(s: _Scan) -> _Step:
    """What goes with the verb itself: an inverted pronoun, *lui-même*."""
    t = s.token
    emphatic = t.lower.endswith(("-même", "-mêmes"))  # se disant lui-même proche de …
    inverted = (t.text.startswith("-") and t.pos == "PRON") or t.text in ("t", "-t", "-t-", "-")
    return s.at + 1 if inverted or emphatic else None


def _quotation(s: _Scan) -> _Step:
    """Quoted words right behind the cue."""
    view, j = s.view, s.at
    if view.starts_quote(j) and _nickname(view, s.cue, s.group, j):
        return _NOTHING
    if not (view.is_quote(j) or (view.starts_quote(j) and not s.comma)):
        return None
    if s.entry.titles:
        return _NOTHING
    if s.takes("attr") or (s.takes("attr de") and view.tokens[j - 1].lower in view.words.of):
        return Complement(j, "attr")
    if s.takes("attr de") and (_in_object_relative(view, s.group) or s.token.lower in view.words.of):
        return Complement(j, "attr")
    if s.takes("quote", "np", "q-np", "q-attr"):
        return Complement(j, "quote" if s.takes("quote") else "np")
    return _NOTHING


def _colon(s: _Scan) -> _Step:
    if s.token.text != ":":
        return None
    return Complement(s.at + 1, "quote") if s.at + 1 < s.view.end and s.takes("quote") else _NOTHING


def _stop(s: _Scan) -> _Step:
    return _NOTHING if s.token.text in (".", ";", "!", "?", "…", *CLOSING_BRACKETS) else None


def _brackets(s: _Scan) -> _Step:
    if s.token.text not in OPENING_BRACKETS:
        return None
    limit = min(s.view.end, s.group.last + 1 + _MAX_SKIP)
    closing = (k for k in range(s.at, limit) if s.view.tokens[k].text in CLOSING_BRACKETS)
    return next(closing, limit) + 1


def _that(s: _Scan) -> _Step:
    """*que*, where it opens what is said and neither a conjunction nor a relative."""
    view, j = s.view, s.at
    if s.token.lower not in view.words.that:
        return None
    before = view.tokens[j - 1]
    behind_cue = before.start >= s.cue.range.end
    if before.lower == "ce" and behind_cue:
        return _NOTHING  # lance ce qu'elle appelle «une croisade»
    adverbial = before.pos == "ADP" and j > 1 and view.tokens[j - 2].lower == "en"  # en outre
    conjunction = before.lower in view.words.conjunction_heads and behind_cue and not adverbial
    listed = before.lower == "ainsi" and view.tokens[j - 2].pos in ("NOUN", "PROPN", "ADJ")
    if conjunction or listed or (before.lower == "alors" and view.is_comma(j - 2)):
        return _NOTHING  # tandis que, de peur que; des drapeaux ainsi que des pancartes
    if s.person and before.lower not in view.words.clause_nouns and _has_object(view, s.cue, s.group):
        return _NOTHING  # il rappelle quelques conseils que chacun devrait suivre
    opens = s.takes("que") and not view.restricts(j) and j + 1 < view.end
    return Complement(j + 1, "que") if opens else _NOTHING


def _question(s: _Scan) -> _Step:
    if not s.takes("si"):
        return None
    t, view = s.token, s.view
    word = t.lower in view.words.interrogatives and t.pos in ("SCONJ", "ADV", "PRON", "DET", "ADP", "ADJ")
    # demande de quelle manière …
    behind = t.pos == "ADP" and s.at + 1 < view.end and view.tokens[s.at + 1].lower.startswith("quel")
    return Complement(s.at, "si") if word or behind else None


def _quantity(s: _Scan) -> _Step:
    """*signale plus de cent cas*"""
    quantity = s.token.pos == "ADV" and s.view.starts_phrase(s.at) and not s.comma
    return Complement(s.at, "np") if quantity and s.takes("np") else None


def _comma(s: _Scan) -> _Step:
    view, j = s.view, s.at
    if s.token.text != ",":
        return None
    if s.group.form == "gerund" and s.takes("quote") and j + 1 < view.end and view.starts_quote(j + 1):
        if view.has_quote(j + 1, j + 2, least_words=4):
            return Complement(j + 1, "quote")  # poursuivant sans transition, «…»
    # Only an inserted adverbial may stand between commas: a relevé, en référence à …, que …
    inserted = _inserted(view, j)
    if inserted is not None:
        return inserted
    if not s.takes("que", "quote"):
        return _NOTHING
    s.comma = True
    return j + 1


def _verb(s: _Scan) -> _Step:
    """A finite verb behind a comma is another clause's; an infinitive is what is said, or what somebody before a comma is
    asked to do (*appelle les élus, …, à partir*)."""
    view, t, j = s.view, s.token, s.at
    if s.comma and t.pos in ("VERB", "AUX") and view.is_finite(j):
        return _NOTHING
    if s.comma and s.person and s.entry.person and infinitive_at(view, j + 1):
        if t.lower in view.words.to and s.takes("a"):
            return Complement(j + 1, "a")
        if t.lower in ("de", "d'") and s.takes("de"):
            return Complement(j + 1, "de")
    if not view.is_infinitive(j) or t.pos not in ("VERB", "AUX"):
        return None
    found = _infinitive(view, s.cue, s.group, j) if s.takes("inf") and not s.comma else None
    return _NOTHING if found is None else found


def _article(s: _Scan) -> _Step:
    """*des*, whatever its tag, right behind a cue that takes no *de*: dénonce des abus."""
    view, j = s.view, s.at
    if s.token.lower != "des" or not s.takes("np") or s.takes("de") or j != s.group.last + 1 or j + 1 >= view.end:
        return None
    return Complement(j, "np") if view.starts_phrase(j + 1) and not view.is_time_phrase(j + 1) else None


def _preposition(s: _Scan) -> _Step:
    return _prepositional(s.view, s.entry.frames, s.at, s.comma, reflexive=s.cue.lexeme.reflexive)


def _attribute(s: _Scan) -> _Step:
    return _predicative(s.view, s.cue, s.at) if s.takes("attr", "attr de") and not s.comma else None


def _adverb(s: _Scan) -> _Step:
    """An adverbial: before an infinitive it belongs to what is said, else it is passed."""
    view, j = s.view, s.at
    if s.token.pos == "ADV" and not s.comma and s.takes("inf") and j + 1 < view.end and view.is_infinitive(j + 1):
        found = _infinitive(view, s.cue, s.group, j + 1)
        return _NOTHING if found is None else found
    after = view.skip_adverbial(j)
    return after if after > j else None


def _end_of_clause(s: _Scan) -> _Step:
    """A coordination or another verb: nothing behind it belongs to the cue."""
    return _NOTHING if s.token.pos == "CCONJ" or s.view.is_finite(s.at) else None


def _phrase(s: _Scan) -> _Step:
    """A noun phrase: a time, what is said, or whom it is said to."""
    view, t, j = s.view, s.token, s.at
    nominal = view.starts_phrase(j)
    if not nominal and t.pos not in ("ADJ", "PRON"):
        return None
    if view.is_time_phrase(j):
        return view.skip_time(j)
    if s.comma:
        return view.phrase_end(j) + 1
    if s.takes("quote") and _colon_quotation(view, j):
        return view.phrase_end(j) + 1
    if (s.entry.greets and _people(view, j)) or _follows_that(view, s.group):
        return _NOTHING
    if nominal and _is_object(s):
        return Complement(j, "np")
    end = _clause_limit(view, j)
    if s.takes("q-label") and view.has_quote(j, min(end, j + 4)) and _in_object_relative(view, s.group):
        return Complement(j, "np")
    if s.takes("comme", "q-comme") and any(view.tokens[m].lower == "comme" for m in range(j, end)):
        return Complement(j, "comme")
    if not (s.entry.person or s.takes("que", "quote", "a", "de")):
        return _NOTHING
    if t.pos == "PRON" or nominal:
        blamed = _blamed(view, s.cue, j)
        if blamed is not None:
            return Complement(blamed, "de")
        s.person = True
        return view.phrase_end(j) + 1
    return j + 1 if t.pos == "ADJ" and s.takes("que") else _NOTHING


def _is_object(s: _Scan) -> bool:
    """Whether the noun phrase read is what is said: any behind a cue that takes one, where it is no mere circumstance; with
    quoted words; with a measure. Behind a cue that takes a person it is rather that person."""
    view, j = s.view, s.at
    if not s.entry.person:
        if s.takes("np") and not _is_aside(s):
            return True
        end = _clause_limit(view, j)
        quoted = view.has_quote(j, min(end, j + _QUOTED_PHRASE)) and s.token.quote == view.tokens[s.group.head].quote
        if s.takes("np", "q-np") and quoted and not _later_colon(view, j, end):
            return True
    return s.takes("n-np") and _measured(view, view.phrase_end(j) + 1)


def _is_aside(s: _Scan) -> bool:
    """Whether a participle is only a circumstance of what is reported before: *évoquant ce dossier*."""
    view, group = s.view, s.group
    if group.form != "gerund" or not s.entry.neutral or view.tokens[group.start].lower in view.words.auxiliaries:
        return False  # ayant avoué ces faits
    free = group.start == 0 or view.is_comma(group.start - 1) or view.tokens[group.start].lower == "en"
    return free or s.entry.act == "state"


def _like(s: _Scan) -> _Step:
    like = s.token.pos == "SCONJ" and s.token.lower == "comme" and s.takes("comme", "q-comme")
    return Complement(s.at + 1, "comme") if like else None


# In this order: what stands first decides.
_STEPS: tuple[Callable[[_Scan], _Step], ...] = (
    _pronoun, _quotation, _colon, _stop, _brackets, _that, _question, _quantity, _comma, _verb, _article,
    _preposition, _attribute, _adverb, _end_of_clause, _phrase, _like,
)  # fmt: skip


def _measured(view: View, k: int) -> bool:
    """Whether a measure stands at token `k`, no time or number of times: le nombre des blessés | à dix; not les élèves |
    à deux reprises."""
    if k + 1 >= view.end or view.tokens[k].lower not in view.words.measuring or not _is_figure(view, k + 1):
        return False
    return not any(view.is_time(m) for m in range(k + 2, min(view.end, k + 4)))


def _is_figure(view: View, k: int) -> bool:
    """Whether a number, or an adverb before one, begins at token `k`: dix, environ 200, plus de cent."""
    if view.tokens[k].lower in view.words.approximations:
        k += 2 if k + 1 < view.end and view.tokens[k + 1].lower in view.words.of else 1
    return k < view.end and (view.tokens[k].pos == "NUM" or view.tokens[k].text[:1].isdigit())


def _blamed(view: View, cue: Cue, j: int) -> int | None:
    """What the noun phrase at `j` closes with when the cue blames somebody for it: accuse la banque de | fraude. None where
    a complement follows of its own (accuse le chef de cabinet d'avoir menti), or the last noun says nothing bad and belongs
    to who they are (accuse le chef de cabinet)."""
    entry = cue.lexeme.entry
    if not entry.person or entry.act != "condemn" or "de" not in entry.frames:
        return None
    end = view.phrase_end(j)
    if end + 1 < view.end and view.tokens[end + 1].lower in view.words.of:
        return None
    bare = next((k for k in range(end, j + 1, -1) if view.tokens[k - 1].lower in ("de", "d'")), None)
    while bare is not None and view.tokens[bare - 2].pos == "CCONJ":
        bare = next((k for k in range(bare - 2, j + 1, -1) if view.tokens[k - 1].lower in ("de", "d'")), None)
    if bare is None or not any(t.pos == "PROPN" or names_somebody(t.text) for t in view.tokens[j : bare - 1]):
        return None
    tone = tone_of(view.tokens[bare].lower)
    blames = tone is not None and tone.kind in ("blame", "harm") and not names_somebody(view.tokens[bare].text)
    return bare if blames or view.tokens[bare].quote >= 0 else None


def _people(view: View, j: int) -> bool:
    """Whether the noun phrase at `j` stands for people, without words of the speaker's about them."""
    noun = next((view.tokens[k] for k in range(j, view.phrase_end(j) + 1) if view.tokens[k].pos == "NOUN"), None)
    if noun is None:
        return False
    people = fold(noun.text) in human_nouns() or noun.lower.endswith(view.words.people_endings)
    return people and not view.has_quote(j, min(view.end, view.phrase_end(j) + _QUOTED_PHRASE // 3))


def _nickname(view: View, cue: Cue, group: VerbGroup, j: int) -> bool:
    """Whether a form that may be a participle introduces what somebody is called: *Jean Morel, dit «Jeannot», …*"""
    words = view.frame.sentence.quotations[view.tokens[j].quote].inner.of(view.text).split()
    return (
        group.start == group.head == j - 1
        and cue.has("participle")
        and cue.has("finite")
        and group.start > 0
        and view.is_comma(group.start - 1)
        and len(words) <= _NICKNAME
    )


def _inserted(view: View, comma: int) -> int | None:
    """First token after a short insertion between two commas (*dénonce, lui, …*, *évoque, lors de son audition, …*),
    or None when none begins at `comma`."""
    if comma + 1 >= view.end:
        return None
    t = view.tokens[comma + 1]
    if (
        not (t.pos in ("ADP", "ADV") or t.lower in view.words.tonic or view.is_time_phrase(comma + 1))
        or t.lower in view.words.that
    ):
        return None
    for m in range(comma + 2, min(view.end, comma + 22)):
        if view.is_comma(m):
            return m + 1 if m + 1 < view.end else None
        if (
            view.is_finite(m)
            or view.is_quote(m)
            or view.tokens[m].text in (":", ";")
            or view.tokens[m].lower in view.words.that
        ):
            return None
    return None


def _in_object_relative(view: View, group: VerbGroup) -> bool:
    """Whether the clause is a relative on its object: ce qu'elle appelle un «déni»."""
    return any(view.tokens[m].lower in view.words.that for m in range(max(0, group.start - 6), group.start))


def _has_object(view: View, cue: Cue, group: VerbGroup) -> bool:
    """Whether the phrase after a verb is its object, so that a *que* behind it is a relative: the verb addresses nobody
    without a preposition, has its subject before it, and the phrase begins with a determiner."""
    if cue.lexeme.entry.person or group.form != "finite" or group.clitic is not None:
        return False
    if group.last + 1 >= view.end or view.tokens[group.last + 1].pos != "DET":
        return False
    return not view.is_time_phrase(group.last + 1) and view.subject(group) is not None


def _follows_that(view: View, group: VerbGroup) -> bool:
    """Whether *que* or *comme* stands right before the verb, whose subject then follows it: ce qu'a confirmé une source."""
    edge, _ = view.left_edge(group.start)
    return group.form == "finite" and edge > 0 and view.tokens[edge - 1].lower in view.words.that | {"comme"}


def _colon_quotation(view: View, a: int) -> bool:
    """Whether the clause from token `a` leads up to a colon and a quotation (*a exprimé sa satisfaction : «…»*)."""
    for m in range(a, view.end - 1):
        t = view.tokens[m]
        if t.quote >= 0 or view.is_finite(m) or t.text in (".", ";"):
            return False
        if t.text == ":":
            return view.starts_quote(m + 1)
    return False


def _later_colon(view: View, a: int, b: int) -> bool:
    for m in range(a, b):
        if view.tokens[m].text == ":":
            return True
        if view.tokens[m].quote >= 0:
            return False
    return False


def _infinitive(view: View, cue: Cue, group: VerbGroup, j: int) -> Complement | None:
    """The infinitive at `j` as what is said (*précise avoir retiré le texte*), unless a preposition or an object of the
    cue governs it (*rappelle la difficulté de le retirer*)."""
    first = _widen_left(view, j, group.last + 1)
    governed = first - 1 > group.last and view.tokens[first - 1].lower in view.words.before_infinitives
    return None if governed or _has_object(view, cue, group) else Complement(first, "inf")


def _widen_left(view: View, j: int, least: int) -> int:
    """Where the adverbs, clitics and negations before the infinitive at `j` begin."""
    while j > least:
        t, before = view.tokens[j - 1], view.tokens[j - 2]
        negation = t.lower in view.words.negations and before.lower in ("ne", "n'")
        clitic = t.lower in view.words.clitics and (t.pos == "PRON" or t.lower not in view.words.determiners)
        if not (negation or clitic or t.pos == "ADV") or t.lower in view.words.connectives:
            break
        j -= 1
    return j


def _prepositional(
    view: View, frames: frozenset[str], j: int, comma_seen: bool, *, reflexive: bool
) -> Complement | None:
    t = view.tokens[j]
    k = j + 1
    if k >= view.end or t.pos not in ("ADP", "SCONJ", "ADV", "DET") or comma_seen:
        return None
    infinitive = infinitive_at(view, k)
    if view.tokens[k].lower == "au" and k + 2 < view.end and view.tokens[k + 1].lower in ("moins", "plus"):
        return Complement(k, "de") if "de" in frames and t.lower in view.words.of else None  # d'au moins deux morts
    phrase = view.starts_phrase(k) or view.starts_quote(k) or view.tokens[k].pos in ("PRON",)
    end = _clause_limit(view, k)
    quoted = view.has_quote(k, end)
    if t.lower in view.words.of:
        contracted = t.lower in ("du", "des")
        partitive = "np" in frames or "de" not in frames  # a demandé des renforts, but: s'est réjoui des attentats
        if t.pos == "DET" and not quoted and (partitive or (contracted and not reflexive)):
            return None
        if "de" in frames and (
            (infinitive and not contracted)
            or view.starts_quote(k)
            or (
                phrase
                and not view.is_time_phrase(k)
                and view.tokens[k].lower not in ("source", "sources", "côté")
                and not (
                    view.tokens[k].lower in ("son", "sa")
                    and k + 1 < view.end
                    and view.tokens[k + 1].lower in ("côté", "part")
                )
                and (t.pos == "ADP" or t.lower in ("de", "d'") or reflexive)
            )
        ):
            return Complement(k, "de")
        if "q-de" in frames and quoted:
            return Complement(k, "de")
        if "attr de" in frames and phrase:
            return Complement(k, "attr")
        return None
    if "n-a" in frames and _measured(view, j) and not _later_that(view, k, min(view.end, k + _SHARE)):
        return Complement(j, "np")  # évalue | à dix le nombre des blessés; but: estiment à 43 % que …
    if t.lower in view.words.to:
        if view.tokens[k].lower == "ce" and k + 2 < view.end and view.tokens[k + 1].lower in view.words.that:
            return Complement(k + 2, "que") if "a" in frames or "a inf" in frames else None  # appelle à ce que …
        if ("a inf" in frames and infinitive) or ("a" in frames and (infinitive or (phrase and not _dative(view, k)))):
            return Complement(k, "a")
        if "q-a" in frames and quoted:
            return Complement(k, "a")
        return None
    for name in ("sur", "contre", "pour", "en"):
        if t.lower == name:
            if name in frames and (phrase or infinitive or view.tokens[k].lower in view.words.that):
                if view.tokens[k].lower in view.words.that and k + 1 < view.end:
                    return Complement(k + 1, "que")  # plaide pour que …
                if view.tokens[k].lower in view.words.media_nouns or (
                    k + 1 < view.end and view.tokens[k + 1].lower in view.words.media_nouns and name == "sur"
                ):
                    return None
                return Complement(k, name)
            if "q-" + name in frames and quoted:
                return Complement(k, name)
    if t.lower == "comme" and frames & {"comme", "q-comme"}:
        return Complement(k, "comme")
    return None


def infinitive_at(view: View, k: int) -> bool:
    """Whether an infinitive begins at token `k`, with the adverbs and clitics before it."""
    m = k
    while m < min(view.end, k + 5) and (
        view.tokens[m].pos in ("ADV", "PRON") or view.tokens[m].lower in view.words.clitics
    ):
        m += 1
    return m < view.end and view.is_infinitive(m)


def _dative(view: View, k: int) -> bool:
    """Whether the phrase after *à* is an addressee or a place rather than what is asked for."""
    i = k
    while i < view.end and view.tokens[i].pos in ("DET", "ADJ", "NUM"):
        i += 1
    if i >= view.end:
        return True
    t = view.tokens[i]
    return t.pos == "PROPN" or t.lower in view.words.media_nouns or t.ent in ("PER", "LOC")


def _predicative(view: View, cue: Cue, j: int) -> Complement | None:
    """Predicative complements: se dit prêt à …, juge la situation «grave», estime nécessaire de …"""
    t = view.tokens[j]
    if cue.lexeme.reflexive:
        if (
            t.pos in ("ADJ", "VERB")
            or t.lower in ("très", "plus", "en", "pour", "contre", "favorable", "tout", "à")
            or view.starts_quote(j)
            or t.pos == "NOUN"
        ):
            if view.is_time(j):
                return None
            return Complement(j, "attr")
        return None
    if t.pos == "ADJ" and not view.is_time_phrase(j):
        degree = j > 0 and view.tokens[j - 1].lower in view.words.degrees
        return Complement(j - degree, "attr")
    if t.pos in ("DET", "PROPN", "NOUN") and not view.is_time_phrase(j):
        end = _clause_limit(view, j)
        if "attr de" in cue.lexeme.entry.frames:
            return Complement(j, "attr") if any(view.tokens[m].lower in ("de", "d'") for m in range(j, end)) else None
        if view.has_quote(j, end) and not _later_that(view, j, end):
            return Complement(j, "attr")
        last = view.phrase_end(j, simple=True)
        if (last + 1 < end and view.tokens[last + 1].pos == "ADJ") or any(
            view.tokens[m].lower == "comme" for m in range(j, end)
        ):
            return Complement(j, "attr")
    return None


def _later_that(view: View, a: int, b: int) -> bool:
    return any(view.tokens[m].lower in view.words.that and view.tokens[m].quote < 0 for m in range(a, b))


def _clause_limit(view: View, j: int) -> int:
    """First token after the clause that `j` stands in: a stop outside quotations."""
    for m in range(j, view.end):
        if view.tokens[m].text in (".", ";", "!", "?") and view.tokens[m].quote < 0:
            return m
        if (
            view.is_comma(m)
            and m + 1 < view.end
            and (view.is_present_participle(m + 1) or view.tokens[m + 1].lower in view.words.auxiliaries)
        ):
            return m
    return view.end
