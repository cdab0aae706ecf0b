"""Logs: one JSON object a line. What people send stays out: no parameters, senders, cookies or addresses."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from typing import BinaryIO, Literal, cast

import msgspec
import structlog

Level = Literal["debug", "info", "warning", "error"]
Logger = structlog.typing.FilteringBoundLogger


class _Lines:
    """Writes what lines it can: a full disk must not keep the node from answering."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def msg(self, line: bytes) -> None:
        """Write a line, whatever its level."""
        with suppress(OSError):
            self._file.write(line + b"\n")
            self._file.flush()

    debug = info = warning = error = critical = msg


def json_logger(file: BinaryIO, level: Level) -> Logger:
    """A logger that writes lines of JSON to the file. Lines that cannot be written are lost."""
    logger = structlog.wrap_logger(
        _Lines(file),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=lambda event, **_: msgspec.json.encode(event)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    return cast("Logger", logger.bind())


class Forward(logging.Handler):
    """Sends what libraries log through ``logging`` to the node's own log: the message, without tracebacks."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logging.WARNING)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        kind = record.exc_info[0] if record.exc_info else None
        extra = {"exception": kind.__name__} if kind else {}
        self._logger.log(record.levelno, "library", logger=record.name, message=record.getMessage(), **extra)


def frames(error: BaseException) -> list[str]:
    """Where an error came from, without its text, which could hold what somebody sent."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
