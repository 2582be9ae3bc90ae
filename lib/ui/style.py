"""The one style sheet behind `st.html` pieces; `light-dark()` and `currentColor` follow the theme."""

from __future__ import annotations

import streamlit as st

STYLE = """<style>
/* Listeners draw nothing; out of the flow they leave no gap either. */
[class*="st-key-live_"] { position: absolute; }
/* «Press Enter to submit form»: Streamlit says it in English alone. */
[data-testid="InputInstructions"] { display: none; }
/* A chart's own menu has a picture without period and filters, and a table's a file in which cells may become
   formulas; ours stand beside the title. */
[class*="st-key-chart_"] [data-testid="stElementToolbar"],
[class*="st-key-explore_chart_"] [data-testid="stElementToolbar"],
[data-testid="stElementToolbar"] [aria-label="Download as CSV"] { display: none; }
/* Streamlit writes what is chosen in the colour of a button, which is too dark to be read on a dark page. */
[data-variant="segmented_control"][data-selected="true"], [data-variant="pills"][data-selected="true"] {
  color: light-dark(#0b5c8a, #7cc0e6) !important; }
/* An open menu's button without a frame, too: Streamlit darkens that colour until it is gone. */
button[kind="tertiary"][aria-expanded="true"], button[kind="tertiary"]:active {
  color: light-dark(#0b5c8a, #7cc0e6) !important; }
.pult-me a { color: light-dark(#0b5c8a, #7cc0e6) !important; }
/* In the strip above the page: in sight wherever the list is scrolled to, and moving nothing. */
.st-key-inbox_show_new { position: fixed; top: .3rem; z-index: 999995; width: auto !important; }
@media (max-width: 640px) { .st-key-inbox_show_new { right: 1rem; } }
@media (min-width: 641px) { [class*="st-key-actions_"] { padding-left: 52px; } }
.pult-langs { display: flex; gap: .25rem; font-size: .85rem; }
.pult-lang { padding: .15rem .5rem; border-radius: 6px; color: inherit !important;
  text-decoration: none !important; opacity: .7; }
.pult-lang:hover { background: color-mix(in srgb, currentColor 10%, transparent); opacity: 1; }
.pult-lang.pult-here { background: color-mix(in srgb, currentColor 12%, transparent); font-weight: 600;
  opacity: 1; }

.pult-me { display: flex; flex-wrap: wrap; gap: .1rem .5rem; align-items: baseline; font-size: .9rem; }

.pult-banner { display: flex; gap: .6rem; align-items: baseline; padding: .45rem .8rem;
  border-radius: 8px; font-size: .9rem; line-height: 1.4; border: 1px solid transparent; }
.pult-banner b { font-weight: 650; white-space: nowrap; }
.pult-banner.practice { background: light-dark(#fff4dc, #33290f); color: light-dark(#5c4300, #f0d796);
  border-color: light-dark(#ecd59a, #57471c); }
.pult-banner.bad { background: light-dark(#fdeceb, #3a1a18); color: light-dark(#8c1d18, #f5b5ae);
  border-color: light-dark(#f0c3bf, #6b2f2a); }
.pult-banner.work { background: light-dark(#e8f1f7, #14293a); color: light-dark(#0b4668, #a9d5ef);
  border-color: light-dark(#c2d9e7, #25475e); }
.pult-banner a { color: inherit !important; text-decoration: underline !important; }
@media (max-width: 640px) { .pult-banner { flex-direction: column; gap: 0; } }

.pult-badge { display: inline-block; padding: .05rem .5rem; border-radius: 99px; font-size: .8rem;
  font-weight: 600; line-height: 1.5; white-space: nowrap; }
.pult-badge.grey { background: light-dark(#e6ecf0, #26343e); color: light-dark(#465663, #b4c4cf); }
.pult-badge.blue { background: light-dark(#dcecf6, #163348); color: light-dark(#0b4f78, #9fd0ee); }
.pult-badge.green { background: light-dark(#dcf1e7, #143a2a); color: light-dark(#155c3f, #8cdcb5); }
.pult-badge.red { background: light-dark(#fbe0de, #451d1a); color: light-dark(#94211b, #f6aca5); }
.pult-badge.amber { background: light-dark(#fcebcb, #40300f); color: light-dark(#734900, #f3c987); }

.pult-card { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 0 .75rem; }
.pult-face { position: relative; width: 40px; height: 40px; border-radius: 50%; overflow: hidden;
  display: grid; place-items: center; font-weight: 600; font-size: .95rem; user-select: none;
  color: light-dark(#2d4a5c, #cfe1ec); background: light-dark(#d9e5ed, #24394a); }
.pult-face.small { width: 28px; height: 28px; font-size: .75rem; }
/* No size of its own: a picture that does not load would show the browser's mark over the initials. */
.pult-face img { position: absolute; inset: 0; max-width: 100%; max-height: 100%; }
.pult-head { display: flex; flex-wrap: wrap; gap: .1rem .5rem; align-items: baseline; }
.pult-name { font-weight: 650; overflow-wrap: anywhere; }
.pult-dim { font-size: .85rem; color: light-dark(#566773, #9db0bd); }
.pult-body { white-space: pre-wrap; overflow-wrap: anywhere; margin: .2rem 0 .35rem; line-height: 1.5; }
.pult-body.long { max-height: 21rem; overflow-y: auto; }
.pult-gone { text-decoration: line-through; opacity: .65; }
.pult-body mark { background: light-dark(#ffe9a8, #6b5510); color: inherit; border-radius: 3px;
  padding: 0 .1em; }
.pult-quote { border-left: 3px solid light-dark(#c3d2dc, #3a4f5d); padding: .05rem 0 .05rem .6rem;
  margin: .25rem 0; font-size: .9rem; color: light-dark(#4b5c68, #a9bac6); overflow-wrap: anywhere; }
.pult-answer { border-left-color: light-dark(#16877a, #4fbfae); white-space: pre-wrap;
  color: light-dark(#22323d, #d3e0e8); }
.pult-answer .pult-dim { white-space: normal; }
.pult-post { font-size: .85rem; color: light-dark(#566773, #9db0bd); overflow-wrap: anywhere; }
.pult-post a, .pult-head a { color: light-dark(#0b5c8a, #7cc0e6) !important;
  text-decoration: none !important; }
.pult-post a:hover, .pult-head a:hover { text-decoration: underline !important; }
.pult-files { display: flex; flex-wrap: wrap; gap: .4rem; margin: .1rem 0 .4rem; }
.pult-files img { height: 92px; max-width: 100%; border-radius: 6px; object-fit: cover;
  background: light-dark(#e6ecf0, #26343e); }
.pult-chip { padding: .1rem .55rem; border-radius: 6px; font-size: .85rem;
  background: light-dark(#e9eff3, #22303a); }
.pult-hold { height: 4px; border-radius: 2px; overflow: hidden; margin-top: .5rem;
  background: light-dark(#dde6ec, #26343e); }
.pult-hold i { display: block; height: 100%; transform-origin: left;
  background: light-dark(#0b5c8a, #5aaedb); animation: pult-hold linear both; }
@keyframes pult-hold { from { transform: scaleX(1) } to { transform: scaleX(0) } }
@property --pult-left { syntax: "\\3c integer\\3e "; inherits: false; initial-value: 0; }
.pult-left { animation: pult-left linear both; counter-reset: pult-left var(--pult-left);
  font-variant-numeric: tabular-nums; }
.pult-left::after { content: counter(pult-left); }
@keyframes pult-left { from { --pult-left: var(--from) } to { --pult-left: 0 } }
.pult-reply { border-left: 3px solid light-dark(#0b5c8a, #5aaedb); padding: .1rem 0 .1rem .75rem;
  margin: .1rem 0 .3rem; }
.pult-lack { font-size: .9rem; color: light-dark(#734900, #f3c987); overflow-wrap: anywhere; }
.pult-why { font-size: .9rem; margin: .15rem 0; color: light-dark(#4b5c68, #a9bac6);
  overflow-wrap: anywhere; }
.pult-guard { display: grid; gap: .3rem; font-size: .9rem; line-height: 1.4; overflow-wrap: anywhere; }
.pult-guard .stop { padding: .35rem .7rem; border-left: 3px solid light-dark(#b3261e, #f08f86);
  border-radius: 0 6px 6px 0; background: light-dark(#fdeceb, #3a1a18); color: light-dark(#7a1813, #f5b5ae); }
.pult-guard .hint { padding: 0 .7rem; color: light-dark(#566773, #9db0bd); }
.pult-guard b { font-weight: 650; }
.pult-guard > b { color: light-dark(#94211b, #f6aca5); }
.pult-guard .hint b { font-weight: 600; }
.pult-guard q { quotes: "«" "»"; }
.pult-guard .stop q { text-decoration: underline; text-decoration-style: wavy;
  text-decoration-thickness: 1px; text-underline-offset: .2em; }
.pult-empty { text-align: center; padding: 2.5rem 1rem; color: light-dark(#566773, #9db0bd); }
.pult-empty b { display: block; font-size: 1.1rem; margin-bottom: .3rem;
  color: light-dark(#17242e, #e4ecf1); }
</style>"""


def page_style() -> None:
    """Put the style sheet on the page; the frame does it once."""
    st.html(STYLE)
