"""The official schema 5.199, which lies outside of the repository and may be missing, and what fits it.

`answer_faults` and `invented` look at what VK answers, `misused` at what a client asks.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

SCHEMA = Path(__file__).parents[3] / "shared" / "vk-api-schema"
BASE = "https://schema.invalid/"
SPECIAL = {"properties", "additionalProperties"}

needs_schema = pytest.mark.skipif(
    not SCHEMA.is_dir(), reason="the official schema is not there (../shared/vk-api-schema)"
)


def standard(schema: Any) -> Any:
    """JSON Schema proper: a property that says `required: true` of itself is named by its owner instead, and
    what stands beside a `$ref` counts.

    `additionalProperties: false` goes: groups_group says so and is then extended by allOf, so that nothing
    could fit. `invented` looks for unknown fields instead.
    """
    if isinstance(schema, list):
        return [standard(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: standard(one) for key, one in schema.items() if key not in SPECIAL}
    if isinstance(schema.get("required"), bool):
        del made["required"]
    if isinstance(schema.get("properties"), dict):
        fields = schema["properties"]
        made["properties"] = {name: standard(one) for name, one in fields.items()}
        needed = [name for name, one in fields.items() if one.get("required") is True]
        if needed:
            made["required"] = needed
    if "$ref" in made and len(made) > 1:
        made["allOf"] = [*made.get("allOf", ()), {"$ref": made.pop("$ref")}]
    return made


@functools.cache
def registry() -> Registry[Any]:
    files = {
        f"{BASE}{path.relative_to(SCHEMA).as_posix()}": json.loads(path.read_text(encoding="utf-8"))
        for path in SCHEMA.glob("*/*.json")
    }
    return Registry().with_resources(
        (name, Resource(standard({k: v for k, v in body.items() if k != "$schema"}), DRAFT4))
        for name, body in files.items()
    )


@functools.cache
def methods() -> dict[str, dict[str, Any]]:
    """Every method by its name, as methods.json describes it."""
    return {
        method["name"]: method
        for path in SCHEMA.glob("*/methods.json")
        for method in json.loads(path.read_text(encoding="utf-8"))["methods"]
    }


def official_errors() -> dict[int, str]:
    rows = json.loads((SCHEMA / "errors.json").read_text(encoding="utf-8"))["errors"].values()
    return {row["code"]: row["description"] for row in rows}


def answer_schema(method: str, kind: str) -> dict[str, Any]:
    where: str = methods()[method]["responses"][kind]["$ref"]
    return {"$ref": BASE + where.removeprefix("../")}


def definition(room: str, name: str) -> dict[str, Any]:
    """An object of a section, such as `definition("callback", "callback_group_join")`."""
    return {"$ref": f"{BASE}{room}/objects.json#/definitions/{name}"}


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """What does not fit, told shortly."""
    validator = Draft4Validator(schema, registry=registry())
    told = []
    for error in validator.iter_errors(value):
        deepest = error
        while deepest.context:
            deepest = min(deepest.context, key=lambda e: (-len(e.absolute_path), str(e.message)))
        path = "/".join(map(str, deepest.absolute_path))
        told.append(f"{path}: {deepest.message[:200]}")
    return told


def invented(value: Any, schema: dict[str, Any]) -> set[str]:
    """Fields, as a/b/c, that the schema does not know."""
    return set(_unknown(value, [(schema, registry().resolver(BASE))], ""))


def _unknown(value: Any, described: list[Any], path: str) -> Iterator[str]:
    flat = [one for schema, resolver in described for one in _flat(schema, resolver)]
    if isinstance(value, list):
        inner = [(one["items"], resolver) for one, resolver in flat if "items" in one]
        for row in value:
            yield from _unknown(row, inner, path)
    elif isinstance(value, dict):
        known = [(one["properties"], resolver) for one, resolver in flat if "properties" in one]
        for name, field in value.items():
            inner = [(fields[name], resolver) for fields, resolver in known if name in fields]
            if inner:
                yield from _unknown(field, inner, f"{path}/{name}")
            elif known:
                yield f"{path}/{name}"


def _flat(schema: dict[str, Any], resolver: Any) -> Iterator[Any]:
    """The schema and all it refers to or consists of."""
    yield schema, resolver
    if "$ref" in schema:
        found = resolver.lookup(schema["$ref"])
        yield from _flat(found.contents, found.resolver)
    for way in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(way, ()):
            yield from _flat(part, resolver)


def misused(method: str, params: Mapping[str, str]) -> list[str]:
    """What the schema has against a call with these parameters, as "name: reason"."""
    described = {one["name"]: one for one in methods()[method].get("parameters", ())}
    told = [
        f"{name}: required"
        for name, one in described.items()
        if one.get("required") and not params.get(name)
    ]
    for name, text in params.items():
        if name not in described:
            told.append(f"{name}: unknown")
            continue
        schema = _of_parameter(described[name])
        told += [f"{name}: {found.strip(': ')}" for found in faults(_read(schema, text), schema)]
        told += [f"{name}: {text} does not fit 32 bits" for _ in _too_long(schema, text)]
    return told


def _of_parameter(described: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of one parameter, with what it refers to put in. Raises on objects, which travel as JSON."""
    made = {name: value for name, value in described.items() if name not in ("name", "required")}
    if "items" in made:
        made["items"] = _of_parameter(made["items"])
    if "$ref" not in made:
        return made
    where = BASE + made.pop("$ref").removeprefix("../")
    found = registry().resolver(BASE).lookup(where).contents
    if found.get("type") == "object":
        raise NotImplementedError(f"{described}: an object")
    return made | found


def key_kinds(method: str) -> frozenset[str]:
    """Kinds of key that the schema lets call the method, in the console's words."""
    ours = {"group": "community", "service": "service", "user": "user"}
    return frozenset(ours[kind] for kind in methods()[method]["access_token_type"])


def _read(schema: Mapping[str, Any], text: str) -> Any:
    """A parameter, which always travels as text, as its schema means it; the text where it means nothing."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "array" in kinds:
        return [_read(schema["items"], part) for part in text.split(",")] if text else []
    if "boolean" in kinds and text in {"0", "1"}:
        return text == "1"
    if "integer" in kinds and text.removeprefix("-").isdecimal():
        return int(text)
    if "number" in kinds:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _too_long(schema: Mapping[str, Any], text: str) -> Iterator[str]:
    """Whole numbers are of 32 bits where the schema does not say otherwise."""
    if schema["type"] == "integer" and schema.get("format") != "int64":
        if text.removeprefix("-").isdecimal() and not -(2**31) <= int(text) < 2**31:
            yield text
