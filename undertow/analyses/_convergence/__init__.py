"""Convergence: the parts of undertow/analyses/convergence.py."""

#: One-sided level of the statement about a pair by itself.
SIDE = 0.025
#: Two-sided, of p for one pair named before looking and of q for several.
LEVEL = 2 * SIDE
