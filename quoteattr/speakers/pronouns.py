"""Pronouns: who *il*, *elles*, *ce dernier*, *qui* refer to."""

from __future__ import annotations

import re
from itertools import pairwise

from quoteattr.frames import Token
from quoteattr.lexicon.closed import third_person, words
from quoteattr.lexicon.entities import entities, first_names, fold, folded, is_mute, names_somebody, role_nouns
from quoteattr.lexicon.wording import impersonal
from quoteattr.records import Gender
from quoteattr.spans import SPACES, Range, character_before, trim
from quoteattr.speakers.descriptions import (
    determiner_gender,
    first_noun,
    is_indefinite,
    is_plural,
    is_this_person,
    kind_of_phrase,
    role_head,
    tidy,
)
from quoteattr.speakers.discourse import Discourse, Link, agrees, person
from quoteattr.speakers.names import named, together
from quoteattr.speakers.offices import by_role
from quoteattr.speakers.organizations import group, organization

_REACH = 3  # paragraphs that a pronoun can look back for a speaker
_CATAPHORA = 220  # code points that it can look ahead for a name
_BESIDE = 60  # code points between a name and a pronoun in the participle's clause after it
_FILMED_WHILE = re.compile(r", \w+(?:é|ée|i|ie|u|ue)[ \u00a0][^,;:.]*(?:alors qu|lorsqu|tandis qu|pendant qu)['’]")
_NOMINAL = ("NOUN", "PROPN", "ADJ")
_INDIVIDUALS = ("person", "unknown")
_SPEAKERS = ("person", "organization", "unknown", "document", "state")
# A noun phrase that begins a sentence, or follows what stands before its comma: determiner and noun (2), with complements.
_SUBJECT = re.compile(
    r"(?:[^,.;:«»\"\n]{1,60},[ \u00a0])?((?:(?:[Uu]ne?|[Ll][ea]|[Cc]e(?:t|tte)?)[ \u00a0]|[Ll]['’])"
    r"(?:(?:jeune|autre|ancien|ancienne|vieil|vieille|premier|première|vice)[ \u00a0])?([\w-]+)"
    r"(?:[ \u00a0](?:de la[ \u00a0]|de l['’]|du[ \u00a0]|des[ \u00a0]|de[ \u00a0]|d['’])[\w’'-]+)*)"
)
# A name of one word that begins a sentence, or follows what stands before its comma, with a verb or a comma behind it.
_GIVEN_NAME = re.compile(r"(?:[^,.;:«»\"\n]{1,60},[ \u00a0])?([A-ZÀ-Ý][\w-]+)(?:,|[ \u00a0][a-zà-ÿ])")
_OF = re.compile(r"(?<!\w)(?:de |d['’]|du )$")
_THIS_ONE = re.compile(r"celui-ci|celle-ci", re.IGNORECASE)
_CHAIN = 3  # sentences with one pronoun for their subject that are followed back
_SUBJECT_PRONOUN = re.compile(r"(?:[^,.;:«»\"\n]{1,30},[ \u00a0])?(il|elle)[ \u00a0]", re.IGNORECASE)
_COLON = 6  # code points between a name before a colon and the statement after it
_TO_COLON = re.compile(r"\s*:\s*$")
_OPENING = 60  # code points into its sentence within which a group is its subject
_PLURAL_REACH = 800  # code points that a plural pronoun can look back for a group
_WORD = re.compile(r"[^\W\d_]+(?:['’](?=\w))?|\d[\d.,\u00a0 ]*|[^\w\s]")


