// Make of a page of the book, as the browser shows it, XHTML that needs no script.
// What is open on paper is open here; tools/epub.py puts the pages together.
(name) => {
  const article = document.querySelector("article");
  const all = (selector) => [...article.querySelectorAll(selector)];
  const make = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };
  const online = document.querySelector('meta[property="og:url"]').content;
  const link = (text) => Object.assign(make("a", text), { href: online });
  const unwrap = (element) => element.replaceWith(...element.childNodes);

  // Formulas: MathML from the MathJax that has set them, with their TeX beside it.
  for (const { math, root, typesetRoot } of window.MathJax?.startup?.document.math ?? []) {
    if (!typesetRoot?.isConnected) continue;
    const box = make("span");
    box.innerHTML = MathJax.startup.toMML(root).replace(/>\s+</g, "><");
    box.firstChild.setAttribute("alttext", math.trim());
    typesetRoot.replaceWith(box.firstChild);
  }

  // A moving figure stands still, where its page begins.
  for (const figure of all(".explore")) {
    const labels = [...figure.querySelectorAll("label")];
    const values = [...figure.querySelectorAll("output")];
    const position = labels.map((label, i) => `${label.textContent}: ${values[i].textContent}`);
    const caption = make("figcaption", `One of its pictures (${position.join(", ")}). It moves `);
    caption.append(link("in the online book"), ".");
    figure.replaceChildren(figure.querySelector("img"), caption);
  }

  // A quiz: its questions, and below them what is to be said about each choice.
  for (const cell of all(".cell:has(.Quiz)")) {
    const questions = make("ol");
    const answers = make("ol");
    for (const quiz of cell.querySelectorAll(".Quiz")) {
      const choices = Object.assign(make("ol"), { type: "a" });
      const verdicts = Object.assign(make("ol"), { type: "a" });
      for (const button of quiz.querySelectorAll(".MCButton")) {
        button.querySelector("input").remove();
        choices.append(make("li", ...button.childNodes));
        const mark = button.dataset.correct === "true" ? "✓" : "✗";
        verdicts.append(make("li", `${mark} ${button.dataset.feedback}`));
      }
      const asked = quiz.querySelector("[id^=quizQn]").childNodes;
      questions.append(make("li", make("p", ...asked), choices));
      answers.append(make("li", verdicts));
    }
    const title = make("p", make("strong", "Answers"));
    cell.replaceWith(make("div", questions, title, answers));
  }

  for (const label of all("details.hide > summary")) label.remove();
  for (const label of all("summary")) label.replaceWith(make("p", make("strong", ...label.childNodes)));
  all("details, picture, a:has(> img)").forEach(unwrap);

  const useless = "script, style, noscript, source, button, input, label, output";
  for (const element of all(`${useless}, .no-script, .headerlink, .toctree-wrapper`)) element.remove();

  // Pictures get names; the files are fetched by tools/epub.py.
  const up = "../".repeat(name.split("/").length - 1);
  const images = all("img").map((image, i) => {
    const address = image.getAttribute("src");
    const kind = /^data:image\/(\w+)/.exec(address)?.[1];
    const path = kind
      ? `_images/${name.replaceAll("/", "-")}-${i}.png`
      : new URL(address, `book:/${name}`).pathname.slice(1);
    image.setAttribute("src", up + path);
    for (const side of ["width", "height"]) {
      // Figures are drawn at twice the resolution that they are shown at.
      if (image.style[side].endsWith("px")) image.setAttribute(side, parseInt(image.style[side]));
    }
    return [path, address];
  });
  for (const a of all("a[href]")) {
    const address = a.getAttribute("href");
    if (!/^[a-z]+:/.test(address)) a.setAttribute("href", address.replace(/\.html(?=#|$)/, ".xhtml"));
  }

  const title = article.querySelector("h1").textContent.trim();
  const sections = all("section > h2").map((head) => [head.parentElement.id, head.textContent.trim()]);

  const kept = /^(id|class|lang|href|src|alt|width|height|colspan|rowspan|type|start)$/;
  const dropped = /^(data-.*|class|style)$/; // of MathJax' own elements
  for (const element of [article, ...all("*")]) {
    const formula = element.closest("math");
    for (const { name: attribute } of [...element.attributes]) {
      if (formula ? dropped.test(attribute) : !kept.test(attribute)) {
        element.removeAttribute(attribute);
      }
    }
  }
  // Readers know the sides of a formula's columns only by style.
  for (const table of all("mtable[columnalign]")) {
    const sides = table.getAttribute("columnalign").split(" ");
    for (const row of table.children) {
      [...row.children].forEach((cell, i) => cell.setAttribute("class", sides[i] ?? sides.at(-1)));
    }
  }
  const body = new XMLSerializer().serializeToString(article);
  return { title, sections, images, body };
}
