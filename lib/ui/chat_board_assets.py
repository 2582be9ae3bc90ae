"""What the browser runs for the board of an open chat.

It gets the columns with their cards as the server draws them and changes only what differs: a card keeps its
place while the pointer, or a finger, is in its column. What has left is dimmed there, what is new comes at the
end or is announced. Selecting is the browser's own affair; the server hears of it with a command.

`did` is the trigger it reports: {what, ids, value}.
"""

HTML = """
<div class="pb">
  <div class="pb-head" role="status"></div>
  <div class="pb-people"></div>
  <div class="pb-pills" role="tablist"></div>
  <div class="pb-cols"></div>
  <div class="pb-bulk" role="toolbar" hidden></div>
</div>
"""

CSS = """
.pb { font: 400 .93rem/1.45 var(--st-font); color: var(--st-text-color); }
.pb-head { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin-bottom: .45rem; }
.pb-tile { display: flex; flex-direction: column; }
.pb-tile b { font-size: 1.3rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.pb-tile.bad b { color: light-dark(#94211b, #f6aca5); }
.pb-tile span, .pb-who span { font-size: .85rem; color: light-dark(#566773, #9db0bd); }
.pb-people { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-bottom: .6rem; }
.pb-who::before { content: ""; display: inline-block; width: .55rem; height: .55rem; border-radius: 50%;
  margin-right: .4rem; background: light-dark(#9aa9b4, #5d6f7b); }
.pb-who.green::before { background: light-dark(#1d7350, #4fbf8f); }
.pb-pills { display: none; }
.pb-cols { display: flex; gap: .7rem; overflow-x: auto; padding-bottom: .5rem; align-items: flex-start; }
.pb-col { flex: 1 0 13.6rem; min-width: 0; border-radius: 10px; padding: .45rem .5rem .5rem;
  background: light-dark(#eef3f6, #17232c); }
.pb-col h3 { display: flex; gap: .4rem; align-items: baseline; margin: .1rem .2rem .45rem; padding: 0;
  font: 650 .95rem/1.3 var(--st-font); color: inherit; }
.pb-col h3 .n { font-weight: 400; color: light-dark(#566773, #9db0bd); font-variant-numeric: tabular-nums; }
.pb-list { display: flex; flex-direction: column; gap: .45rem; max-height: 66vh; overflow-y: auto;
  overscroll-behavior-y: auto; }
.pb-none { padding: .8rem .2rem; color: light-dark(#566773, #9db0bd); font-size: .88rem; }
.pb-card { border: 1px solid light-dark(#cfdae2, #2c3d49); border-radius: 8px; padding: .5rem .6rem;
  background: var(--st-background-color); cursor: pointer; }
.pb-card:hover { border-color: light-dark(#8fabbd, #527085); }
.pb-card:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.pb-card.here { border-color: var(--st-primary-color); box-shadow: inset 3px 0 0 var(--st-primary-color); }
.pb-card.left { opacity: .45; pointer-events: none; }
.pb-card .meta { display: flex; flex-wrap: wrap; gap: .2rem .45rem; align-items: baseline;
  font-size: .84rem; color: light-dark(#566773, #9db0bd); }
.pb-card .words { margin: .2rem 0 .1rem; overflow-wrap: anywhere; white-space: pre-line; }
.pb-card .said { margin: .3rem 0 .1rem; padding-left: .5rem; font-size: .88rem; white-space: pre-line;
  overflow-wrap: anywhere; border-left: 3px solid light-dark(#16877a, #4fbfae); }
.pb-card .note { font-size: .86rem; color: light-dark(#734900, #f3c987); overflow-wrap: anywhere; }
.pb-foot { display: flex; gap: .5rem; align-items: center; margin-top: .35rem; }
.pb-foot:empty { display: none; }
.pb-foot label { display: inline-flex; align-items: center; gap: .35rem; font-size: .84rem; cursor: pointer;
  color: light-dark(#566773, #9db0bd); min-height: 1.75rem; }
.pb-foot input { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--st-primary-color); }
.pb button { font: 500 .84rem/1.3 var(--st-font); color: var(--st-text-color); cursor: pointer;
  background: var(--st-background-color); border: 1px solid light-dark(#cfdae2, #2c3d49);
  border-radius: 8px; padding: .25rem .6rem; }
.pb button:hover, .pb button:focus-visible { border-color: var(--st-primary-color);
  color: var(--st-primary-color); }
.pb .pb-air { margin-left: auto; border-color: transparent; background: none;
  color: light-dark(#41525f, #b4c4cf); }
.pb .pb-air.on { color: light-dark(#94211b, #f6aca5); font-weight: 650; }
.pb .pb-more { width: 100%; margin-top: .45rem; }
.pb-bulk { position: sticky; bottom: .6rem; z-index: 5; display: flex; flex-wrap: wrap; gap: .5rem;
  align-items: center; padding: .55rem .75rem; border-radius: 10px; margin-top: .5rem;
  background: var(--st-background-color); border: 1px solid var(--st-primary-color);
  box-shadow: 0 3px 16px light-dark(#17242e33, #000000aa); }
.pb-bulk[hidden] { display: none; }
.pb-bulk select { font: 400 .88rem var(--st-font); color: var(--st-text-color); max-width: 14rem;
  background: var(--st-background-color); border: 1px solid light-dark(#cfdae2, #2c3d49);
  border-radius: 8px; padding: .3rem .4rem; }
@media (max-width: 640px) {
  .pb-pills { display: flex; flex-wrap: wrap; gap: .35rem; margin-bottom: .6rem; }
  .pb .pb-pill { border-radius: 99px; padding: .4rem .75rem; font-size: .9rem; }
  .pb .pb-pill[aria-selected="true"] { background: var(--st-primary-color); color: #fff;
    border-color: var(--st-primary-color); }
  .pb-cols { display: block; overflow: visible; }
  .pb-col { display: none; }
  .pb-col.shown { display: block; }
  .pb-list { max-height: none; overflow: visible; }
  .pb-card { font-size: 1rem; }
  .pb-foot label, .pb button { min-height: 2.4rem; }
}
"""

