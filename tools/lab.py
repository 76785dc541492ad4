"""Open JupyterLab as a student needs it: `make lab`.

The settings of `tools/jupyter` apply: no grading menus (they are for teachers, whose
`jupyter lab` has them), no news. COURSE_DATA means the same directory in every folder.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from helpers.data import DataError, places

SETTINGS = Path(__file__).parent / "jupyter"


def command() -> tuple[list[str], dict[str, str]]:
    """Return the command that starts JupyterLab, and its environment.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory.
    """
    places.course_data()
    others = filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])
    path = os.pathsep.join([str(SETTINGS), *others])
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": path}
    return [sys.executable, "-m", "jupyterlab", *sys.argv[1:]], environment


def main() -> None:
    try:
        arguments, environment = command()
    except DataError as error:
        sys.exit(f"DataError: {error}")
    # Ctrl-C is JupyterLab's: it asks before it goes.
    if os.name != "nt":
        os.execve(arguments[0], arguments, environment)
    process = subprocess.Popen(arguments, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(process.wait())


if __name__ == "__main__":
    main()
