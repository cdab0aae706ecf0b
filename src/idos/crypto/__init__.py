"""Keys, signatures and encryption: bytes in, bytes or bool out.

Verification never raises on what it is given: a malformed key or signature is ``False``. Everything else
raises :class:`idos.errors.Invalid` for malformed input.
"""
