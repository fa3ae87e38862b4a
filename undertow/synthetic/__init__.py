"""Invented worlds with a planted effect, or none: for tests, documentation, error rates and the demo.

Nothing here carries the name of a real person, organisation or state.
"""
