"""The course's figures: one style, one palette, the same color for the same thing.

Importing any module of this package sets matplotlib's style. Every function draws and
returns the Figure; titles are sentences that say what to see.

style    colors and matplotlib's parameters
charts   what any chapter may use
...      a chapter's own drawings have a module of its name
"""

from helpers.plotting import style  # noqa: F401
