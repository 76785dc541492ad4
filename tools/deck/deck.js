// Formulas first, then each slide is made to fit, then the talk begins.
(async () => {
  await MathJax.startup.promise;
  await MathJax.typesetPromise([document.querySelector(".slides")]);

  // What only screen readers read would be seen in the speaker's window.
  for (const spoken of document.querySelectorAll(".notes mjx-assistive-mml")) spoken.remove();

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
  // After the mouse has moved a slider, the arrow keys are the talk's again.
  addEventListener("pointerup", ({ target }) => target.type === "range" && target.blur());
  document.body.dataset.ready = "";
})();
