"""What a notebook needs before its first line: seeds, devices, one line that says what runs."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import os
import random
import sys
import tempfile
from collections.abc import Iterator

import numpy as np

from helpers.data.places import describe_source

# The Keras versions that the course is tested with: pyproject.toml's and Colab's.
KERAS_RANGE = (3, 10), (4, 0)


class WrongBackend(RuntimeError):
    """Keras runs on another backend than the one that a notebook is about."""

    def _render_traceback_(self) -> list[str]:
        """Show one tidy line in a notebook, instead of a traceback."""
        return [f"WrongBackend: {self}"]


def setup(seed: int, *, keras: bool = True, needs: str | None = None) -> None:
    """Seed every random generator and print one line: device, versions, data.

    Parameters
    ----------
    seed : int
        Seed of Python's, NumPy's and, with ``keras``, the backend's generators,
        0 to 2**32 - 1.
    keras : bool
        Import Keras too. Its backend's start-up log is hidden, so call ``setup``
        before ``import keras``. NumPy-only chapters pass False.
    needs : str, optional
        "tensorflow", "jax" or "torch": the backend that the notebook is about.

    Raises
    ------
    ValueError
        If the seed is not an integer in the range that NumPy accepts, or ``needs`` is
        no backend of Keras.
    WrongBackend
        If Keras runs on another backend than ``needs``.
    ImportError
        If Keras or its backend cannot be imported; the backend's own log is shown.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be an integer from 0 to 2**32 - 1, not {seed!r}")
    if needs is not None and needs not in _TITLES:
        raise ValueError(f"needs must be one of {', '.join(_TITLES)}, not {needs!r}")
    random.seed(seed)
    np.random.seed(seed)
    parts = ["CPU", f"NumPy {np.__version__}"]
    if keras or needs:
        module = _import_keras_quietly()
        backend = module.config.backend()
        if needs and backend != needs:
            raise WrongBackend(
                f"this notebook needs {_TITLES[needs]}, and Keras runs on "
                f"{_TITLES.get(backend, backend)} here: start the kernel again with the "
                f"environment variable KERAS_BACKEND={needs}"
            )
        module.utils.set_random_seed(seed)
        parts = [
            _device(backend),
            f"{_TITLES.get(backend, backend)} {importlib.metadata.version(backend)}",
            f"Keras {module.__version__}",
        ]
    parts.append(f"data: {describe_source()}")
    print(" · ".join(parts))
    if keras or needs:
        _warn_outside_range(module.__version__)


_TITLES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def _import_keras_quietly():
    """Import Keras and touch the device, with the backend's start-up log hidden."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("JAX_DEFAULT_MATMUL_PRECISION", "float32")  # as on the CPU
    with _native_stderr_hidden():
        keras = importlib.import_module("keras")
        if keras.config.backend() == "tensorflow":
            _prepare_gpus()
        elif importlib.util.find_spec("tensorflow"):
            # Keras' `fit` imports it on every backend: better now than with its log.
            importlib.import_module("tensorflow")
        keras.ops.zeros(1)  # the first operation starts the device, and its log
        if keras.config.backend() == "tensorflow":
            _log_once()
    return keras


def _log_once() -> None:
    """Do what makes TensorFlow log a line when it is first done."""
    import tensorflow as tf

    compiled = tf.function(lambda: tf.zeros(1) + 1, jit_compile=True)
    compiled()  # before 2.21
    tf.transpose(tf.zeros((1, 2), tf.bool))  # oneDNN, as a recurrent layer's mask does


def _prepare_gpus() -> None:
    """Let TensorFlow compute on a GPU with the seven digits of a CPU, not with three,
    and take memory as needed, so that two notebooks can share one."""
    import tensorflow as tf

    tf.config.experimental.enable_tensor_float_32_execution(False)
    for gpu in tf.config.list_physical_devices("GPU"):
        # TensorFlow refuses once the device is in use: then the choice is made already.
        with contextlib.suppress(RuntimeError):
            tf.config.experimental.set_memory_growth(gpu, True)


def _device(backend: str) -> str:
    """Name the device on which the backend computes: "CPU", or the GPU's name."""
    if backend == "tensorflow":
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        if not gpus:
            return "CPU"
        details = tf.config.experimental.get_device_details(gpus[0])
        return f"GPU {details.get('device_name', gpus[0].name)}"
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return "CPU" if device.platform == "cpu" else f"GPU {device.device_kind}"
    if backend == "torch":
        import torch

        return (
            f"GPU {torch.cuda.get_device_name()}"
            if torch.cuda.is_available()
            else "CPU"
        )
    return backend


def _warn_outside_range(version: str) -> None:
    """Print one line if Keras is older or newer than what the course is tested with."""
    oldest, limit = KERAS_RANGE
    major_minor = tuple(int(part) for part in version.split(".")[:2])
    if not oldest <= major_minor < limit:
        print(
            f"Keras {version} is outside the range that this course is tested with "
            f"({'.'.join(map(str, oldest))} to before {'.'.join(map(str, limit))}): "
            "results may differ."
        )


@contextlib.contextmanager
def _native_stderr_hidden() -> Iterator[None]:
    """Hide what C++ code writes to file descriptor 2; show it after all on an error."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(saved, 2)
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
