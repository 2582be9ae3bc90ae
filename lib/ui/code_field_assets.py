"""What the browser adds to a draft field that holds SQL: names offered while one types, and a marked place.

`data.code` is {words: [{text, note, of, view}], given, mark: {text, start, end} or null}. A word with `of`
belongs to that view and is offered first behind it. Nothing is sent anywhere: the words come with the page.
"""

CODE_CSS = """
.code { position: relative; }
.code textarea, .code .behind { font: 400 0.92rem/1.55 var(--st-code-font), ui-monospace, monospace;
  white-space: pre; overflow: auto; tab-size: 2; }
.code textarea { position: relative; background: transparent; z-index: 1; }
.code .behind { position: absolute; inset: 0; box-sizing: border-box; padding: 0.6rem 0.75rem; margin: 0;
  color: transparent; background: var(--st-background-color); border: 1px solid transparent;
  border-radius: var(--st-base-radius); overflow: hidden; pointer-events: none; }
.code .behind mark { color: transparent; background: color-mix(in srgb, var(--st-red-color) 28%, transparent);
  border-bottom: 2px solid var(--st-red-color); }
.offers { position: absolute; z-index: 20; margin: 0; padding: 0.25rem; list-style: none; min-width: 12rem;
  max-width: min(24rem, 100%); max-height: 15rem; overflow-y: auto; font: 400 0.88rem var(--st-font);
  color: var(--st-text-color); background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius); box-shadow: 0 4px 16px rgb(0 0 0 / 0.18); }
.offers[hidden] { display: none; }
.offers li { display: flex; justify-content: space-between; gap: 1rem; padding: 0.35rem 0.5rem;
  border-radius: 4px; cursor: pointer; }
.offers li b { font: 600 0.88rem var(--st-code-font), ui-monospace, monospace; }
.offers li span { color: var(--st-gray-text-color); overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.offers li[aria-selected="true"] { background: color-mix(in srgb, var(--st-primary-color) 18%, transparent); }
@media (pointer: coarse) { .offers li { padding: 0.6rem 0.5rem; } }
"""

