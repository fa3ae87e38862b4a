"""Evidence and uncertainty for claims about influence campaigns."""

__version__ = "0.1.0"
