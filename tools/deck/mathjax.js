// MathJax waits until deck.js calls it; every formula brings its own letters, so that
// the speaker's window shows it, too.
window.MathJax = {
  tex: { inlineMath: [["$", "$"]], displayMath: [["$$", "$$"]], processEscapes: true },
  svg: { fontCache: "local" },
  options: { enableMenu: false },
  startup: { typeset: false },
};