CODE_JS = r"""
const OFFERED = 8
const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u

function makeCode(field, root) {
  const area = field.area
  const box = document.createElement("div")
  box.className = "code"
  area.before(box)
  const behind = document.createElement("pre")
  behind.className = "behind"
  behind.setAttribute("aria-hidden", "true")
  const list = document.createElement("ul")
  list.className = "offers"
  list.id = "offers"
  list.hidden = true
  list.setAttribute("role", "listbox")
  box.append(behind, area, list)
  area.spellcheck = false
  area.autocapitalize = "off"
  area.setAttribute("autocorrect", "off")
  area.setAttribute("aria-autocomplete", "list")
  area.setAttribute("aria-controls", "offers")
  const code = { offers: [], at: 0, moved: false, from: 0, words: [], mark: null }

  code.close = () => { list.hidden = true; code.offers = []; area.setAttribute("aria-expanded", "false") }
  code.found = () => {
    const before = area.value.slice(0, area.selectionStart)
    const word = (before.match(WORD) || [""])[0]
    code.from = before.length - word.length
    const lead = before.slice(0, code.from)
    // Inside a string or a comment nothing is offered.
    const bare = lead.replace(/'[^']*'/g, "").replace(/--[^\n]*\n/g, "")
    if (/'|--[^\n]*$/.test(bare)) return []
    const owner = (lead.match(/([\p{L}_][\p{L}\p{N}_]*)\.$/u) || [])[1]
    if (!word && !owner) return []
    if (/[\p{N}:]$/u.test(lead)) return []
    const low = word.toLowerCase()
    const text = area.value.toLowerCase()
    const after = /\b(from|join)\s+$/i.test(lead)
    const of = owner && code.named(owner, text)
    const fits = [...code.words, ...code.own(lead)].filter(w =>
      w.text.toLowerCase().startsWith(low) && w.text !== word && (!owner || w.of === of)
      && (!after || w.view || w.own))
    // Columns of views that the query names already come first, then views, then the rest.
    const rank = w => w.own ? 0 : w.of ? (text.includes(w.of) ? 0 : 3) : w.view ? 1 : 2
    const seen = new Set()
    return fits.sort((a, b) => rank(a) - rank(b) || a.text.localeCompare(b.text))
               .filter(w => !seen.has(w.text) && seen.add(w.text)).slice(0, OFFERED)
  }
  // Names that this question gives itself, to columns or behind WITH.
  code.own = lead => {
    const named = /\bas\s+([\p{L}_][\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*)\s+as\s*\(/giu
    const rest = lead + " " + area.value.slice(area.selectionStart)
    return [...rest.matchAll(named)].map(m => ({ text: m[1] || m[2], note: code.given, own: true }))
  }
  // `p.` after `FROM posts AS p` means the view behind it.
  code.named = (owner, text) => {
    const low = owner.toLowerCase()
    if (code.words.some(w => w.of === low)) return low
    const as = text.match(new RegExp("([\\p{L}_][\\p{L}\\p{N}_]*)\\s+(?:as\\s+)?" + low + "\\b", "u"))
    return as ? as[1] : low
  }
  code.draw = () => {
    list.replaceChildren(...code.offers.map((word, n) => {
      const item = document.createElement("li")
      item.setAttribute("role", "option")
      item.setAttribute("aria-selected", String(n === code.at))
      const name = document.createElement("b"), note = document.createElement("span")
      name.textContent = word.text
      note.textContent = word.note
      item.append(name, note)
      // Before the blur, so that the caret stays where it is.
      item.addEventListener("pointerdown", event => { event.preventDefault(); code.take(n) })
      return item
    }))
    list.children[code.at]?.scrollIntoView({ block: "nearest" })
  }
  code.offer = () => {
    code.offers = code.found()
    code.at = 0
    code.moved = false
    if (!code.offers.length) { code.close(); return }
    list.hidden = false
    area.setAttribute("aria-expanded", "true")
    code.draw()
    code.place()
  }
  code.place = () => {
    const lines = area.value.slice(0, code.from).split("\n")
    const style = getComputedStyle(area), high = parseFloat(style.lineHeight)
    code.ruler ||= document.createElement("canvas").getContext("2d")
    code.ruler.font = style.fontSize + " " + style.fontFamily
    const left = code.ruler.measureText(lines.at(-1)).width - area.scrollLeft + 12
    list.style.top = lines.length * high - area.scrollTop + 12 + "px"
    list.style.left = Math.max(0, Math.min(left, box.clientWidth - list.offsetWidth)) + "px"
  }
  code.take = n => {
    const word = code.offers[n]
    if (!word) return
    area.focus()
    area.setRangeText(word.text, code.from, area.selectionStart, "end")
    code.close()
    code.back()
    field.edit()
  }
  code.back = () => {
    const mark = code.mark, text = area.value
    behind.replaceChildren()
    if (mark && mark.text === text) {
      const red = document.createElement("mark")
      red.textContent = text.slice(mark.start, Math.max(mark.end, mark.start + 1)) || " "
      behind.append(text.slice(0, mark.start), red, text.slice(Math.max(mark.end, mark.start + 1)) + "\n")
    }
    code.follow()
  }
  code.follow = () => { behind.scrollTop = area.scrollTop; behind.scrollLeft = area.scrollLeft }
  area.addEventListener("input", () => { code.back(); code.offer() })
  // A long line scrolls under whoever types at its end: the offers go along.
  area.addEventListener("scroll", () => { code.follow(); if (!list.hidden) code.place() })
  area.addEventListener("blur", code.close)
  area.addEventListener("click", code.close)
  area.addEventListener("keydown", event => {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); code.offer(); return }
    if (list.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      // The first press goes into the list, where the first offer stands ready.
      code.at = code.moved || step < 0 ? (code.at + step + code.offers.length) % code.offers.length : 0
      code.moved = true
      code.draw()
    } else if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault()
      code.take(code.at)
    } else if (event.key === "Enter" && code.moved && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      code.take(code.at)
    } else if (event.key === "Escape" || event.key === "Enter") {
      code.close()
      if (event.key === "Escape") event.stopPropagation()
    }
  })
  return code
}

function showCode(field, root, data) {
  field.code ||= makeCode(field, root)
  field.code.words = data.words
  field.code.given = data.given
  field.code.mark = data.mark
  field.code.back()
}
"""
