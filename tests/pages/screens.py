"""Opening a page of the console without a browser, through the frame that every page has."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lib.base.settings import ROOT

_KINDS = ("title", "subheader", "caption", "markdown", "error", "info", "warning")


def open_screen(page: str) -> AppTest:
    """The console at `page`, a file name of pages/ without `.py`."""
    screen = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=30)
    screen.run()
    screen.switch_page(f"{page}.py").run()
    assert not screen.exception, screen.exception
    return screen


def said(screen: AppTest) -> str:
    """All that the screen says, one element a line; HTML as it was written, without style sheets."""
    found = [str(one.value) for kind in _KINDS for one in screen.get(kind)]
    found += [one.proto.label for one in screen.get("page_link")]
    bodies = [one.proto.body for one in screen.get("html")]
    return "\n".join(found + [body for body in bodies if not body.startswith("<style>")])


def pressed(screen: AppTest, key: str) -> AppTest:
    """The screen after a button was pressed."""
    screen.button(key=key).click().run()
    assert not screen.exception, screen.exception
    return screen
