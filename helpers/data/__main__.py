"""`python -m helpers.data`: one line per data set, where it comes from."""

import sys

from helpers.data.catalog import prefetch
from helpers.data.places import DataError

if __name__ == "__main__":
    try:
        for name, line in prefetch().items():
            print(f"{name}: {line}")
    except DataError as error:
        sys.exit(f"DataError: {error}")
