"""What can go wrong at the door to VK.

VkError
├── Unreachable          the request never left: no connection. Safe to repeat.
│   └── Hung             VK lets this one method hang, so it was not even asked
├── NoAnswer             it may have been carried out: timeout, cut answer, HTML, HTTP 5xx.
│   └── TimedOut         no answer came in time
├── UnfitFile            VK does not take this file; nothing was sent
├── UploadFailed         VK's upload server took no file; nothing was done
├── KeyMissing           no configured key can do this; VK was not asked
└── Refused              VK answered with an error; nothing was done.
    ├── Choked           a read that VK cannot answer while it answers others
    ├── TooFast          6: too many requests a second
    ├── Flood            9: too much alike; pause, never repeat at once
    ├── QuotaUsed        29, 214 with the daily limit, 601: the day's number is used up
    ├── KeyDead          4, 5, 28, 1114, 1116-1118: the key has ended or was revoked
    ├── NoRight          3, 7, 15, 20, 21, 23, 27, 203, 1051 ...: this key cannot do this
    └── HumanNeeded      14, 17, 24, 3300-3305 ...: a person must open `redirect_uri`

Which code is which, and what a person reads of it, stands in `lib.vk.refusals`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from lib.base.errors import PultError
from lib.base.language import N_
from lib.vk.refusals import Next, meaning


class VkError(PultError):
    """Something at the door to VK; see the subclasses."""


class Unreachable(VkError):
    """No connection could be made, so nothing was done."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_("VK cannot be reached ({reason}). Work goes on by itself when it is back."),
            reason=reason,
        )


class NoAnswer(VkError):
    """The request went out and no usable answer came back; VK may have carried it out."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_("VK gave no usable answer ({reason}). Whether it was done is being checked."),
            reason=reason,
        )


class TimedOut(NoAnswer):
    """No answer came in time."""

    def __init__(self) -> None:
        super().__init__("timeout")


class Hung(Unreachable):
    """VK lets `method` hang, which is how it limits a method, and was not asked again; other work goes on."""

    def __init__(self, method: str, seconds: float) -> None:
        VkError.__init__(
            self,
            N_(
                "VK does not answer {method}, though it answers other calls: that is how VK limits a method."
                " It is tried again by itself in {minutes} min; other work goes on."
            ),
            method=method,
            minutes=max(1, round(seconds / 60)),
            reason=method,
        )
        self.method = method
        self.seconds = seconds


class UnfitFile(VkError):
    """VK does not take this file, which its message says in full. Nothing was sent."""


class UploadFailed(VkError):
    """VK's upload server did not take the file, several times. Nothing was done."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_(
                "VK did not take the file ({reason}). Nothing was published. Try again in a few minutes;"
                " if it is refused again, save the file anew in another format."
            ),
            reason=reason,
        )


class KeyMissing(VkError):
    """No key that is set can carry out `method`; one of `kinds` could. VK was not asked."""

    def __init__(self, method: str, kinds: tuple[str, ...]) -> None:
        names = tuple(_KEY_NAMES[kind] for kind in kinds)
        super().__init__(
            N_("This needs a key that is not set: {keys}. Add it in the settings ({method})."),
            keys=" / ".join(names) or "—",
            method=method,
        )
        self.method = method
        self.kinds = kinds


class Refused(VkError):
    """VK said no: `code`, `subcode`, VK's own `text`, and the `method`."""

    def __init__(
        self, code: int, text: str, *, method: str, subcode: int | None = None, **more: Any
    ) -> None:
        words = meaning(code, text).words
        super().__init__(words, text=text, code=code, method=method)
        self.code = code
        self.text = text
        self.method = method
        self.subcode = subcode
        self.more = more


class Choked(Refused):
    """VK gives no usable answer to this one read, asked several times, and answers others meanwhile."""

    def __init__(self, failure: NoAnswer, *, method: str) -> None:
        super().__init__(10, str(failure.values["reason"]), method=method)
        self.message = N_(
            "VK fails on this one request again and again ({text}): what it is about stays unread for now."
            " Other work goes on."
        )


class TooFast(Refused):
    """6"""


class Flood(Refused):
    """9"""


class QuotaUsed(Refused):
    """29, 601, and 214 where the text speaks of a day's limit"""

    opens_at: int | None = None
    """When it is tried again (seconds UTC), where that is known."""

    def opening(self, at: int) -> QuotaUsed:
        """The same error, knowing when the method is tried again."""
        self.opens_at = at
        self.message = N_(
            "VK allows this only so many times a day, and today's are used up. Other work goes on;"
            " this goes on by itself at {opens} (UTC+3). (VK {code}: {text})"
        )
        self.values["opens"] = f"{datetime.fromtimestamp(at, _MOSCOW):%d.%m %H:%M}"
        return self


class KeyDead(Refused):
    """4, 5, 28, 1114, 1116-1118"""


class NoRight(Refused):
    """3, 7, 15, 20, 21, 23, 27, 203, 500, 600, 1051"""


class HumanNeeded(Refused):
    """14, 17, 24, 25, 41, 3300-3305, 3609-3611.

    `redirect_uri` is the page that a person must open, where VK named one.
    """

    @property
    def redirect_uri(self) -> str | None:
        uri = self.more.get("redirect_uri")
        return str(uri) if uri else None


_MOSCOW = timezone(timedelta(hours=3))
_KEY_NAMES = {
    "community": "PULT_COMMUNITY_KEY",
    "service": "PULT_SERVICE_KEY",
    "user": "PULT_USER_KEY",
}
_CLASSES: Mapping[Next, type[Refused]] = {
    "wait": TooFast,
    "flood": Flood,
    "quota": QuotaUsed,
    "key": KeyDead,
    "right": NoRight,
    "person": HumanNeeded,
}


def refusal(error: Mapping[str, Any], *, method: str) -> Refused:
    """The typed error for the `error` object of VK's envelope (or of an entry of `execute_errors`)."""
    said = str(error.get("error_code", ""))
    code = int(said) if said.removeprefix("-").isdecimal() else 1
    text = str(error.get("error_msg") or error.get("error_text") or "Unknown error occurred")
    kind = _CLASSES.get(meaning(code, text).then, Refused)
    more = {
        name: value
        for name, value in error.items()
        # request_params may hold the key; the other names are those of our own arguments.
        if name
        not in {"error_code", "error_msg", "error_subcode", "request_params"}
        | {"code", "text", "method", "subcode", "self"}
    }
    return kind(code, text, method=method, subcode=error.get("error_subcode"), **more)
