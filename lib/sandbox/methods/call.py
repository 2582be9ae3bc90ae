"""One call of a method: who calls, with what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.sandbox.errors import invalid, refusal
from lib.sandbox.objects import ADMIN_ID, GROUP_ID, OWNER_ID
from lib.sandbox.rights import Key, Profile
from lib.sandbox.walls import Wall, wall_of
from lib.sandbox.world import World


@dataclass(frozen=True)
class Call:
    """Parameters arrive as strings, as VK receives them; the readers raise ApiFailure 100 about bad ones."""

    world: World
    key: Key
    params: Mapping[str, str]
    address: str
    """Of this local VK, without a slash at the end."""
    profile: Profile = "observed"

    @property
    def viewer(self) -> int | None:
        """The person behind a user key."""
        return ADMIN_ID if self.key.kind == "user" else None

    def text(self, name: str) -> str:
        return self.params.get(name, "")

    def integer(
        self,
        name: str,
        default: int | None = None,
        *,
        minimum: int | None = None,
        maximum: int | None = None,
    ) -> int:
        """The number `name`; without a `default` it must be there."""
        raw = self.params.get(name, "").strip()
        if not raw:
            if default is None:
                raise invalid(f"{name} is undefined")
            return default
        try:
            value = int(raw)
        except ValueError:
            raise invalid(f"{name} not integer") from None
        if minimum is not None and value < minimum:
            raise invalid(
                f"{name} should be positive"
                if minimum == 0
                else f"{name} should be greater or equal to {minimum}"
            )
        if maximum is not None and value > maximum:
            raise invalid(f"{name} should be less or equal to {maximum}")
        return value

    def flag(self, name: str) -> bool:
        """1 and 0, as documented; what VK makes of other words is not known, here they are refused."""
        raw = self.params.get(name, "").strip()
        if raw in {"", "0"}:
            return False
        if raw == "1":
            return True
        raise invalid(f"{name} should be 0 or 1")

    def words(self, name: str) -> list[str]:
        """A list, separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name) or default
        if value not in allowed:
            raise invalid(f"{name} is invalid")
        return value

    def fields(self, *usual: str) -> frozenset[str]:
        return frozenset([*self.words("fields"), *usual])

    def group_id(self, *, required: bool = True) -> int:
        """`group_id`, which must be this world's community; a community key stands for its own."""
        if not self.text("group_id"):
            if required and self.key.kind != "community":
                raise invalid("group_id is undefined")
            return GROUP_ID
        group_id = self.integer("group_id", minimum=1)
        if group_id != GROUP_ID:
            raise (
                refusal(15, "no access to this group")
                if self.key.kind == "community"
                else refusal(125)
            )
        return group_id

    def wall(self) -> Wall:
        """The wall that `owner_id` names, to read: ours or a neighbour's; raises ApiFailure 15 for others."""
        found = wall_of(self.world, self.integer("owner_id", ADMIN_ID))
        if found is None:
            raise refusal(15, "wall is disabled")
        return found

    def own_wall(self) -> None:
        """`owner_id` must name the wall of this world's community."""
        if self.integer("owner_id", ADMIN_ID) != OWNER_ID:
            raise refusal(15, "wall is disabled")


def as_params(values: Mapping[str, Any]) -> dict[str, str]:
    """Values of a script as parameters: lists by commas, true as 1, null left out."""
    return {name: _param(value) for name, value in values.items() if value is not None}


def _param(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ",".join(_param(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
