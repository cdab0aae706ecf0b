"""The order of transactions, what they do, and the chain of blocks that records it."""
