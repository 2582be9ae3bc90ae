"""Attachments in VK's form; addresses are paths that the local VK serves."""

from __future__ import annotations

from random import Random
from typing import Any

OWNER_ID = -1
_SIZES = (("s", 75), ("m", 130), ("x", 604), ("y", 807))


def photo(rng: Random, *, at: int, owner_id: int = OWNER_ID) -> dict[str, Any]:
    media_id = rng.randrange(457_000_000, 457_900_000)
    ratio = rng.choice((0.56, 0.67, 0.75, 1.0))
    sizes = [
        {
            "type": kind,
            "url": _address(media_id, width, round(width * ratio)),
            "width": width,
            "height": round(width * ratio),
        }
        for kind, width in _SIZES
    ]
    value = {
        "id": media_id,
        "owner_id": owner_id,
        "album_id": -7,
        "date": at,
        "text": "",
        "has_tags": False,
        "access_key": f"{rng.getrandbits(72):018x}",
        "sizes": sizes,
    }
    return {"type": "photo", "photo": value}


def video(rng: Random, *, at: int, title: str, live: bool = False) -> dict[str, Any]:
    media_id = rng.randrange(456_239_000, 456_299_000)
    value = {
        "id": media_id,
        "owner_id": OWNER_ID,
        "title": title,
        "description": "",
        "date": at,
        "duration": rng.randint(1500, 3600) if live else rng.randint(35, 420),
        "views": rng.randint(150, 2500),
        "comments": 0,
        "image": [
            {"url": _address(media_id, w, w * 9 // 16), "width": w, "height": w * 9 // 16}
            for w in (320, 800)
        ],
        "can_comment": 1,
        "type": "video",
    }
    return {"type": "video", "video": value}


def poll(rng: Random, *, at: int, question: str, options: tuple[str, ...]) -> dict[str, Any]:
    votes = [rng.randint(4, 160) for _option in options]
    total = sum(votes)
    value = {
        "id": rng.randrange(900_000_000, 900_900_000),
        "owner_id": OWNER_ID,
        "created": at,
        "question": question,
        "votes": total,
        "anonymous": True,
        "multiple": False,
        "end_date": 0,
        "closed": False,
        "is_board": False,
        "can_edit": False,
        "can_vote": True,
        "can_report": False,
        "can_share": True,
        "disable_unvote": False,
        "answers": [
            {"id": number + 1, "text": text, "votes": count, "rate": round(count * 100 / total, 2)}
            for number, (text, count) in enumerate(zip(options, votes, strict=True))
        ],
    }
    return {"type": "poll", "poll": value}


def sticker(rng: Random) -> dict[str, Any]:
    sticker_id = rng.randint(9000, 9040)
    images = [{"url": _address(sticker_id, w, w), "width": w, "height": w} for w in (64, 128, 256)]
    return {
        "type": "sticker",
        "sticker": {"product_id": 279, "sticker_id": sticker_id, "images": images},
    }


def _address(media_id: int, width: int, height: int) -> str:
    return f"/photo/demo/{media_id}/{width}x{height}.svg"
