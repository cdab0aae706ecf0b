"""HTTP clients for one node: what the environment says of proxies and certificates, and a deadline.

A node on this machine is asked directly, whatever the environment says. For others, the proxy is that of
``HTTPS_PROXY``, ``HTTP_PROXY`` or ``ALL_PROXY``, unless ``NO_PROXY`` names the host; ``SSL_CERT_FILE`` and
``SSL_CERT_DIR`` name certificates to trust.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any, Final
from urllib.request import getproxies

import httpcore
import httpx

from idos.errors import Invalid, Unavailable

_DOTS_OF_IPV4: Final = 3
_PORTS: Final = {"http": 80, "https": 443}
_CONNECT_MARGIN: Final = 1.0
_WRITE_BYTES: Final = 16 * 1024
_LIMITS: Final = httpx.Limits(max_connections=10, keepalive_expiry=30.0)

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what a blocking client of :func:`blocking_client` does here take so many seconds in all."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def blocking_client(url: httpx.URL, timeout: float) -> httpx.Client:
    """A client for the node at this URL. Raises ``Invalid`` (``bad_proxy``), ``Unavailable`` (``bad_ca``)."""
    proxy = proxy_for(url)
    with _proxy_errors():
        transport = _Transport(verify=_trust(url, proxy), proxy=proxy, limits=_LIMITS)
    return httpx.Client(transport=transport, timeout=timeout, trust_env=False)


def async_client(url: httpx.URL, timeout: float) -> httpx.AsyncClient:
    """As :func:`blocking_client`, awaited. Its deadline is for who awaits to set."""
    proxy = proxy_for(url)
    with _proxy_errors():
        transport = httpx.AsyncHTTPTransport(verify=_trust(url, proxy), proxy=proxy, limits=_LIMITS)
    # A connection that is not made in time is known to have carried nothing: that is worth knowing first.
    connect = max(timeout - _CONNECT_MARGIN, timeout / 2)
    return httpx.AsyncClient(
        transport=transport, timeout=httpx.Timeout(timeout, connect=connect), trust_env=False
    )


@dataclass(frozen=True, slots=True)
class AnswerBounds:
    """What a stranger's answer may be: at most ``size`` bytes, and not compressed.

    What a compressed one grows to has no bound. ``compressed`` and ``too_long`` say what is wrong.
    """

    size: int
    compressed: str
    too_long: str

    def check(self, reply: httpx.Response) -> None:
        """Raise ``Unavailable`` (``bad_response``) for a compressed answer, before any of it is read."""
        if reply.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise Unavailable(self.compressed, code="bad_response")

    def extend(self, answer: bytearray, part: bytes) -> None:
        """Add a part. Raises ``Unavailable`` (``bad_response``) when there is too much of it."""
        answer += part
        if len(answer) > self.size:
            raise Unavailable(self.too_long, code="bad_response")

    def read(self, reply: httpx.Response, ends: float) -> bytes:
        """The whole of an answer. Raises ``TimeoutError`` at the time ``ends``, of the monotonic clock."""
        self.check(reply)
        answer = bytearray()
        for part in reply.iter_bytes():
            self.extend(answer, part)
            if time.monotonic() > ends:
                raise TimeoutError
        return bytes(answer)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine (RFC 6761 §6.3 for names)."""
    name = host.lower().rstrip(".")
    address = _address(name)
    if address is None:
        return name == "localhost" or name.endswith(".localhost")
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified


def proxy_for(url: httpx.URL) -> httpx.Proxy | None:
    """The proxy that the environment names for a URL. Raises ``Invalid`` (``bad_proxy``)."""
    if is_loopback(url.host):
        return None
    proxies = getproxies()
    name = url.scheme if proxies.get(url.scheme) else "all"
    text = proxies.get(name, "").strip()
    if not text or _is_exempt(url.host, url.port or _PORTS[url.scheme], proxies.get("no", "")):
        return None
    try:
        return httpx.Proxy(text if "://" in text else f"http://{text}")
    except (httpx.InvalidURL, ValueError):
        raise Invalid(f"{name.upper()}_PROXY is not the URL of a proxy", code="bad_proxy") from None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Whether ``NO_PROXY`` names a host: itself, a domain that it is in, an address range, or ``*``."""
    name, address = host.lower().rstrip("."), _address(host)
    for entry in filter(None, (each.strip().lower() for each in no_proxy.split(","))):
        if entry == "*":
            return True
        if address is not None:
            if _within_range(address, port, entry):
                return True
            continue
        domain, _, wanted = entry.partition(":")
        domain = domain.lstrip("*").strip(".")
        if wanted not in {"", str(port)} or not domain:
            continue
        if name == domain or name.endswith(f".{domain}"):
            return True
    return False


def _within_range(address: IPv4Address | IPv6Address, port: int, entry: str) -> bool:
    """Whether an address is the one, or in the range, that an entry names; perhaps for one port only."""
    host, colon, wanted = entry.rpartition(":")
    if colon and (host.endswith("]") or host.count(".") == _DOTS_OF_IPV4):
        return wanted == str(port) and _address(host) == address
    try:
        return address in ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return False


@contextmanager
def _proxy_errors() -> Iterator[None]:
    try:
        yield
    except ImportError:
        text = "the environment names a SOCKS proxy, which needs: pip install 'httpx[socks]'"
        raise Invalid(text, code="bad_proxy") from None
    except ValueError:
        raise Invalid("the environment names a proxy of an unknown kind", code="bad_proxy") from None


def _trust(url: httpx.URL, proxy: httpx.Proxy | None) -> ssl.SSLContext:
    """The certificates to trust: those of the environment, or of ``certifi``; none where no TLS is spoken."""
    if url.scheme == "http" and (proxy is None or proxy.url.scheme != "https"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if folder and not Path(folder).is_dir():
        raise Unavailable(f"SSL_CERT_DIR names {folder}, which is no folder", code="bad_ca")
    if not file and not folder:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except ssl.SSLError:
        raise Unavailable(f"SSL_CERT_FILE names {file}, which holds no certificates", code="bad_ca") from None
    except OSError as error:
        raise Unavailable(f"SSL_CERT_FILE names {file}: {error.strerror}", code="bad_ca") from None


class _Transport(httpx.HTTPTransport):
    """A transport whose sockets know the deadline: a slow answer is cut off like a missing one."""

    def __init__(self, *, verify: ssl.SSLContext, proxy: httpx.Proxy | None, limits: httpx.Limits) -> None:
        super().__init__(verify=verify, proxy=proxy, limits=limits, trust_env=False)
        self._pool._network_backend = _Backend()  # noqa: SLF001  # the pool takes it, the library's transport not


class _Backend(httpcore.SyncBackend):
    """Opens connections that know the deadline."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the host's addresses after the other."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        failure: Exception = httpcore.ConnectError("the host has no address")
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for number, address in enumerate(addresses):
            left = _left(timeout, httpcore.ConnectTimeout)
            share = left and left / (len(addresses) - number)
            try:
                stream = super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection that knows the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes, before the deadline."""
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, part by part, before the deadline."""
        for start in range(0, len(buffer), _WRITE_BYTES):
            part = buffer[start : start + _WRITE_BYTES]
            self._stream.write(part, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Speak TLS from here on."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as the library declares it
        """What the library asks of the connection."""
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, over: type[Exception]) -> float | None:
    """Seconds until the deadline, at most ``timeout``. Raises the error ``over`` when none is left."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise over("the deadline is over")
    return left if timeout is None else min(left, timeout)
