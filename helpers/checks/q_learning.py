"""Checks of chapter 16, Q-learning."""
