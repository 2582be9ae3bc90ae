"""Files on their way into the local VK: what is taken, sent anew, refused, and what is said of it."""

from __future__ import annotations

import json
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lib.vk import KeyMissing, NoAnswer, Refused, UnfitFile, UploadFailed, Vk, uploads
from lib.vk import files as vk_files
from lib.vk.files import Body, File
from tests.conftest import LocalVk
from tests.vk.conftest import OddServer, door, http_answer
from tests.vk.test_vk_door import break_next, calls


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PAUSES", (0.01, 0.01))


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """Draws a picture of this size into a file with a telling name."""

    def draw(width: int = 900, height: int = 600, kind: str = "JPEG") -> Path:
        path = tmp_path / 'Иванова, перелом \r\n".exe'
        Image.new("RGB", (width, height), "teal").save(path, kind)
        return path

    return draw


def test_a_photo_of_the_wall_is_posted(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    path = picture(1200, 700)
    told: list[tuple[int, int]] = []
    photo = uploads.wall_photo(
        vk, path, caption="Подпись", progress=lambda sent, total: told.append((sent, total))
    )
    assert photo.attachment == f"photo-1_{photo.raw['id']}"
    assert photo.raw["text"] == "Подпись"
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert told == sorted(told)
    post = vk.call("wall.post", owner_id=-1, attachments=photo.attachment, from_group=1)
    (shown,) = vk.call("wall.getById", posts=f"-1_{post['post_id']}")["items"][0]["attachments"]
    biggest = max(shown["photo"]["sizes"], key=lambda size: size["width"])
    got = httpx.get(biggest["url"])
    assert got.status_code == 200
    assert biggest["width"] == 1200
    # What a person calls a file goes nowhere.
    assert "Иванова" not in json.dumps(photo.raw, ensure_ascii=False)


def test_a_photo_for_a_message_goes_with_the_community_key(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    photo = uploads.message_photo(vk, picture(kind="PNG"), peer_id=5)
    assert photo.attachment.startswith("photo")
    for method in ("photos.getMessagesUploadServer", "photos.saveMessagesPhoto"):
        assert [row["key"] for row in calls(local_vk, method)] == ["community"]


def test_all_steps_go_with_one_key_where_the_first_choice_may_not(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    break_next(local_vk, "photos.saveMessagesPhoto", "error", code=27)
    uploads.message_photo(vk, picture())
    for method in ("photos.getMessagesUploadServer", "photos.saveMessagesPhoto"):
        assert [row["key"] for row in calls(local_vk, method)] == ["community", "user"]


def test_a_document_has_the_title_that_it_is_given(vk: Vk, tmp_path: Path) -> None:
    path = tmp_path / "приказ 15.PDF"
    path.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 700)
    made = uploads.wall_document(vk, path, title="Приказ № 15")
    assert made.attachment == f"doc-1_{made.raw['id']}"
    assert (made.raw["title"], made.raw["ext"]) == ("Приказ № 15", "pdf")
    assert httpx.get(made.raw["url"]).content == path.read_bytes()


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "upload", "kind": "http", "status": 504},
        {"method": "upload", "kind": "drop_after"},
        {"method": "upload", "kind": "html"},
        {"method": "upload", "kind": "error", "code": 1},
        {"method": "photos.saveWallPhoto", "kind": "error", "code": 22},
        {"method": "photos.saveWallPhoto", "kind": "error", "code": 121},
    ],
    ids=lambda fault: f"{fault['method']} {fault['kind']} {fault.get('code', '')}",
)
def test_what_did_not_get_there_is_sent_anew_to_a_new_address(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path], fault: dict[str, Any]
) -> None:
    local_vk.post("/_world/faults", [{"times": 2, **fault}])
    told: list[int] = []
    photo = uploads.wall_photo(vk, picture(), progress=lambda sent, total: told.append(sent))
    assert photo.attachment == f"photo-1_{photo.raw['id']}"
    assert len(calls(local_vk, "photos.getWallUploadServer")) == 3
    assert told.count(max(told)) == 3


