// Formulas first, then each slide is made to fit, then the talk begins.
(async () => {
  await MathJax.startup.promise;
  await MathJax.typesetPromise([document.querySelector(".slides")]);

  const shrink = (part, tooLarge) => {
    for (let size = 96; size >= 60 && tooLarge(); size -= 4)
      part.style.fontSize = `${size}%`;
  };
  document.body.classList.add("measuring"); // all slides are laid out
  for (const slide of document.querySelectorAll(".slides section section")) {
    for (const part of slide.querySelectorAll(".formula, .code, .print, .table")) {
      const inner = part.querySelector("pre, table") ?? part;
      shrink(part, () => Math.max(inner.scrollWidth - inner.clientWidth,
                                  part.scrollWidth - part.clientWidth) > 1);
    }
    shrink(slide, () => slide.scrollHeight > slide.clientHeight + 1);
  }
  document.body.classList.remove("measuring");

  await Reveal.initialize({
    width: 1280, height: 720, margin: 0.02, center: false, display: "flex",
    hash: true, slideNumber: "c/t", navigationMode: "linear", transition: "none",
    plugins: [RevealNotes],
  });
  document.body.dataset.ready = "";
})();
