"""What VK's refusals mean: one row a code, with what the console does next and what a person reads.

Codes and texts are those of the schema's errors.json; 1051, 13000 and 5701-5710 are seen on live VK and in
other libraries only. The words say what to do; VK's own text stands beside them, because it names details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lib.base.language import N_

Next = Literal[
    "again", "wait", "flood", "quota", "key", "right", "person", "smaller", "upload", "stop"
]
"""What the console does by itself.

again    a read is asked again a few times; of a write it is found out whether it was done
wait     the same call goes out again after half a second: VK did nothing
flood    everything of that sort waits for minutes; never repeated at once
quota    the method rests for an hour or until VK's day is over; other methods, other keys go on
key      the key is passed over; reads go on with another one, a person is told to renew it
right    another kind of key is tried; where it is about the method as a whole, that is remembered
person   all calls of the key wait until a person has answered VK, then go on
smaller  a batch is asked in smaller parts
upload   the file is sent anew to a new address
stop     nothing: the person decides
"""


@dataclass(frozen=True)
class Meaning:
    """`words` is a message id with `{code}`, `{text}` and `{method}`."""

    then: Next
    words: str


UNKNOWN = Meaning("stop", N_("VK refused: {text} (code {code})"))

_TROUBLE = Meaning(
    "again",
    N_("VK is having problems of its own. Wait a few minutes and try again. (VK {code}: {text})"),
)
_KEY_ENDED = Meaning(
    "key",
    N_(
        "VK does not accept the key any more. Make a new one and enter it in the settings."
        " (VK {code}: {text})"
    ),
)
_OTHER_APP = Meaning(
    "right",
    N_(
        "VK allows this to keys of another kind of app only. See under “Keys” in the settings what this key"
        " can do. (VK {code}: {text})"
    ),
)
_RIGHT = Meaning(
    "right",
    N_(
        "The key lacks a right for this. Make a new key with that right ticked and enter it in the"
        " settings. (VK {code}: {text})"
    ),
)
_TOO_MUCH = Meaning(
    "smaller",
    N_(
        "That was more than VK answers at once. It is asked in smaller parts by itself."
        " (VK {code}: {text})"
    ),
)
_PERSON = Meaning(
    "person",
    N_(
        "VK wants a confirmation from the owner of the key. Open VK, or the link that the console shows,"
        " and confirm; it goes on by itself. (VK {code}: {text})"
    ),
)
_OURS = Meaning(
    "stop",
    N_(
        "VK did not understand the request, which is a fault of the console. Tell whoever looks after"
        " it. (VK {code}: {text})"
    ),
)
_UPDATE = Meaning(
    "stop",
    N_(
        "VK no longer understands this version of the console. Have it updated. (VK {code}: {text})"
    ),
)
_NUMBER = Meaning(
    "stop",
    N_(
        "VK knows no such person, community or app. Check the number or the link. (VK {code}: {text})"
    ),
)
_UPLOAD = Meaning(
    "upload", N_("The file did not get to VK whole. Add it again. (VK {code}: {text})")
)
_CLOSED = Meaning(
    "stop",
    N_(
        "VK does not open this to the key: it is closed, or belongs to somebody else. (VK {code}: {text})"
    ),
)
_ADS = Meaning(
    "stop",
    N_(
        "VK allows no more advertising posts now. Take the mark of advertising away, or wait until"
        " tomorrow. (VK {code}: {text})"
    ),
)
_POLL = Meaning("stop", N_("The poll is closed to the key, or was deleted. (VK {code}: {text})"))
_TWO_FACTORS = Meaning(
    "stop",
    N_(
        "VK asks for a login with two factors: the administrator whose key this is switches it on in VK"
        " (Settings → Security). Then try again. (VK {code}: {text})"
    ),
)
_NO_MESSAGES = Meaning(
    "stop",
    N_(
        "VK lets the community write no messages to this person: they have not allowed it. Answer under"
        " their comment. (VK {code}: {text})"
    ),
)
_COMMUNITY = Meaning(
    "stop", N_("The settings of the community do not allow this. (VK {code}: {text})")
)

MEANINGS: Mapping[int, Meaning] = {
    1: _TROUBLE,
    2: Meaning(
        "stop",
        N_(
            "The VK app behind the key is switched off. Switch it on in its settings, or use the key of"
            " another app. (VK {code}: {text})"
        ),
    ),
    3: Meaning(
        "right",
        N_(
            "VK does not offer this to the key. It is not tried again with it; see under “Keys” in the"
            " settings what the key can do. (VK {code}: {text})"
        ),
    ),
    4: _KEY_ENDED,
    5: _KEY_ENDED,
    6: Meaning(
        "wait",
        N_("Too many requests a second. It goes on by itself in a moment. (VK {code}: {text})"),
    ),
    7: _RIGHT,
    8: _OURS,
    9: Meaning(
        "flood",
        N_(
            "Too much alike in a short time, VK says. Sending waits a few minutes and goes on by itself;"
            " vary the texts meanwhile. (VK {code}: {text})"
        ),
    ),
    10: _TROUBLE,
    12: _TOO_MUCH,
    13: _TOO_MUCH,
    14: Meaning(
        "person",
        N_(
            "VK wants to see that a person is here. Open the link that the console shows; it goes on by"
            " itself afterwards. (VK {code}: {text})"
        ),
    ),
    15: Meaning(
        "right",
        N_(
            "VK gives no access: it is closed to the key or switched off in the community. See under “Keys”"
            " in the settings what the key can do. (VK {code}: {text})"
        ),
    ),
    17: _PERSON,
    18: Meaning(
        "stop",
        N_(
            "VK has deleted or blocked this page. Nothing can be done with it from here."
            " (VK {code}: {text})"
        ),
    ),
    19: Meaning(
        "stop", N_("VK has blocked this content; it can only be passed over. (VK {code}: {text})")
    ),
    20: _OTHER_APP,
    21: _OTHER_APP,
    22: _UPLOAD,
    23: Meaning(
        "right",
        N_("VK has switched this off for everybody. Do it in VK itself. (VK {code}: {text})"),
    ),
    24: _PERSON,
    25: _PERSON,
    27: Meaning(
        "right",
        N_(
            "VK allows this to no community key. A service key (for reading) or a user key is needed: add"
            " one in the settings. (VK {code}: {text})"
        ),
    ),
    28: _KEY_ENDED,
    29: Meaning(
        "quota",
        N_(
            "VK allows this only so many times a day, and today's are used up. Other work goes on;"
            " this goes on by itself later. (VK {code}: {text})"
        ),
    ),
    30: Meaning(
        "stop", N_("The profile is closed: VK shows it to friends only. (VK {code}: {text})")
    ),
    36: _TOO_MUCH,
    37: Meaning(
        "stop",
        N_(
            "VK has banned the owner of the key. Enter the key of another administrator in the settings."
            " (VK {code}: {text})"
        ),
    ),
    41: _PERSON,
    42: Meaning(
        "stop",
        N_(
            "VK does not accept the key from this network address. Allow the address in the settings of the"
            " VK app, or make a key without a list of addresses. (VK {code}: {text})"
        ),
    ),
    43: Meaning(
        "stop", N_("This part of VK is closed for a while. Try again later. (VK {code}: {text})")
    ),
    100: Meaning(
        "stop",
        N_("VK does not take a value that was sent: correct it and try again. (VK {code}: {text})"),
    ),
    103: Meaning("stop", N_("That is more than VK allows here. Take less. (VK {code}: {text})")),
    104: Meaning(
        "stop",
        N_("VK does not find it: it was deleted, or never was there. (VK {code}: {text})"),
    ),
    106: Meaning("stop", N_("VK could not do it. Look in VK and try again. (VK {code}: {text})")),
    150: Meaning("stop", N_("VK does not take this time. Choose another one. (VK {code}: {text})")),
    200: _CLOSED,
    201: _CLOSED,
    203: Meaning(
        "right",
        N_(
            "VK does not let the key into the community: its owner is no editor or administrator, or the"
            " community is closed. (VK {code}: {text})"
        ),
    ),
    204: _CLOSED,
    205: _CLOSED,
    210: Meaning(
        "stop",
        N_("VK does not open the post: it was deleted or is closed. (VK {code}: {text})"),
    ),
    211: Meaning(
        "stop",
        N_(
            "VK does not open the comment: it was deleted, or is not ours to change. (VK {code}: {text})"
        ),
    ),
    212: Meaning("stop", N_("Comments of this post are closed. (VK {code}: {text})")),
    213: Meaning(
        "stop",
        N_(
            "VK does not let the community comment here: comments are closed, or the post was deleted."
            " (VK {code}: {text})"
        ),
    ),
    214: Meaning(
        "stop",
        N_(
            "VK does not take the post: that minute may be taken, or the queue of scheduled posts full"
            " (about 150). Choose another time. (VK {code}: {text})"
        ),
    ),
    219: _ADS,
    220: Meaning("stop", N_("Too many recipients. Choose fewer. (VK {code}: {text})")),
    222: Meaning(
        "stop", N_("VK allows no links here. Take the link out and send again. (VK {code}: {text})")
    ),
    223: Meaning(
        "stop",
        N_("VK takes no more comments for now. Send it again later. (VK {code}: {text})"),
    ),
    224: _ADS,
    225: _COMMUNITY,
    232: Meaning("stop", N_("VK allows no reaction to this. (VK {code}: {text})")),
    243: Meaning(
        "stop", N_("The comment is not deleted: there is nothing to restore. (VK {code}: {text})")
    ),
    **dict.fromkeys((250, 251, 252, 253), _POLL),
    300: Meaning("stop", N_("The album is full. Choose another one. (VK {code}: {text})")),
    302: Meaning("stop", N_("VK allows no more albums. Delete one first. (VK {code}: {text})")),
    500: _RIGHT,
    600: _RIGHT,
    601: Meaning(
        "quota",
        N_(
            "Too much of this for one day, VK says. Other work goes on; this goes on by itself later."
            " (VK {code}: {text})"
        ),
    ),
    603: _ADS,
    701: Meaning("stop", N_("This person has to join the community first. (VK {code}: {text})")),
    702: _COMMUNITY,
    703: _TWO_FACTORS,
    704: _TWO_FACTORS,
    705: _COMMUNITY,
    706: _COMMUNITY,
    711: _COMMUNITY,
    801: Meaning("stop", N_("Comments of this video are closed. (VK {code}: {text})")),
    **dict.fromkeys((900, 901, 902), _NO_MESSAGES),
    914: Meaning(
        "stop", N_("The message is too long. Shorten it and send again. (VK {code}: {text})")
    ),
    917: _CLOSED,
    950: Meaning(
        "stop",
        N_("The time in which VK lets the community answer here is over. (VK {code}: {text})"),
    ),
    **dict.fromkeys((983, 984, 985), _NO_MESSAGES),
    1051: Meaning(
        "right",
        N_(
            "VK allows this to no key of this kind (made through VK ID). Another user key is needed; see"
            " under “Keys” in the settings. (VK {code}: {text})"
        ),
    ),
    **dict.fromkeys((1114, 1116, 1117, 1118), _KEY_ENDED),
    2000: Meaning(
        "stop",
        N_(
            "The community has as many callback servers as VK allows (10). Delete one in VK first."
            " (VK {code}: {text})"
        ),
    ),
    **dict.fromkeys((3300, 3301, 3302, 3303, 3304, 3305, 3609, 3610, 3611), _PERSON),
    **dict.fromkeys((105, 114, 118, 121, 122, 129, *range(5701, 5711)), _UPLOAD),
    **dict.fromkeys((38, 39, 40, 101, 113, 125), _NUMBER),
    **dict.fromkeys((33, 34, 35), _UPDATE),
    9999: _OURS,
    13000: Meaning(
        "stop",
        N_(
            "VK takes nothing from the community because of strikes against it. Publish nothing, look into"
            " the community's notices in VK and appeal there. (VK {code}: {text})"
        ),
    ),
}


_OTHER_KIND = Meaning(
    "right",
    N_(
        "VK allows this to no key of this kind. Another one is needed: see under “Keys” in the settings."
        " (VK {code}: {text})"
    ),
)


def meaning(code: int, text: str) -> Meaning:
    """The row of `code`; of codes that VK uses for two things, that of what its `text` says."""
    if code in {5, 28} and "unavailable" in text:
        # "method is unavailable with service token": the key lives, it is of another kind.
        return _OTHER_KIND
    if code == 214 and "a day" in text:
        return MEANINGS[29]
    return MEANINGS.get(code, UNKNOWN)


def codes(*then: Next) -> frozenset[int]:
    """The codes after which the console does one of these."""
    return frozenset(code for code, meaning in MEANINGS.items() if meaning.then in then)