def singular(d: Discourse, source: Range, gender: Gender, paragraph: int, *, individual: bool = False) -> Link | None:
    """*il*, *elle*, *celui-ci*: the speaker in force, unless somebody else was brought in as a subject since; with
    `individual`, no organization (*cette femme de 42 ans*)."""
    kinds = _INDIVIDUALS if individual else _SPEAKERS
    surface = source.of(d.text).lower()
    if surface.startswith(("ce dernier", "cette derni")) or _THIS_ONE.match(d.text, source.start):
        last = _last_mentioned(d, source, gender)
        if last is not None:
            return last
    close = _beside(d, source, gender) or _before_colon(d, gender)
    if close is not None:
        return close
    mentioned = d.person_before(_same_subject(d, source.start, gender), gender)
    spoken = next(
        (
            s
            for s in reversed(d.history)
            if s.at < source.start
            and not s.link.plural
            and paragraph - s.paragraph <= _REACH
            and agrees(s.link.gender, gender)
            and agrees(s.link.noun_gender, gender)
            and s.link.type in kinds
        ),
        None,
    )
    since = max(spoken.at if spoken else -1, mentioned[0] if mentioned and mentioned[2] else -1)
    new = _introduced(d, source, gender, since, paragraph) or (
        None if individual or (spoken and spoken.paragraph == paragraph) else _subject_before(d, source, gender, since)
    )
    if new is not None:
        return new
    if spoken is not None:
        if (
            mentioned is not None
            and mentioned[1] is not spoken.link.entity
            and mentioned[0] > spoken.at
            and mentioned[2]
        ):
            return person(mentioned[1], "pronoun")
        return spoken.link.again("pronoun")
    if mentioned is not None:
        return person(mentioned[1], "pronoun")
    if individual:
        return None
    return _subject_before(d, source, gender, -1) or _named_after(d, source, gender) or _described(d, source, gender)


def _described(d: Discourse, source: Range, gender: Gender) -> Link | None:
    """The person without a name who is the subject of the sentence before, where nobody else is in sight (*Le prévenu
    se taisait. Il a nié …*)."""
    number = d.sentence_of(source.start)
    if number < 1:
        return None
    match = _SUBJECT.match(d.text, *d.frames[number - 1].sentence.range)
    if match is None:
        return None
    name = tidy(match.group(1))
    if kind_of_phrase(name) != "person" or not agrees(determiner_gender(name), gender):
        return None
    return Link(name, "person", gender, mentions=d.occurrences(name), how="pronoun")


def given_name(d: Discourse, source: Range, gender: Gender) -> Link | None:
    """Somebody known by a given name alone, the subject of this sentence or the one before (*Benoît, bonnet sur la tête,
    attend le car. Ce jeune intérimaire …*)."""
    number = d.sentence_of(source.start)
    for k in range(number, max(-1, number - 2), -1):
        start, end = d.frames[k].sentence.range
        match = _GIVEN_NAME.match(d.text, start, min(end, source.start))
        if match is None:
            continue
        name = match.group(1)
        if any(t.start == match.start(1) and t.ent == "LOC" for t in d.frames[k].tokens):
            continue
        known = first_names().get(fold(name))
        if known is not None and agrees(known, gender) and not d.in_statement(Range(*match.span(1))):
            return Link(name, "person", known, mentions=d.occurrences(name), how="pronoun")
    return None


def _introduced(d: Discourse, source: Range, gender: Gender, since: int, paragraph: int) -> Link | None:
    """Somebody without a name who is the subject of this sentence or the one before, after an offset: a newcomer (*Plus
    loin, un homme attend. «…», dit-il*), or somebody the text knows by a function (*Le chef de l'État s'est dit …*)."""
    number = d.sentence_of(source.start)
    for k in range(number, max(-1, number - 2), -1):
        start, end = d.frames[k].sentence.range
        match = _SUBJECT.match(d.text, max(start, 0), min(end, source.start))
        if match is None or match.start(1) <= since:
            continue
        own = trim(d.text, match.start(1), match.end())
        surface = own.of(d.text)
        head = role_head(surface)
        if head is None or d.in_statement(own) or d.named_between(start, own.end):
            continue  # Jean Morel, un homme discret, …
        shown = determiner_gender(surface)
        if gender not in (shown, role_nouns().get(head, "unknown") if shown == "unknown" else shown):
            continue
        if is_indefinite(surface):
            name = tidy(Range(own.start, match.end(2)).of(d.text))
            return Link(name, "unknown", gender, mentions=d.occurrences(name), how="pronoun")
        if is_this_person(surface):
            return singular(d, own, gender, paragraph, individual=True)
        known = by_role(d, own, surface, paragraph)
        if known is not None:
            return known.again("pronoun")
    return None


def _same_subject(d: Discourse, at: int, gender: Gender) -> int:
    """Where the first of the pronouns stands that are the subjects of the sentences up to an offset, one after the
    other: *Il avait menacé Jean Morel. Il aurait dit …* is about the same man, and not about Jean Morel."""
    number = d.sentence_of(at)
    for k in range(number - 1, max(-1, number - 1 - _CHAIN), -1):
        start, end = d.frames[k].sentence.range
        opening = _SUBJECT_PRONOUN.match(d.text, start, end)
        if opening is None or third_person()[opening.group(1).lower()] != gender:
            break
        if impersonal().match(d.text, opening.end(), end):
            break
        at = opening.start(1)
    return at


