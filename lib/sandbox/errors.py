"""What the local VK says when it says no: codes and texts of the official schema, details as seen live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXTS: Mapping[int, str] = {
    1: "Unknown error occurred",
    2: "Application is disabled. Enable your application or use test mode",
    3: "Unknown method passed",
    4: "Incorrect signature",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required: please open redirect_uri in browser [2]",
    18: "User was deleted or banned",
    19: "Content blocked",
    22: "Upload error",
    27: "Group authorization failed",
    28: "Application authorization failed",
    29: "Rate limit reached",
    30: "This profile is private",
    36: "Method execution was interrupted due to timeout",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    105: "Couldn't save file",
    113: "Invalid user id",
    118: "Invalid server",
    121: "Invalid hash",
    122: "Invalid photos",
    125: "Invalid group id",
    200: "Access denied",
    203: "Access to group denied",
    204: "Access denied",
    210: "Access to wall's post denied",
    211: "Access to wall's comment denied",
    212: "Access to post comments denied",
    213: "Access to status replies denied",
    214: "Access to adding post denied",
    219: "Advertisement post was recently added",
    220: "Too many recipients",
    222: "Hyperlinks are forbidden",
    223: "Too many replies",
    224: "Too many ads posts",
    225: "Donut is disabled",
    243: "Comment has not been deleted",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    924: "Can't delete this message for everybody",
    932: "Your community can't interact with this peer",
    250: "Access to poll denied",
    251: "Invalid poll id",
    252: "Invalid answer id",
    801: "Comments for this video are closed",
    1051: (
        "Method is not available for this profile type: "
        "method is unavailable with current profile type"
    ),
    1117: "Access token has expired",
    2000: "Servers number limit is reached",
    13000: "Content upload was denied due to active community strikes",
}
"""`errors.json` of the schema 5.199; 1051 and 13000 are live codes that the schema lacks."""


class ApiFailure(Exception):
    """A call that VK refuses: `code`, the `message` as VK words it, and what else the envelope carries."""

    def __init__(
        self,
        code: int,
        message: str | None = None,
        *,
        subcode: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code
        self.message = message if message is not None else TEXTS.get(code, TEXTS[1])
        self.subcode = subcode
        self.extra = dict(extra or {})
        super().__init__(f"{code}: {self.message}")


def refusal(code: int, detail: str = "") -> ApiFailure:
    """The failure `code` with its official text and, after a colon, `detail`."""
    text = TEXTS.get(code, TEXTS[1])
    return ApiFailure(code, f"{text}: {detail}" if detail else text)


def invalid(detail: str) -> ApiFailure:
    """Error 100 about one parameter."""
    return refusal(100, detail)


def envelope(failure: ApiFailure, *, method: str, params: Mapping[str, str]) -> dict[str, Any]:
    """The JSON body of a refused call, its parameters listed as VK lists them, without the key."""
    listed = [{"key": "method", "value": method}, {"key": "oauth", "value": "1"}]
    listed += [
        {"key": name, "value": value} for name, value in params.items() if name != "access_token"
    ]
    error: dict[str, Any] = {"error_code": failure.code}
    if failure.subcode is not None:
        error["error_subcode"] = failure.subcode
    error |= {"error_msg": failure.message, "request_params": listed} | failure.extra
    return {"error": error}
