// The element figure-trace, with an attribute `key` (NAME+ID+KEY) and within it a script of type application/json: a bundle.
//
// Shows what the bundle says of a number once everything in it is proved with the key, and nothing of it otherwise. It
// asks nothing of any network: signatures (C2SP signed-note, Ed25519), the hash of what was issued (RFC 8785, SHA-256)
// and the place of each entry in the log (RFC 6962) are checked here. `state` is "proved", "refused" or "unable".
(() => {
  "use strict";
  const utf8 = new TextEncoder();
  const sha256 = async (...parts) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const equal = (first, second) => hex(first) === hex(second);
  const check = (holds, why) => { if (!holds) throw new Refusal(why); };
  class Refusal extends Error {}

  // Base64 that is spelled in the one way that encoding gives.
  function unbase64(text) {
    let bytes;
    try { bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); } catch { bytes = null; }
    check(bytes && base64(bytes) === text, "something is not base64");
    return bytes;
  }

  // RFC 8785. A bundle holds no number but whole ones.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    check(typeof value !== "number" || Number.isSafeInteger(value), "a number is not a whole one");
    check(typeof value !== "string" || value.isWellFormed(), "a text is not Unicode");
    return JSON.stringify(value);
  }

  async function readKey(text) {
    const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text ?? "");
    check(parts, "no key is given to check it with");
    const material = unbase64(parts[3]);
    check(material.length === 33 && material[0] === 1, "the key is not one of Ed25519");
    const id = (await sha256(utf8.encode(`${parts[1]}\n`), material)).slice(0, 4);
    check(hex(id) === parts[2], "the key is misspelled");
    const key = await crypto.subtle.importKey("raw", material.slice(1), "Ed25519", false, ["verify"]);
    return { name: parts[1], id, key };
  }

  // The text of a signed note, once the key has signed it.
  async function noteText(note, signer, what) {
    check(typeof note === "string" && !/[\x00-\x09\x0b-\x1f]/.test(note), `${what} is not a note`);
    const at = note.lastIndexOf("\n\n");
    check(at > 0 && note.endsWith("\n"), `${what} has no signatures`);
    const text = note.slice(0, at + 1);
    let signed = false;
    for (const line of note.slice(at + 2, -1).split("\n")) {
      const parts = /^— (\S+) (\S+)$/.exec(line);
      check(parts, `a signature of ${what} cannot be read`);
      const bytes = unbase64(parts[2]);
      if (parts[1] !== signer.name || !equal(bytes.slice(0, 4), signer.id)) continue;
      check(await crypto.subtle.verify("Ed25519", signer.key, bytes.slice(4), utf8.encode(text)),
        `the signature of ${what} is not good`);
      signed = true;
    }
    check(signed, `${what} is not signed with this key`);
    return text;
  }

  // RFC 9162, section 2.1.3.2.
  async function isIncluded(leaf, index, size, root, path) {
    let fn = BigInt(index), sn = BigInt(size) - 1n, node = leaf;
    if (fn > sn) return false;
    for (const sibling of path) {
      if (sn === 0n || sibling.length !== 32) return false;
      const right = fn & 1n || fn === sn;
      node = right ? await sha256([1], sibling, node) : await sha256([1], node, sibling);
      if (right) while (fn && !(fn & 1n)) { fn >>= 1n; sn >>= 1n; }
      fn >>= 1n; sn >>= 1n;
    }
    return sn === 0n && equal(node, root);
  }

  async function checkEntry(entry, checkpoint) {
    const [head, index, ...path] = entry.proof.split("\n").slice(0, -1);
    check(entry.proof.endsWith("\n") && head === "c2sp.org/tlog-proof@v1" && index === `index ${entry.seq - 1}`,
      "a proof is that of another entry");
    const leaf = utf8.encode(entry.leaf);
    check(await isIncluded(await sha256([0], leaf), entry.seq - 1, checkpoint.size, checkpoint.root, path.map(unbase64)),
      "an entry is not in the log");
    const content = JSON.parse(entry.leaf);
    for (const [name, held] of Object.entries(entry.texts ?? {})) {
      if (held.sha256) continue;
      const [outer, inner] = name.split(".");
      const kept = inner ? content.record[outer][inner] : content.record[outer];
      check(/^[0-9a-f]{32}$/.test(held.salt) && hex(await sha256(unhex(held.salt), utf8.encode(held.text))) === kept,
        "a text is not the one recorded");
    }
    return content.id;
  }

  // Throws a Refusal unless the desk that has the key issued this bundle, and every entry in it is in its log.
  async function prove(bundle, key) {
    const signer = await readKey(key);
    const members = ["answer", "checkpoint", "entries", "format", "trace"];
    check(canonical(Object.keys(bundle).sort()) === canonical(members), "it is not signed as an answer");
    check(bundle.format === "ledger-bundle/1", "it is not a bundle that is known here");
    const lines = (await noteText(bundle.checkpoint, signer, "the checkpoint")).split("\n");
    const [origin, size, root] = lines;
    check(lines.length > 3 && /^[1-9][0-9]{0,18}$/.test(size), "the checkpoint cannot be read");
    const answer = (await noteText(bundle.answer, signer, "the answer")).split("\n");
    const hash = async (part) => hex(await sha256(utf8.encode(canonical(part))));
    const wanted = ["figure-ledger-answer/1", `log ${origin}`, `size ${size}`, `root ${root}`];
    check(wanted.every((line, at) => answer[at] === line), "the answer is one of another checkpoint");
    check(answer.length === 10 && answer[7] === `trace ${await hash(bundle.trace)}` &&
      answer[8] === `entries ${await hash(bundle.entries)}`, "it is not the bundle that was issued");
    const checkpoint = { size, root: unbase64(root) };
    const places = new Map();
    for (const entry of bundle.entries) places.set(await checkEntry(entry, checkpoint), entry.seq);
    for (const figure of bundle.trace.figures) {
      check(places.get(figure.id) === figure.recorded.seq, "a figure is not among the entries");
    }
    return { signer: signer.name, origin, size, issued: answer[5].slice("issued ".length, "issued ".length + 10) };
  }

  const STYLE = `:host{display:block;max-width:400px;font:15px/1.45 system-ui,sans-serif;color-scheme:light dark}
section{border:1px solid #8886;border-radius:8px;padding:12px 14px}p{margin:0 0 6px}b{font-size:17px}
ul{margin:0 0 6px;padding-left:18px}small{opacity:.75}.bad{color:#b3261e}.good{color:#1b6e3c}
@media(prefers-color-scheme:dark){.bad{color:#ff8a80}.good{color:#7fd69b}}`;

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    made.dir = "auto";
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const party = (figure) => figure.reported_by.map((one) => one.name).join(" and ") || "nobody named";
  const words = (figure) => figure.restated
    ? `“${figure.quantity.text ?? figure.quantity.value ?? "no number"}”` : "number not said";
  const stated = (figure) =>
    [words(figure), party(figure), figure.stated ?? figure.source?.published].filter(Boolean).join(", ");

  function figureLines(trace, figure, byId) {
    const lines = [["p", words(figure), "headline"], ["p", stated(figure).slice(words(figure).length + 2)]];
    if (figure.status !== "current") lines.push(["p", `It was ${figure.status}.`, "bad"]);
    if (figure.review) {
      lines.push(["p", `${figure.review.rating ?? figure.review.verdict}, says ${figure.review.by}.`,
        figure.review.verdict === "confirmed" ? "good" : "bad"]);
    }
    for (const link of trace.links.filter((link) => link.figure === figure.id && link.status === "current")) {
      const inputs = link.inputs.map((input) => byId.get(input.figure)).filter(Boolean).map(stated).join("; ");
      if (link.relation === "relay") lines.push(["p", `It relays ${inputs}.`]);
      if (link.relation === "derivation") {
        lines.push(["p", `It is computed${link.formula ? ` as ${link.formula}` : ""} from ${inputs}: ${OUTCOMES[link.check?.outcome] ?? "not possible to tell"}.`]);
      }
    }
    return lines;
  }
  const OUTCOMES = { exact: "right, exactly", rounds: "right, once rounded",
    "within-hedge": "right, as far as its words go", "within-rounding": "right, as far as the numbers are printed",
    loose: "only loosely right", mismatch: "wrong", "units-differ": "wrong: the units do not fit" };

  function card(trace, proof) {
    const section = document.createElement("section");
    const byId = new Map(trace.figures.map((figure) => [figure.id, figure]));
    for (const figure of trace.figures.filter((figure) => figure.depth === 0).slice(0, 5)) {
      for (const [name, text, kind] of figureLines(trace, figure, byId)) {
        if (kind === "headline") section.append(element("b", text)); else section.append(element(name, text, kind));
      }
    }
    for (const origin of trace.origins.slice(0, 3)) {
      const figure = byId.get(origin.figure);
      if (figure && figure.depth) {
        section.append(element("p", `It goes back to ${stated(figure)}${origin.primary ? "." : ", where the trail ends."}`));
      }
    }
    const found = trace.findings.filter((finding) => finding.severity !== "info" && !finding.accepted);
    if (found.length) {
      const list = element("ul");
      // The last sentence of a message tells whoever writes what to do, and no reader.
      const told = ({ message }) => message.split(/(?<=[.”]) (?=[A-Z])/).slice(0, -1).join(" ") || message;
      for (const message of new Set(found.map(told))) {
        if (list.childElementCount < 3) list.append(element("li", message));
      }
      section.append(element("p", `To look at: ${found.length}`, "bad"), list);
    }
    section.append(element("small",
      `✓ Proved in this browser: signed by ${proof.signer} on ${proof.issued}, in the log ${proof.origin} of ${proof.size} entries.`));
    return section;
  }

  class FigureTrace extends HTMLElement {
    static observedAttributes = ["key"];
    #bundle = null;
    #turn = 0;

    connectedCallback() { this.#show(); }
    attributeChangedCallback() { if (this.isConnected) this.#show(); }
    /** The bundle, as text; where none is set, that of the element's own script is shown. */
    set bundle(text) { this.#bundle = text; this.#show(); }
    /** Settles when the bundle is shown or refused. */
    get shown() { return this.#work; }
    #work = Promise.resolve();

    #show() {
      const turn = ++this.#turn;
      this.setAttribute("state", "checking");
      this.#work = this.#made().then(([state, content]) => {
        if (turn !== this.#turn) return;
        const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        // No style of the page's policy is needed for it.
        root.adoptedStyleSheets = [sheet];
        root.replaceChildren(content);
        this.setAttribute("state", state);
      });
    }

    async #made() {
      const refused = (state, why) => {
        const section = document.createElement("section");
        section.append(element("p", why, "bad"));
        return [state, section];
      };
      if (!globalThis.crypto?.subtle) return refused("unable", "This page is not secure, so that nothing can be checked.");
      try {
        const bundle = JSON.parse(this.#bundle ?? this.querySelector('script[type="application/json"]').textContent);
        const proof = await prove(bundle, this.getAttribute("key"));
        return ["proved", card(bundle.trace, proof)];
      } catch (error) {
        if (error.name === "NotSupportedError") return refused("unable", "This browser cannot check signatures (Ed25519).");
        const why = error instanceof Refusal ? error.message : "it cannot be read";
        return refused("refused", `This is not proved, and not shown: ${why}.`);
      }
    }
  }
  if (!customElements.get("figure-trace")) customElements.define("figure-trace", FigureTrace);
})();
