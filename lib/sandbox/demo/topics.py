"""What a topic of talk is: the texts of its questions, complaints and answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """Templates of `grammar.py`. Slots: me (who writes), to (whom), h (hospital or clinic), town,
    doc, spec, drug, vac, ward, machine, street."""

    name: str
    questions: tuple[str, ...]
    complaints: tuple[str, ...]
    answers: tuple[str, ...]
    """Of the community; greeting and signature are added. One that begins with `@stem,stem: ` is for
    what has one of the stems (small letters, «е» for «ё»); at least one must be for anything."""
    chimes: tuple[str, ...] = ()
    """Others who join in under a question or complaint."""
    clinics: bool = True
    """`h` is a clinic; otherwise a hospital."""

    def answers_to(self, text: str) -> tuple[str, ...]:
        """The templates of answers that fit what `text` asks."""
        asked = text.lower().replace("ё", "е")
        fitting, general = [], []
        for answer in self.answers:
            if not answer.startswith("@"):
                general.append(answer)
                continue
            stems, template = answer[1:].split(": ", 1)
            if any(stem in asked for stem in stems.split(",")):
                fitting.append(template)
        return tuple(fitting or general)
