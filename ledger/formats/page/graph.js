"use strict";

// The drawn graph moves: it is dragged, zoomed and unfolded, with a pointer and with keys alone. It asks nothing of
// the page but the markup of `graph_svg`, and sets no style in markup, so that a strict policy need not be loosened.
(() => {
  const READABLE = 0.9;
  const CLOSEST = 3;
  const STEP = 1.25;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const start = (figure) => {
    const view = figure.querySelector(".graph-view");
    const svg = view.querySelector("svg");
    const tools = figure.querySelector(".graph-tools");
    const panels = [...svg.querySelectorAll(".panel")];
    const folds = [...svg.querySelectorAll(".fold")];
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const [left, top, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const margin = -left;

    // Folds: whatever stands at or below the cut of an open panel moves down by what it opens.

    const moving = [...svg.querySelectorAll("[data-key]")].filter((element) => element.dataset.key !== "");
    const lines = [...svg.querySelectorAll("[data-keys]")].map((line) => ({
      line,
      path: line.getAttribute("d"),
      keys: line.dataset.keys.split(" ").map(Number),
    }));
    let whole = { x: left, y: top, width, height };

    const isOpen = (panel) => panel.getAttribute("display") !== "none";
    const foldOf = (panel) => folds[panels.indexOf(panel)];

    const arrange = () => {
      const open = panels.filter(isOpen);
      const shift = (key) =>
        open.reduce((sum, panel) => sum + (Number(panel.dataset.cut) <= key ? Number(panel.dataset.opens) : 0), 0);
      for (const element of moving) {
        if (element.parentNode.closest(".panel")) continue;
        const y = Number(element.dataset.y) + shift(Number(element.dataset.key));
        element.setAttribute("transform", `translate(${element.dataset.x} ${y})`);
      }
      for (const { line, path, keys } of lines) {
        let at = 0;
        const moved = path.replace(/(-?\d+) (-?\d+)/g, (pair, x, y) =>
          at < keys.length ? `${x} ${Number(y) + shift(keys[at++])}` : pair);
        line.setAttribute("d", moved);
      }
      const right = Math.max(width - 2 * margin, ...open.map((panel) => Number(panel.dataset.right)));
      whole = { x: left, y: top, width: right + 2 * margin, height: height + shift(Infinity) };
    };

    const fold = (panel, open) => {
      if (open) panel.removeAttribute("display");
      else panel.setAttribute("display", "none");
      foldOf(panel).setAttribute("aria-expanded", String(open));
      const button = tools.querySelector("[data-do=unfold]");
      const all = panels.every(isOpen);
      button.setAttribute("aria-pressed", String(all));
      button.textContent = all ? "Fold" : "Unfold";
    };

    // What is seen: a part of the whole, at a scale of screen pixels to drawn ones.

    let seen = { x: left, y: top, scale: 1 };
    let frame = 0;
    let onPaper = false;

    const room = () => ({ width: view.clientWidth || 1, height: view.clientHeight || 1 });
    const fit = () => Math.min(room().width / whole.width, room().height / whole.height, 1);

    const kept = ({ x, y, scale }) => {
      const within = (at, from, size, shown) =>
        shown >= size ? from - (shown - size) / 2 : Math.min(Math.max(at, from), from + size - shown);
      const { width: across, height: down } = room();
      return {
        x: within(x, whole.x, whole.width, across / scale),
        y: within(y, whole.y, whole.height, down / scale),
        scale,
      };
    };

    const draw = () => {
      if (onPaper) return;
      const { width: across, height: down } = room();
      svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${across / seen.scale} ${down / seen.scale}`);
      // A finger scrolls the page where there is nothing above or below to be moved to.
      view.style.touchAction = whole.height * seen.scale <= down + 1 ? "pan-y" : "none";
    };

    const show = (wanted, { gently = true } = {}) => {
      const to = kept(wanted);
      const from = seen;
      cancelAnimationFrame(frame);
      if (!gently || still.matches) {
        seen = to;
        draw();
        return;
      }
      const began = performance.now();
      const step = (now) => {
        const part = Math.min((now - began) / 160, 1);
        const eased = part * (2 - part);
        const between = (name) => from[name] + (to[name] - from[name]) * eased;
        seen = { x: between("x"), y: between("y"), scale: between("scale") };
        draw();
        if (part < 1) frame = requestAnimationFrame(step);
      };
      frame = requestAnimationFrame(step);
    };

    const zoom = (factor, at, how) => {
      const { width: across, height: down } = room();
      const point = at || { x: across / 2, y: down / 2 };
      const scale = Math.min(Math.max(seen.scale * factor, fit()), CLOSEST);
      show(
        {
          x: seen.x + point.x / seen.scale - point.x / scale,
          y: seen.y + point.y / seen.scale - point.y / scale,
          scale,
        },
        how,
      );
    };

    const pan = (x, y, how) => show({ x: seen.x + x / seen.scale, y: seen.y + y / seen.scale, scale: seen.scale }, how);

    const place = (element) => {
      const box = element.getBBox();
      let [x, y] = [box.x, box.y];
      for (let at = element; at !== svg; at = at.parentNode) {
        const moved = at.transform.baseVal.consolidate();
        if (moved) [x, y] = [x + moved.matrix.e, y + moved.matrix.f];
      }
      return { x, y, width: box.width, height: box.height };
    };

    const centre = (element, scale) => {
      const box = place(element);
      const { width: across, height: down } = room();
      return {
        x: box.x + box.width / 2 - across / scale / 2,
        y: box.y + box.height / 2 - down / scale / 2,
        scale,
      };
    };

    const bring = (element) => {
      const box = place(element);
      const { width: across, height: down } = room();
      const inside =
        box.x >= seen.x && box.y >= seen.y &&
        box.x + box.width <= seen.x + across / seen.scale && box.y + box.height <= seen.y + down / seen.scale;
      if (!inside || seen.scale < READABLE / 2) show(centre(element, Math.max(seen.scale, READABLE)));
    };

    // At first all of it; where that could not be read, the one figure asked for, or where it all begins.
    const begin = (how) => {
      const scale = fit();
      if (scale >= READABLE) {
        show({ ...whole, scale }, how);
        return;
      }
      const across = room().width / whole.width;
      const asked = svg.querySelectorAll(".node.asked");
      const first = asked.length === 1 ? asked[0] : svg.querySelector(".node");
      show(centre(first, across >= READABLE ? Math.min(across, 1) : 1), how);
    };

    const size = () => {
      const most = Math.max(280, Math.min(innerHeight * 0.95, 900));
      const fitting = whole.height * Math.min(1, view.clientWidth / whole.width);
      view.style.height = `${Math.round(Math.min(most, fitting < most / 2 ? whole.height : Math.max(fitting, 160)))}px`;
    };

    const unfold = (which, open) => {
      for (const panel of which) fold(panel, open);
      arrange();
      size();
      if (which.length === 1) {
        const folded = foldOf(which[0]);
        const box = place(folded);
        const { height: down } = room();
        show({ ...centre(folded, Math.max(seen.scale, READABLE)), y: box.y - Math.min(80, down / 6) });
      } else begin();
    };

    // Pointer: drag, pinch, wheel with ctrl.

    const pointers = new Map();
    let dragged = false;
    let apart = 0;

    const local = (event) => {
      const frameOf = view.getBoundingClientRect();
      return { x: event.clientX - frameOf.left, y: event.clientY - frameOf.top };
    };
    const spread = () => {
      const [first, second] = [...pointers.values()];
      return Math.hypot(first.x - second.x, first.y - second.y);
    };

    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pointers.set(event.pointerId, local(event));
      dragged = false;
      if (pointers.size === 2) apart = spread();
    });
    view.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = local(event);
      if (!dragged && pointers.size === 1 && Math.hypot(now.x - before.x, now.y - before.y) < 5) return;
      if (!dragged) view.setPointerCapture(event.pointerId);
      dragged = true;
      view.classList.add("held");
      pointers.set(event.pointerId, now);
      if (pointers.size === 2) {
        const wide = spread();
        const [first, second] = [...pointers.values()];
        if (apart) zoom(wide / apart, { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 }, { gently: false });
        apart = wide;
      } else pan(before.x - now.x, before.y - now.y, { gently: false });
    });
    for (const name of ["pointerup", "pointercancel"]) {
      view.addEventListener(name, (event) => {
        pointers.delete(event.pointerId);
        apart = 0;
        if (!pointers.size) view.classList.remove("held");
      });
    }
    // A drag that ends on a statement does not follow its link, wherever a browser sends the click.
    view.addEventListener("click", (event) => {
      if (dragged) {
        event.preventDefault();
        event.stopPropagation();
        dragged = false;
      }
    }, true);
    view.addEventListener("dragstart", (event) => event.preventDefault());
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, local(event), { gently: false });
    }, { passive: false });
    // A browser scrolls to what has the focus; here it is the picture that moves.
    view.addEventListener("scroll", () => view.scrollTo(0, 0));

    // Keys.

    view.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const held = event.target.closest(".fold");
      if (held && (event.key === "Enter" || event.key === " ")) {
        const panel = panels[folds.indexOf(held)];
        unfold([panel], !isOpen(panel));
      } else if (ARROWS[event.key]) pan(ARROWS[event.key][0] * 80, ARROWS[event.key][1] * 80);
      else if (event.key === "+" || event.key === "=") zoom(STEP);
      else if (event.key === "-") zoom(1 / STEP);
      else if (event.key === "0") begin();
      else return;
      event.preventDefault();
    });
    view.addEventListener("click", (event) => {
      const held = event.target.closest(".fold");
      if (!held) return;
      const panel = panels[folds.indexOf(held)];
      unfold([panel], !isOpen(panel));
    });
    view.addEventListener("focusin", (event) => {
      const element = event.target.closest(".node, .fold");
      if (element && element.matches(":focus-visible")) bring(element);
    });

    const does = {
      in: () => zoom(STEP),
      out: () => zoom(1 / STEP),
      all: () => show({ ...whole, scale: fit() }),
      start: () => begin(),
      unfold: () => unfold(panels, !panels.every(isOpen)),
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) does[button.dataset.do]();
    });

    // On paper all of it stands, as it is folded now.
    addEventListener("beforeprint", () => {
      onPaper = true;
      svg.setAttribute("viewBox", `${whole.x} ${whole.y} ${whole.width} ${whole.height}`);
      view.style.height = "auto";
    });
    addEventListener("afterprint", () => {
      onPaper = false;
      size();
      draw();
    });
    new ResizeObserver(() => show(seen, { gently: false })).observe(view);

    view.classList.add("live");
    tools.hidden = false;
    figure.querySelector(".graph-hint").hidden = false;
    size();
    begin({ gently: false });
  };

  for (const figure of document.querySelectorAll("figure.graph")) {
    // What is folded away has no size to be drawn to.
    const held = figure.closest("details:not([open])");
    if (held) held.addEventListener("toggle", () => start(figure), { once: true });
    else start(figure);
  }
})();
