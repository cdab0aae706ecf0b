"""The settings of the node's RPC, each described where it is declared (``docs/operator.md`` lists them)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

Seconds = Annotated[float, Meta(gt=0, le=31_536_000)]
Count = Annotated[int, Meta(ge=1, le=1_000_000_000)]
BodySize = Annotated[int, Meta(ge=1, le=6_000_000)]
Line = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*[^\s?#/])?\Z")]
Address = Annotated[str, Meta(pattern=r"^(|(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):[0-9]{1,5})\Z")]
Origin = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9+.-]*://[^\s/?#@]+\Z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcSettings:
    """What an operator may choose about the RPC. Bounds are checked when configuration is read."""

    public_urls: Annotated[
        tuple[Url, ...],
        "URLs by which clients reach the node, without a final slash. A sign-in text names the one whose "
        "host was asked, else the first. Without any: where the node listens.",
    ] = ()
    allowed_origins: Annotated[
        tuple[Origin, ...],
        "Web origins whose pages may use the session of a cookie, like `https://app.example`; `:*` is any "
        "port. The node's own URLs always may. Pages of other origins have only sessions that they hold a "
        "token of.",
    ] = ()
    trusted_proxies: Annotated[
        tuple[str, ...], "Addresses and networks of proxies whose `X-Forwarded-For` is believed."
    ] = ("127.0.0.1", "::1")
    private: Annotated[
        bool,
        "View calls carry a signed challenge unless they are open to all; sessions do not count, and "
        "`user.query` is refused.",
    ] = False
    statement: Annotated[Line, "The sentence that people read when they sign in."] = (
        "Sign in to your idOS profile."
    )
    login_seconds: Annotated[Seconds, "How long a sign-in text waits for its signature."] = 300.0
    session_seconds: Annotated[Seconds, "How long a session lasts."] = 86_400.0
    challenge_seconds: Annotated[Seconds, "How long a challenge waits for its call."] = 30.0
    max_logins: Annotated[
        Count, "Used sign-in texts, and used challenges, that are remembered; then the oldest count again."
    ] = 100_000
    max_sessions: Annotated[
        Count,
        "Sessions at once of signers who have a profile or a right here, and as many of signers with only "
        "a grant; then the signer with the most loses the oldest.",
    ] = 100_000
    sessions_per_signer: Annotated[Count, "Sessions of one such signer at once; then the oldest end."] = 100
    max_stranger_sessions: Annotated[Count, "Sessions of all other signers at once."] = 100_000
    strangers_per_client: Annotated[Count, "Sessions of such others that a client has at once."] = 1_000
    stranger_seconds: Annotated[
        Seconds, "How long a session of such others is protected; then it ends when there is no room."
    ] = 600.0
    challenges_per_second: Annotated[Count, "Challenges that a client may ask for, sustained."] = 10
    challenge_burst: Annotated[Count, "Challenges that a client may ask for at once."] = 60
    requests_per_second: Annotated[Count, "Requests that a client may make, sustained."] = 500
    request_burst: Annotated[Count, "Requests that a client may make at once."] = 2_000
    calls_per_second: Annotated[Count, "View calls that a signer may make, sustained."] = 200
    call_burst: Annotated[Count, "View calls that a signer may make at once."] = 1_000
    transactions_per_second: Annotated[Count, "Transactions that a signer may hand in, sustained."] = 100
    transaction_burst: Annotated[Count, "Transactions that a signer may hand in at once."] = 1_000
    counted_bytes: Annotated[
        Count, "Bytes of a request and its answer that count as one; what has more counts as several."
    ] = 65_536
    counted_seconds: Annotated[
        Seconds, "Computing time of a request that counts as one; what takes more counts as several."
    ] = 0.002
    max_streams: Annotated[
        Count,
        "Streams of changes that are open at once; strangers have at most a quarter, and so have signers who "
        "have only a grant.",
    ] = 1_000
    streams_per_signer: Annotated[Count, "Streams of changes that a signer has open at once."] = 4
    event_seconds: Annotated[Seconds, "The least time between two events of a stream of changes."] = 0.5
    heartbeat_seconds: Annotated[Seconds, "How long a stream of changes is silent."] = 15.0
    streams_per_client: Annotated[Count, "Streams of changes that a client has open at once."] = 100
    max_requests: Annotated[
        Count, "Requests that are worked on, or whose answers are being sent, at once; more are answered 503."
    ] = 256
    requests_per_client: Annotated[
        Count, "Of these, the most of one client; and of those that wait for a block."
    ] = 128
    max_connections: Annotated[
        Count, "Connections at once; more push out idle ones, or are answered 503."
    ] = 2_000
    connections_per_client: Annotated[
        Count, "Of these, the most of one client; a trusted proxy may have them all."
    ] = 200
    threads: Annotated[
        Count, "Threads that read the store and check signatures; one client has half of them."
    ] = 4
    max_request_bytes: Annotated[BodySize, "The longest request body."] = 6_000_000
    max_result_bytes: Annotated[Count, "The most text in the rows that a view call answers."] = 67_108_864
    max_arriving_bytes: Annotated[
        Count, "Bytes of request bodies, longer than 64 KiB, that arrive or are worked on, in all."
    ] = 134_217_728
    arriving_bytes_per_client: Annotated[Count, "Of these, the most of one client."] = 33_554_432
    max_answer_bytes: Annotated[
        Count, "Bytes of answers, longer than 64 KiB, that are made and not yet sent, in all."
    ] = 268_435_456
    answer_bytes_per_client: Annotated[Count, "Of these, the most to one client, or one answer."] = 33_554_432
    answer_bytes_per_signer: Annotated[Count, "Of these, the most to one signer, or one answer."] = 33_554_432
    max_header_bytes: Annotated[Count, "The longest request head."] = 32_768
    header_seconds: Annotated[Seconds, "How long a request's head may take to arrive."] = 5.0
    body_seconds: Annotated[Seconds, "How long a request's body may take to arrive."] = 20.0
    handler_seconds: Annotated[Seconds, "How long a method may take; then it is answered 503."] = 20.0
    broadcast_seconds: Annotated[Seconds, "How long a synchronous broadcast waits for its block."] = 15.0
    write_seconds: Annotated[Seconds, "How long a client may take nothing of its answer."] = 30.0
    write_bytes_per_second: Annotated[
        Count, "How fast a client must take an answer, beside `write_seconds`."
    ] = 65_536
    keep_alive_seconds: Annotated[Count, "How long an idle connection stays open."] = 5
    metrics_listen: Annotated[
        Address,
        "Where `/metrics` is, for whoever reaches it there, like `127.0.0.1:9464`. Empty: at the node's own "
        "port, for who asks from this machine.",
    ] = ""