JS = """
const boards = new WeakMap()
const hovers = window.matchMedia("(hover: hover)").matches
const LATE = 900

const make = (tag, look, text) => {
  const node = document.createElement(tag)
  if (look) node.className = look
  if (text !== undefined) node.textContent = text
  return node
}

function build(root) {
  const one = { root, picked: new Set(), shown: null, cols: new Map(), cards: new Map() }
  const part = name => root.querySelector(".pb-" + name)
  one.head = part("head"); one.people = part("people"); one.pills = part("pills")
  one.row = part("cols"); one.bulk = part("bulk")
  one.act = (what, ids, value) => one.fire("did", { what, ids, value: value ?? null, at: Date.now() })

  one.unit = (n, unit) => new Intl.NumberFormat(one.data.language,
    { style: "unit", unit, unitDisplay: "short" }).format(n)
  one.span = seconds => {
    const minutes = Math.floor(Math.max(0, seconds) / 60)
    if (minutes < 1) return one.unit(Math.floor(Math.max(0, seconds)), "second")
    if (minutes < 60) return one.unit(minutes, "minute")
    const hours = Math.floor(minutes / 60)
    const rest = minutes % 60 ? " " + one.unit(minutes % 60, "minute") : ""
    if (hours < 24) return one.unit(hours, "hour") + rest
    return one.unit(Math.floor(hours / 24), "day")
  }
  // The clock of this computer may be wrong; the server's is what questions were dated by.
  one.now = () => Date.now() / 1000 + one.skew

  one.tick = () => {
    for (const mark of one.row.querySelectorAll("[data-waits]")) {
      const waited = one.now() - Number(mark.dataset.waits)
      const text = one.data.words.waits.replace("{age}", one.span(waited))
      if (mark.textContent !== text) mark.textContent = text
      mark.className = "pult-badge " + (waited < LATE / 3 ? "grey" : waited < LATE ? "amber" : "red")
    }
    const { time } = one.data, w = one.data.words
    const left = time.ends - one.now()
    const tile = one.head.querySelector(".time")
    if (!tile) return
    const [number, name] = time.closed ? [w.closed, w.state]
      : one.now() < time.starts ? [one.span(time.starts - one.now()), w.begins]
      : left > 0 ? [one.span(left), w.left] : [one.span(-left), w.over]
    tile.querySelector("b").textContent = number
    tile.querySelector("span").textContent = name
    tile.classList.toggle("bad", !time.closed && left <= 300)
  }
  one.timer = setInterval(one.tick, 10000)

  one.heads = () => {
    const tiles = [["", "", "time"], ...one.data.tiles.map(([number, name]) => [number, name, ""]),
      [one.data.mean === null ? "—" : one.span(one.data.mean), one.data.words.mean, ""]]
    one.head.replaceChildren(...tiles.map(([number, name, look]) => {
      const tile = make("div", "pb-tile " + look)
      tile.append(make("b", "", number), make("span", "", name))
      return tile
    }))
    one.people.replaceChildren(...one.data.people.map(who => {
      const line = make("div", "pb-who " + who.tone, who.name + " ")
      line.append(make("span", "", who.words))
      return line
    }))
  }

  one.column = column => {
    let col = one.cols.get(column.key)
    if (!col) {
      col = make("section", "pb-col")
      col.dataset.col = column.key
      col.title_ = make("h3")
      col.list = make("div", "pb-list")
      col.more = make("button", "pb-more")
      col.more.type = "button"
      col.more.onclick = () => one.act("more", [], column.key)
      col.append(col.title_, col.list, col.more)
      col.touched = 0
      col.addEventListener("pointerleave", () => { if (one.data) one.fill(one.find(column.key), true) })
      col.addEventListener("pointerdown", () => { col.touched = Date.now() })
      col.list.addEventListener("scroll", () => { col.touched = Date.now() }, { passive: true })
      one.cols.set(column.key, col)
      one.row.append(col)
    }
    return col
  }
  one.find = key => one.data.columns.find(column => column.key === key)

  // A node stands for one question in one column; a question that moves gets a node in the other column.
  one.card = (col, card) => {
    const id = col.dataset.col + ":" + card.id
    let node = one.cards.get(id)
    if (!node) {
      node = make("article", "pb-card")
      node.tabIndex = 0
      node.dataset.question = card.id
      node.inside = make("div")
      node.foot = make("div", "pb-foot")
      node.append(node.inside, node.foot)
      node.addEventListener("click", event => {
        if (!event.target.closest("label, button")) one.act("open", [card.id])
      })
      node.addEventListener("keydown", event => {
        if (event.key === "Enter" && event.target === node) one.act("open", [card.id])
      })
      one.cards.set(id, node)
    }
    if (node.html !== card.html) node.inside.innerHTML = node.html = card.html
    node.setAttribute("aria-label", card.label)
    const foot = JSON.stringify([card.pick, card.air])
    if (node.footIs !== foot) {
      node.footIs = foot
      node.foot.replaceChildren()
      if (card.pick) {
        const label = make("label"), box = make("input")
        box.type = "checkbox"
        box.onchange = () => {
          box.checked ? one.picked.add(card.id) : one.picked.delete(card.id)
          one.bulkBar()
        }
        label.append(box, make("span", "", one.data.words.pick))
        node.foot.append(label)
      }
      if (card.air) {
        const air = make("button", "pb-air " + card.air,
          card.air === "on" ? one.data.words.off_air : one.data.words.on_air)
        air.type = "button"
        air.onclick = () => one.act(card.air === "on" ? "off_air" : "air", [card.id])
        node.foot.append(air)
      }
    }
    const box = node.foot.querySelector("input")
    if (box) box.checked = one.picked.has(card.id)
    node.classList.remove("left")
    node.classList.toggle("here", one.data.opened === card.id)
    return node
  }

  one.fill = (column, calm) => {
    const col = one.column(column)
    col.title_.replaceChildren(make("span", "", column.title), make("span", "n", column.count))
    const busy = !calm && ((hovers && col.matches(":hover")) || Date.now() - col.touched < 4000)
    const wanted = column.cards.map(card => one.card(col, card))
    const there = [...col.list.querySelectorAll(".pb-card")]
    if (busy && there.length) {
      clearTimeout(col.later)
      col.later = setTimeout(() => one.data && one.fill(one.find(column.key), false), 4100)
      for (const node of there) {
        if (!wanted.includes(node)) node.classList.add("left")
      }
      for (const node of wanted) if (!there.includes(node)) {
        if (column.newest_first && col.list.scrollTop > 0) continue
        column.newest_first ? col.list.prepend(node) : col.list.append(node)
      }
    } else {
      clearTimeout(col.later)
      for (const node of there) if (!wanted.includes(node)) {
        node.remove()
        one.cards.delete(column.key + ":" + node.dataset.question)
      }
      let before = null
      for (const node of wanted) {
        const next = before ? before.nextSibling : col.list.firstChild
        if (next !== node) col.list.insertBefore(node, next)
        before = node
      }
    }
    col.list.querySelector(".pb-none")?.remove()
    if (!column.cards.length) col.list.append(make("div", "pb-none", column.empty))
    col.more.hidden = !column.more
    col.more.style.display = column.more ? "" : "none"
    col.more.textContent = one.data.words.more.replace("{n}", column.more)
  }

  one.pillBar = () => {
    if (!one.shown) one.shown = one.data.columns[0].key
    one.pills.replaceChildren(...one.data.columns.map(column => {
      const pill = make("button", "pb-pill", column.title + " " + column.count)
      pill.type = "button"
      pill.setAttribute("role", "tab")
      pill.setAttribute("aria-selected", String(column.key === one.shown))
      pill.onclick = () => { one.shown = column.key; one.pillBar() }
      return pill
    }))
    for (const [key, col] of one.cols) col.classList.toggle("shown", key === one.shown)
  }

  one.bulkBar = () => {
    const open = new Set(one.data.columns.flatMap(c => c.cards.filter(card => card.pick).map(card => card.id)))
    for (const id of [...one.picked]) if (!open.has(id)) one.picked.delete(id)
    const ids = [...one.picked], w = one.data.words
    one.bulk.hidden = !ids.length
    const state = JSON.stringify([ids, one.data.assignees, one.data.reasons])
    if (state === one.bulkIs) return
    one.bulkIs = state
    const button = (text, act) => {
      const made = make("button", "", text)
      made.type = "button"
      made.onclick = act
      return made
    }
    const done = (what, value) => {
      one.act(what, ids, value)
      one.picked.clear()
      one.bulkBar()
      for (const box of one.row.querySelectorAll("input:checked")) box.checked = false
    }
    const choice = (text, options, what) => {
      const select = make("select")
      select.setAttribute("aria-label", text)
      select.append(new Option(text, ""), ...options.map(([value, name]) => new Option(name, value)))
      select.onchange = () => { if (select.value) done(what, select.value) }
      return select
    }
    const parts = [make("b", "", w.picked.replace("{n}", ids.length))]
    if (ids.length > 1) parts.push(button(w.join, () => done("join")))
    if (one.data.assignees.length) parts.push(choice(w.assign, one.data.assignees, "assign"))
    parts.push(choice(w.decline, one.data.reasons, "decline"), button(w.unpick, () => {
      one.picked.clear()
      for (const box of one.row.querySelectorAll("input:checked")) box.checked = false
      one.bulkBar()
    }))
    one.bulk.replaceChildren(...parts)
  }
  return one
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let one = boards.get(parentElement)
  if (!one) {
    one = build(parentElement)
    boards.set(parentElement, one)
  }
  const sorted = one.data && one.data.sort !== data.sort
  one.fire = setTriggerValue
  one.data = data
  one.skew = data.now - Date.now() / 1000
  one.heads()
  for (const column of data.columns) one.fill(column, sorted)
  one.pillBar()
  one.bulkBar()
  one.tick()
  return () => {
    clearInterval(one.timer)
    for (const col of one.cols.values()) clearTimeout(col.later)
    boards.delete(parentElement)
  }
}
"""
