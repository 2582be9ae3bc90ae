"""Addresses that pages link to, in VK and inside the console."""

from __future__ import annotations

from lib.ui import console

VK = "https://vk.ru"


def post_in_vk(post_id: int) -> str | None:
    """The post's page in VK; None in a rehearsal, whose posts no address of the real VK shows."""
    settings = console.settings()
    return None if settings.rehearsal else f"{VK}/wall-{settings.group_id}_{post_id}"


def video_in_vk(video_id: int) -> str | None:
    """The page of one of the community's videos in VK; None in a rehearsal."""
    settings = console.settings()
    return None if settings.rehearsal else f"{VK}/video-{settings.group_id}_{video_id}"


def comment_in_vk(comment_id: int, *, post_id: int, thread_id: int) -> str | None:
    """The comment under its post in VK; None in a rehearsal."""
    post = post_in_vk(post_id)
    if post is None:
        return None
    thread = f"&thread={thread_id}" if thread_id != comment_id else ""
    return f"{post}?reply={comment_id}{thread}"


def feed_of_post(post_id: int) -> str:
    """The comments of one post inside the console."""
    return f"/inbox?post={post_id}"


def owed_by_chat(chat_id: int) -> str:
    """What a closed chat still owes, on the page of open chats."""
    return f"/open_chats?chat={chat_id}"
