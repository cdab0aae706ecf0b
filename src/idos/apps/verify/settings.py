"""Who may use the service, and within which bounds."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Final

from idos.errors import Denied, Invalid
from idos.verification.sandbox import check_webhook_keys

MIN_API_KEY: Final = 32

# Narrower than RFC 3986, so that no browser can read it differently.
_URL: Final = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?)"
    r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_LOCAL: Final = re.compile(r"(?:.+\.)?localhost|127\.0\.0\.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that has people verified.

    ``api_key`` opens the API. ``webhook_keys`` sign what is posted to ``webhook_url``: one, or two while a
    key is being replaced. People are sent back only to pages of ``return_origins``, like
    ``https://bank.example``. Raises `Invalid`.
    """

    name: str
    api_key: str = field(repr=False)
    webhook_url: str
    webhook_keys: tuple[bytes, ...] = field(repr=False)
    return_origins: tuple[str, ...]

    def __post_init__(self) -> None:
        check_webhook_keys(self.webhook_keys)
        if len(self.api_key) < MIN_API_KEY:
            raise Invalid(f"An API key has at least {MIN_API_KEY} characters.", code="api_key")
        origin_of(self.webhook_url)
        if any(origin_of(origin) != origin for origin in self.return_origins):
            raise Invalid("A return origin has no path.", code="url")

    def check_return_url(self, url: str) -> None:
        """Raise `Invalid` (``url``) unless it is a page of the company's."""
        if origin_of(url) not in self.return_origins:
            raise Invalid("The return URL is not on an origin of the company's.", code="url")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifySettings:
    """The service. ``public_url`` is its origin, as people's browsers see it.

    ``database`` is a file, or ``:memory:``. A session is open for ``session_seconds``, and everything about
    it is deleted ``keep_seconds`` after it ended. ``tries`` is how many pictures of a kind a person may send.
    ``retry_seconds`` are the pauses before a call-back is tried again.
    """

    public_url: str
    companies: tuple[Company, ...]
    database: str = ":memory:"
    session_seconds: int = 3600
    keep_seconds: int = 86_400
    tries: int = 3
    minimum_age: int = 18
    max_sessions: int = 10_000
    retry_seconds: tuple[int, ...] = (2, 10, 60, 300, 1800, 7200, 21_600, 43_200)

    def __post_init__(self) -> None:
        if origin_of(self.public_url) != self.public_url:
            raise Invalid("The public URL is an origin, without a path.", code="url")
        for values in zip(*((company.name, company.api_key) for company in self.companies), strict=True):
            if len(set(values)) < len(values):
                raise Invalid("Two companies have the same name or API key.", code="companies")

    def company(self, name: str) -> Company | None:
        """The company of this name, unless it is a former customer."""
        return next((company for company in self.companies if company.name == name), None)

    def company_of(self, authorization: str) -> Company:
        """The company that this ``Authorization`` header proves. Raises `Denied` (``unauthorized``)."""
        scheme, _, key = authorization.partition(" ")
        given = hashlib.sha256(key.encode(errors="replace")).digest()
        for company in self.companies:
            known = hashlib.sha256(company.api_key.encode()).digest()
            if hmac.compare_digest(given, known) and scheme.lower() == "bearer":
                return company
        raise Denied("The API key is missing or wrong.", code="unauthorized")


def origin_of(url: str) -> str:
    """The origin of a page: https, or http on this machine. Raises `Invalid` (``url``)."""
    match = _URL.fullmatch(url)
    if not match or (match["scheme"] == "http" and not _LOCAL.fullmatch(match["host"])):
        raise Invalid("The URL is not an https URL, or not a plain one.", code="url")
    return match["origin"]
