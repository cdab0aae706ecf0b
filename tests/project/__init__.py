"""How the project is kept: its workflows, hooks, decisions, pages and releases."""
