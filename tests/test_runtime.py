"""runtime.setup: seeds that hold, one line, no noise. Each test starts a fresh Python."""

import os
import subprocess
import sys

import pytest

from helpers import runtime


def python(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "COURSE_OFFLINE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_same_seed_gives_the_same_numbers_everywhere():
    code = (
        "from helpers import runtime\n"
        "runtime.setup(seed={seed})\n"
        "import random, numpy, keras\n"
        "layer = keras.layers.Dense(2); layer.build((None, 3))\n"
        "print(random.random(), numpy.random.rand(), layer.get_weights()[0].tolist())"
    )
    first, again, other = (python(code.format(seed=seed)).stdout for seed in (5, 5, 6))
    assert first == again != other


def test_it_prints_one_line_and_nothing_of_tensorflows_log():
    done = python(
        "from helpers import runtime; runtime.setup(seed=1)\n"
        "import keras, numpy as np\n"
        "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse', jit_compile=True)\n"
        "model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)"
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    for word in ("TensorFlow", "Keras", "data:"):
        assert word in done.stdout


def test_another_backend_than_the_needed_one_gets_one_line():
    code = (
        "import sys, types\n"
        "keras = types.ModuleType('keras')\n"
        "keras.config = types.SimpleNamespace(backend=lambda: 'jax')\n"
        "keras.ops = types.SimpleNamespace(zeros=lambda n: None)\n"
        "sys.modules['keras'] = keras\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell().run_cell('from helpers import runtime\\n'\n"
        "    'runtime.setup(seed=1, needs=\"tensorflow\")')"
    )
    lines = python(code).stdout.splitlines()
    assert lines == [
        "WrongBackend: this notebook needs TensorFlow, and Keras runs on JAX here: "
        "start the kernel again with the environment variable KERAS_BACKEND=tensorflow"
    ]


def test_the_needed_backend_is_no_news():
    done = python("from helpers import runtime; runtime.setup(1, needs='tensorflow')")
    assert done.stdout.startswith(("CPU · TensorFlow", "GPU")) and done.stderr == ""


def test_a_backend_that_is_none_is_refused():
    with pytest.raises(ValueError, match="one of tensorflow, jax, torch, not 'tf'"):
        runtime.setup(1, needs="tf")


def test_a_numpy_chapter_imports_neither_keras_nor_tensorflow():
    done = python(
        "import sys\n"
        "from helpers import checks, data, interactive, plotting, runtime\n"
        "runtime.setup(seed=1, keras=False)\n"
        "print(sorted({'keras', 'tensorflow', 'sklearn'} & set(sys.modules)))"
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_an_import_that_fails_shows_the_log_that_was_hidden():
    done = python(
        "from helpers import runtime; runtime.setup(seed=1)", KERAS_BACKEND="nothing"
    )
    assert done.returncode != 0 and "nothing" in done.stderr


def test_what_c_code_writes_is_hidden_only_while_asked(capfd):
    with runtime._native_stderr_hidden():
        os.write(2, b"noise\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
    with pytest.raises(RuntimeError), runtime._native_stderr_hidden():
        os.write(2, b"the cause\n")
        raise RuntimeError
    assert "the cause" in capfd.readouterr().err


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "7", None, True])
def test_a_seed_that_is_none_is_refused_with_its_value(seed):
    with pytest.raises(ValueError, match="seed must be an integer"):
        runtime.setup(seed, keras=False)


@pytest.mark.parametrize(
    ("version", "told"),
    [("3.11.3", True), ("3.12.0", False), ("3.99", False), ("4.0.1", True)],
)
def test_a_keras_that_the_course_is_not_tested_with_gets_one_line(
    version, told, capsys
):
    runtime._warn_outside_range(version)
    assert (f"Keras {version} is outside the range" in capsys.readouterr().out) is told
