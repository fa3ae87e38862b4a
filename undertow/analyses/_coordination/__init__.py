"""The parts of the analysis coordination: what it reads, the exact pairs, the near-miss control, groups, words and figures."""
