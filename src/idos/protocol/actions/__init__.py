"""What a network can be asked, a frozen class for each action (``docs/protocol/actions.md``).

The modules have the classes; ``action`` is what they share. A node's rules are functions of these classes,
and clients send them.
"""
