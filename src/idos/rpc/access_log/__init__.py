"""The access log: who read which credential, and when."""
