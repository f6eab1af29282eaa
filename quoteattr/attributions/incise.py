"""Reporting clauses after or inside what they report: «…», a dit X · …, a annoncé X · «A», dit-il, «B»."""

from __future__ import annotations

from quoteattr.attributions.complements import find_complement
from quoteattr.attributions.found import Found
from quoteattr.attributions.phrases import OPENING_BRACKETS
from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.lexicon.entities import fold, folded, names_somebody
from quoteattr.spans import Range, trim

# Words in marks behind a source from which on they are said rather than what it is called.
_LEAST_WORDS = 3
# Words in marks behind an article that are no more than a name.
_LONGEST_NAME = 3


def find(view: View, number: int, groups: Groups) -> list[Found]:
    """Incises of one frame, left to right."""
    out: list[Found] = []
    for cue, group in groups.values():
        found = _incise(view, number, cue, group, groups, out)
        if found:
            out.append(found)
    return out


def _incise(view: View, number: int, cue: Cue, group: VerbGroup, groups: Groups, before: list[Found]) -> Found | None:
    if "quote" not in cue.lexeme.entry.frames or group.form not in ("finite", "participle", "infinitive"):
        return None
    if group.form == "infinitive":
        governor = _narrative_governor(view, group)
        if governor is not None:
            told = VerbGroup(governor, group.head, group.last, "finite", clitic=view.inverted_clitic(governor))
            found = _incise(view, number, cue, told, groups, before)
            # …, tente de reprendre le dessus: an object
            return found if found is None or told.clitic is not None or _can_speak(view, found.source) else None
        return _readable(view, number, cue, group, before)
    if group.form == "participle" and not cue.has("finite"):
        return None
    comma = _boundary(view, group.start)
    if comma is None:
        return _as_said(view, number, cue, group)
    if _is_name(view, comma) or (view.tokens[comma + 1].lower == "comme" and reported_before(view, comma, groups)):
        return None
    source, clause_end, rule = _source(view, cue, group)
    if source is None and rule == "":
        return None
    content = _content_before(view, comma, before)
    if not content:
        return None
    after = _content_after(view, group.last + 1, clause_end, named=group.clitic is None)
    quoted = any(_has_quote(view, r) for r in content)
    if not after and not quoted:
        rest = _sentence_after(view, clause_end, clitic=group.clitic is not None)
        if rest is not None and (group.clitic is not None or not _is_clause(view, content[0], comma)):
            return Found(
                [*content, rest],
                cue,
                source,
                f"incise-{rule}-inserted",
                number,
                "incise",
                Range(view.tokens[group.start].start, view.tokens[clause_end].end),
                group.negated,
            )
    if group.clitic is None and (not _is_clause(view, content[0], comma) or _has_subject(view, group, comma)):
        if not (quoted and source is not None and _is_named(view, source)):
            return None
    clause = Range(view.tokens[group.start].start, view.tokens[clause_end].end)
    return Found(
        content + after,
        cue,
        source,
        f"incise-{rule}",
        number,
        frame="incise",
        clause=clause,
        negated=group.negated,
        notes={"quoted"} if quoted else set(),
    )


def _narrative_governor(view: View, group: VerbGroup) -> int | None:
    """The first token of the verb under which an infinitive tells what was said: «…», *devait* reconnaître le ministre;
    «…», *tente* d'expliquer le maire; «…», *avait dû* admettre la préfète. None where there is none."""
    k = group.start - 1
    if k > 0 and view.tokens[k].lower in ("de", "d'"):
        k -= 1
    if k < 0 or view.tokens[k].lower not in view.words.narrative_governors:
        return None
    if "VerbForm=Part" not in view.tokens[k].morph:
        return k
    auxiliary = view.auxiliary(k)
    return view.left_edge(auxiliary)[0] if auxiliary is not None else None


def _as_said(view: View, number: int, cue: Cue, group: VerbGroup) -> Found | None:
    """Comme l'a précisé X, S."""
    if group.start == 0 or group.start > 2 or view.tokens[0].lower != "comme":
        return None
    source, clause_end, rule = _source(view, cue, group)
    stop = next(
        (k for k in range(clause_end + 1, view.end) if view.tokens[k].text == "," and view.is_finite_after(k)), None
    )
    if source is None or stop is None:
        return None
    content = trim(view.text, view.start_of(stop + 1), view.body_end)
    clause = Range(view.tokens[0].start, view.tokens[clause_end].end)
    return Found([content], cue, source, f"as-said-{rule}", number, "incise", clause)


