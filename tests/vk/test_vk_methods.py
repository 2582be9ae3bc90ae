"""The table of methods beside the official schema, which lies outside of the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.vk.methods import READS, WRITES

SCHEMA = Path(__file__).parents[3] / "shared" / "vk-api-schema"
NAMES = {"community": "group", "service": "service", "user": "user"}


@pytest.mark.skipif(not SCHEMA.is_dir(), reason="the official schema is not beside the repository")
def test_no_key_is_given_more_than_the_schema_or_a_report_gives_it() -> None:
    allowed = {
        method["name"]: set(method.get("access_token_type", []))
        for file in SCHEMA.glob("*/methods.json")
        for method in json.loads(file.read_text(encoding="utf-8"))["methods"]
    }
    beyond = {
        (method, kind)
        for method, kinds in {**READS, **WRITES}.items()
        for kind in kinds
        if NAMES[kind] not in allowed[method]
    }
    # Reports of October 2026: a community key publishes text.
    assert beyond == {("wall.post", "community")}
