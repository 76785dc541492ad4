"""The course's data sets, one call each.

Every loader looks in three places, in this order:

1. the directory that the environment variable ``COURSE_DATA`` names;
2. the course's cache, else a download into it;
3. the offline sample: a small stand-in with the same fields.

A file counts only if its hash is known. ``COURSE_OFFLINE=1`` skips the download. When
the sample is used, one printed line says so, why, and how to get the full data. Two
sets have no sample: their loaders print such a line, and return None.
``python -m helpers.data`` shows where each set comes from.

To add a data set: a module beside this one, with its dataclass, its entries of `SETS`,
how a file is read and the sample; then its line below and in `catalog`.
"""

from helpers.data.boston import Boston, load_boston
from helpers.data.california import California, load_california
from helpers.data.imagenet import Imagenet, load_imagenet
from helpers.data.imdb import Imdb, load_imdb
from helpers.data.insects import Insects, load_insects
from helpers.data.mnist import Mnist, load_mnist
from helpers.data.photos import Photos, load_photos
from helpers.data.places import SOURCES, DataError
from helpers.data.sdss import Sdss, load_sdss
from helpers.data.series import Series, load_passengers, load_temperatures
from helpers.data.texts import Text, load_shakespeare

__all__ = [
    "SOURCES",
    "Boston",
    "California",
    "DataError",
    "Imagenet",
    "Imdb",
    "Insects",
    "Mnist",
    "Photos",
    "Sdss",
    "Series",
    "Text",
    "load_boston",
    "load_california",
    "load_imagenet",
    "load_imdb",
    "load_insects",
    "load_mnist",
    "load_passengers",
    "load_photos",
    "load_sdss",
    "load_shakespeare",
    "load_temperatures",
]
