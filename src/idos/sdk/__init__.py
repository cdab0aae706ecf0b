"""The SDK: clients for people, issuers and consumers (see ``idos``), and W3C credentials (``w3c``)."""
