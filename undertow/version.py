"""The version of undertow."""

__version__ = "0.1.0"