def _readable(view: View, number: int, cue: Cue, group: VerbGroup, before: list[Found]) -> Found | None:
    """«…», peut-on lire sur la page de X: an infinitive under an impersonal *on*."""
    k = group.start - 1
    while k >= 0 and (view.tokens[k].pos in ("ADV", "PRON") or view.tokens[k].text.startswith("-")):
        k -= 1
    if k < 0 or not view.is_finite(k):
        return None
    clitic = view.inverted_clitic(k)
    if clitic is None or clitic.of(view.text).lower() != "on":
        return None
    comma = _boundary(view, k)
    content = _content_before(view, comma, before) if comma is not None else []
    if not content:
        return None
    end = _clause_end(view, group.last)
    source = origin_phrase(view, group.last + 1, end + 1)
    clause = Range(view.tokens[k].start, view.tokens[end].end)
    return Found(content, cue, source, "incise-agentless", number, "incise", clause, notes={"quoted"})


def _boundary(view: View, start: int) -> int | None:
    """Index of the token (comma, quotation) that ends the content before the incise, or None."""
    k = start - 1
    while k >= 0 and (view.tokens[k].pos == "ADV" or view.tokens[k].lower == "comme"):
        k -= 1
    if k < 0:
        return None
    t = view.tokens[k]
    if t.pos == "QUOTE":
        return k
    if t.quote >= 0 and view.tokens[start].quote != t.quote:
        return k  # the quotation ends right before the verb: «…» dit-il
    if t.text in (",", "–", "—", "-", "!", "?", "…", "..."):
        return k
    return None


def _is_name(view: View, last: int) -> bool:
    """Whether the quotation that ends with token `last`, right before the verb, is what its subject is called (*les
    «sans-voix» ont exprimé …*)."""
    quote = view.tokens[last].quote
    if quote < 0:
        return False
    first = view.quote_start(last)
    inner = view.frame.sentence.quotations[quote].inner.of(view.text)
    return first > 0 and view.tokens[first - 1].pos == "DET" and len(inner.split()) <= _LONGEST_NAME


def reported_before(view: View, end: int, groups: Groups) -> bool:
    """Whether a verb before token `end` reports already (*X a confirmé que …, comme l'avait écrit un journal*)."""
    return any(
        head < end
        and group.form == "finite"
        and not (group.negated or group.passive or view.tokens[head].quote >= 0)
        and (group.clitic is not None or view.subject(group) is not None)
        and find_complement(view, cue, group) is not None
        for head, (cue, group) in groups.items()
    )


