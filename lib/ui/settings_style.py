"""The style sheet of «Settings»."""

from __future__ import annotations

STYLE = """<style>
.pult-key { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }
.pult-key b { font-size: 1.05rem; }
.pult-fact { font-weight: 600; overflow-wrap: anywhere; }
.pult-how { margin: .1rem 0 .4rem; padding-left: 1.3rem; display: grid; gap: .35rem; line-height: 1.45; }
.pult-caution { border-left: 3px solid light-dark(#b3261e, #f2877d); padding: .1rem 0 .1rem .7rem;
  font-size: .92rem; line-height: 1.45; }
.pult-ends { font-size: .95rem; font-weight: 600; }
.pult-ends.bad { color: light-dark(#94211b, #f6aca5); }
.pult-ends.good { color: light-dark(#155c3f, #8cdcb5); }
.pult-scroll { overflow-x: auto; }
.pult-can { border-collapse: collapse; width: 100%; font-size: .92rem; }
.pult-can th, .pult-can td { text-align: left; padding: .4rem .7rem .4rem 0; vertical-align: top;
  border-bottom: 1px solid light-dark(#dde6ec, #26343e); font-weight: 400; }
.pult-can thead th { font-weight: 600; color: light-dark(#41525f, #b4c4cf); white-space: nowrap; }
.pult-can tbody th { font-weight: 550; }
.pult-can .why { font-size: .85rem; font-weight: 400; color: light-dark(#566773, #9db0bd); }
.pult-can .mark { text-align: center; }
.pult-can td.mark { font-weight: 700; }
.pult-can .short { display: none; }
.pult-can .word { white-space: nowrap; }
.pult-can thead th.mark { white-space: normal; line-height: 1.25; }
.abilities tbody th { width: 46%; }
@media (max-width: 640px) { .abilities .word, .pult-can .long { display: none; }
  .pult-can .short { display: inline; } }
.pult-can .yes, .pult-can .likely { color: light-dark(#155c3f, #8cdcb5); }
.pult-can .no { color: light-dark(#94211b, #f6aca5); }
.pult-can .not_set, .pult-can .unknown { color: light-dark(#566773, #9db0bd); }
.pult-session { padding: .25rem 0; overflow-wrap: anywhere; }
.pult-steps { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; margin: 0 !important;
  padding: 0 !important;
  counter-reset: step; font-size: .95rem;
  color: light-dark(#566773, #9db0bd); }
.pult-steps li { counter-increment: step; display: flex; gap: .5rem; align-items: center; }
.pult-steps li::before { content: counter(step); display: grid; place-items: center; width: 1.6rem;
  height: 1.6rem; border-radius: 50%; font-weight: 650; font-size: .85rem;
  background: light-dark(#e6ecf0, #26343e); }
.pult-steps li.done::before { content: "✓"; background: light-dark(#dcf1e7, #143a2a);
  color: light-dark(#155c3f, #8cdcb5); }
.pult-steps li.here { font-weight: 650; color: inherit; }
.pult-steps li.here::before { background: light-dark(#0b5c8a, #5aaedb); color: light-dark(#fff, #10181e); }
</style>"""
