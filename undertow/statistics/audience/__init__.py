"""What a list of followers shows when it is set against lists of comparable accounts. Method: docs/methods/audience.md.

Nothing here says anything about one account: results are counts, windows, ratios and bounds.
"""
