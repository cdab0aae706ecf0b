"""What Sumsub sends, as far as it is read: the members of its JSON, in camel case there.

Pages of its documentation: Get applicant data; Generate external WebSDK link; Get information about document
images; User verification webhooks. Members that are not always there have a default. Sumsub also writes null,
or a text of nothing, for what is not stated; here that is the same as a member that is not there.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from idos.errors import Invalid
from idos.protocol.wire import JsonBounds, convert, decode_json

T = TypeVar("T")


def read(data: bytes, shape: type[T], bounds: JsonBounds) -> T:
    """Sumsub's JSON of the declared ``shape``. Raises `Invalid`."""
    return convert(_stated(decode_json(data, object, bounds)), shape)


def _stated(value: object) -> object:
    """What is left of parsed JSON without members and items that state nothing."""
    if isinstance(value, dict):
        return {name: kept for name, kept in ((n, _stated(v)) for n, v in value.items()) if kept is not None}
    if isinstance(value, list):
        return [kept for kept in map(_stated, value) if kept is not None]
    return None if isinstance(value, str) and not value.strip() else value


class ReviewResult(Struct, frozen=True, rename="camel"):
    """Whether a review was passed, and if not, why, and whether the person may try again."""

    review_answer: str | None = None
    review_reject_type: str | None = None
    reject_labels: tuple[str, ...] | None = None
    moderation_comment: str | None = None

    @property
    def is_green(self) -> bool:
        """Whether it was passed."""
        return self.review_answer == "GREEN"


class Review(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where a review stands."""

    review_status: str | None = None
    review_result: ReviewResult | None = None


class Webhook(Review, frozen=True, kw_only=True, rename="camel"):
    """A call-back. ``created_at_ms`` is a UTC time of the form ``yyyy-MM-dd HH:mm:ss.fff``."""

    applicant_id: str
    created_at_ms: str
    type: str
    external_user_id: str = ""
    sandbox_mode: bool = False


class Created(Struct, frozen=True, rename="camel"):
    """An applicant, as far as it is needed to name it."""

    id: str


class Link(Struct, frozen=True, rename="camel"):
    """The page for the person."""

    url: str


class IdDoc(Struct, frozen=True, rename="camel"):
    """A document and what was read from it. States are ISO 3166-1 alpha-3 codes."""

    id_doc_type: str
    country: str = ""
    first_name: str = ""
    first_name_en: str = ""
    middle_name: str = ""
    middle_name_en: str = ""
    last_name: str = ""
    last_name_en: str = ""
    number: str = ""
    dob: date | None = None
    valid_until: date | None = None


class Info(Struct, frozen=True, rename="camel"):
    """What was read of the person."""

    id_docs: tuple[dict[str, Any], ...] = ()
    nationality: str | None = None
    gender: str | None = None

    @property
    def documents(self) -> list[IdDoc]:
        """The documents, without those of another form: one of them is no reason to pass over the others."""
        found = []
        for doc in self.id_docs:
            with suppress(Invalid):
                found.append(convert(doc, IdDoc))
        return found


class ApplicantProfile(Struct, frozen=True, rename="camel"):
    """An applicant."""

    id: str
    external_user_id: str = ""
    info: Info = Info()
    review: Review = Review()


class DocumentDefinition(Struct, frozen=True, rename="camel"):
    """What an image shows."""

    id_doc_type: str = ""
    id_doc_sub_type: str | None = None
    country: str = ""

    @property
    def is_front(self) -> bool:
        """Whether it is the page with the portrait, and not the back of a card."""
        return self.id_doc_sub_type != "BACK_SIDE"


class Stored(Struct, frozen=True, rename="camel"):
    """An image that is kept."""

    id: str
    id_doc_def: DocumentDefinition = DocumentDefinition()
    review_result: ReviewResult | None = None

    @property
    def passed(self) -> bool:
        """Whether it was found good."""
        return self.review_result is not None and self.review_result.is_green


class StoredImages(Struct, frozen=True, rename="camel"):
    """All images of an applicant."""

    items: tuple[Stored, ...] = ()

    def passed(self, kinds: Collection[str], country: str | None = None) -> list[Stored]:
        """Those that were found good: fronts or only pages of these types, of one ``country`` or any."""
        good = [(image, image.id_doc_def) for image in self.items if image.passed]
        return [
            image
            for image, shows in good
            if shows.is_front and shows.id_doc_type in kinds and country in {None, shows.country or country}
        ]