def plural(d: Discourse, source: Range, paragraph: int) -> Link | None:
    """*ils*, *eux*: several who spoke before, or the plural subject of the sentences before."""
    surface = source.of(d.text).lower()
    if surface.startswith(("ces dernier", "ces derni")):
        chunk = _plural_chunk(d, source, last=True)
        if chunk is not None:
            return group(d, chunk.of(d.text), "pronoun")
    feminine = surface in words().third_person_plural_female
    number = d.sentence_of(source.start)
    joint = _joint_subject(d, number, source) if number >= 0 else None
    if joint is not None:
        return joint
    own = _plural_chunks(d, d.starts[number], source.start, anywhere=False) if number >= 0 else []
    if own and own[0].start - d.starts[number] < _OPENING:
        return group(d, own[0].of(d.text), "pronoun")
    spoken = next(
        (
            s
            for s in reversed(d.history)
            if s.at < source.start
            and paragraph - s.paragraph <= _REACH
            and (s.link.plural or s.link.type == "group")
            and not (feminine and _is_masculine(d, s.link))
        ),
        None,
    )
    if spoken is not None:
        return spoken.link.again("pronoun")
    for s in reversed(d.history):
        if s.at < source.start and paragraph - s.paragraph <= 1 and s.link.type in ("organization", "state"):
            return s.link.again("pronoun")
    chunk = _plural_chunk(d, source) or _plural_after(d, source)
    return group(d, chunk.of(d.text), "pronoun") if chunk is not None else None


def _is_masculine(d: Discourse, link: Link) -> bool:
    """Whether the noun of a group is masculine, so that *elles* is not about it."""
    if not link.mentions:
        return False
    at = link.mentions[0]
    number = d.sentence_of(at.start)
    tokens = d.frames[number].tokens if number >= 0 else []
    nouns = (t for t in tokens if at.start <= t.start < at.end and t.pos == "NOUN" and t.text[0].isalpha())
    noun = next(nouns, None)
    return noun is not None and _gender(noun) == "Masc"


def _plural_after(d: Discourse, source: Range) -> Range | None:
    """The plural subject that follows a clause in front of it (*Face à un maire qu'ils jugent sourd, les riverains …*)."""
    number = d.sentence_of(source.start)
    if number < 0:
        return None
    end = d.frames[number].sentence.range.end
    after = _plural_chunks(d, source.end, end, anywhere=False)[:1]
    people = bool(after) and names_somebody(first_noun(after[0].of(d.text)))
    return after[0] if people and d.text[source.end : after[0].start].rstrip(SPACES).endswith(",") else None


def _joint_subject(d: Discourse, number: int, source: Range) -> Link | None:
    """Two persons that open the sentence together: *Marie Le Goff et, pour la droite, Jean Morel ont … selon eux …*"""
    start = d.starts[number]
    mentions = [(r, e) for r, e in d.named_between(start, source.start) if not d.in_statement(r)]
    for (a, one), (b, other) in pairwise(mentions):
        between = d.text[a.end : b.start]
        if one is not other and d.is_subject(a) and len(between) < _OPENING and re.search(r"(?<!\w)et(?!\w)", between):
            return together([one, other])
    return None


