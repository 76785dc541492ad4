"""Moving figures: what a notebook, the book and a screen reader get from them."""

from __future__ import annotations

import base64
import gc
import html
import io
import json
import re
import subprocess
import sys
import warnings

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

from helpers import interactive
from helpers.interactive import WIDGET_VIEW, explore


def line(slope, bias=0.0):
    """Draw one line."""
    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot([0, 1], [bias, bias + slope])
    axes.set_ylim(-3, 3)
    return figure


def frames(explorer):
    """Return the (picture in base64, alt text) pairs that the page's script holds."""
    data = re.search(r"\((\{\"labels\".*\})\);</script>", explorer.html).group(1)
    return json.loads(data)["frames"]


def find_widgets(explorer):
    """Return the picture and the sliders of the live view."""
    box = explorer._widget()
    return box.children[0], box.children[1:]


def tint(red, blue):
    """Draw a figure that is filled with a color which tells both values."""
    figure = plt.figure(figsize=(2, 1))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(facecolor=(red / 2, 0.5, blue), xticks=[], yticks=[])  # no line of a grid
    return figure


def tinted(encoded):
    """Return the values that a picture of `tint` was drawn with."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    red, _, blue = picture.getpixel((picture.width // 2, picture.height // 2))
    return round(red / 255 * 2), round(blue / 255)


def shown(image):
    """Return the picture in base64 and the alt text of a live view."""
    picture = re.search(r"base64,([^\"]+)", image.value).group(1)
    return picture, re.search(r'alt="([^"]*)"', image.value).group(1)


def run(*cells):
    """Run cells as a notebook, as nbclient does for the book and for nbmake."""
    setup = "%matplotlib inline\nimport matplotlib.pyplot as plt\n"
    setup += "from helpers.interactive import explore"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in (setup, *cells)]
    )
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return notebook


DRAW = """def draw(slope):
    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot([0, slope])
    return figure
