"""Counts per period against how much there was to count: breaks, bursts, onset, and what would have been too small to see.

Method, measured error rates and limits: docs/methods/change.md.
"""
