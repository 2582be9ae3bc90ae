"""Uploading photos and documents: what is taken, what is refused, what comes back and what stays."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from lib.sandbox import open_world, serve, uploads
from tests.sandbox.conftest import Caller, Hands


def picture(width: int = 900, height: int = 600, *, kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind)
    return made.getvalue()


def send(url: str, files: Any) -> dict[str, Any]:
    answer = Caller.http.post(url, files=files, timeout=20)
    assert answer.status_code == 200
    made: dict[str, Any] = answer.json()
    return made


def wall_address(vk: Caller) -> str:
    told = vk.call("photos.getWallUploadServer", group_id=1)
    assert (told["album_id"], told["user_id"]) == (-14, 1)
    return str(told["upload_url"])


def save_wall(vk: Caller, sent: dict[str, Any], **more: object) -> dict[str, Any]:
    (photo,) = vk.call("photos.saveWallPhoto", group_id=1, **sent, **more)
    made: dict[str, Any] = photo
    return made


def upload_wall_photo(vk: Caller, content: bytes | None = None) -> dict[str, Any]:
    return save_wall(vk, send(wall_address(vk), {"photo": ("a.jpg", content or picture())}))


def test_an_uploaded_photo_is_posted_and_shown_in_every_size(vk: Caller) -> None:
    photo = upload_wall_photo(vk, picture(1300, 700))
    assert (photo["owner_id"], photo["album_id"]) == (-1, -14)
    post = vk.call("wall.post", owner_id=-1, attachments=f"photo-1_{photo['id']}")
    (shown,) = vk.call("wall.getById", posts=f"-1_{post['post_id']}")["items"][0]["attachments"]
    assert (shown["photo"]["id"], shown["photo"]["album_id"]) == (photo["id"], -7)
    sides = {one["type"]: (one["width"], one["height"]) for one in shown["photo"]["sizes"]}
    assert sides["w"] == (1300, 700)
    assert {"s", "m", "x", "y", "z"} <= set(sides)
    for one in shown["photo"]["sizes"]:
        answer = Caller.http.get(one["url"])
        assert answer.headers["content-type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.content)) as got:
            assert abs(got.size[0] - one["width"]) <= 1
            assert abs(got.size[1] - one["height"]) <= 1


def test_several_photos_go_in_one_request_under_numbered_fields(vk: Caller) -> None:
    files = {"file0": ("a.png", picture(kind="PNG")), "file1": ("b.gif", picture(kind="GIF"))}
    sent = send(wall_address(vk), files)
    photos = vk.call("photos.saveWallPhoto", group_id=1, caption="подпись", **sent)
    assert [photo["text"] for photo in photos] == ["подпись", "подпись"]
    assert photos[0]["id"] != photos[1]["id"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        picture(kind="BMP"),
        picture()[:20],
        picture(2100, 100),
        picture(13_950, 700),
    ],
    ids=["empty", "text", "bmp", "cut", "too long", "too wide"],
)
def test_what_is_no_fitting_photo_is_answered_by_an_empty_list(vk: Caller, content: bytes) -> None:
    sent = send(wall_address(vk), {"photo": ("a.jpg", content)})
    assert sent["photo"] == "[]"
    assert vk.error("photos.saveWallPhoto", group_id=1, **sent) == 100


def test_a_photo_at_the_bounds_is_taken(vk: Caller) -> None:
    assert upload_wall_photo(vk, picture(2000, 100))["album_id"] == -14
    assert upload_wall_photo(vk, picture(13_300, 700, kind="PNG"))["album_id"] == -14


def test_a_photo_beyond_fifty_megabytes_is_refused(
    vk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert uploads.LARGEST["wall_photo"] == 50 * 1024 * 1024
    content = picture()
    monkeypatch.setitem(uploads.LARGEST, "wall_photo", len(content))
    assert upload_wall_photo(vk, content)["album_id"] == -14
    sent = send(wall_address(vk), {"photo": ("a.jpg", content + b"\0")})
    assert sent["photo"] == "[]"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"server": 1}, 118),
        ({"server": ""}, 118),
        ({"hash": "0" * 64}, 121),
        ({"hash": ""}, 121),
        ({"hash": "ё"}, 121),
        ({"photo": "[[]"}, 122),
        ({"photo": "[[]]"}, 121),
        ({"photo": ""}, 100),
        ({"caption": "х" * 2049}, 100),
    ],
    ids=str,
)
def test_a_save_with_a_wrong_part_is_refused(
    vk: Caller, wrong: dict[str, object], code: int
) -> None:
    sent = send(wall_address(vk), {"photo": ("a.jpg", picture())})
    assert vk.error("photos.saveWallPhoto", group_id=1, **(sent | wrong)) == code
    assert vk.call("photos.get", owner_id=-1, album_id="wall")["count"] == 0


def test_an_answer_holds_only_for_what_it_was_given(vk: Caller) -> None:
    """A wall's upload is not saved as a message's, and the community's not as a person's own."""
    sent = send(wall_address(vk), {"photo": ("a.jpg", picture())})
    assert vk.error("photos.saveWallPhoto", **sent) == 121
    assert vk.error("photos.saveMessagesPhoto", **sent) == 118


def test_an_address_nobody_gave_out_takes_nothing(vk: Caller) -> None:
    url = wall_address(vk)
    for wrong in (url[:-1], url.replace("/-1/", "/5/"), f"{vk.running.url}/upload/x"):
        assert httpx.post(wrong, files={"photo": picture()}).status_code == 404


def test_a_service_or_community_key_gets_no_wall_address(vk: Caller) -> None:
    assert vk.error("photos.getWallUploadServer", key="demo-community", group_id=1) == 27
    assert vk.error("photos.saveWallPhoto", key="demo-service", group_id=1) == 28
    vk.door("key", {"token": "narrow", "kind": "user", "permissions": ["wall"]})
    assert vk.error("photos.getWallUploadServer", key="narrow", group_id=1) == 15


def message_photo(vk: Caller, *, key: str) -> str:
    url = vk.call("photos.getMessagesUploadServer", key=key)["upload_url"]
    (photo,) = vk.call(
        "photos.saveMessagesPhoto", key=key, **send(url, {"photo": ("a.jpg", picture())})
    )
    assert photo["album_id"] == -64
    return f"photo{photo['owner_id']}_{photo['id']}"


def attached(vk: Caller, post: dict[str, int]) -> list[str]:
    (shown,) = vk.call("wall.getById", posts=f"-1_{post['post_id']}")["items"]
    return [one["type"] for one in shown["attachments"]]


def test_a_message_photo_vanishes_from_a_communitys_post_without_a_word(vk: Caller) -> None:
    named = message_photo(vk, key="demo-community")
    said = {"owner_id": -1, "message": "фото", "attachments": named}
    assert attached(vk, vk.call("wall.post", key="demo-community", **said)) == []
    assert attached(vk, vk.call("wall.post", **said)) == ["photo"]


def test_the_schema_knows_no_vanishing_photos() -> None:
    with serve(open_world("empty"), rights="schema") as running:
        vk = Caller(running)
        named = message_photo(vk, key="demo-community")
        said = {"owner_id": -1, "message": "фото", "attachments": named}
        assert attached(vk, vk.call("wall.post", **said)) == ["photo"]
        assert vk.error("wall.post", key="demo-community", **said) == 27


def upload_document(
    vk: Caller, name: str, content: bytes, *, key: str = "demo-community", **save: object
) -> dict[str, Any]:
    url = vk.call("docs.getWallUploadServer", key=key, group_id=1)["upload_url"]
    sent = send(url, {"file": (name, content)})
    made: dict[str, Any] = vk.call("docs.save", key=key, **sent, **save)
    assert made["type"] == "doc"
    return dict(made["doc"])


def test_a_document_is_kept_under_its_name_and_handed_back(vk: Caller) -> None:
    doc = upload_document(vk, "Приказ | 12.pdf", b"%PDF-1.7")
    assert (doc["title"], doc["ext"], doc["size"], doc["type"]) == ("Приказ | 12.pdf", "pdf", 8, 1)
    answer = Caller.http.get(doc["url"])
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-disposition"].startswith("attachment")
    said = {"owner_id": -1, "message": "приказ", "attachments": f"doc-1_{doc['id']}"}
    assert attached(vk, vk.call("wall.post", key="demo-community", **said)) == ["doc"]


def test_a_moving_picture_has_a_preview_and_a_title_of_its_own(vk: Caller) -> None:
    doc = upload_document(vk, "a.gif", picture(320, 200, kind="GIF"), title="Разминка")
    assert (doc["title"], doc["type"]) == ("Разминка", 3)
    for one in doc["preview"]["photo"]["sizes"]:
        assert Caller.http.get(one["src"]).status_code == 200


def test_a_picture_by_name_only_has_no_preview(vk: Caller) -> None:
    assert "preview" not in upload_document(vk, "a.jpg", b"not a picture")


def test_a_page_is_handed_over_and_not_opened(vk: Caller) -> None:
    doc = upload_document(vk, "x.html", b"<script>alert(1)</script>")
    headers = Caller.http.get(doc["url"]).headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [
        ("file", "a.exe", b"MZ"),
        ("file", "a.mp3", b"ID3"),
        ("file", "a.txt", b""),
        ("doc", "a", b"x"),
    ],
)
def test_what_is_no_document_is_refused(vk: Caller, field: str, name: str, content: bytes) -> None:
    url = vk.call("docs.getWallUploadServer", group_id=1)["upload_url"]
    assert "error" in send(url, {field: (name, content)})
    assert vk.error("docs.save", file="nonsense") == 105
    assert vk.error("docs.save") == 100


def test_photos_of_the_wall_are_listed(vk: Caller) -> None:
    first, second = upload_wall_photo(vk)["id"], upload_wall_photo(vk)["id"]
    unposted = upload_wall_photo(vk)["id"]
    named = f"photo-1_{first},photo-1_{second}"
    vk.call("wall.post", owner_id=-1, attachments=named)
    listed = vk.call("photos.get", key="demo-service", owner_id=-1, album_id="wall", rev=1)
    assert [photo["id"] for photo in listed["items"]] == [second, first]
    assert listed["count"] == 2
    page = vk.call("photos.get", owner_id=-1, album_id="-7", count=1, offset=1, extended=1)
    assert [(p["id"], p["likes"]["count"]) for p in page["items"]] == [(second, 0)]
    one = vk.call("photos.get", owner_id=-1, photo_ids=unposted)
    assert [photo["album_id"] for photo in one["items"]] == [-14]
    assert vk.error("photos.get", owner_id=-1) == 100
    assert vk.error("photos.get", owner_id=5, album_id="wall") == 200


def test_a_photo_of_a_past_post_can_be_attached_again(vk: Caller) -> None:
    photo = {"type": "photo", "photo": {"id": 5}}
    vk.door("post", {"text": "давно", "attachments": [photo]})
    said = {"owner_id": -1, "message": "снова", "attachments": "photo-1_5"}
    assert attached(vk, vk.call("wall.post", key="demo-community", **said)) == ["photo"]


@pytest.mark.parametrize(
    ("message", "attachments"),
    [
        ("много", ",".join(["photo-1_5"] * 11)),
        ("", "doc-1_7"),
        ("две", "https://a.example,https://b.example"),
        ("два", "doc-1_7,doc-1_7"),
    ],
)
def test_a_post_carries_no_more_than_vk_lets_it(vk: Caller, message: str, attachments: str) -> None:
    photo = {"type": "photo", "photo": {"id": 5}}
    doc = {"type": "doc", "doc": {"id": 7, "title": "а", "size": 1, "ext": "txt", "type": 1}}
    vk.door("post", {"text": "давно", "attachments": [photo, doc]})
    said = {"owner_id": -1, "message": message, "attachments": attachments}
    assert vk.error("wall.post", **said) == 100


def test_ten_photos_are_the_most(vk: Caller) -> None:
    photo = {"type": "photo", "photo": {"id": 5}}
    vk.door("post", {"text": "давно", "attachments": [photo]})
    said = {"owner_id": -1, "attachments": ",".join(["photo-1_5"] * 10)}
    assert attached(vk, vk.call("wall.post", **said)) == ["photo"] * 10


def test_uploads_outlive_the_process_beside_the_state(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", state=file, clock=hands)) as running:
        vk = Caller(running)
        saved = upload_wall_photo(vk)
        waiting = send(wall_address(vk), {"photo": ("b.jpg", picture())})
        address = wall_address(vk)
    with serve(open_world("empty", state=file, clock=hands), port=_port(address)) as running:
        vk = Caller(running)
        later = save_wall(vk, waiting)
        assert later["id"] > saved["id"]
        again = save_wall(vk, send(address, {"photo": ("c.jpg", picture())}))
        for photo in (saved, later, again):
            (kept,) = vk.call("photos.get", owner_id=-1, photo_ids=photo["id"])["items"]
            assert Caller.http.get(kept["sizes"][0]["url"]).status_code == 200
    assert len(list((tmp_path / "world.db.files").iterdir())) == 3


def _port(address: str) -> int:
    port = httpx.URL(address).port
    assert port is not None
    return port


def test_without_a_state_the_files_go_with_the_world(hands: Hands) -> None:
    world = open_world("empty", clock=hands)
    with serve(world) as running:
        photo = upload_wall_photo(Caller(running))
        name = photo["sizes"][0]["url"].split("/")[-2]
        kept = world.files.path(name)
        assert kept is not None
    assert not kept.exists()
    assert not kept.parent.exists()


def test_a_lost_file_is_an_upload_error(vk: Caller) -> None:
    sent = send(wall_address(vk), {"photo": ("a.jpg", picture())})
    for kept in Path(vk.running.world.files.folder).iterdir():
        kept.unlink()
    assert vk.error("photos.saveWallPhoto", group_id=1, **sent) == 22


def test_uploads_fail_as_planned(vk: Caller) -> None:
    files = {"photo": ("a.jpg", picture())}
    url = wall_address(vk)
    vk.faults({"method": "upload", "kind": "http", "status": 504})
    assert httpx.post(url, files=files).status_code == 504
    vk.faults({"method": "upload", "kind": "hang", "seconds": 30})
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(url, files=files, timeout=0.3)
    vk.faults({"method": "upload", "kind": "drop_after"})
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(url, files=files)
    assert save_wall(vk, send(url, files))["owner_id"] == -1


def test_every_method_broken_leaves_uploads_alone(vk: Caller) -> None:
    url = wall_address(vk)
    vk.faults({"method": "*", "kind": "http", "status": 504, "times": 9})
    assert send(url, {"photo": ("a.jpg", picture())})["photo"] != "[]"
