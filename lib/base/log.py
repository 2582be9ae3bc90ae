"""Logging without secrets."""

from __future__ import annotations

import logging
import re

_KEY_SHAPES = re.compile(
    r"vk[0-9]\.[a-z]\.[\w.-]+"
    r"|(?<=access_token=)[^&\s\"']+"
    r"|(?<=\"access_token\": \")[^\"]+"
    r"|(?<='access_token': ')[^']+"
    r"|\b[0-9a-f]{85}\b"
)


SHORTEST_KEY = 6


class Redacting(logging.Filter):
    """Replaces every known key, and whatever looks like a VK key, by stars."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        # A mistyped key of a letter or two would blot out half of every line, and is no secret.
        self._secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST_KEY)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args = self.redact(text), ()
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        return True

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _KEY_SHAPES.sub("***", text)


def set_up(*, secrets: tuple[str, ...] = (), level: int = logging.INFO) -> None:
    """Log to stderr with every handler of the root redacting; safe to call again with more secrets."""
    root = logging.getLogger()
    if not root.handlers:
        logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in root.handlers:
        for old in [f for f in handler.filters if isinstance(f, Redacting)]:
            handler.removeFilter(old)
        handler.addFilter(Redacting(secrets))
