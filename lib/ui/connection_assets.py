"""What a page does while its server is away: the strip in the reader's language, and typing that goes on.

Streamlit opens a window of its own then («Connection error», in English alone). It makes the page behind
it inert, so that whoever is typing types into nothing, and it covers a broadcast's screen. It is closed as it
opens, and the field has its caret back at once.
"""

AWAY_JS = """
function away(words) {
  if (window.__pultAway) { window.__pultAway.words = words; return }
  const one = window.__pultAway = { words, timer: 0, field: null }
  document.addEventListener("focusin", event => {
    const at = event.composedPath()[0]
    if (at.closest?.('[data-testid="stDialog"]')) return
    one.field = at.matches?.("textarea, input") ? at : null
  }, true)
  // The window is Streamlit's own: the console opens none.
  const close = () => {
    const opened = document.querySelector('body > [data-testid="stDialog"]')
    if (!opened || !opened.textContent.startsWith("Connection error")) return
    opened.style.display = "none"  // and no time is spent on fading out
    const field = one.field
    // At once, not when the window has gone: within a frame or two a key is pressed.
    document.getElementById("root")?.removeAttribute("inert")
    field?.focus({ preventScroll: true })
    opened.querySelector("button[aria-label=Close]")?.click()
    let frames = 0
    const back = () => {
      if (field?.isConnected && !field.closest("[inert]") && !field.getRootNode().host?.closest("[inert]"))
        field.focus({ preventScroll: true })
      if (frames++ < 10) requestAnimationFrame(back)
    }
    if (field) back()
  }
  const strip = document.createElement("div")
  strip.id = "pult-away"
  strip.setAttribute("role", "status")
  strip.hidden = true
  strip.style.cssText = "position:fixed;z-index:999990;left:50%;bottom:1rem;translate:-50% 0;" +
    "box-sizing:border-box;width:max-content;max-width:calc(100vw - 2rem);padding:.6rem .9rem;" +
    "border-radius:8px;font:600 .95rem/1.4 sans-serif;background:#8c1d18;color:#fff;pointer-events:none"
  document.body.append(strip)
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]')
    const here = !app || app.dataset.testConnectionState === "CONNECTED"
    if (here) {
      clearTimeout(one.timer)
      one.timer = 0
      strip.hidden = true
    } else if (!one.timer) {
      // A moment without the server is nobody's business.
      one.timer = setTimeout(() => {
        // Those who watch a broadcast need not know.
        if (document.querySelector(".pult-air")) return
        strip.textContent = one.words
        strip.hidden = false
      }, 2500)
    }
  }
  new MutationObserver(() => { close(); look() }).observe(document.body, { childList: true })
  const app = document.querySelector('[data-testid="stApp"]')
  if (app) new MutationObserver(look).observe(app, { attributeFilter: ["data-test-connection-state"] })
  look()
}
"""
"""`away(words)`, any number of times; `words` say that the server is away and what becomes of the text."""
