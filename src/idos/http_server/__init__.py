"""An HTTP server within bounds: what node, pages and apps answer with.

Every request has its deadlines, every client its share of connections and memory, and who is slow gives way
to who comes. Node, pages and apps differ in their ``Bounds`` and in nothing else.
"""
