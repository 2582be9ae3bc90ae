"""Passwords: what is good enough, and how they are kept (argon2id with the library's present defaults)."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from zxcvbn import zxcvbn

from lib.base.errors import PultError
from lib.base.language import N_

SHORTEST = 10
LONGEST = 256
"""Characters; argon2 would hash a megabyte as willingly, and take its time."""
STRONG_ENOUGH = 3
"""zxcvbn's "safely unguessable": more than 10^8 guesses."""

_COMMON = (
    "пароль", "пульт", "минздрав", "здрав", "здоровье", "больница", "поликлиника", "модератор",
    "администратор", "йцукен", "привет", "россия", "любовь", "вконтакте", "pult", "minzdrav", "zdrav",
    "moderator", "gfhjkm", "vbyplhfd",
)  # fmt: skip
"""What zxcvbn does not know as words: Russian ones, and Russian typed on the Latin keys."""

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


class WeakPassword(PultError):
    """This password would be guessed."""


def check_password(password: str, *, name: str) -> None:
    """Raise `WeakPassword` unless `password` may stand for the person `name`."""
    if len(password) < SHORTEST:
        raise WeakPassword(
            N_(
                "The password is too short: use at least {n} characters. A phrase is easy to "
                "remember."
            ),
            n=SHORTEST,
        )
    if len(password) > LONGEST:
        raise WeakPassword(N_("The password is too long: {n} characters at most."), n=LONGEST)
    bare = password.casefold()
    for word in (*_COMMON, *name.casefold().split()):
        if len(word) > 2:
            bare = bare.replace(word, "")
    if len(bare) < SHORTEST // 2 or zxcvbn(bare[:72])["score"] < STRONG_ENOUGH:
        raise WeakPassword(
            N_(
                "The password is easy to guess. Use a few unrelated words, or let the browser make "
                "one."
            )
        )


def made_password(*, name: str) -> str:
    """A new password for the person `name` that can be read out on the telephone: some 60 bits."""
    while True:
        syllables = [secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(10)]
        made = "-".join(a + b for a, b in zip(syllables[::2], syllables[1::2], strict=True))
        try:
            check_password(made, name=name)
        except WeakPassword:
            continue  # a word that everybody knows came out by chance
        return made


def hash_password(password: str) -> str:
    """The hash to keep. Takes some 50 ms on purpose."""
    return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether `password` belongs to the hash `kept`; None takes as long and answers False."""
    try:
        return _hasher.verify(kept or _NOBODY, password[:LONGEST]) and kept is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