def antecedent(d: Discourse, source: Range, sentence: int) -> Range | None:
    """The noun phrase right before a relative pronoun."""
    tokens = d.frames[sentence].tokens
    k = next((i for i, t in enumerate(tokens) if t.start == source.start), None)
    if k is None:
        return None
    end = k - 1
    while end >= 0 and (
        tokens[end].text == "," or tokens[end].pos == "CCONJ" or tokens[end].lower in ("selon", "pour")
    ):
        end -= 1
    end = _before_brackets(d, tokens, end, several="Number=Plur" in tokens[k].morph)
    first = end
    while first > 0:
        before = tokens[first - 1]
        participle = (
            before.pos == "VERB"
            and "VerbForm=Part" in before.morph
            and (
                tokens[first - 2].pos in ("NOUN", "ADJ", "PROPN")  # un ancien ministre devenu banquier
                or (tokens[first - 2].pos == "ADV" and tokens[first - 3].pos != "AUX")  # but: ont plutôt voté une loi
            )
        )
        if (before.pos in ("VERB", "AUX", "SCONJ", "QUOTE") and not participle) or before.text in (";", ":"):
            break
        if before.lower in ("qui", "que", "mais"):
            break
        first -= 1
    while first < end and tokens[first].pos in ("PUNCT", "CCONJ", "ADV", "PRON"):
        first += 1
    if first > end:
        return None
    end = _agreeing(tokens, first, end, k)
    whole = Range(tokens[first].start, tokens[end].end)
    if tokens[end].pos == "NOUN" and kind_of_phrase("le " + tokens[end].text) == "document":
        return Range(tokens[end].start, tokens[end].end)  # Jean Morel, l'auteur du rapport qui …
    if named(d, whole):
        return whole
    # No name among them: the noun phrase right before the pronoun
    near = end
    while near > first and (tokens[near - 1].pos not in ("ADP", "PUNCT") or tokens[near - 1].lower in words().of):
        if tokens[near].pos == "DET" and tokens[near].lower not in words().of and tokens[near - 1].pos in _NOMINAL:
            break  # raconte à l'AFP | une source policière, pour qui …
        near -= 1
    near = _list_start(tokens, first, near, end)
    phrase = Range(tokens[near].start, tokens[end].end)
    for r, _ in d.named_between(whole.start, whole.end):
        if r.contains(phrase):
            return r  # jusqu'à Anne Le Goff, qui …
    if is_indefinite(phrase.of(d.text)) and tokens[near - 1].text == "," and near - 2 >= first:
        apposed = [r for r, _ in d.named_between(whole.start, phrase.start) if r.end == tokens[near - 2].end]
        if apposed and _OF.search(d.text, whole.start, apposed[-1].start):
            return apposed[-1]  # le message de Jean Morel, un commentateur, selon lequel …
    return _speaking_part(d, phrase, tokens[near : end + 1])


def _before_brackets(d: Discourse, tokens: list[Token], end: int, *, several: bool) -> int:
    """The last token before brackets that hold a place or, behind a name or before a plural pronoun, anything: *les habitants
    de Sète (Hérault), lesquels*, *Anne Le Goff (MoDem), qui*; `end` where there are none."""
    opening = next((i for i in range(end, 0, -1) if tokens[i].text == "("), 0) if tokens[end].text == ")" else 0
    if not opening:
        return end
    at = tokens[opening - 1].end
    named_before = any(r.end == at for r, _ in d.named_between(at - _BESIDE, at))
    return opening - 1 if named_before or several or tokens[opening + 1].ent == "LOC" else end


def _list_start(tokens: list[Token], first: int, near: int, end: int) -> int:
    """Where the list begins that the phrase from token `near` to `end` closes: *des élèves, | des parents et des
    enseignants qui …*; `near` where there is none. All of it has the same plural article."""
    if not any(t.pos == "CCONJ" for t in tokens[near : end + 1]):
        return near
    article = tokens[near].lower
    while near - 2 > first and tokens[near - 1].text == "," and article in words().plurals:
        k = near - 2
        while k > first and tokens[k].text != "," and tokens[k].lower != article:
            k -= 1
        if tokens[k].lower != article or any(t.pos in ("VERB", "AUX") for t in tokens[k:near]):
            break
        near = k
    return near


def _agreeing(tokens: list[Token], first: int, end: int, pronoun: int) -> int:
    """Last token of the antecedent: where the last noun before a pronoun that shows gender (*laquelle*) differs from it
    and the one of which it is the complement does not, the latter (*une étude de l'institut, selon laquelle …*)."""
    gender = _gender(tokens[pronoun])
    nouns = [n for n in range(first, end + 1) if tokens[n].pos == "NOUN" and _gender(tokens[n])]
    if not gender or not nouns or tokens[pronoun].lower == "qui" or _gender(tokens[nouns[-1]]) == gender:
        return end
    if any(t.pos == "PROPN" and t.ent == "PER" for t in tokens[nouns[-1] : end + 1]):
        return end
    head = next((n for n in reversed(nouns[:-1]) if _gender(tokens[n]) == gender), None)
    if head is None or tokens[head + 1].lower not in words().of:
        return end
    within = all(t.pos in ("ADP", "DET", *_NOMINAL) for t in tokens[head + 1 : nouns[-1]])
    return head if within else end


