"""Convergence: the parts of undertow/analyses/convergence.py."""
