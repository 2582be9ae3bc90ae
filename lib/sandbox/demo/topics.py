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
    """Of the community; greeting and signature are added."""
    chimes: tuple[str, ...] = ()
    """Others who join in under a question or complaint."""
    clinics: bool = True
    """`h` is a clinic; otherwise a hospital."""