def _gender(token: Token) -> str:
    match = re.search(r"Gender=(\w+)", token.morph)
    return match.group(1) if match else ""


def _speaking_part(d: Discourse, phrase: Range, tokens: list[Token]) -> Range:
    """Of *les conclusions du parquet*, the complement: what is no speaker has one that is."""
    surface = phrase.of(d.text)
    kind = kind_of_phrase(surface)
    thing = _is_thing(surface)
    if (kind != "unknown" and not thing) or role_head(surface):
        return phrase
    for k in range(1, len(tokens)):
        if tokens[k - 1].lower in words().of and tokens[k].pos != "NUM":
            complement = Range(tokens[k].start, phrase.end)
            within = kind_of_phrase(complement.of(d.text))
            newcomer = is_indefinite(complement.of(d.text)) and not is_indefinite(surface)  # l'appel d'un citoyen
            if thing and tokens[k - 1].lower == "des":
                labelled = tokens[k].pos == "QUOTE" or tokens[k].quote >= 0  # les revendications | des «bonnets rouges»
                somebody = labelled or names_somebody(tokens[k].text.lower().removeprefix("ex-"))
                return Range(tokens[k - 1].start, phrase.end) if somebody else phrase
            if within in ("organization", "person", "group") or (within == "unknown" and newcomer):
                return complement
    return phrase


def _is_thing(surface: str) -> bool:
    """Whether a plural phrase is about words or deeds of somebody: *les revendications des mineurs*."""
    noun = first_noun(surface)
    return is_plural(surface) and not names_somebody(noun) and noun.endswith(entities().documents.thing_endings)


def _last_mentioned(d: Discourse, source: Range, gender: Gender) -> Link | None:
    """*ce dernier*: whom the sentence before names last, or the organization in it."""
    number = d.sentence_of(source.start)
    start = d.starts[max(0, number - 1)]
    best: tuple[int, Link] | None = None
    for e in d.persons:
        for r in e.mentions:
            before = start <= r.start < source.start and not d.in_statement(r)
            if before and agrees(e.gender, gender) and (best is None or r.start > best[0]):
                best = (r.start, person(e, "pronoun"))
    for match in re.finditer(r"(?<!\w)(?<!de )(?:le|la|l['’])[ \u00a0]?([\w-]+)", d.text[start : source.start]):
        if match.group(1).lower() in folded().organizations and (best is None or start + match.start() > best[0]):
            best = (start + match.start(), organization(d, match.group()))
    return best[1] if best else None


def _beside(d: Discourse, source: Range, gender: Gender) -> Link | None:
    """Somebody named right before, in a participle's clause: *…, Jean Morel, filmé alors qu'il évoquait …*"""
    for e in d.persons:
        for r in e.mentions:
            if source.start - _BESIDE < r.end < source.start and agrees(e.gender, gender):
                if _FILMED_WHILE.fullmatch(d.text[r.end : source.start]):
                    return person(e, "pronoun")
    return None


def _before_colon(d: Discourse, gender: Gender) -> Link | None:
    """Somebody whose name leads up to the statement: *la colère de Jean Morel : «…», a-t-il tweeté*."""
    if not d.statement:
        return None
    start = d.statement[0].start
    colon = _TO_COLON.search(d.text, max(0, start - _COLON), start)
    if colon is None:
        return None
    named = d.named_between(colon.start() - _BESIDE, colon.start())
    e = next((e for r, e in named if r.end == colon.start() and agrees(e.gender, gender)), None)
    return person(e, "pronoun") if e is not None else None


def _subject_before(d: Discourse, source: Range, gender: Gender, since: int) -> Link | None:
    """The organization that opens the sentence before (*Le tribunal a annulé … Pour lui, …*), after an offset."""
    number = d.sentence_of(source.start)
    for k in range(number - 1, max(-1, number - 3), -1):
        if d.starts[k] < since:
            return None
        start, end = d.frames[k].sentence.range
        verb = next((t for t in d.frames[k].tokens if t.pos in ("VERB", "AUX") and "VerbForm=Fin" in t.morph), None)
        sentence = d.text[start : verb.start if verb is not None and verb.start > start else end]
        match = re.match(r"(?:Le|La|L['’])[ \u00a0]?([\w-]+)", sentence)
        if match is None or match.group(1).lower() not in folded().organizations:
            continue
        own: Gender = "male" if sentence.startswith("Le ") else "female" if sentence.startswith("La ") else "unknown"
        if agrees(own, gender):
            end = _text_chunk(sentence, 0)
            return organization(d, sentence[:end])
    return None


