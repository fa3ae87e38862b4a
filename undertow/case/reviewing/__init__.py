"""What readers said about findings: every act on record, what stands of it, and how far two readers agree."""

from undertow.case.reviewing.acts import Act, Deed, Note, Reviews, act, login, same_reader, standing
from undertow.case.reviewing.agreement import Agreement, agreement_in_words, agreements
from undertow.case.reviewing.reading import Reading, joint, readings

__all__ = [
    "Act", "Agreement", "Deed", "Note", "Reading", "Reviews", "act", "agreement_in_words", "agreements",
    "joint", "login", "readings", "same_reader", "standing",
]  # fmt: skip
