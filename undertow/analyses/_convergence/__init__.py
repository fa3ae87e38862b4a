"""Convergence: the parts of undertow/analyses/convergence.py."""

#: One-sided level of the statement about a pair by itself.
SIDE = 0.025
