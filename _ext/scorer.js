// Sphinx' own scores, and: lessons before the other pages, exercises and solutions last.
var Scorer = {
  score: ([page, , , , score]) => {
    if (page.startsWith("chapters/")) return score;
    if (page.startsWith("exercises/")) return score - 200;
    if (page.startsWith("solutions/")) return score - 300;
    return score - 100;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
