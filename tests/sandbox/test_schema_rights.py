"""Which kinds of key may call what: the profile `schema` says the same as the official schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib.sandbox.rights import RIGHTS
from tests.sandbox.test_schema_conformance import SCHEMA

pytestmark = pytest.mark.skipif(
    not SCHEMA.is_dir(), reason="the official schema is not there (../shared/vk-api-schema)"
)
LETTERS = {"user": "u", "group": "g", "service": "s"}


def described(method: str) -> dict[str, Any]:
    section = method.partition(".")[0]
    listed = json.loads((SCHEMA / section / "methods.json").read_text(encoding="utf-8"))["methods"]
    (known,) = [one for one in listed if one["name"] == method]
    return dict(known)


def test_the_kinds_of_key_of_every_method_are_the_schemas() -> None:
    told = {
        method: {LETTERS[kind] for kind in described(method)["access_token_type"]}
        for method in RIGHTS
    }
    assert told == {method: set(row.schema) for method, row in RIGHTS.items()}
