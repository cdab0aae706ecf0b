"""What is said on the wire: frozen values, strict decoders, exactly one encoding each.

No I/O and no signature check. Formats: ``docs/protocol/``.
"""
