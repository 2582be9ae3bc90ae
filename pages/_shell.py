"""The frame around every page: who is here, navigation by role, language, style, what is wrong now."""

from pathlib import Path

import streamlit as st

from lib.access.permissions import NotSignedIn
from lib.base.language import _
from lib.base.settings import SettingsError
from lib.store import StoreError
from lib.store.revisions import revisions
from lib.ui import console, status
from lib.ui.frame_news import frame_news
from lib.ui.language import switch
from lib.ui.screens import SCREENS, home_of, screens_of
from lib.ui.signed_in import signed_out, who_is_here
from lib.ui.style import page_style

ICON = str(Path(status.__file__).with_name("icon.svg"))

st.set_page_config(page_title=_("Pult"), page_icon=ICON, layout="centered")
me, problem = None, None
try:
    me = console.actor()
    seen, at_root = screens_of(me), home_of(me) == "/"
except (NotSignedIn, StoreError, SettingsError) as error:
    problem, seen, at_root = error, [], False
pages = [
    st.Page(
        screen.file,
        title=_(screen.title),
        icon=screen.icon,
        url_path=screen.address,
        default=screen is seen[0] and at_root,
    )
    for screen in seen
]
if not seen:
    # At the same addresses: a page that is drawn again under another one is cleared, and what a fragment asked
    # in the same moment would clear it once more, to nothing.
    pages = [
        st.Page(signed_out, title=_("Pult"), url_path=screen.address, default=screen is SCREENS[0])
        for screen in SCREENS
    ]
elif not at_root:
    # Streamlit wants a page at the root; the gate leads guests, who have none there, to their own address.
    pages.insert(0, st.Page(signed_out, title=_("Pult"), url_path="out", default=True))
# Called in every run, and without a page that this person may not see.
page = st.navigation(pages, position="sidebar" if at_root else "hidden")
page_style()
st.logo(ICON, size="large")

with st.sidebar:
    switch()
    if me is not None:
        who_is_here(me)

try:
    if problem is not None and not isinstance(problem, NotSignedIn):
        raise problem
    if me is not None:
        # Fragments keep their errors to themselves; whether the data can be read at all is asked here.
        with console.store().reader() as db:
            revisions(db)
        frame_news(me)
    page.run()
except (StoreError, SettingsError) as error:
    status.problem_page(error)
