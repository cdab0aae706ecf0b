"""An HTTP server within bounds: what node, pages and apps answer with.

Every request has its deadlines, every client its share of connections and memory, and slow clients give way
to new ones. Node, pages and apps differ only in their ``ServerBounds``.
"""
