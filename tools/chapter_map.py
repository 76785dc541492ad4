"""Draw the map of the chapters for the landing page, wide and narrow, from one list.

`python -m tools.chapter_map` writes _static/map.svg and _static/map-narrow.svg; their alternative
text stands in index.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parent.parent / "_static"
BLUE, SKY, ORANGE = "#0072B2", "#56B4E9", "#E69F00"
VERMILION, GREEN = "#D55E00", "#009E73"
LINE, TEXT, PALE, DASH = "#9fb6c6", "#33404d", "#6b7783", "#cdd5dc"
FONT = "Segoe UI, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Card:
    """A chapter on the map.

    Attributes
    ----------
    title : tuple of str
        The chapter's number and title, in one line or two.
    about : str
        A few words below it.
    icon : str
        SVG elements within 100 x 76 px.
    """

    title: tuple[str, ...]
    about: str
    icon: str


CARDS = (
    Card(
        ("01 · Perceptron",),
        "one neuron",
        f'<path d="M12 14L52 36M12 36H52M12 58L52 36" stroke="{LINE}" stroke-width="3"/>'
        f'<path d="M66 36H84" stroke="{ORANGE}" stroke-width="4"/>'
        f'<path d="M82 28L96 36L82 44Z" fill="{ORANGE}"/>'
        f'<g fill="{SKY}"><circle cx="12" cy="14" r="7"/><circle cx="12" cy="36" r="7"/>'
        f'<circle cx="12" cy="58" r="7"/></g><circle cx="54" cy="36" r="15" fill="{BLUE}"/>',
    ),
    Card(
        ("02 · Backpropagation",),
        "who is to blame?",
        '<path d="M14 14L50 8M14 14L50 32M14 14L50 56M14 48L50 8M14 48L50 32M14 48L50 56'
        f'M50 8L86 32M50 32H86M50 56L86 32" stroke="{LINE}" stroke-width="2.5"/>'
        f'<g fill="{SKY}"><circle cx="14" cy="14" r="7"/><circle cx="14" cy="48" r="7"/></g>'
        f'<g fill="{BLUE}"><circle cx="50" cy="8" r="7"/><circle cx="50" cy="32" r="7"/>'
        f'<circle cx="50" cy="56" r="7"/></g><circle cx="86" cy="32" r="8" fill="{ORANGE}"/>'
        f'<path d="M88 46C82 78 40 78 22 68" stroke="{VERMILION}" stroke-width="3.5"'
        ' stroke-linecap="round"/>'
        f'<path d="M28 60L12 64L24 76Z" fill="{VERMILION}"/>',
    ),
    Card(
        ("03 · Multi-layer", "perceptrons"),
        "reading digits",
        f'<path d="M22 8h10v10h-10zM12 18h10v10h-10zM32 8h10v60h-10zM2 28h10v10h-10z'
        f'M2 38h50v10h-50z" fill="{BLUE}"/>'
        '<path d="M2 8h50v60h-50zM12 8v60M22 8v60M32 8v60M42 8v60M2 18h50M2 28h50M2 38h50'
        f'M2 48h50M2 58h50" stroke="{LINE}"/>'
        f'<path d="M56 38L76 12M56 38H76M56 38L76 64" stroke="{LINE}" stroke-width="2.5"/>'
        f'<g fill="{SKY}"><circle cx="80" cy="12" r="7"/><circle cx="80" cy="64" r="7"/></g>'
        f'<circle cx="80" cy="38" r="9" fill="{ORANGE}"/>',
    ),
    Card(
        ("04 · Training",),
        "the way down",
        f'<g stroke="{SKY}" stroke-width="2"><ellipse cx="60" cy="42" rx="38" ry="30"/>'
        '<ellipse cx="62" cy="43" rx="26" ry="20"/><ellipse cx="64" cy="44" rx="14" ry="10"/>'
        '</g><path d="M6 10L18 42L28 20L38 56L46 28L54 54L60 40L64 44" stroke-width="3"'
        f' stroke="{VERMILION}" stroke-linejoin="round"/>'
        f'<circle cx="64" cy="44" r="4.5" fill="{ORANGE}"/>'
        f'<circle cx="6" cy="10" r="4.5" fill="{VERMILION}"/>',
    ),
    Card(
        ("05 · Deep networks", "that train, and fast"),
        "depth and speed",
        f'<path d="M6 66H94" stroke="{LINE}" stroke-width="2.5"/><g fill="{BLUE}">'
        '<rect x="8" y="22" width="11" height="42" rx="2"/>'
        '<rect x="23" y="20" width="11" height="44" rx="2"/>'
        '<rect x="38" y="23" width="11" height="41" rx="2"/>'
        '<rect x="53" y="21" width="11" height="43" rx="2"/>'
        '<rect x="68" y="22" width="11" height="42" rx="2"/></g>'
        f'<rect x="83" y="21" width="11" height="43" rx="2" fill="{ORANGE}"/>'
        f'<path d="M8 12H84" stroke="{GREEN}" stroke-width="3.5"/>'
        f'<path d="M82 4L96 12L82 20Z" fill="{GREEN}"/>',
    ),
    Card(
        ("06 · Text and tables",),
        "words into numbers",
        f'<g stroke="{LINE}" stroke-width="4" stroke-linecap="round">'
        '<path d="M4 10H40M4 24H12M32 24H40M4 38H40M4 52H20M4 66H40"/></g>'
        f'<path d="M16 24H28" stroke="{GREEN}" stroke-width="6" stroke-linecap="round"/>'
        f'<path d="M24 52H38" stroke="{VERMILION}" stroke-width="6" stroke-linecap="round"/>'
        f'<path d="M56 6h40v64h-40zM56 22h40M56 38h40M56 54h40M76 6v64" stroke="{LINE}"'
        f' stroke-width="2.5"/><path d="M56 6h40v16h-40z" fill="{SKY}"/>'
        f'<path d="M79 41h14v10h-14z" fill="{ORANGE}"/>',
    ),
    Card(
        ("07 · Overfitting",),
        "learned, or memorized?",
        f'<path d="M6 4V68H96" stroke="{LINE}" stroke-width="2.5"/>'
        f'<path d="M10 8C22 46 44 60 94 63" stroke="{BLUE}" stroke-width="3.5"/>'
        f'<path d="M10 14C24 44 38 48 50 44C66 38 82 26 94 8" stroke="{ORANGE}"'
        f' stroke-width="3.5"/><path d="M43 4V64" stroke="{LINE}" stroke-width="2"'
        f' stroke-dasharray="4 4"/><circle cx="43" cy="46" r="5" fill="{ORANGE}"/>',
    ),
    Card(
        ("08 · Hyperparameter", "search"),
        "which settings?",
        f'<path d="M6 4V68H96" stroke="{LINE}" stroke-width="2.5"/><g fill="{SKY}">'
        '<circle cx="20" cy="52" r="5"/><circle cx="32" cy="18" r="5"/>'
        '<circle cx="46" cy="60" r="5"/><circle cx="74" cy="54" r="5"/>'
        '<circle cx="88" cy="14" r="5"/><circle cx="52" cy="12" r="5"/></g>'
        f'<circle cx="60" cy="36" r="13" stroke="{ORANGE}" stroke-width="4"/>'
        f'<path d="M70 46L82 60" stroke="{ORANGE}" stroke-width="5"/>'
        f'<circle cx="60" cy="36" r="5" fill="{BLUE}"/>',
    ),
    Card(
        ("09 · Convolution",),
        "the same everywhere",
        f'<path d="M4 10h50v50h-50zM14 10v50M24 10v50M34 10v50M44 10v50M4 20h50M4 30h50'
        f'M4 40h50M4 50h50" stroke="{LINE}" stroke-width="1.5"/>'
        f'<path d="M14 20h20v20h-20z" fill="{SKY}" stroke="{BLUE}" stroke-width="3"/>'
        f'<path d="M38 30H66" stroke="{ORANGE}" stroke-width="3.5"/>'
        f'<path d="M64 23L76 30L64 37Z" fill="{ORANGE}"/>'
        f'<path d="M80 24h14v14h-14z" fill="{BLUE}"/>',
    ),
    Card(
        ("10 · Convolutional", "architectures"),
        "deep, and what it sees",
        f'<path d="M4 38H96" stroke="{LINE}" stroke-width="3"/><g fill="{BLUE}">'
        '<rect x="12" y="20" width="12" height="36" rx="2"/>'
        '<rect x="32" y="24" width="12" height="28" rx="2"/></g>'
        f'<g fill="{SKY}">'
        '<rect x="58" y="27" width="12" height="22" rx="2"/>'
        '<rect x="78" y="31" width="12" height="14" rx="2"/></g>'
        f'<path d="M6 38V8H50V30" stroke="{VERMILION}" stroke-width="3.5"/>'
        f'<path d="M43 28L50 38L57 28Z" fill="{VERMILION}"/>',
    ),
    Card(
        ("11 · Pretrained", "networks"),
        "a new head",
        f'<path d="M52 26L66 14M52 46L66 58" stroke="{LINE}" stroke-width="3"/>'
        f'<g fill="{BLUE}"><rect x="6" y="12" width="12" height="48" rx="2"/>'
        '<rect x="24" y="18" width="12" height="36" rx="2"/>'
        '<rect x="42" y="24" width="12" height="24" rx="2"/></g>'
        f'<rect x="66" y="5" width="24" height="18" rx="4" stroke="{LINE}"'
        ' stroke-width="2.5" stroke-dasharray="4 3"/>'
        f'<rect x="66" y="49" width="24" height="18" rx="4" fill="{ORANGE}"/>',
    ),
    Card(
        ("12 · Recurrent", "networks"),
        "one step after another",
        f'<path d="M4 62H96" stroke="{LINE}" stroke-width="2.5" stroke-dasharray="3 5"/>'
        f'<path d="M36 18C30 -2 70 -2 64 18" stroke="{ORANGE}" stroke-width="3.5"/>'
        f'<path d="M56 12L62 24L72 14Z" fill="{ORANGE}"/>'
        f'<circle cx="50" cy="32" r="16" fill="{BLUE}"/>'
        f'<path d="M4 32H28M66 32H88" stroke="{LINE}" stroke-width="3"/>'
        f'<path d="M86 25L98 32L86 39Z" fill="{LINE}"/><g fill="{SKY}">'
        '<circle cx="14" cy="62" r="6"/><circle cx="50" cy="62" r="6"/>'
        '<circle cx="86" cy="62" r="6"/></g>',
    ),
    Card(
        ("13 · LSTM and GRU",),
        "a memory with doors",
        f'<path d="M2 22H88" stroke="{BLUE}" stroke-width="4"/>'
        f'<path d="M86 14L99 22L86 30Z" fill="{BLUE}"/>'
        f'<path d="M28 66V34M64 66V34" stroke="{LINE}" stroke-width="3"/>'
        f'<circle cx="28" cy="22" r="13" fill="{ORANGE}"/>'
        f'<circle cx="64" cy="22" r="13" fill="{GREEN}"/>'
        '<path d="M22 16L34 28M34 16L22 28M57 22H71M64 15V29"'
        ' stroke="#fff" stroke-width="3.5"/>'
        f'<path d="M18 66H74" stroke="{SKY}" stroke-width="5" stroke-linecap="round"/>',
    ),
    Card(
        ("14 · Attention",),
        "where to look",
        f'<path d="M20 4h60v60h-60z" fill="{SKY}" fill-opacity="0.25"/><g fill="{BLUE}">'
        '<path d="M65 4h15v15h-15zM50 19h15v15h-15zM35 34h15v15h-15zM20 49h15v15h-15z"/></g>'
        f'<path d="M50 49h15v15h-15zM35 19h15v15h-15z" fill="{SKY}"/>'
        '<path d="M20 4h60v60h-60zM35 4v60M50 4v60M65 4v60M20 19h60M20 34h60M20 49h60"'
        f' stroke="{LINE}" stroke-width="1.5"/>'
        f'<path d="M4 11H14M4 26H14M4 41H14M4 56H14" stroke="{ORANGE}" stroke-width="4"/>',
    ),
    Card(
        ("15 · A small GPT",),
        "what comes next?",
        f'<g fill="{SKY}"><rect x="2" y="30" width="15" height="20" rx="3"/>'
        '<rect x="20" y="30" width="15" height="20" rx="3"/>'
        '<rect x="38" y="30" width="15" height="20" rx="3"/></g>'
        f'<path d="M57 40h8" stroke="{ORANGE}" stroke-width="3.5"/>'
        f'<path d="M63 34l9 6l-9 6Z" fill="{ORANGE}"/><g fill="{BLUE}">'
        '<rect x="76" y="58" width="20" height="10"/><rect x="76" y="43" width="8" height="10"/>'
        '<rect x="76" y="28" width="14" height="10"/><rect x="76" y="13" width="5" height="10"/>'
        "</g>",
    ),
    Card(
        ("16 · Q-learning",),
        "what a move is worth",
        f'<path d="M2 26H98V50H2ZM26 26V50M50 26V50M74 26V50" stroke="{LINE}"'
        f' stroke-width="2.5"/><rect x="75" y="27" width="22" height="22" fill="{GREEN}"/>'
        f'<circle cx="14" cy="38" r="7" fill="{BLUE}"/>'
        f'<path d="M14 20C24 4 40 4 50 14M50 20C60 4 74 4 82 14" stroke="{ORANGE}"'
        f' stroke-width="3"/><path d="M55 19L46 17L52 9ZM87 19L78 17L84 9Z" fill="{ORANGE}"/>'
        f'<path d="M62 56C54 72 42 72 34 62" stroke="{VERMILION}" stroke-width="3"/>'
        f'<path d="M29 57L39 59L32 67Z" fill="{VERMILION}"/>',
    ),
    Card(
        ("17 · Deep Q-learning",),
        "a network as table",
        f'<path d="M4 66H96" stroke="{LINE}" stroke-width="3"/>'
        f'<rect x="28" y="46" width="40" height="14" rx="3" fill="{BLUE}"/>'
        f'<g fill="{SKY}"><circle cx="37" cy="63" r="5"/><circle cx="59" cy="63" r="5"/></g>'
        f'<path d="M48 46L66 6" stroke="{ORANGE}" stroke-width="6" stroke-linecap="round"/>'
        f'<circle cx="48" cy="46" r="4" fill="{VERMILION}"/>'
        f'<path d="M76 53h10" stroke="{GREEN}" stroke-width="3.5"/>'
        f'<path d="M84 46l11 7l-11 7Z" fill="{GREEN}"/>',
    ),
    Card(
        ("18 · Autoencoders",),
        "through a bottleneck",
        f'<path d="M8 6L38 26V46L8 66ZM92 6L62 26V46L92 66Z" fill="{SKY}"'
        f' fill-opacity="0.35"/><g fill="{BLUE}"><rect x="4" y="4" width="8" height="64"/>'
        '<rect x="88" y="4" width="8" height="64"/></g>'
        f'<rect x="32" y="22" width="8" height="28" fill="{SKY}"/>'
        f'<rect x="60" y="22" width="8" height="28" fill="{SKY}"/>'
        f'<rect x="46" y="28" width="8" height="16" fill="{ORANGE}"/>',
    ),
    Card(
        ("19 · Variational", "autoencoders"),
        "draw a new one",
        f'<g fill="{SKY}"><circle cx="50" cy="36" r="34" fill-opacity="0.18"/>'
        '<circle cx="50" cy="36" r="23" fill-opacity="0.35"/>'
        '<circle cx="50" cy="36" r="12" fill-opacity="0.6"/></g>'
        f'<path d="M50 2V70M16 36H84" stroke="{LINE}" stroke-width="1.5"/>'
        f'<g fill="{BLUE}"><circle cx="40" cy="28" r="3.5"/><circle cx="58" cy="44" r="3.5"/>'
        '<circle cx="46" cy="50" r="3.5"/><circle cx="62" cy="24" r="3.5"/></g>'
        f'<circle cx="52" cy="34" r="5" fill="{ORANGE}"/>',
    ),
    Card(
        ("20 · The fauna of", "networks"),
        "four of its animals",
        f'<path d="M8 14L30 8L54 14L88 6M4 36L28 30L58 38L96 30M10 62L34 54L56 62L90 58'
        f'M8 14L4 36L10 62M30 8L28 30L34 54M54 14L58 38L56 62M88 6L96 30L90 58"'
        f' stroke="{LINE}" stroke-width="2.5" fill="none"/><g fill="{BLUE}">'
        '<circle cx="8" cy="14" r="5"/><circle cx="30" cy="8" r="5"/>'
        f'<circle cx="54" cy="14" r="5"/><circle cx="88" cy="6" r="5"/></g><g fill="{SKY}">'
        '<circle cx="4" cy="36" r="5"/><circle cx="28" cy="30" r="5"/>'
        '<circle cx="96" cy="30" r="5"/><circle cx="10" cy="62" r="5"/></g>'
        f'<circle cx="58" cy="38" r="8" fill="{ORANGE}"/><g fill="{GREEN}">'
        '<circle cx="34" cy="54" r="5"/><circle cx="56" cy="62" r="5"/>'
        '<circle cx="90" cy="58" r="5"/></g>',
    ),
    Card(
        ("21 · The universal", "workflow"),
        "from table to report",
        f'<g fill="{SKY}"><rect x="8" y="4" width="26" height="16" rx="3"/>'
        '<rect x="8" y="28" width="26" height="16" rx="3"/>'
        '<rect x="8" y="52" width="26" height="16" rx="3"/></g>'
        f'<g stroke="{GREEN}" stroke-width="5" fill="none"><path d="M48 12l7 7l15-15"/>'
        '<path d="M48 36l7 7l15-15"/></g>'
        f'<path d="M44 60H72" stroke="{ORANGE}" stroke-width="5"/>'
        f'<path d="M70 50l18 10l-18 10Z" fill="{ORANGE}"/>',
    ),
    Card(
        ("22 · In practice",),
        "curves and machines",
        f'<path d="M6 4V66H96" stroke="{LINE}" stroke-width="2.5"/>'
        f'<path d="M12 10C20 44 40 52 92 54" stroke="{BLUE}" stroke-width="4"/>'
        f'<path d="M12 20C24 48 36 44 52 40L90 24" stroke="{ORANGE}" stroke-width="4"/>'
        f'<path d="M12 60L28 22L40 58L54 14L68 60L82 10" stroke="{VERMILION}"'
        ' stroke-width="2.5" stroke-dasharray="5 4"/>',
    ),
)

TO_COME = ()


def text(
    x: float, y: float, words: str, size: float, color: str, more: str = ""
) -> str:
    """Return a line of text."""
    return (
        f'<text font-family="{FONT}" x="{x}" y="{y}" font-size="{size}" fill="{color}"'
        f"{more}>{words}</text>"
    )


def picture(width: int, height: int, parts: list[str]) -> str:
    """Return an SVG on white ground."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" fill="none">',
            "<!-- Made by tools/chapter_map.py; the alternative text stands in index.md. -->",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def card(x: int, y: int, width: int, height: int) -> str:
    """Return the ground of a chapter's card."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="10"'
        ' fill="#f5f8fa" stroke="#d7e0e6"/>'
    )


def wide() -> str:
    """Return the map with five cards in a row."""
    middle, parts = ' text-anchor="middle"', []
    for index, chapter in enumerate(CARDS):
        row, column = divmod(index, 5)
        x, y = 8 + 172 * column, 8 + 218 * row
        parts.append(card(x, y, 156, 190))
        parts.append(f'<g transform="translate({x + 28} {y + 18})">{chapter.icon}</g>')
        size = 17 if max(map(len, chapter.title)) < 17 else 14.5
        for line, words in enumerate(chapter.title):
            bold = f'{middle} font-weight="700"'
            parts.append(text(x + 78, y + 124 + 21 * line, words, size, BLUE, bold))
        size = 15 if len(chapter.about) < 20 else 14
        parts.append(text(x + 78, y + 174, chapter.about, size, TEXT, middle))
        if column:  # an arrow from the card on the left
            parts.append(
                f'<path d="M{x - 16} {y + 54}h8" stroke="{ORANGE}" stroke-width="3"/>'
                f'<path d="M{x - 9} {y + 47}l9 7l-9 7Z" fill="{ORANGE}"/>'
            )
        elif row:  # from the end of the row above
            parts.append(
                f'<path d="M774 {y - 28}V{y - 14}H86V{y - 8}" stroke="{ORANGE}"'
                f' stroke-width="3"/><path d="M79 {y - 9}l7 9l7-9Z" fill="{ORANGE}"/>'
            )
    last = len(CARDS) - 1
    height = 8 + 218 * (last // 5 + 1)
    free = 4 - last % 5
    left, top = (x + 172, y) if free else (8, height)
    columns = free or 5
    for index, words in enumerate(TO_COME):
        row, column = divmod(index, columns)
        x, y = left + 172 * column, top + 22 + 66 * row
        parts.append(
            f'<rect x="{x}" y="{y}" width="156" height="44" rx="10" stroke="{DASH}"'
            ' stroke-width="1.5" stroke-dasharray="6 5"/>'
            + text(x + 78, y + 28, words, 16, PALE, middle)
        )
    if TO_COME:
        end = ' text-anchor="end" font-style="italic"'
        parts.append(text(x + 156, y + 66, "still to come", 14, PALE, end))
    return picture(860, max(height - 18, y + 74) if TO_COME else height - 18, parts)


def narrow() -> str:
    """Return the map with one card a row, for a phone."""
    parts = []
    for index, chapter in enumerate(CARDS):
        y = 6 + 96 * index
        parts.append(card(6, y, 348, 82))
        icon = f'<g transform="translate(20 {y + 9}) scale(0.85)">{chapter.icon}</g>'
        parts.append(icon)
        title = " ".join(chapter.title)
        lines = (title,) if len(title) < 30 else chapter.title
        size = 17 if len(lines[0]) < 24 else 16
        bold = ' font-weight="700"'
        for line, words in enumerate((*lines, chapter.about)):
            about = line == len(lines)
            place = 122, y + 52 - 11 * len(lines) + 22 * line
            look = (15, TEXT) if about else (size, BLUE, bold)
            parts.append(text(*place, words, *look))
        if index:
            parts.append(
                f'<path d="M62 {y - 14}v6" stroke="{ORANGE}" stroke-width="3"/>'
                f'<path d="M55 {y - 9}l7 9l7-9Z" fill="{ORANGE}"/>'
            )
    bottom = 6 + 96 * len(CARDS) - 14
    for index, words in enumerate(TO_COME):
        y = bottom + 30 + 33 * index
        dashes = f'stroke="{DASH}" stroke-width="2.5" stroke-dasharray="6 5"'
        parts.append(
            f'<path d="M62 {y - 33 if index else bottom}V{y}h20" {dashes}/>'
            + text(92, y + 6, words, 16, PALE)
        )
    if TO_COME:
        end = ' text-anchor="end" font-style="italic"'
        parts.append(text(352, y + 6, "still to come", 14, PALE, end))
        bottom = y + 22
    return picture(360, bottom + 6, parts)


if __name__ == "__main__":
    for name, drawing in (("map.svg", wide()), ("map-narrow.svg", narrow())):
        (STATIC / name).write_text(drawing, encoding="utf-8", newline="\n")