def test_a_hanging_upload_server_is_left_for_a_new_address(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.vk.transport.UPLOAD_TIMEOUT", 2.0)
    break_next(local_vk, "upload", "hang", seconds=30)
    assert uploads.wall_photo(vk, picture()).attachment
    assert len(calls(local_vk, "photos.getWallUploadServer")) == 2


def test_attempts_have_an_end_and_nothing_was_done(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    break_next(local_vk, "upload", "http", times=99, status=504)
    with pytest.raises(UploadFailed, match="HTTP 504"):
        uploads.wall_photo(vk, picture())
    assert len(calls(local_vk, "photos.getWallUploadServer")) == uploads.ATTEMPTS
    assert not calls(local_vk, "photos.saveWallPhoto")


def test_a_saving_without_an_answer_is_in_doubt_and_not_repeated(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    break_next(local_vk, "photos.saveWallPhoto", "drop_after")
    with pytest.raises(NoAnswer):
        uploads.wall_photo(vk, picture())
    assert len(calls(local_vk, "photos.saveWallPhoto")) == 1


def test_a_refused_saving_is_a_refusal(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path]
) -> None:
    break_next(local_vk, "photos.saveWallPhoto", "error", code=100)
    with pytest.raises(Refused) as caught:
        uploads.wall_photo(vk, picture())
    assert caught.value.code == 100


def test_without_a_key_for_it_nothing_is_sent(
    local_vk: LocalVk, tmp_path: Path, picture: Callable[..., Path]
) -> None:
    with (
        door(local_vk.url, tmp_path, PULT_COMMUNITY_KEY="demo-community", PULT_GROUP_ID="1") as vk,
        pytest.raises(KeyMissing, match="PULT_USER_KEY"),
    ):
        uploads.wall_photo(vk, picture())
    assert local_vk.get("/_world/calls") == []


@pytest.mark.parametrize(
    "answer",
    [
        {"server": 1, "photo": "[]", "hash": "h"},
        {"server": 1, "photo": "", "hash": "h"},
        {"server": 1, "photo": [], "hash": "h"},
        {"photo": "[1]"},
        {"error": "ERR_UPLOAD_BAD_IMAGE_SIZE: market photo min size 400x400"},
        {},
    ],
    ids=str,
)
def test_an_answer_that_took_nothing_is_no_success(
    odd_vk: Callable[..., OddServer], tmp_path: Path, picture: Callable[..., Path], answer: object
) -> None:
    taken = http_answer(json.dumps(answer))
    upload = odd_vk(taken, taken, taken)
    address = http_answer(json.dumps({"response": {"upload_url": f"{upload.url}/x"}}))
    server = odd_vk(address, address, address)
    with door(server.url, tmp_path) as vk, pytest.raises(UploadFailed) as caught:
        uploads.wall_photo(vk, picture())
    assert len(upload.requests) == 3
    if isinstance(answer, dict) and "error" in answer:
        assert "min size 400x400" in str(caught.value)


@pytest.mark.parametrize(
    ("size", "kind", "word"),
    [
        ((7001, 7000), "PNG", "14000"),
        ((2100, 100), "JPEG", "narrow"),
        ((100, 2100), "JPEG", "narrow"),
        ((500, 500), "BMP", "JPG"),
        ((500, 500), "WEBP", "JPG"),
    ],
)
def test_what_vk_takes_for_no_photo_is_said_before_anything_is_sent(
    vk: Vk,
    local_vk: LocalVk,
    picture: Callable[..., Path],
    size: tuple[int, int],
    kind: str,
    word: str,
) -> None:
    with pytest.raises(UnfitFile, match=word):
        uploads.wall_photo(vk, picture(*size, kind=kind))
    assert local_vk.get("/_world/calls") == []


def test_files_that_vk_does_not_take_are_told_in_words(
    vk: Vk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local_vk: LocalVk
) -> None:
    def written(name: str, content: bytes = b"x") -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    with pytest.raises(UnfitFile, match="exe"):
        uploads.wall_document(vk, written("a.EXE"), title="x")
    with pytest.raises(UnfitFile, match="empty"):
        uploads.wall_document(vk, written("a.pdf", b""), title="x")
    with pytest.raises(UnfitFile, match="MP4"):
        uploads.video(vk, written("a.txt"), title="x")
    with pytest.raises(UnfitFile, match="cannot be read"):
        uploads.wall_photo(vk, tmp_path / "none.jpg")
    with pytest.raises(UnfitFile, match="JPG"):
        uploads.wall_photo(vk, written("a.jpg", b"<svg onload=alert(1)>"))
    monkeypatch.setattr(vk_files, "LARGEST_DOCUMENT", 10)
    with pytest.raises(UnfitFile, match="at most"):
        uploads.wall_document(vk, written("a.pdf", b"x" * 11), title="x")
    assert local_vk.get("/_world/calls") == []


def test_a_file_that_shrinks_under_way_is_told(vk: Vk, tmp_path: Path, local_vk: LocalVk) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 3_000_000)

    def cut(sent: int, total: int) -> None:
        path.write_bytes(b"")

    with pytest.raises(UnfitFile, match="shorter"):
        uploads.wall_document(vk, path, title="x", progress=cut)
    assert not calls(local_vk, "docs.save")


def test_a_large_file_is_streamed_and_not_held_in_memory(vk: Vk, tmp_path: Path) -> None:
    path = tmp_path / "film.zip"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    tracemalloc.start()
    try:
        with Body("file", vk_files.document(path), None) as body:
            while body.read(16_384):
                pass
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(content=st.binary(min_size=1, max_size=5000), piece=st.integers(1, 700))
def test_a_body_has_the_length_that_it_names(tmp_path: Path, content: bytes, piece: int) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    told: list[int] = []
    with Body(
        "file", File(path, "f.bin", len(content)), lambda sent, _all: told.append(sent)
    ) as body:
        got = b"".join(iter(lambda: body.read(piece), b""))
        assert len(got) == len(body)
    assert content in got
    assert told[-1] == len(content)


def test_closing_ends_an_upload_and_its_repetition(
    vk: Vk, local_vk: LocalVk, picture: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAUSES", (60.0, 60.0))
    break_next(local_vk, "upload", "hang", times=9, seconds=60)

    def close() -> None:
        while not calls(local_vk, "upload"):
            time.sleep(0.01)
        vk.close()

    closing = threading.Thread(target=close)
    closing.start()
    with pytest.raises(UploadFailed):
        uploads.wall_photo(vk, picture())
    closing.join(10)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Запись приёма.MP4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(300_000))
    return path


def test_a_video_is_made_in_the_community_and_sent(vk: Vk, local_vk: LocalVk, film: Path) -> None:
    told: list[int] = []
    made = uploads.video(
        vk,
        film,
        title="Эфир",
        description="О прививках",
        progress=lambda sent, _all: told.append(sent),
    )
    assert made.attachment == f"video-1_{made.raw['video_id']}"
    assert told[-1] == film.stat().st_size
    (shown,) = vk.call("video.get", videos=made.attachment.removeprefix("video"))["items"]
    assert (shown["title"], shown["description"]) == ("Эфир", "О прививках")
    post = vk.call("wall.post", owner_id=-1, attachments=made.attachment, key="user")
    (attached,) = vk.call("wall.getById", posts=f"-1_{post['post_id']}")["items"][0]["attachments"]
    assert attached["type"] == "video"


def test_a_video_that_did_not_get_there_gets_a_new_place_and_the_old_one_goes(
    vk: Vk, local_vk: LocalVk, film: Path
) -> None:
    break_next(local_vk, "upload", "http", times=2, status=504)
    made = uploads.video(vk, film, title="Эфир")
    assert len(calls(local_vk, "video.save")) == 3
    gone = [row["params"]["video_id"] for row in calls(local_vk, "video.delete")]  # type: ignore[index]
    assert len(set(gone)) == 2
    assert str(made.raw["video_id"]) not in gone
    kept = vk.call("video.get", owner_id=-1)["items"]
    assert [item["id"] for item in kept] == [made.raw["video_id"]]


def test_a_place_for_a_video_without_an_answer_is_in_doubt(
    vk: Vk, local_vk: LocalVk, film: Path
) -> None:
    break_next(local_vk, "video.save", "drop_after")
    with pytest.raises(NoAnswer):
        uploads.video(vk, film, title="Эфир")
    assert len(calls(local_vk, "video.save")) == 1
    assert not calls(local_vk, "upload")