def _named_after(d: Discourse, source: Range, gender: Gender) -> Link | None:
    """Somebody named only after the pronoun: *Alors qu'il quittait la salle, Jean Morel …*"""
    after = [
        (r.start, e)
        for e in d.persons
        for r in e.mentions[:1]
        if source.start < r.start < source.start + _CATAPHORA and agrees(e.gender, gender)
    ]
    return person(min(after, key=lambda p: p[0])[1], "pronoun") if after else None


def _plural_chunk(d: Discourse, source: Range, *, last: bool = False) -> Range | None:
    """The first (or last) plural noun phrase under no preposition in the nearest sentence before that holds one."""
    number = d.sentence_of(source.start)
    for k in range(number, -1, -1):
        start, end = d.frames[k].sentence.range
        if source.start - start > _PLURAL_REACH:
            return None
        found = _plural_chunks(d, start, min(end, source.start), anywhere=last)
        if found:
            return found[-1] if last else found[0]
    return None


_PLURAL_OPENING = re.compile(
    r"(?<![\w’'])(?:(?:[Ll]es|[Dd]es|[Cc]es|[Ss]es|[Ll]eurs|[Pp]lusieurs|[Qq]uelques|[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]inq|[Dd]ix"
    r"|[Cc]ertaine?s|[Dd]e nombreu(?:x|ses)|[Ee]nviron|[Pp]rès de|[Pp]lus d[e']|[Uu]ne? (?:dizaine|vingtaine|trentaine|centaine"
    r"|cinquantaine) d[e'])[ \u00a0]|\d[\d.\u00a0 ]*[ \u00a0](?=[a-zà-ÿ]))"
)
_PREPOSITION_BEFORE = re.compile(
    r"(?:(?<!\w)(?:de|d['’]|à|par|avec|contre|pour|chez|sur|entre|dans|sous|après|avant|pendant|depuis|vers|selon|parmi|en|devant|derrière"
    r"|outre|malgré|hormis|sauf))[ \u00a0]$",
    re.IGNORECASE,
)


# What follows les and is no noun, since it has no plural ending: les articuler.
_INFINITIVE = re.compile(r"(?!quatre)[a-zà-ÿ]+(?:er|ir|re)")


def _plural_chunks(d: Discourse, start: int, end: int, *, anywhere: bool) -> list[Range]:
    text = d.text
    out: list[Range] = []
    for match in _PLURAL_OPENING.finditer(text, start, end):
        if out and match.start() < out[-1].end:
            continue
        governed = _PREPOSITION_BEFORE.search(text, start, match.start())
        if match.group().lower().startswith("des") and match.start() > start and not anywhere:
            before = character_before(text, match.start())
            governed = governed or ((before not in ",:;" and before.isalnum()) or None)  # type: ignore[assignment]
        if governed and not anywhere:
            continue
        stop = match.start() + _text_chunk(text[match.start() : end], len(match.group()))
        chunk = trim(text, match.start(), stop, ",;:")
        if d.in_statement(chunk) or d.was_reported(chunk):
            continue
        noun = re.search(r"[\w-]+", text[match.end() : stop])
        if (
            noun is not None
            and not _INFINITIVE.fullmatch(noun.group())
            and noun.group().lower() not in words().time_nouns
            and not is_mute(first_noun(chunk.of(text)))
        ):
            out.append(chunk)
    return out


def _text_chunk(text: str, opening: int) -> int:
    """Where the noun phrase at the start of a text that was not parsed ends: before an auxiliary, a clitic, a preposition
    other than *de*, a verb in the third person plural, a mark."""
    table = words()
    last = opening
    for match in _WORD.finditer(text, opening):
        word = match.group().lower().replace("’", "'")
        if word in table.auxiliaries or word in ("se", "s'", "ne", "n'", "y") or word in table.relatives:
            break
        if word in table.chunk_ends or (word[0] in ',;:.!?()«»"“”' and last > opening):
            break
        if word.endswith("ent") and len(word) > 4 and last > opening and not word.endswith("ment"):
            break
        last = match.end()
    return last
