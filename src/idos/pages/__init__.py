"""The pages that run in a browser, each on an origin of its own, with the headers that protect it.

``sites`` names the pages, ``policy`` has their headers, ``settings`` and ``directory`` what an operator
chooses, ``files`` reads what was built, ``app`` answers requests, and ``server`` listens. The pages
themselves X.
"""
