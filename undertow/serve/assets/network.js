/* The network of a group: zoom and pan, and what is joined to a point. Without it, points are links and the list says the same. */
(() => {
  "use strict";
  const seen = new Map(); // where the reader looked, by group: kept while the page is swapped

  const start = (svg) => {
    if (svg.dataset.ready) return;
    svg.dataset.ready = "1";
    const box = svg.viewBox.baseVal;
    const whole = [box.x, box.y, box.width, box.height];
    const told = document.getElementById("told");
    const bar = svg.parentElement.querySelector(".zoom");
    const look = (x, y, width, height) => {
      svg.setAttribute("viewBox", [x, y, width, height].map((n) => n.toFixed(1)).join(" "));
      seen.set(svg.dataset.net, [x, y, width, height]);
    };
    const at = () => [box.x, box.y, box.width, box.height];
    const zoom = (by, cx, cy) => {
      const [x, y, width, height] = at();
      const to = Math.min(1, Math.max(0.08, (width / whole[2]) * by)) / (width / whole[2]);
      if (cx === undefined) [cx, cy] = [x + width / 2, y + height / 2];
      look(cx - (cx - x) * to, cy - (cy - y) * to, width * to, height * to);
    };
    const move = (dx, dy) => {
      const [x, y, width, height] = at();
      look(x + dx * width, y + dy * height, width, height);
    };
    const place = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [point.x, point.y];
    };
    if (seen.has(svg.dataset.net)) look(...seen.get(svg.dataset.net));

    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const what = event.target.dataset.zoom;
      if (what === "in") zoom(0.7);
      else if (what === "out") zoom(1 / 0.7);
      else if (what === "whole") look(...whole);
    });
    // The wheel scrolls the page, unless Ctrl is held or two fingers pinch, as in maps.
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, ...place(event));
    }, { passive: false });
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const keys = {
        "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), "0": () => look(...whole),
        ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });

    let from = null;
    let moved = false;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      from = { x: event.clientX, y: event.clientY, box: at() };
      moved = false;
    });
    svg.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = from.box[2] / svg.clientWidth;
      const [dx, dy] = [(event.clientX - from.x) * scale, (event.clientY - from.y) * scale];
      if (!moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 4) return;
      moved = true;
      svg.classList.add("pan");
      svg.setPointerCapture(event.pointerId);
      look(from.box[0] - dx, from.box[1] - dy, from.box[2], from.box[3]);
    });
    const end = () => { from = null; svg.classList.remove("pan"); };
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("click", (event) => {
      if (moved) { event.preventDefault(); moved = false; return; }
      const link = event.target.closest("a");
      if (link && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        go(link.getAttribute("href"), link.dataset.n);
      }
    });

    // What is joined to the point under the pointer or the focus.
    const lines = [...svg.querySelectorAll("path[data-e]")].map((path) => [path, ...path.dataset.e.split(" ")]);
    const near = (link) => {
      const number = link ? link.dataset.n : null;
      for (const [path, left, right] of lines) path.classList.toggle("near", number !== null && (left === number || right === number));
      told.textContent = link ? link.getAttribute("aria-label") : "";
    };
    for (const name of ["pointerover", "focusin"]) svg.addEventListener(name, (event) => near(event.target.closest("a")));
    for (const name of ["pointerleave", "focusout"]) svg.addEventListener(name, () => near(null));
  };

  const go = (address, number) => {
    const done = () => {
      document.querySelector(`svg[data-net] a[data-n="${CSS.escape(number)}"]`)?.focus({ preventScroll: true });
    };
    window.htmx.ajax("GET", address, { target: "#page", select: "#page", swap: "outerHTML show:none" }).then(done);
    history.pushState({ htmx: true }, "", address);
  };

  const all = () => document.querySelectorAll("svg[data-net]").forEach(start);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
