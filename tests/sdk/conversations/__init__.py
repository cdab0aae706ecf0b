"""Conversations of a client with a node, which both SDKs hold alike: ``vectors/conversations.json``.

A node answers from a script. Recorded are the requests that it gets, to the byte, the pauses between them
and what the caller is told. ``python -m tests.sdk.conversations`` writes the file from the Python SDK. It is
read in ``tests/sdk/test_conversations.py`` and in ``web/sdk/conversations.test.ts``.
"""
