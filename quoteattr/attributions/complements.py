"""The complement of a cue: in which construction its content begins, and where.

Read to the right of the cue, past adverbials, addressees and insertions.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoteattr.attributions.view import VerbGroup, View
from quoteattr.cues import Cue
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


def find_complement(view: View, cue: Cue, group: VerbGroup) -> Complement | None:
    """The content's construction and first token, looking right from the cue past adverbials and addressees."""
    frames = cue.lexeme.entry.frames
    j = group.last + 1
    stop = min(view.end, j + _MAX_SKIP)
    comma_seen = person_seen = False
    while j < stop:
        t = view.tokens[j]
        if (t.text.startswith("-") and t.pos == "PRON") or t.text in ("t", "-t", "-t-", "-"):
            j += 1
            continue
        if view.starts_quote(j) and _nickname(view, cue, group, j):
            return None
        if view.is_quote(j) or (view.starts_quote(j) and not comma_seen):
            if cue.lexeme.entry.titles:
                return None
            if "attr" in frames or ("attr de" in frames and view.tokens[j - 1].lower in view.words.of):
                return Complement(j, "attr")
            if "attr de" in frames and (_in_object_relative(view, group) or t.lower in view.words.of):
                return Complement(j, "attr")
            if frames & {"quote", "np", "q-np", "q-attr"}:
                return Complement(j, "quote" if "quote" in frames else "np")
            return None
        if t.text == ":":
            return Complement(j + 1, "quote") if j + 1 < view.end and "quote" in frames else None
        if t.text in (".", ";", "!", "?", "…") or t.text in (")", "]"):
            return None
        if t.text in ("(", "["):
            while j < stop and view.tokens[j].text not in (")", "]"):
                j += 1
            j += 1
            continue
        if t.lower in view.words.that:
            before = view.tokens[j - 1]
            if before.lower == "ce" and before.start >= cue.range.end:
                return None  # lance ce qu'elle appelle «une croisade»
            adverbial = before.pos == "ADP" and j > 1 and view.tokens[j - 2].lower == "en"  # en outre
            conjunction = before.lower in view.words.conjunction_heads and before.start >= cue.range.end
            conjunction = conjunction and not adverbial
            listed = before.lower == "ainsi" and view.tokens[j - 2].pos in ("NOUN", "PROPN", "ADJ")
            if conjunction or listed or (before.lower == "alors" and view.is_comma(j - 2)):
                return None  # tandis que, de peur que; des drapeaux ainsi que des pancartes
            if person_seen and before.lower not in view.words.clause_nouns and _has_object(view, cue, group):
                return None  # il rappelle quelques conseils que chacun devrait suivre
            if "que" in frames and not view.restricts(j) and j + 1 < view.end:
                return Complement(j + 1, "que")
            return None
        if (
            t.lower in view.words.interrogatives
            and "si" in frames
            and t.pos in ("SCONJ", "ADV", "PRON", "DET", "ADP", "ADJ")
        ):
            return Complement(j, "si")
        if "si" in frames and t.pos == "ADP" and j + 1 < view.end and view.tokens[j + 1].lower.startswith("quel"):
            return Complement(j, "si")  # demande de quelle manière …
        if "np" in frames and t.pos == "ADV" and view.starts_phrase(j) and not comma_seen:
            return Complement(j, "np")  # signale plus de cent cas
        if t.text == "," and group.form == "gerund" and "quote" in frames and j + 1 < view.end:
            if view.starts_quote(j + 1) and view.has_quote(j + 1, j + 2, least_words=4):
                return Complement(j + 1, "quote")  # poursuivant sans transition, «…»
        if t.text == ",":
            # Only an inserted adverbial may stand between commas: a relevé, en référence à …, que …
            inserted = _inserted(view, j)
            if inserted is not None:
                j = inserted
                continue
            if "que" in frames or "quote" in frames:
                comma_seen = True
                j += 1
                continue
            return None
        if comma_seen and t.pos in ("VERB", "AUX") and view.is_finite(j):
            return None
        if comma_seen and person_seen and cue.lexeme.entry.person and infinitive_at(view, j + 1):
            if (t.lower in view.words.to and "a" in frames) or (t.lower in ("de", "d'") and "de" in frames):
                return Complement(j + 1, "a" if t.lower in view.words.to else "de")
        if view.is_infinitive(j) and t.pos in ("VERB", "AUX") and j > group.last:
            return _infinitive(view, cue, group, j) if "inf" in frames and not comma_seen else None
        if t.lower == "des" and "np" in frames and "de" not in frames and j == group.last + 1 and j + 1 < view.end:
            if view.starts_phrase(j + 1) and not view.is_time_phrase(j + 1):
                return Complement(j, "np")  # an article, whatever its tag: dénonce des abus
        found = _prepositional(view, frames, j, comma_seen, reflexive=cue.lexeme.reflexive)
        if found:
            return found
        if cue.lexeme.entry.frames & {"attr", "attr de"} and not comma_seen:
            found = _predicative(view, cue, j)
            if found:
                return found
        if t.pos == "ADV" and not comma_seen and "inf" in frames and j + 1 < view.end and view.is_infinitive(j + 1):
            return _infinitive(view, cue, group, j + 1)
        after = view.skip_adverbial(j)
        if after > j:
            j = after
            continue
        if t.pos in ("CCONJ",) or view.is_finite(j):
            return None
        if view.starts_phrase(j) or t.pos in ("ADJ", "PRON"):
            if view.is_time_phrase(j):
                j = view.skip_time(j)
                continue
            if comma_seen:
                j = view.phrase_end(j) + 1
                continue
            if "quote" in frames and _colon_quotation(view, j):
                j = view.phrase_end(j) + 1
                comma_seen = False
                continue
            # évoquant ce dossier: a circumstance of what is reported before
            free = (
                group.start == 0 or view.tokens[group.start - 1].text == "," or view.tokens[group.start].lower == "en"
            )
            entry = cue.lexeme.entry
            compound = view.tokens[group.start].lower in view.words.auxiliaries  # ayant avoué
            aside = group.form == "gerund" and entry.neutral and (free or entry.act == "state") and not compound
            if (cue.lexeme.entry.greets and _people(view, j)) or _follows_that(view, group):
                return None
            if "np" in frames and view.starts_phrase(j) and not cue.lexeme.entry.person and not aside:
                return Complement(j, "np")
            end = _clause_limit(view, j)
            if (
                frames & {"np", "q-np"}
                and not cue.lexeme.entry.person
                and view.starts_phrase(j)
                and view.has_quote(j, min(end, j + _QUOTED_PHRASE))
                and t.quote == view.tokens[group.head].quote
                and not _later_colon(view, j, end)
            ):
                return Complement(j, "np")
            if "n-np" in frames and view.starts_phrase(j) and _measured(view, view.phrase_end(j) + 1):
                return Complement(j, "np")
            if "q-label" in frames and view.has_quote(j, min(end, j + 4)) and _in_object_relative(view, group):
                return Complement(j, "np")
            if frames & {"comme", "q-comme"} and any(view.tokens[m].lower == "comme" for m in range(j, end)):
                return Complement(j, "comme")
            if "que" in frames or "quote" in frames or cue.lexeme.entry.person or frames & {"a", "de"}:
                if t.pos == "PRON" or view.starts_phrase(j):
                    blamed = _blamed(view, cue, j)
                    if blamed is not None:
                        return Complement(blamed, "de")
                    j = view.phrase_end(j) + 1
                    person_seen = True
                    continue
                if t.pos == "ADJ" and "que" in frames:
                    j += 1
                    continue
            return None
        if t.pos == "SCONJ" and t.lower == "comme" and frames & {"comme", "q-comme"}:
            return Complement(j + 1, "comme")
        j += 1
    return None


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