def _source(view: View, cue: Cue, group: VerbGroup) -> tuple[Range | None, int, str]:
    """Source, last token of the reporting clause, and which kind of inversion it is."""
    last = group.last
    if group.clitic is not None:
        pronoun = group.clitic.of(view.text).lower()
        end = _clause_end(view, last)
        if pronoun == "on":
            end = _past_time(view, end)
            origin = origin_phrase(view, last + 1, end + 1)
            return origin, end, "agentless"
        impersonal = group.passive and pronoun == "il"  # est-il précisé
        return None if impersonal else group.clitic, end, "clitic"
    narrated = view.is_infinitive(group.head)
    if not narrated and not any(i.form == "participle" or i.person == 3 for i in cue.inflections):
        return None, last, ""
    i = last + 1
    while i < view.end:
        t = view.tokens[i]
        if t.pos == "QUOTE" or t.text in (".", ";", ":", "!", "?"):
            return None, last, ""
        if t.text in ("(", "["):
            while i < view.end and view.tokens[i].text not in (")", "]"):
                i += 1
            i += 1
            continue
        if t.lower == "des" and i > last + 1:
            end = view.phrase_end(i + 1) if i + 1 < view.end else i  # the article, whatever its tag
            return view.range(i, end), _clause_end(view, end), "subject"
        after = view.skip_adverbial(i)
        if after > i:
            i = after
            continue
        if t.text == ",":
            i += 1
            if view.is_comma(i + 1) and view.tokens[i].pos in ("ADJ", "NOUN", "VERB") and view.tokens[i].text.islower():
                i += 2  # raconte, furieuse, la voisine
                continue
            if i < view.end and (view.tokens[i].pos in ("ADP", "ADV") or view.skip_adverbial(i) > i):
                continue
            if i < view.end and view.starts_phrase(i):
                continue
            return None, last, ""
        if t.lower in view.words.tonic and view.is_comma(i - 1) and view.is_comma(i + 1):
            i += 1  # raconte, elle, la voisine; … alors que les élus, eux, n'auront rien
            continue
        if t.pos == "PRON" and t.lower in ("il", "elle", "ils", "elles", "qui", "que", "qu'"):
            return None, last, ""
        if view.starts_phrase(i):
            if t.quote >= 0 and view.starts_quote(i) and (cue.has("participle") or not t.text[:1].isupper()):
                return None, last, ""  # Jean Morel, dit «Jeannot», …; but: …, rapporte «Le Phare»
            end = view.phrase_end(i)
            if group.plural:
                _, end = view.joint((i, end), view.end)
            origin = origin_phrase(view, i + 1, _clause_end(view, end) + 1) if cue.lexeme.entry.origin else None
            if origin is not None:
                return origin, _clause_end(view, end), "origin"
            return view.range(i, end), _clause_end(view, end), "subject"
        if t.pos in ("VERB", "AUX", "CCONJ", "SCONJ"):
            return None, last, ""
        i += 1
    return None, last, ""


def inverted_source(view: View, cue: Cue, group: VerbGroup) -> Range | None:
    """The subject that follows its verb, or the inverted pronoun (*a dit le maire*, *a-t-il dit*)."""
    return _source(view, cue, group)[0]


def origin_phrase(view: View, a: int, b: int) -> Range | None:
    """The named origin of an agentless report: appris *de source policière*, lire *sur sa page*."""
    i = a
    while i < b:
        t = view.tokens[i]
        body = t.lower in ("au", "aux") and i + 1 < b and fold(view.tokens[i + 1].text) in folded().organizations
        if body or t.lower in ("de", "d'", "du", "des", "auprès", "chez", "sur", "dans", "côté", "à"):
            j = i + 1
            while (
                j < b
                and view.tokens[j].lower in ("de", "d'", "du", "des", "le", "la", "côté")
                and view.tokens[j].pos == "ADP"
            ):
                j += 1
            if j < b and view.starts_phrase(j) and not view.is_time_phrase(j) and view.tokens[j].lower != "côté":
                end = view.phrase_end(j)
                both = end + 3 < view.end and view.tokens[end + 1].pos == "CCONJ"
                if both and view.tokens[end + 2].lower in view.words.of and view.starts_phrase(end + 3):
                    second = view.phrase_end(end + 3)  # auprès de la police et de la mairie
                    end = end if second + 1 < view.end and view.is_finite(second + 1) else second
                return view.range(j, end)
            i = j
        else:
            i += 1
    return None


def _clause_end(view: View, i: int) -> int:
    """Last token of the reporting clause that reaches at least to token `i`: up to a stop, a comma or a quotation."""
    k = i
    while k + 1 < view.end:
        t = view.tokens[k + 1]
        if t.pos == "QUOTE" or t.text in (",", ".", "!", "?", ":", ";") or view.starts_quote(k + 1):
            break
        k += 1
    return k


def _past_time(view: View, end: int) -> int:
    """The end of a reporting clause that goes on after a phrase of time between commas (*a-t-on su, lundi, auprès de
    la procureure*)."""
    if end + 2 < view.end and view.is_comma(end + 1) and view.is_time_phrase(end + 2):
        after = view.skip_time(end + 2)
        if after < view.end and view.is_comma(after):
            return _clause_end(view, after)
    return end


def _has_quote(view: View, r: Range) -> bool:
    return any(r.start <= q.start < r.end for q in view.frame.sentence.quotations)


