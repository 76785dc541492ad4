// The theme's toggles of the table of contents have no name for a screen reader, and
// its fold bars one that is not what they show.
document.addEventListener("DOMContentLoaded", () => {
  for (const toggle of document.querySelectorAll(".toctree-toggle")) {
    const page = toggle.closest("li").querySelector("a").textContent.trim();
    toggle.parentElement.setAttribute("aria-label", `Pages of ${page}`);
  }
  for (const bar of document.querySelectorAll("details.hide > summary")) {
    bar.removeAttribute("aria-label");
  }
});

// A wide table says on which sides more of it waits: course.css fades it out there.
document.addEventListener("DOMContentLoaded", () => {
  const tables = document.querySelectorAll(".pst-scrollable-table-container");
  const look = (box) => {
    const hidden = box.scrollWidth - box.clientWidth;
    const sides = [];
    if (box.scrollLeft > 2) sides.push("left");
    if (box.scrollLeft < hidden - 2) sides.push("right");
    box.dataset.more = sides.join(" ");
    if (hidden > 2) box.tabIndex = 0; // so that the keyboard can scroll it
    else box.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver((entries) => entries.forEach((e) => look(e.target)));
  for (const box of tables) {
    box.addEventListener("scroll", () => look(box), { passive: true });
    watch.observe(box);
  }
});

// On paper: the light theme, and everything open that is folded on the screen.
(() => {
  const root = document.documentElement;
  let theme = null;
  let opened = [];
  const prepare = () => {
    if (theme !== null) return;
    theme = root.dataset.theme ?? "light";
    root.dataset.theme = "light";
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const fold of opened) fold.open = true;
    for (const image of document.querySelectorAll("img[loading]")) image.loading = "eager";
  };
  const restore = () => {
    if (theme === null) return;
    root.dataset.theme = theme;
    for (const fold of opened) fold.open = false;
    theme = null;
  };
  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", restore);
  matchMedia("print").addEventListener("change", (e) => (e.matches ? prepare() : restore()));
})();
