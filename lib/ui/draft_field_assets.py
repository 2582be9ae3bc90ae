"""What the browser runs for `draft_field`.

`draft` is the state it reports: {text, rev}. `rev` names this mount and counts its edits; the server
answers the last `rev` it stored as `ack`. Local storage holds {text, version} until the newest edit is
acknowledged.
"""

HTML = """
<label class="name" for="text"></label>
<textarea id="text" rows="3" spellcheck="true"></textarea>
<div class="foot"><span class="state" role="status"></span><span class="count"></span></div>
"""

CSS = """
:host, .root { display: block; }
.name { display: block; font: 400 0.875rem var(--st-font); color: var(--st-text-color);
  margin-bottom: 0.25rem; }
textarea { box-sizing: border-box; width: 100%; resize: vertical; padding: 0.6rem 0.75rem;
  font: 400 1rem/1.5 var(--st-font); color: var(--st-text-color);
  background: var(--st-background-color); caret-color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  field-sizing: content; max-height: 60vh; overflow-wrap: anywhere; }
textarea:focus { outline: 2px solid var(--st-primary-color); outline-offset: -1px;
  border-color: transparent; }
textarea::placeholder { color: var(--st-gray-text-color); opacity: 0.8; }
.foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
  min-height: 1.3rem; margin-top: 0.25rem; font: 400 0.8rem var(--st-font);
  color: var(--st-gray-text-color); }
.state.bad, .count.bad { color: var(--st-red-text-color); font-weight: 600; }
.count { font-variant-numeric: tabular-nums; margin-left: auto; }
"""

JS = """
const DEBOUNCE = 400, PATIENCE = 4000
const fields = new WeakMap()

const remember = (name, value) => {
  // Private windows and full storage refuse; the server's copy is then the only one.
  try { value === null ? localStorage.removeItem(name)
                       : localStorage.setItem(name, JSON.stringify(value)) } catch (e) {}
}
const remembered = name => {
  try { return JSON.parse(localStorage.getItem(name)) } catch (e) { return null }
}

function make(root, data) {
  const field = {
    area: root.querySelector("textarea"), state: root.querySelector(".state"),
    count: root.querySelector(".count"), name: root.querySelector(".name"),
    mount: Math.random().toString(36).slice(2), edits: 0, sent: null, dirty: false,
    timer: 0, watch: 0, data,
  }
  const area = field.area
  field.rev = () => field.mount + ":" + field.edits
  field.pending = () => field.edits > 0 && field.data.ack !== field.rev()
  field.flush = () => {
    clearTimeout(field.timer)
    if (!field.dirty) return
    field.dirty = false
    field.sent = Date.now()
    field.setState("draft", { text: area.value, rev: field.rev() })
    field.show()
    clearTimeout(field.watch)
    field.watch = setTimeout(field.retry, PATIENCE)
  }
  field.retry = () => {
    if (!field.pending()) return
    field.late = true
    field.dirty = true
    field.edits += 1  // a new revision, or the server would take it for known
    field.flush()
  }
  field.edit = () => {
    field.edits += 1
    field.dirty = true
    remember(field.data.store, { text: area.value, version: field.data.version })
    clearTimeout(field.timer)
    field.timer = setTimeout(field.flush, DEBOUNCE)
    field.show()
  }
  field.set = text => {
    area.value = text
    field.dirty = false
    field.edits = 0
    field.mount = Math.random().toString(36).slice(2)  // revisions begin anew, none may repeat
    field.late = false
    clearTimeout(field.timer)
    clearTimeout(field.watch)
  }
  field.show = () => {
    const d = field.data, n = area.value.length, left = d.max - n
    field.count.textContent = left < 0
      ? n + " / " + d.max + " · " + d.over.replace("{n}", -left) : n + " / " + d.max
    field.count.classList.toggle("bad", left < 0)
    const pending = field.pending()
    const bad = pending && (d.problem || field.late)
    field.state.textContent = pending ? (d.problem || (field.late ? d.away : d.saving))
                                      : d.notice || (area.value || d.text ? d.saved : "")
    field.state.classList.toggle("bad", Boolean(bad || (!pending && d.notice)))
  }
  area.addEventListener("input", field.edit)
  area.addEventListener("blur", field.flush)
  area.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      field.flush()
      field.setTrigger("send", Date.now())
    }
  })
  // Buttons do not take the focus on a touch screen, so there may be no blur before a click.
  field.outside = event => { if (!event.composedPath().includes(area)) field.flush() }
  field.hidden = () => { if (document.visibilityState === "hidden") field.flush() }
  document.addEventListener("pointerdown", field.outside, true)
  document.addEventListener("visibilitychange", field.hidden)
  window.addEventListener("pagehide", field.flush)
  return field
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  let field = fields.get(parentElement)
  const first = !field
  if (first) {
    field = make(parentElement, data)
    fields.set(parentElement, field)
  }
  const before = field.data
  field.data = data
  field.setState = setStateValue
  field.setTrigger = setTriggerValue
  const area = field.area
  field.name.textContent = data.label
  area.setAttribute("aria-label", data.label)
  area.placeholder = data.placeholder
  area.style.minHeight = data.height + "px"

  if (first) {
    area.value = data.text
    const kept = remembered(data.store)
    if (kept && kept.version === data.version && kept.text !== data.text) {
      area.value = kept.text
      field.edits = 1
      field.dirty = true
      field.timer = setTimeout(field.flush, 0)
    } else if (kept) {
      remember(data.store, null)
    }
    if (data.focus) area.focus({ preventScroll: false })
  } else if (data.version !== before.version || data.store !== before.store) {
    if (data.store === before.store) remember(data.store, null)
    field.set(data.text)
  } else if (!field.pending() && !field.dirty && area.value !== data.text) {
    // Another tab went on with this draft; also under the caret, or the wrong text would be sent from here.
    field.set(data.text)
  }
  if (!field.pending() && !field.dirty) {
    remember(data.store, null)
    field.late = false
    clearTimeout(field.watch)
  }
  field.show()
  if (data.code) showCode(field, parentElement, data.code)
  return () => {
    field.flush()
    clearTimeout(field.timer)
    clearTimeout(field.watch)
    document.removeEventListener("pointerdown", field.outside, true)
    document.removeEventListener("visibilitychange", field.hidden)
    window.removeEventListener("pagehide", field.flush)
    fields.delete(parentElement)
  }
}
"""