def _sentence_after(view: View, clause_end: int, *, clitic: bool) -> Range | None:
    """The rest of a statement that goes on after an inserted clause (*M. Tusk, a précisé le porte-parole,
    s'est entretenu …*), or None when what follows is the journalist's."""
    k = clause_end + 1
    if k + 1 >= view.end or view.tokens[k].text != ",":
        return None
    k += 1
    t = view.tokens[k]
    if t.lower in ("que", "qu'"):
        k += 1  # Surtout, constatera-t-il, que …
    elif (
        (t.pos in ("VERB", "SCONJ", "CCONJ") and not view.is_finite(k))
        or t.lower
        in (
            *view.words.subordinators,
            "en",
            "tout",
            "avant",
            "après",
            "lors",
            "alors",
            "tandis",
            "non",
            "selon",
            "ndlr",
        )
        or (not clitic and not (view.is_finite(k) or t.lower in view.words.clitics))
    ):
        return None
    if not any(view.is_finite(m) for m in range(k, view.end)):
        return None
    return trim(view.text, view.start_of(k), view.body_end)


def _is_named(view: View, source: Range) -> bool:
    i = view.first_at(source.start)
    while i < view.end and view.tokens[i].start < source.end:
        if view.tokens[i].pos == "PROPN":
            return True
        i += 1
    return False


def _can_speak(view: View, source: Range | None) -> bool:
    """Whether a phrase names somebody, people or a body."""
    if source is None:
        return False
    phrase = [t for t in view.tokens[view.first_at(source.start) :] if t.end <= source.end]
    return any(t.pos == "PROPN" or names_somebody(t.text) for t in phrase)


def _has_subject(view: View, group: VerbGroup, comma: int) -> bool:
    """Whether the verb has its subject on its left after all, an inserted phrase before it (*la France,
    notamment, a exigé …*)."""
    before = comma - 1 if view.tokens[comma].text == "," else comma
    if before < 0 or view.tokens[before].quote >= 0:
        return False
    clause = view.clause_start(group.start)
    found = view.first_phrase(clause, group.start)
    if found is None:
        return False
    if sum(view.tokens[k].text == "," for k in range(found[1] + 1, group.start)) < 2:
        return False  # an insertion has a comma on either side
    return not view.has_main_verb(found[1] + 1, group.start)


def _is_clause(view: View, r: Range, boundary: int) -> bool:
    """Whether a stretch can be a statement of its own: a quotation that reaches to its end, or more
    finite verbs than words that subordinate them. Otherwise it is the subject of the verb after it."""
    before = boundary - 1 if view.tokens[boundary].text == "," else boundary
    if before >= 0 and view.tokens[before].quote >= 0:
        q = view.frame.sentence.quotations[view.tokens[before].quote]
        if len(q.inner.of(view.text).split()) > 3 or q.start <= r.start:
            return True
    subordinate = False
    i = view.first_at(r.start)
    while i < view.end and view.tokens[i].end <= r.end:
        t = view.tokens[i]
        if t.pos == "QUOTE":
            return True
        if view.subordinates(i):
            subordinate = True
        elif view.is_finite(i):
            if not subordinate or _heads_clause(view, i):
                return True
            subordinate = False
        i += 1
    return False


def _heads_clause(view: View, i: int) -> bool:
    """Whether the parser takes the finite verb at `i`, or what it is the auxiliary of, for the head of a main clause."""
    t = view.tokens[i]
    head = view.tokens[t.head] if t.pos == "AUX" and t.dep in ("aux", "cop") else t
    return head.dep in ("ROOT", "root", "ccomp", "parataxis")


def content_start(view: View, limit: int) -> int:
    """Document offset where a statement at the start of the sentence begins: opening connectives
    outside quotation marks are left out."""
    i = 0
    while i < limit and view.tokens[i].text in ("-", "–", "—", ">", "*", "•"):
        i += 1
    for size in (4, 3, 2, 1):
        if i + size >= limit:
            continue
        phrase = " ".join(t.lower for t in view.tokens[i : i + size]).replace("' ", "'")
        follows = view.tokens[i + size]
        if phrase in view.words.connectives and view.tokens[i].quote < 0:
            if follows.text == ",":
                return view.start_of(i + size + 1) if i + size + 1 < limit else view.start_of(i)
            if view.starts_quote(i + size) or phrase in ("mais", "et", "or", "car", "mais aussi"):
                return view.start_of(i + size)
    return view.start_of(i) if i < view.end else view.frame.sentence.range.start


