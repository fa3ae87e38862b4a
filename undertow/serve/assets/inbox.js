// Keys of the inbox and of labelling. Everything they do is a link or a form of the page: without this file the page does the same.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const KEPT = "undertow-single-letters";
  let on = true;
  try { on = localStorage.getItem(KEPT) !== "off"; } catch { /* a browser that keeps nothing */ }

  const links = () => [...document.querySelectorAll(".items a")];
  const current = () => links().findIndex((link) => link.hasAttribute("aria-current"));
  const press = (selector) => { const found = $(selector); if (found && !found.disabled) found.click(); };
  const go = (step) => {
    const all = links(), at = current(), to = all[Math.max(0, Math.min(all.length - 1, at + step))];
    if (to && to !== all[at]) { to.click(); to.focus(); }
  };
  const evidence = () => {
    const tabs = [...document.querySelectorAll(".tabs a")], at = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
    if (tabs.length) tabs[(at + 1) % tabs.length].click();
  };
  const reject = () => { const fold = $("#reject"); if (fold) { fold.open = true; fold.querySelector("input[type=radio]").focus(); } };
  const help = () => { $("#single").checked = on; $("#keys").showModal(); };
  const acts = {
    j: () => go(1), k: () => go(-1), c: () => press("#confirm"), l: () => press("#later"), r: reject, e: evidence,
    o: () => press("#whole"), u: () => press("#undo"), n: () => $("#note")?.focus(), "/": () => $("#q")?.focus(), "?": help,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field && !/^(radio|checkbox|submit|button)$/.test(field.type)) { if (event.key === "Escape") field.blur(); return; }
    if (event.key === "Escape" && $("#reject")?.open) { $("#reject").open = false; toList(); return; }
    if (!on && event.key !== "?") return;
    const answer = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = answer ? () => answer.click() : acts[event.key];
    if (act && (answer || document.querySelector(".inbox, #keys"))) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".items a");
    if (link) links().forEach((one) => one === link ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current"));
    if (event.target.closest("#help")) help();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "single") return;
    on = event.target.checked;
    try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* it holds for this page */ }
  });

  const toList = () => {
    const link = links()[current()];
    if (link && link.offsetParent) { link.focus({ preventScroll: true }); link.scrollIntoView({ block: "nearest" }); } else $("#detail")?.focus();
  };
  const ready = () => { const button = $("#help"); if (button) button.hidden = false; };
  document.addEventListener("htmx:afterSettle", (event) => {
    ready();
    const from = event.detail.requestConfig?.elt;
    if (from?.matches?.("form, .labelling a")) toList();
    if (from?.matches?.(".tabs a, #whole")) (document.querySelector(".tabs a[aria-current]") ?? $("#evidence"))?.focus();
  });
  ready();
  const item = links()[current()];
  if (item) item.scrollIntoView({ block: "nearest" });
})();
