"""What builds the book and keeps it in order: `python -m tools.notebooks`, `python -m tools.book`."""
