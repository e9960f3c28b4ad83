
"use strict";

// What is folded opens for whoever is led there by a link, and on paper.
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let held = target; held; held = held.parentElement) if (held.tagName === "DETAILS") held.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open], .graph-words)")];
    for (const held of closed) held.open = true;
  });
  addEventListener("afterprint", () => {
    for (const held of closed) held.open = false;
    closed = [];
  });
})();
