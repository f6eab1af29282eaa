"""Expectations written into the text: one line is one case.

    <s>Le ministre</s> a <c>déclaré</c> que <q>la paix est proche</q>.

`<s>`, `<c>`, `<q>` mark source, cue and content of the first attribution, `<s2>`, `<c2>`, `<q2>` of a
second one; `<s1+2>` marks a source that both share. Several `<q>` are the spans of one content. A
tag may say more: `<q kind=direct act=warn attitude=against>`, `<s speaker="Emmanuel Macron" type=person>`.
A text without tags is one in which nothing must be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quoteattr.records import Attribution

_TAG = re.compile(r"<(/?)([scq])([0-9+]*)((?:\s+\w+=(?:\"[^\"]*\"|[^\s>\"]+))*)>")
_FIELD = re.compile(r"(\w+)=(?:\"([^\"]*)\"|([^\s>\"]+))")


@dataclass
class Expected:
    """One expected attribution: texts with offsets, and the further fields that the markup names."""

    content: list[tuple[int, int]] = field(default_factory=list)
    cue: tuple[int, int] | None = None
    source: tuple[int, int] | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    text: str
    expected: list[Expected]


def parse(marked: str) -> Case:
    """The text without markup and what it expects. Raises ValueError for tags that do not match."""
    text, at = "", 0
    stack: list[tuple[str, str, int]] = []
    expected: dict[str, Expected] = {}
    for match in _TAG.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        closing, name, numbers, fields = match.groups()
        if not closing:
            stack.append((name, numbers or "1", len(text)))
            for key, quoted, bare in _FIELD.findall(fields):
                for n in (numbers or "1").split("+"):
                    expected.setdefault(n, Expected()).fields[key] = quoted or bare
            continue
        if not stack or stack[-1][0] != name:
            raise ValueError(f"</{name}> closes nothing in {marked!r}")
        _, own, start = stack.pop()
        for n in own.split("+"):
            e = expected.setdefault(n, Expected())
            if name == "q":
                e.content.append((start, len(text)))
            elif name == "c":
                e.cue = (start, len(text))
            else:
                e.source = (start, len(text))
    if stack:
        raise ValueError(f"<{stack[-1][0]}> is not closed in {marked!r}")
    text += marked[at:]
    return Case(text, [expected[n] for n in sorted(expected)])


def read_cases(content: str) -> list[str]:
    """The cases of a case file: lines that are neither empty nor comments; `\\n` stands for a new line."""
    lines = (line.strip() for line in content.splitlines())
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def describe(text: str, expected: list[Expected]) -> list[dict[str, object]]:
    """What was expected, in words, for comparing with `found`."""
    out: list[dict[str, object]] = []
    for e in sorted(expected, key=lambda e: e.content):
        entry: dict[str, object] = {
            "content": [text[a:b] for a, b in e.content],
            "cue": text[slice(*e.cue)] if e.cue else None,
            "source": text[slice(*e.source)] if e.source else None,
        }
        out.append(entry | e.fields)
    return out


def found(attributions: list[Attribution], expected: list[Expected]) -> list[dict[str, object]]:
    """What was found, in the same words; further fields only where the expectation names them."""
    out: list[dict[str, object]] = []
    order = sorted(expected, key=lambda e: e.content)
    for i, a in enumerate(sorted(attributions, key=lambda a: [(s.start, s.end) for s in a.statement.spans])):
        entry: dict[str, object] = {
            "content": [s.text for s in a.statement.spans],
            "cue": a.cue.text if a.cue else None,
            "source": a.source.text if a.source else None,
        }
        named = order[i].fields if i < len(order) else {}
        values = {
            "kind": a.kind,
            "act": a.stance.act,
            "attitude": a.stance.attitude,
            "target": a.stance.target.text if a.stance.target else "",
            "rule": a.rule,
            "speaker": a.speaker.name if a.speaker else "",
            "type": a.speaker.type if a.speaker else "",
            "gender": a.speaker.gender if a.speaker else "",
            "lemma": a.cue.lemma if a.cue else "",
        }
        out.append(entry | {key: values[key] for key in named})
    return out
