"""The helpers of *Deep Learning You Can Run*.

data         the data sets, each with one call
plotting     the course's figures
interactive  figures with sliders, live and in the built book
runtime      seeds, devices, versions
checks       exercises that check themselves

Nothing is imported here: ``import helpers`` is instant, and no module of it
imports TensorFlow until a chapter asks for it.
"""

__version__ = "0.1.0"
