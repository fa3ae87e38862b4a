"""Whether two speakers came to sound alike, beside pairs that were not asked about. Method: docs/methods/convergence.md."""
