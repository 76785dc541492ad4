// The theme's toggles of the table of contents have no name for a screen reader.
document.addEventListener("DOMContentLoaded", () => {
  for (const toggle of document.querySelectorAll(".toctree-toggle")) {
    const page = toggle.closest("li").querySelector("a").textContent.trim();
    toggle.parentElement.setAttribute("aria-label", `Pages of ${page}`);
  }
});
