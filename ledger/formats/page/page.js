
"use strict";

// What is folded opens for whoever is led there by a link, and a figure's page on paper.
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let held = target; held; held = held.parentElement) if (held.tagName === "DETAILS") held.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // A story is printed as it stands: unfolded, it would fill forty sheets. Whoever wants that unfolds it first.
  const foldable = () => [...document.querySelectorAll("details:not(.graph-words)")];
  const unfold = document.querySelector("nav .unfold");
  if (unfold) {
    unfold.hidden = false;
    unfold.addEventListener("click", () => {
      const opens = unfold.getAttribute("aria-pressed") !== "true";
      for (const held of foldable()) held.open = opens;
      unfold.setAttribute("aria-pressed", String(opens));
      unfold.textContent = opens ? "Fold all" : "Unfold all";
    });
    return;
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = foldable().filter((held) => !held.open);
    for (const held of closed) held.open = true;
  });
  addEventListener("afterprint", () => {
    for (const held of closed) held.open = false;
    closed = [];
  });
})();
