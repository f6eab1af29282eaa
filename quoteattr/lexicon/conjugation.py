"""Inflected forms of French verbs: regular first-group rules and models kept as data.

Only the forms that reporting clauses use are generated (no compound tenses: their participle is a
form of its own). A form carries just what the grammar of reporting clauses asks for: whether it is
finite, a participle, an infinitive, and its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

VerbForm = Literal["finite", "infinitive", "gerund", "participle"]
Number = Literal["sing", "plur"]


@dataclass(frozen=True, slots=True)
class Inflection:
    """One reading of an inflected form.

    `form`: `finite`, `infinitive`, `gerund` (*disant*) or `participle` (*dit*, *dite*);
    `person`: 1 to 3 for finite forms, else 0; `number`: None for gerunds and infinitives.
    """

    form: VerbForm
    person: int = 0
    number: Number | None = None


Forms = dict[str, set[Inflection]]

_PERSONS: tuple[tuple[int, Number], ...] = (
    (1, "sing"),
    (2, "sing"),
    (3, "sing"),
    (1, "plur"),
    (2, "plur"),
    (3, "plur"),
)
_VOWELS_AFTER_SOFT = "aoâ"
# e_er verbs that double the consonant instead of taking a grave accent.
_DOUBLING = ("appeler", "rappeler", "jeter", "rejeter", "projeter", "interpeller", "épeler")


@dataclass(frozen=True, slots=True)
class Model:
    """A conjugation model: the principal parts of one verb, from which the rest follows."""

    name: str
    covers: tuple[str, ...]
    present: tuple[str, ...]
    imperfect: str
    past: tuple[str, str]
    future: str
    subjunctive: tuple[str, str]
    participles: tuple[str, str]


def read_models(table: Mapping[str, Mapping[str, object]]) -> dict[str, Model]:
    """Models by the infinitive they cover. Raises ValueError naming the model that is not complete."""
    by_verb: dict[str, Model] = {}
    for name, entry in table.items():
        try:
            model = Model(
                name=name,
                covers=_strings(entry["covers"]),
                present=_strings(entry["present"], 6),
                imperfect=str(entry["imperfect"]),
                past=_pair(entry["past"]),
                future=str(entry["future"]),
                subjunctive=_pair(entry["subjunctive"]),
                participles=_pair(entry["participles"]),
            )
        except (KeyError, ValueError) as error:
            raise ValueError(f"conjugations.toml: model [{name}] is not complete: {error}") from error
        by_verb[name] = model
        for verb in model.covers:
            by_verb[verb] = model
    return by_verb


def conjugate(verb: str, models: Mapping[str, Model]) -> Forms:
    """All forms of `verb`, an infinitive without reflexive pronoun. Raises ValueError for an unknown model."""
    if model := models.get(verb):
        return _from_model(verb, model)
    if verb.endswith("er"):
        return _first_group(verb)
    raise ValueError(f"no conjugation model covers {verb!r}: add it to a `covers` list in conjugations.toml")


def _from_model(verb: str, model: Model) -> Forms:
    # The part before what verb and model share at the end (promettre / mettre -> "pro" / "").
    shared = 0
    while shared < min(len(verb), len(model.name)) and verb[-1 - shared] == model.name[-1 - shared]:
        shared += 1
    stem, cut = verb[: len(verb) - shared], len(model.name) - shared

    def swap(form: str) -> str:
        return stem + form[cut:]

    forms: Forms = {}
    for form, (person, number) in zip(model.present, _PERSONS, strict=True):
        _add(forms, swap(form), Inflection("finite", person, number))
    _endings(forms, swap(model.imperfect), swap(model.future))
    _third_person(forms, swap(model.past[0]), swap(model.past[1]))
    _third_person(forms, swap(model.subjunctive[0]), swap(model.subjunctive[1]))
    _participles(forms, swap(model.participles[0]), swap(model.participles[1]))
    _add(forms, verb, Inflection("infinitive"))
    if model.name == "connaître":  # the 1990 spelling without circumflex is common in the press
        for form in [f for f in forms if "î" in f]:
            forms[form.replace("î", "i")] = forms[form]
    return forms


def _first_group(verb: str) -> Forms:
    stem = verb[:-2]
    soft = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
    mute = _mute_stem(verb, stem)
    # Only e_er, -oyer and -uyer verbs change their stem in the future; é_er verbs keep it.
    future = (mute + "er") if not _has_acute(stem) else verb
    forms: Forms = {}
    endings = (mute + "e", mute + "es", mute + "e", soft + "ons", stem + "ez", mute + "ent")
    for form, (person, number) in zip(endings, _PERSONS, strict=True):
        _add(forms, form, Inflection("finite", person, number))
    _endings(forms, soft, future)
    _third_person(forms, soft + "a", stem + "èrent")
    _participles(forms, soft + "ant", stem + "é")
    _add(forms, verb, Inflection("infinitive"))
    return forms


def _has_acute(stem: str) -> bool:
    return "é" in stem[-3:-1] and stem[-1] not in "aeiouéy"


def _mute_stem(verb: str, stem: str) -> str:
    if verb in _DOUBLING and not verb.endswith("ller"):
        return stem + stem[-1]
    if stem.endswith(("oy", "uy")):
        return stem[:-1] + "i"
    for size in (2, 3):  # e_er, é_er, and é__er (célébrer, protéger's g is a single consonant)
        vowel, tail = stem[-size : -size + 1], stem[-size + 1 :]
        if stem[-size - 1 : -size] == "e":
            break  # tweeter
        if vowel in ("e", "é") and all(c not in "aeiouéèyh" for c in tail):
            if size == 3 and (vowel == "e" or tail[1] not in "rlu"):
                continue  # dresser, presser: a closed syllable needs no accent
            return stem[:-size] + "è" + tail
    if stem.endswith("égu"):
        return stem[:-3] + "ègu"
    return stem


def _endings(forms: Forms, imperfect: str, future: str) -> None:
    for stem in (imperfect, future):
        _add(forms, stem + "ais", Inflection("finite", 1, "sing"))
        _third_person(forms, stem + "ait", stem + "aient")
    _add(forms, future + "ai", Inflection("finite", 1, "sing"))
    _add(forms, future + "ons", Inflection("finite", 1, "plur"))
    _third_person(forms, future + "a", future + "ont")


def _third_person(forms: Forms, singular: str, plural: str) -> None:
    _add(forms, singular, Inflection("finite", 3, "sing"))
    _add(forms, plural, Inflection("finite", 3, "plur"))


def _participles(forms: Forms, present: str, past: str) -> None:
    _add(forms, present, Inflection("gerund"))
    plural = past if past.endswith("s") else past + "s"
    _add(forms, past, Inflection("participle", 0, "sing"))
    _add(forms, plural, Inflection("participle", 0, "plur"))
    _add(forms, past + "e", Inflection("participle", 0, "sing"))
    _add(forms, past + "es", Inflection("participle", 0, "plur"))


def _add(forms: Forms, form: str, inflection: Inflection) -> None:
    forms.setdefault(form, set()).add(inflection)


def _strings(value: object, length: int | None = None) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"expected a list of strings, got {value!r}")
    if length is not None and len(value) != length:
        raise ValueError(f"expected {length} forms, got {len(value)}")
    return tuple(value)


def _pair(value: object) -> tuple[str, str]:
    first, second = _strings(value, 2)
    return first, second


__all__: Sequence[str] = ["Forms", "Inflection", "Model", "conjugate", "read_models"]