"""


@pytest.fixture(scope="module")
def executed():
    """A notebook with one moving figure, after its run."""
    return run(DRAW + "explore(draw, alt='The slope is {slope}.', slope=[1, 2, 3])")


def test_one_bundle_holds_the_live_view_and_the_built_one():
    bundle = explore(line, alt="{slope}", slope=[0, 1])._repr_mimebundle_()
    assert WIDGET_VIEW in bundle
    assert bundle["text/html"].startswith("<figure")


def test_widgets_without_a_bundle_of_their_own_are_shown_as_well(monkeypatch):
    """As in ipywidgets 7: they show themselves, by their id."""
    monkeypatch.delattr("ipywidgets.Widget._repr_mimebundle_", raising=False)
    explorer = explore(line, alt="{slope}", slope=[0, 1])
    box = explorer._widget()
    monkeypatch.setattr(explorer, "_widget", lambda: box)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/html"] == explorer.html
    assert bundle[WIDGET_VIEW]["model_id"] == box.model_id != ""


@pytest.mark.parametrize("version", ["7.7.5", "8.0.7"])
def test_a_notebook_shows_it_with_an_older_ipywidgets(version, tmp_path, monkeypatch):
    fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    fetch += ["--timeout=5", "--retries=0", f"--target={tmp_path}"]
    wheels = [f"ipywidgets=={version}", "ipython_genutils"]
    done = subprocess.run([*fetch, *wheels], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"ipywidgets {version} cannot be had here")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    show = "explore(draw, alt='The slope is {slope}.', slope=[1, 2, 3])"
    notebook = run("import ipywidgets; print(ipywidgets.__version__)", DRAW + show)
    assert notebook.cells[1].outputs[0].text.strip() == version
    (output,) = notebook.cells[2].outputs
    assert set(output.data) == {"text/plain", "text/html", WIDGET_VIEW}
    (state,) = notebook.metadata["widgets"].values()
    view = output.data[WIDGET_VIEW]["model_id"]
    assert state["state"][view]["model_name"] == "VBoxModel"
    names = {model["model_name"] for model in state["state"].values()}
    assert {"SelectionSliderModel", "HTMLModel"} <= names


def test_every_combination_has_a_frame_with_its_own_picture_and_alt_text():
    explorer = explore(
        line, alt="Slope {slope:g}, bias {bias:g}.", slope=[-1, 0.5], bias=[0, 1, 2]
    )
    pictures, texts = zip(*frames(explorer), strict=True)
    assert len(set(pictures)) == 6
    assert texts[0] == "Slope -1, bias 0."
    assert texts[1] == "Slope -1, bias 1."  # the last name moves fastest
    assert texts[5] == "Slope 0.5, bias 2."


def test_the_frames_stand_in_the_order_in_which_the_script_counts_them():
    explorer = explore(tint, alt="{red} and {blue}", red=[0, 1, 2], blue=[0, 1])
    index = 0
    for red in range(3):
        for blue in range(2):  # index = index * len(labels) + position
            picture, alt = frames(explorer)[index]
            assert (tinted(picture), alt) == ((red, blue), f"{red} and {blue}")
            index += 1


def test_each_live_slider_moves_its_own_value():
    image, (red, blue) = find_widgets(
        explore(tint, alt="{red} and {blue}", red=[0, 1, 2], blue=[0, 1])
    )
    assert (red.description, blue.description) == ("red", "blue")
    for values in ((0, 0), (2, 0), (2, 1), (1, 1), (1, 0)):
        red.value, blue.value = values
        assert (red.label, blue.label) == tuple(map(str, values))
        picture, alt = shown(image)
        assert tinted(picture) == values
        assert alt == f"{values[0]} and {values[1]}"


def test_a_name_cannot_break_out_of_the_page():
    name = "a<b>&c_d"
    explorer = explore(lambda **_: line(1), alt="x", **{name: [0, 1]})
    assert "<span>a&lt;b&gt;&amp;c d</span>" in explorer.html
    assert "<b>" not in explorer.html
    assert find_widgets(explorer)[1][0].description == "a<b>&c d"  # escapes itself


def test_without_script_the_middle_frame_shows_with_its_alt_text():
    explorer = explore(line, alt="Slope {slope}.", slope=[1, 2, 3])
    image = re.search(r"<img[^>]*>", explorer.html).group(0)
    assert 'alt="Slope 2."' in image
    assert frames(explorer)[1][0] in image
    assert 'value="1"' in explorer.html
    assert ">2</output>" in explorer.html


def test_the_picture_is_twice_as_sharp_as_the_page_and_reserves_its_place():
    explorer = explore(line, alt="{slope}", slope=[0, 1])
    picture = Image.open(io.BytesIO(base64.b64decode(frames(explorer)[0][0])))
    assert picture.size == (800, 600)
    assert 'width="400" height="300"' in explorer.html
    assert "max-width:100%" in explorer.html


def test_the_ground_is_white_whatever_the_style_says():
    with plt.rc_context({"savefig.facecolor": "black", "figure.facecolor": "none"}):
        explorer = explore(line, alt="{slope}", slope=[0, 1])
    for encoded, _ in frames(explorer):
        picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
        assert min(picture.getpixel((2, 2))) >= 250


def test_every_slider_has_a_visible_label_and_tells_its_value():
    page = explore(line, alt="{slope}", slope=[0, 1], bias=[2, 3]).html
    for name in ("slope", "bias"):
        label = re.search(rf"<label[^>]*><span>{name}</span><input[^>]*></label>", page)
        assert 'type="range"' in label.group(0)
        assert "aria-valuetext" in label.group(0)


def test_a_name_is_shown_without_underscores():
    def draw(learning_rate):
        return line(learning_rate)

    explorer = explore(draw, alt="{learning_rate}", learning_rate=[0.1, 0.2])
    assert "<span>learning rate</span>" in explorer.html
    assert find_widgets(explorer)[1][0].description == "learning rate"


def test_numbers_are_shown_without_noise():
    page = explore(line, alt="{slope:g}", slope=np.linspace(0, 0.3, 4)).html
    assert '["0", "0.1", "0.2", "0.3"]' in page


def test_values_may_be_a_range_strings_or_lists():
    def draw(step, kind, units):
        assert kind in ("a", "b") and isinstance(units, list)
        return line(step * len(units))

    explorer = explore(
        draw, alt="{kind}", step=range(2), kind=["a", "b"], units=[[4], [4, 2]]
    )
    assert len(frames(explorer)) == 8
    assert "[4, 2]" in explorer.html


def test_alt_may_be_a_function_of_the_values():
    explorer = explore(
        line, alt=lambda slope: "up" if slope > 0 else "down", slope=[-1, 1]
    )
    assert [text for _, text in frames(explorer)] == ["down", "up"]


def test_text_cannot_break_out_of_the_page_or_its_script():
    text = '</script><b>"w" < 0 & b'
    page = explore(line, alt=text, slope=[0, 1]).html
    assert page.count("</script>") == 1
    assert html.escape(text) in page


def test_the_page_needs_no_other_file():
    page = explore(line, alt="{slope}", slope=[0, 1]).html
    assert "http" not in page
    assert re.findall(r'src="(.{10})', page) == ["data:image"]


def test_moving_a_live_slider_calls_draw_with_the_value_and_shows_picture_and_alt():
    calls = []

    def draw(slope):
        calls.append(slope)
        return line(slope)

    image, (slider,) = find_widgets(
        explore(draw, alt="The slope is {slope}.", slope=[1, 2, 3])
    )
    before, count = image.value, len(calls)
    slider.label = "3"
    assert calls[count:] == [3]
    assert image.value != before
    assert 'alt="The slope is 3."' in image.value


def test_the_live_view_starts_without_drawing_again():
    calls = []

    def draw(slope):
        calls.append(slope)
        return line(slope)

    explorer = explore(draw, alt="{slope}", slope=[1, 2])
    count = len(calls)
    explorer._repr_mimebundle_()
    assert len(calls) == count


def test_no_figure_stays_open_and_the_readers_own_stays():
    mine = plt.figure()
    explore(line, alt="{slope}", slope=[0, 1])
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_the_frames_are_in_memory_one_by_one():
    def pictures():
        gc.collect()
        return sum(isinstance(each, Image.Image) for each in gc.get_objects())

    def alt(slope):  # asked for each frame
        counts.append(pictures())
        return f"{slope}"

    def draw(slope):
        counts.append(pictures())
        return line(slope)

    counts = [pictures()]
    explore(draw, alt=alt, slope=range(9))
    assert len(counts) == 19 and max(counts) <= counts[0] + 2


@pytest.mark.parametrize(
    "mistake, message",
    [
        (lambda: explore(line, alt="x"), "at least one list"),
        (lambda: explore(line, alt="x", slope=[]), "slope has 0 value"),
        (lambda: explore(line, alt="x", slope=[1]), "slope has 1 value"),
        (lambda: explore(line, alt="x", slope=range(9), bias=range(9)), "9 x 9 = 81"),
        (lambda: explore(line, alt="{w}", slope=[0, 1]), "alt asks for 'w'"),
        (lambda: explore(line, alt=" ", slope=[0, 1]), "alt is empty"),
        (lambda: explore(lambda slope: None, alt="x", slope=[0, 1]), "NoneType"),
        (lambda: explore(lambda slope: plt.gca(), alt="x", slope=[0, 1]), "Axes"),
        (
            lambda: explore(
                lambda size: plt.figure(figsize=(size, 2)), alt="x", size=[2, 3]
            ),
            "same figsize",
        ),
    ],
)
def test_a_mistake_is_named_and_leaves_no_figure_open(mistake, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mistake()
    assert plt.get_fignums() == []


def test_what_draw_raises_reaches_the_cell_and_leaves_no_figure_open():
    def draw(slope):
        figure = line(slope)
        assert slope != 0, "not at zero"
        return figure

    with pytest.raises(AssertionError, match="not at zero"):
        explore(draw, alt="x", slope=[0, 1])
    assert plt.get_fignums() == []


def test_eighty_frames_are_allowed_and_stay_below_the_limit():
    explorer = explore(line, alt="{slope}", slope=np.linspace(-1, 1, 80))
    assert len(frames(explorer)) == 80
    assert len(explorer.html) <= interactive.MAX_BYTES


def test_a_figure_that_is_too_heavy_says_how_heavy_and_what_to_do():
    noise = np.random.default_rng(0).random((300, 400, 3))

    def draw(slope):
        figure = plt.figure(figsize=(8, 6))
        figure.figimage(np.kron(noise, np.ones((4, 4, 1))) * slope)
        return figure

    with pytest.raises(ValueError, match=r"9 frames make \d+ kB.*smaller figsize"):
        explore(draw, alt="x", slope=np.linspace(0.2, 1, 9))


def test_rare_colors_survive_few_colors():
    def draw(slope):
        figure, axes = plt.subplots(figsize=(4, 3))
        axes.contourf(np.add.outer(np.arange(20), np.arange(20)), levels=30)
        axes.plot([10], [10], "o", color="#D55E00", markersize=5)
        return figure

    encoded, _ = frames(explore(draw, alt="x", slope=[0, 1]))[0]
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    pixels = np.asarray(picture.convert("RGB"), dtype=int)
    distance = np.abs(pixels - (0xD5, 0x5E, 0x00)).max(axis=-1)
    assert (distance < 25).sum() > 50


def test_in_a_notebook_the_figure_shows_once_and_nothing_else(executed):
    (output,) = executed.cells[1].outputs
    assert output.output_type == "execute_result"
    assert set(output.data) == {"text/plain", "text/html", WIDGET_VIEW}


def test_a_notebooks_widget_state_holds_one_frame_at_most(executed):
    state = json.dumps(executed.metadata.get("widgets", {}))
    assert state.count("data:image/webp") <= 1
    assert len(state) < 40_000


def test_a_frame_that_fails_fails_the_cell():
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run("explore(lambda slope: 1 / slope, alt='x', slope=[0, 1])")


def test_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # What an older ipywidgets asks of a newer ipykernel, and no reader sees.
        warnings.filterwarnings(
            "ignore", module="ipywidgets", category=DeprecationWarning
        )
        explore(line, alt="{slope}", slope=[0, 1])._repr_mimebundle_()