def _content_before(view: View, boundary: int, before: list[Found]) -> list[Range]:
    t = view.tokens[boundary]
    end_token = boundary if t.quote >= 0 or t.text in ("!", "?", "…", "...") else boundary - 1
    if end_token < 0:
        return []
    end = view.end_of(end_token)
    start = content_start(view, end_token + 1)
    if t.quote >= 0 or (end_token >= 0 and view.tokens[end_token].quote >= 0):
        start = max(start, _own_quotation(view, end_token))
    start = max(start, _after_colon(view, end_token), _after_fronted_report(view, end_token))
    for earlier in before:
        # After an earlier incise in the same sentence only what follows its clause is new.
        if earlier.clause and earlier.clause.end < end:
            taken = max(earlier.clause.end, earlier.content_extent.end)
            start = max(start, trim(view.text, taken, end, ",.:;").start)
    r = trim(view.text, start, end)
    if r.end - r.start < 2:
        return []
    return [r]


def _after_colon(view: View, last: int) -> int:
    """Where the clause begins that a colon sets off from what the journalist says before it (*X défend le romancier :
    son livre n'est pas «un pamphlet», rétorque-t-il*); 0 when there is none."""
    for k in range(last - 3, 2, -1):
        if view.tokens[k].text == ":" and view.tokens[k].quote < 0:
            whole = view.has_main_verb(k + 1, last + 1) and view.has_main_verb(0, k)
            return view.start_of(k + 1) if whole else 0
    return 0


def _after_fronted_report(view: View, last: int) -> int:
    """Where the statement begins after a participle that opens the sentence with a report of its own (*Assurant n'avoir
    rien vu de tel, il passait par là, dit-il*); 0 when there is none."""
    opening = next((c for c in view.frame.cues if view.tokens and c.head.start == view.tokens[0].start), None)
    if opening is None or not opening.has("gerund"):
        return 0
    comma = view.next_comma(1, last)
    return view.start_of(comma + 1) if comma is not None and view.has_main_verb(comma + 1, last + 1) else 0


def _own_quotation(view: View, last: int) -> int:
    """Where the quotation that ends at token `last` begins when it is all that is reported: a colon, a dash or a heading
    glued to it stands before; 0 when words before it belong to the statement."""
    quote = view.tokens[last].quote
    first = view.quote_start(last)
    if first == 0:
        return 0
    before = view.tokens[first - 1]
    start = view.start_of(first)
    inner = view.frame.sentence.quotations[quote].inner.of(view.text).strip()
    if len(inner.split()) < 4:
        return 0
    if before.text == "," and inner.split()[0].lower() in view.words.relatives:
        return start  # …, «qui a vidé nos rues», regrette X
    if before.text in (":", "-", "–", "—", *OPENING_BRACKETS):
        return start
    glued = before.pos in ("NOUN", "PROPN", "VERB", "ADJ") and inner[:1].isupper()
    return start if glued and not any(view.is_finite(k) for k in range(first)) else 0


def _content_after(view: View, first: int, clause_end: int, *, named: bool) -> list[Range]:
    """Quotations that go on after the incise: «A», a dit X, «B»; behind a noun, a word or two in marks are rather what X is
    called (*…, se défend l'intéressé, «libéral assumé»*)."""
    k = clause_end + 1
    if any(
        view.tokens[m].pos == "VERB"
        and ("VerbForm=Part" in view.tokens[m].morph or view.is_infinitive(m) or view.is_finite(m))
        for m in range(first, k)
    ):
        return []  # …, a-t-il poursuivi en appelant X à «…», avant de conclure : «…»
    while k < view.end and view.tokens[k].text in (",", ":", ".", ";"):
        k += 1
    if k + 1 < view.end and view.tokens[k].lower in view.words.connectives and view.tokens[k - 1].text == ":":
        k += 1  # …, a-t-il dit : donc «…»
    if k < view.end and view.starts_quote(k):
        own = view.frame.sentence.quotations[view.tokens[k].quote]
        inner = own.inner.of(view.text).strip()
        if named and view.tokens[k - 1].text == "," and inner[:1].islower() and len(inner.split()) < _LEAST_WORDS:
            return []
        return [own.range]
    return []
