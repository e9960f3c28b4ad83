// The keys of the desk, its marks and its panel. What is recorded is recorded by the forms of the page, without which
// this script could do nothing: it presses their buttons, and puts what the server answers in place.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const main = $("#main[data-base]");
  const panel = $("#panel");
  const live = $("#live");
  const messages = $("#message");
  const SETTLED = new Set(["confirmed", "ignored"]);
  const csrf = document.body.dataset.csrf;

  // Messages.

  function say(text) {
    live.textContent = text;
  }

  function paragraph(words) {
    const line = document.createElement("p");
    line.textContent = words[0].toUpperCase() + words.slice(1);
    return line;
  }

  function complain(problem) {
    messages.replaceChildren(...[problem.message, ...(problem.problems || []), problem.hint].filter(Boolean).map(paragraph));
    messages.hidden = false;
  }

  function hush() {
    messages.hidden = true;
    messages.replaceChildren();
    mine = null;
  }

  // Typing is typing: a letter is a key of the desk only where no field would take it.

  function isTyping(target) {
    return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  }

  function openDialog(dialog) {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const field = $("textarea, input:not([type=hidden])", dialog);
    if (field) field.focus();
  }

  // The marks of the text.

  const marks = new Map();
  let current = 0;

  function collect() {
    marks.clear();
    for (const mark of $$("a.figure[data-n]", main)) {
      const number = Number(mark.dataset.n);
      if (!marks.has(number)) marks.set(number, []);
      marks.get(number).push(mark);
      mark.tabIndex = -1;
    }
    setCurrent(current);
  }

  function setCurrent(number) {
    for (const mark of marks.get(current) || []) {
      mark.removeAttribute("aria-current");
      mark.tabIndex = -1;
    }
    current = number;
    for (const mark of marks.get(number) || []) mark.setAttribute("aria-current", "true");
    const first = (marks.get(number) || [])[0];
    if (first) first.tabIndex = 0;
    return first;
  }

  const stateOf = (number) => (marks.get(number) || [{ dataset: {} }])[0].dataset.state;
  const handleOf = (number) => (marks.get(number) || [{ dataset: {} }])[0].dataset.handle;
  const isOpen = (number) => !SETTLED.has(stateOf(number)) && !(marks.get(number) || []).some((mark) => mark.hasAttribute("aria-busy"));

  function step(by, wanted = () => true) {
    const numbers = [...marks.keys()].sort((a, b) => a - b);
    if (!numbers.length) return 0;
    const at = numbers.indexOf(current);
    for (let hops = 1; hops <= numbers.length; hops += 1) {
      const number = numbers[(at + by * hops + numbers.length * hops) % numbers.length];
      if (wanted(number)) return number;
    }
    return 0;
  }

  // Keys pressed while something is on its way wait for it, so that none acts on what is not on the screen yet.

  let waiting = 0;
  const held = [];

  function hold(work, region) {
    waiting += 1;
    if (region) {
      region.setAttribute("aria-busy", "true");
      region.inert = true;
    }
    return work.finally(() => {
      waiting -= 1;
      if (region && !(region === panel && waiting)) {
        region.removeAttribute("aria-busy");
        region.inert = false;
      }
      while (!waiting && held.length) command(held.shift());
    });
  }

  const UNREACHED = "The desk cannot be reached: look whether it is running.";

  // Whatever is asked for, as an answer: where nobody answers, one that is not ok.
  async function ask(address) {
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      return { ok: answer.ok, html: await answer.text(), message: "This cannot be shown: reload the draft." };
    } catch {
      return { ok: false, html: "", message: UNREACHED };
    }
  }

  // Panels: those on either side of the figure that is shown are fetched before they are asked for.

  let panels = new Map();

  function fetched(handle) {
    if (!panels.has(handle)) {
      const asked = ask(`${main.dataset.base}/${handle}/panel`).then((answer) =>
        answer.ok ? answer.html : Promise.reject(new Error(answer.message)),
      );
      panels.set(handle, asked);
      asked.catch(() => panels.delete(handle));
    }
    return panels.get(handle);
  }

  function show(html) {
    panel.innerHTML = html;
    panel.scrollTop = 0;
    if (window.htmx) window.htmx.process(panel);
    dim();
  }

  async function select(number, { focus = true } = {}) {
    if (!marks.has(number)) return;
    const mark = setCurrent(number);
    if (focus) {
      mark.focus({ preventScroll: true });
      const place = mark.getBoundingClientRect();
      const around = $(".paper").getBoundingClientRect();
      if (place.top < around.top + 40 || place.bottom > around.bottom - 60) mark.scrollIntoView({ block: "center" });
    }
    const handle = handleOf(number);
    const known = panels.get(handle);
    if (known && known.html) show(known.html);
    else await hold(arrive(number, handle), panel);
    history.replaceState(null, "", `${main.dataset.base}?figure=${handle.slice(0, 16)}`);
    ahead();
  }

  async function arrive(number, handle) {
    try {
      const html = await fetched(handle);
      if (panels.has(handle)) panels.get(handle).html = html;
      if (current === number) show(html);
    } catch (error) {
      complain({ message: error.message });
    }
  }

  function ahead() {
    const near = new Set([step(1, isOpen), step(1), step(-1)]);
    for (const number of near) {
      if (!number) continue;
      const handle = handleOf(number);
      fetched(handle).then((html) => panels.has(handle) && (panels.get(handle).html = html), () => {});
    }
  }

  // The strip of keys shows which of them do something now.

  function dim() {
    for (const button of $$(".keys [data-press]")) {
      const key = button.dataset.press;
      const can = "jknpu/?obsv".includes(key) || target(key);
      if (can) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    }
  }

  function target(key) {
    const within = "123456789".includes(key) ? [$("[data-digits]"), panel] : row ? [row, document] : [panel, document];
    for (const place of within) {
      if (!place) continue;
      const found = $$(`[data-key="${CSS.escape(key)}"]`, place).find((element) => !element.disabled);
      if (found) return found;
    }
    return null;
  }

  // What is done: one after the other, in the order of the keys, and shown as waiting until it is acknowledged.

  let queue = Promise.resolve();
  // What was recorded in this window is no news to it, also after it is loaded anew; all else is, of whomever.
  const kept = JSON.parse(sessionStorage.getItem("own") || "{}");
  const own = kept.csrf === csrf ? kept.entries : [];
  function remember(entries) {
    own.push(...entries);
    sessionStorage.setItem("own", JSON.stringify({ csrf, entries: own.slice(-1000) }));
  }
  // What somebody wanted to record who was told that somebody else was first.
  let mine = null;

  function act(form, submitter) {
    const fields = new FormData(form, submitter && submitter.name ? submitter : undefined);
    const action = submitter && submitter.hasAttribute("formaction") ? submitter.formAction : form.action;
    const typed = form.matches("#work .fields[data-act=amend], #work .fields[data-act=enter]") ? form : null;
    const dialog = form.closest("dialog");
    if (dialog) dialog.close();
    if (!typed && form.contains(document.activeElement)) document.activeElement.blur();
    dispatch(action, fields, Boolean(submitter && submitter.hasAttribute("data-next")), typed);
  }

  function dispatch(action, fields, moves, typed) {
    const acted = current;
    fields.set("structure", main.dataset.structure);
    fields.set("number", acted);
    for (const mark of marks.get(acted) || []) mark.setAttribute("aria-busy", "true");
    hush();
    if (moves) {
      const next = step(1, (number) => number !== acted && isOpen(number)) || acted;
      fields.set("next", handleOf(next));
      if (next !== acted) select(next);
    }
    queue = queue.then(() => send(action, fields, acted, moves, typed));
    // What follows on the same figure is done to it as it then is.
    if (!moves) hold(queue, panel);
  }

  async function send(action, fields, acted, moves, typed) {
    let answer;
    fields.set("own", own.filter((entry) => entry > Number(fields.get("size"))).join());
    try {
      const response = await fetch(action, {
        method: "POST",
        body: fields,
        headers: { accept: "application/json", "X-CSRF-Token": csrf },
      });
      const kind = response.headers.get("content-type") || "";
      answer = kind.includes("json") ? await response.json() : { message: "The desk did not take it: reload the page." };
      if (response.ok) {
        remember(answer.recorded);
        place(answer, acted, moves);
        return;
      }
    } catch {
      // It may have been recorded all the same: the answer is what is missing.
      answer = { message: UNREACHED, hint: "What you did last may not be recorded: reload the draft and look." };
    }
    for (const mark of marks.get(acted) || []) mark.removeAttribute("aria-busy");
    panels = new Map();
    if (answer.screen) redraw(answer.screen);
    if (answer.overtaken && answer.screen) return overtaken(answer, action, fields, moves, typed);
    // What was typed into a form stays there.
    if (!isTyping(document.activeElement) && !$("#work .fields", panel)) await select(acted);
    complain(answer);
  }

  // Somebody else was first: what they recorded is on the screen before it is told, and a key records the other all
  // the same. A form is shown anew, as things are now, with what was typed over it.
  async function overtaken(answer, action, fields, moves, typed) {
    const number = answer.screen.number;
    // Whoever types something else by now is not taken away from it.
    const isElsewhere = isTyping(document.activeElement) && !typed;
    if (number && !isElsewhere) {
      keep(number, answer.screen.panel);
      await select(number);
    }
    complain(answer);
    if (!number) return;
    const handle = handleOf(number);
    if (typed) {
      messages.append(paragraph("What you typed is in the form still, beside what is recorded now. Ctrl Enter saves it."));
      // Not before the panel takes keys again.
      queue.finally(() => retype(handle, typed));
      return;
    }
    const address = again(action, fields, handle);
    if (!address) return;
    fields.set("size", answer.screen.size);
    mine = { number, address, fields, moves };
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = "r";
    button.dataset.again = "";
    button.innerHTML = "Record mine <kbd>r</kbd>";
    const leave = document.createElement("button");
    leave.type = "button";
    leave.className = "quiet";
    leave.dataset.leave = "";
    leave.innerHTML = "Leave it <kbd>Esc</kbd>";
    const row_ = document.createElement("div");
    row_.className = "row";
    row_.append(button, leave);
    messages.append(row_);
    const note = fields.get("note");
    const again_ = note && $$("form[data-act] textarea", panel).find((area) => {
      const verdict = $("[name=verdict]", area.form);
      return area.form.action === address && (verdict ? verdict.value : null) === fields.get("verdict");
    });
    if (again_ && !isElsewhere) again_.value = note;
    dim();
  }

  // The address to which the same is sent once more, of the figure as it now is; none where that would do nothing.
  function again(action, fields, handle) {
    const what = action.split("/").pop();
    const isEntered = handle.length === 64;
    if (what === "enter" && isEntered && (fields.get("relays") || fields.get("inputs"))) return `${location.origin}${main.dataset.base}/${handle}/link`;
    return isEntered && ["review", "link", "note"].includes(what) ? `${location.origin}${main.dataset.base}/${handle}/${what}` : null;
  }

  async function retype(handle, typed) {
    const link = document.createElement("a");
    link.href = `${main.dataset.base}/${handle}/form`;
    link.dataset.into = "#work";
    await unfold(link);
    const fresh = $("#work .fields", panel);
    if (!fresh) return;
    const value = (field) => (field.type === "checkbox" ? field.checked : field.value);
    const before = (field) =>
      field.type === "checkbox" ? field.defaultChecked : field.matches("select") ? ([...field.options].find((option) => option.defaultSelected) || field.options[0]).value : field.defaultValue;
    let first = null;
    for (const field of $$("input:not([type=hidden]), textarea, select", typed)) {
      const now = fresh.elements.namedItem(field.name);
      if (!(now instanceof Element) || now.type === "hidden" || value(field) === before(field)) continue;
      const recorded = before(now);
      if (now.type === "checkbox") now.checked = field.checked;
      else now.value = field.value;
      first = first || now;
      if (recorded !== value(field) && recorded !== before(field) && now.type !== "checkbox") {
        const hint = document.createElement("small");
        hint.className = "now";
        hint.textContent = recorded ? `Recorded now: ${recorded}` : "Recorded now: nothing";
        now.closest(".field").append(hint);
      }
    }
    if (first) first.focus();
  }

  function recordMine() {
    const { number, address, fields, moves } = mine;
    setCurrent(number);
    fields.delete("next");
    dispatch(address, fields, moves, null);
  }

  // A long text is on the screen before its figures that are not entered are found: they are put in as they come.
  async function findRest() {
    const asked = new URLSearchParams(location.search).get("figure") || "";
    const answer = await ask(`${main.dataset.found}?figure=${encodeURIComponent(asked)}`);
    if (!answer.ok) return complain(answer);
    const found = JSON.parse(answer.html);
    // What was recorded meanwhile has brought them along.
    if (found.size < Number(main.dataset.size) || main.dataset.structure === found.structure) return;
    const moved = handleOf(current) && new URLSearchParams(location.search).get("figure") !== (asked || null);
    redraw(found);
    if (!moved && found.number) {
      keep(found.number, found.panel);
      current = found.number;
    }
    if (!isTyping(document.activeElement)) select(current);
  }

  function keep(number, html) {
    const ready = Promise.resolve(html);
    ready.html = html;
    panels.set(handleOf(number), ready);
  }

  // What the answer says of the whole draft: its counts, and the state of every mark.
  function redraw(answer) {
    main.dataset.size = answer.size;
    $("#counts").innerHTML = answer.counts;
    panels = new Map();
    if (answer.text !== null) {
      const shown = handleOf(current);
      main.dataset.structure = answer.structure;
      $("#text").innerHTML = answer.text;
      const there = shown && $(`a.figure[data-handle="${shown}"]`, $("#text"));
      if (there) current = Number(there.dataset.n);
      collect();
    } else {
      answer.figures.forEach(([handle, state], at) => {
        for (const mark of marks.get(at + 1) || []) {
          if (mark.dataset.state === state && mark.dataset.handle === handle) continue;
          mark.dataset.state = state;
          mark.dataset.handle = handle;
          mark.href = `${main.dataset.base}?figure=${handle}`;
          const sign = $(`.counts [data-first="${state}"] i`);
          const words = $(`.counts [data-first="${state}"]`);
          const shown = $("sup", mark);
          if (shown && sign) {
            $("i", shown).textContent = sign.textContent;
            $(".vh", shown).textContent = `, ${words.title.replace("The first: ", "")}, figure `;
          }
        }
      });
    }
  }

  function place(answer, acted, moves) {
    const typing = isTyping(document.activeElement);
    if (answer.text !== null && moves && !typing) current = answer.number;
    redraw(answer);
    for (const mark of marks.get(acted) || []) mark.removeAttribute("aria-busy");
    if (answer.number === null) return;
    const shown = moves ? current : answer.number;
    if (answer.number === shown && answer.panel !== null) keep(shown, answer.panel);
    if (!typing || !moves) {
      if (document.activeElement && document.activeElement.closest("#panel .work") && moves) return;
      select(shown);
    }
    const left = [...marks.keys()].filter(isOpen).length;
    say(left ? `Recorded. ${left} to go.` : "Recorded. Nothing is left to look at.");
  }

  // Pressing.

  function press(element) {
    if (element instanceof HTMLAnchorElement && element.dataset.into) {
      unfold(element);
    } else if (element.matches("input:not([type=checkbox])")) {
      element.focus();
      element.select();
    } else {
      element.click();
      const ask = element.closest("details.ask");
      if (ask && ask.open) $("textarea, input:not([type=hidden]), button", ask).focus();
    }
  }

  function unfold(link) {
    const into = $(link.dataset.into, panel);
    return hold(open(link, into), into);
  }

  async function open(link, into) {
    const answer = await ask(link.href);
    if (!answer.ok) return complain(answer);
    into.innerHTML = answer.html;
    window.htmx.process(into);
    into.inert = false;
    const first = $("[data-first]", into) || $(".offered button:not(:disabled)", into) || $("input:not([type=hidden]), textarea", into);
    if (first) {
      first.focus({ preventScroll: true });
      if (first.select && first.value) first.select();
    }
    into.scrollIntoView({ block: "nearest" });
    dim();
  }

  function fold() {
    const work = $("#work");
    if (work) work.replaceChildren();
    $$("details.ask[open]").forEach((ask) => (ask.open = false));
    const mark = (marks.get(current) || [])[0];
    if (mark) mark.focus({ preventScroll: true });
    dim();
  }

  const points = (text) => [...text].length;

  function selected() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const text = $("#text");
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const offset = (node, at) => {
      const stretch = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
      if (!stretch) return null;
      const words = stretch.matches("a") ? stretch.firstElementChild : stretch;
      if (!words.contains(node)) return Number(stretch.dataset.at) + points(words.textContent);
      const before = document.createRange();
      before.setStart(words, 0);
      before.setEnd(node, at);
      return Number(stretch.dataset.at) + points(before.toString());
    };
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return null;
    const words = range.toString();
    return [start + points(words) - points(words.trimStart()), end - points(words) + points(words.trimEnd())];
  }

  async function addSelection() {
    const place_ = selected();
    if (!place_) return complain({ message: "Select the words of a number in the text first, then press s." });
    hush();
    const link = document.createElement("a");
    link.href = `${main.dataset.base}/${place_.join("-")}/form`;
    link.dataset.into = "#work";
    if (!$("#work", panel)) {
      const work = document.createElement("div");
      work.id = "work";
      work.className = "work";
      panel.replaceChildren(work);
    }
    await unfold(link);
  }

  async function askToTakeBack() {
    const asked = queue.then(() => ask(`${main.dataset.base}/last`));
    const answer = await hold(asked, $("#last-content"));
    if (!answer.ok) return complain(answer);
    $("#last-content").innerHTML = answer.html;
    openDialog($("#last"));
    const button = $("#last [autofocus]") || $("#last button");
    if (button) button.focus();
  }

  // Rows of a list: one of them has the focus, and the keys press what is in it.

  const rows = () => $$("[data-rows] [data-row]").filter((row) => !row.hidden);
  let row = null;

  function toRow(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(row);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (row) row.removeAttribute("aria-current");
    row = next;
    row.setAttribute("aria-current", "true");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const gone = event.detail.target && event.detail.target.closest && event.detail.target.closest("[data-row]");
    if (gone && gone === row && event.detail.requestConfig.path === "/inbox/same") {
      const all = rows();
      row = all[all.indexOf(gone) - 1] || null;
      setTimeout(() => toRow(1), 0);
    }
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    // A list that was drawn anew is narrowed as before, and the same row of it has the focus.
    if (row && !row.isConnected && row.id) row = document.getElementById(row.id);
    const filter = $("[data-filter]");
    if (filter && filter.value) narrow(filter.value);
    if (!row || !row.isConnected || isTyping(document.activeElement)) return;
    row.setAttribute("aria-current", "true");
    row.focus({ preventScroll: true });
  });
  document.body.addEventListener("recorded", (event) => remember(event.detail.entries));
  document.body.addEventListener("htmx:configRequest", ({ detail: { parameters } }) => {
    if (parameters.size) parameters.own = own.filter((entry) => entry > Number(parameters.size)).join();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    // Nothing is drawn anew below the hands of somebody who types or decides.
    const isBusy = isTyping(document.activeElement) || $("[data-rows] details[open]");
    if (event.detail.elt.id === "progress" && isBusy) event.preventDefault();
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    // A refusal is a page: what it says is shown here.
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const lines = [...page.querySelectorAll("main .message, main .message ~ p:not(:has(a))")].map((line) => line.textContent);
    complain({ message: lines[0] || "The desk did not take it: reload the page.", problems: lines.slice(1) });
  });
  document.body.addEventListener("htmx:sendError", () => complain({ message: UNREACHED, hint: "What you did last may not be recorded." }));
  function narrow(words_) {
    const words = words_.toLowerCase().split(/\s+/).filter(Boolean);
    for (const line of $$("[data-rows] [data-row]")) {
      const text = line.textContent.toLowerCase();
      line.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of $$("[data-rows] section")) section.hidden = !$("[data-row]:not([hidden])", section);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-filter]")) narrow(event.target.value);
  });

  const COMMANDS = {
    j: () => select(step(1)),
    k: () => select(step(-1)),
    n: () => select(step(1, isOpen) || current),
    p: () => select(step(-1, isOpen) || current),
    s: addSelection,
    u: askToTakeBack,
    v: () => openDialog($("#version")),
  };

  function command(key) {
    if (key === "?") return openDialog($("#help"));
    if (key === "/") {
      const search = $("#ask-offers") || $("#search");
      search.focus();
      return search.select();
    }
    if (!main && $("[data-rows]")) {
      if (key === "j" || key === "k") return toRow(key === "j" ? 1 : -1);
    }
    if (main && COMMANDS[key] && (key !== "s" || $("#last")) && (key !== "u" || $("#last"))) return COMMANDS[key]();
    const element = target(key);
    if (element) return press(element);
    return undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") {
      if ($("dialog[open]")) return;
      hush();
      $("#found").replaceChildren();
      if (isTyping(event.target)) event.target.blur();
      if (main) fold();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest && event.target.closest("form");
      if (!form) return;
      event.preventDefault();
      const button = $("button[data-next], button:not([type=button])", form);
      form.requestSubmit(button || undefined);
      return;
    }
    if (event.target.id === "search" && event.key === "ArrowDown") {
      const first = $("#found a");
      if (first) { event.preventDefault(); first.focus(); }
      return;
    }
    if (event.target.closest && event.target.closest("#found") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      const links = $$("#found a");
      const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)] || $("#search");
      event.preventDefault();
      next.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open]")) return;
    const key = event.key === "ArrowDown" && event.target.matches(".figure") ? "j" : event.key === "ArrowUp" && event.target.matches(".figure") ? "k" : event.key;
    if (key.length !== 1 || key === " ") return;
    // A key that is held down goes through the figures, and judges nothing.
    if (event.repeat && !"jknp".includes(key)) return;
    if ((waiting && !"jknp".includes(key)) || held.length) {
      held.push(key);
      event.preventDefault();
      return;
    }
    if (COMMANDS[key] || key === "/" || key === "?" || target(key)) event.preventDefault();
    command(key);
  });

  document.addEventListener("click", (event) => {
    const element = event.target.closest("a.figure[data-n], [data-go], [data-first], [data-into], [data-press], [data-copy-address], [data-copy], [data-close], [data-dialog], [data-again], [data-leave]");
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (element.matches("a.figure[data-n]")) {
      // Whoever selects words of a mark does not go to it.
      if (!document.getSelection().isCollapsed) return event.preventDefault();
      event.preventDefault();
      select(Number(element.dataset.n));
    } else if (element.dataset.go) {
      event.preventDefault();
      select(Number(element.dataset.go));
    } else if (element.dataset.first && element.matches("button")) {
      const number = [...marks.keys()].sort((a, b) => a - b).find((known) => stateOf(known) === element.dataset.first);
      if (number) select(number);
    } else if (element.dataset.into) {
      event.preventDefault();
      unfold(element);
    } else if (element.dataset.press) {
      command(element.dataset.press);
    } else if (element.hasAttribute("data-copy-address")) {
      navigator.clipboard.writeText(location.href).then(() => say("The address is copied."), () => complain({ message: "The browser did not allow it to be copied." }));
    } else if (element.dataset.copy) {
      navigator.clipboard.writeText(element.dataset.copy).then(() => say("Copied."), () => complain({ message: "The browser did not allow it to be copied." }));
    } else if (element.hasAttribute("data-again")) {
      recordMine();
    } else if (element.hasAttribute("data-leave")) {
      hush();
      dim();
    } else if (element.hasAttribute("data-close")) {
      fold();
    } else if (element.dataset.dialog) {
      openDialog($(`#${element.dataset.dialog}`));
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-act]") || !main) return;
    event.preventDefault();
    act(form, event.submitter || $("button:not([type=button])", form));
  });

  // Dropping a file anywhere on a page that takes one.

  function takes(event) {
    return event.dataTransfer && [...event.dataTransfer.types].some((type) => type === "Files" || type === "text/plain");
  }

  const drops = () => $("dialog[open] form[data-drop]") || $("form[data-drop]");

  document.addEventListener("dragover", (event) => {
    const form = drops();
    if (!form || !takes(event) || isTyping(event.target)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) $$("form[data-drop].over").forEach((form) => form.classList.remove("over"));
  });
  document.addEventListener("drop", (event) => {
    const form = drops();
    if (!form || !takes(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      $("input[type=file]", form).files = event.dataTransfer.files;
      form.requestSubmit();
    } else {
      $("textarea", form).value = event.dataTransfer.getData("text/plain");
    }
  });
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData && event.clipboardData.files[0];
    if (file) {
      const form = drops();
      if (!form || (main && !$("dialog[open]"))) return;
      event.preventDefault();
      $("input[type=file]", form).files = event.clipboardData.files;
      form.requestSubmit();
      return;
    }
    if (isTyping(event.target) || main) return;
    const text = $("textarea[data-paste]");
    if (text) { text.value = event.clipboardData.getData("text/plain"); text.focus(); event.preventDefault(); }
  });

  if (main) {
    const shown = $("[data-n]", panel);
    current = shown ? Number(shown.dataset.n) : 0;
    collect();
    if (shown) {
      keep(current, panel.innerHTML);
      const mark = marks.get(current)[0];
      mark.focus({ preventScroll: true });
      const place_ = mark.getBoundingClientRect();
      const around = $(".paper").getBoundingClientRect();
      if (place_.bottom > around.bottom - 40) mark.scrollIntoView({ block: "center" });
      setTimeout(ahead, 50);
    }
    dim();
    if (main.dataset.found) findRest();
  }
})();
