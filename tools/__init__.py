"""What makes the notebooks (`python -m tools.notebooks`) and the book (`… tools.book`)."""
