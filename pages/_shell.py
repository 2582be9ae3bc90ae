"""The frame around every page: style, navigation, language, what is wrong now."""

from pathlib import Path

import streamlit as st

from lib.base.language import _
from lib.base.settings import SettingsError
from lib.store import StoreError
from lib.store.revisions import revisions
from lib.ui import console, status
from lib.ui.language import switch
from lib.ui.style import page_style

ICON = str(Path(status.__file__).with_name("icon.svg"))

st.set_page_config(page_title=_("Pult"), page_icon=ICON, layout="centered")
pages = [
    st.Page("today.py", title=_("Today"), icon=":material/today:", url_path="today", default=True),
    st.Page("inbox.py", title=_("Feed"), icon=":material/forum:", url_path="inbox"),
    st.Page("compose.py", title=_("New post"), icon=":material/edit_square:", url_path="compose"),
    st.Page("reach.py", title=_("Reach"), icon=":material/monitoring:", url_path="reach"),
]
page = st.navigation(pages)
page_style()
st.logo(ICON, size="large")

with st.sidebar:
    switch()

try:
    # Fragments keep their errors to themselves; whether the data can be read at all is asked here.
    with console.store().reader() as db:
        revisions(db)
    status.status_strips()
    page.run()
except (StoreError, SettingsError) as error:
    status.problem_page(error)
