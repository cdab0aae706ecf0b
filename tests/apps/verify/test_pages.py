"""The page: languages, headers, who may send its form, and what happens while a picture is read."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from idos.apps.verify import service as service_module
from idos.apps.verify.words import REASONS, WORDS
from idos.verification import Outcome, Reason, assess
from idos.verification.provider import MAX_IMAGE_BYTES, VerificationStatus
from tests.apps.verify.kit import RETURN_URL, heading, world
from tests.verification.pictures import ANNA, passport

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
IMAGE_CODES = {
    "image_unsupported",
    "image_too_large",
    "image_too_small",
    "image_broken",
    "mrz_not_found",
    "mrz_malformed",
}


def test_every_language_says_everything() -> None:
    assert WORDS["de"].keys() == WORDS["en"].keys()
    for language, reasons in REASONS.items():
        assert reasons.keys() == {*Reason, *IMAGE_CODES}, language
    for key, english in WORDS["en"].items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", WORDS["de"][key])), key


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "video"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP"),
        (b"%PDF-1.7\n", "PDF"),
        (b"GIF89a", "GIF"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_a_file_of_another_kind_is_named_and_is_no_try(start: bytes, name: str) -> None:
    with world() as at:
        visitor = at.start()
        for _ in range(at.settings.tries + 1):
            page = visitor.send("document", start + bytes(100))
            assert page.status_code == 200
            assert f"This is a {name} file" in page.text
        german = httpx.get(f"{visitor.url}?file={name}&lang=de").text
        assert f"eine Datei der Art {name}" in german
        assert "tries" not in httpx.get(visitor.url).text
        assert "eine Datei der Art" not in httpx.get(f"{visitor.url}?file=<b>&lang=de").text
        visitor.pass_all()
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.APPROVED


def test_every_answer_carries_the_headers() -> None:
    with world() as at:
        visitor = at.start()
        for url in (visitor.url, at.settings.public_url, f"{at.settings.public_url}/nothing/here"):
            headers = httpx.get(url).headers
            assert headers["Content-Security-Policy"] == POLICY
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Permissions-Policy"] == "camera=(self), microphone=(), geolocation=()"
            assert headers["Cache-Control"] == "no-store"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "Strict-Transport-Security" not in headers


def test_the_page_is_whole_without_a_script_and_has_none_inside() -> None:
    with world() as at:
        page = at.start().look().text
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == [""]
    assert not re.search(r"\son\w+=|style=|javascript:", page)
    assert '<input id="picture" type="file"' in page
    assert '<label for="picture">' in page
    assert 'role="status"' in page


def test_what_the_page_needs_is_there() -> None:
    with world() as at:
        page = at.start().look().text
        found = {
            at.settings.public_url + path for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        }
        assert len(found) >= 3
        assert all(httpx.get(url).status_code == 200 for url in found)
        assert not re.findall(r'(?:src|href)="https?://(?!neobank\.example)', page)


def test_the_page_speaks_the_sessions_language_and_can_change_it() -> None:
    with world() as at:
        visitor = at.start(language="de")
        page = visitor.look()
        assert heading(page) == "Zeigen Sie Ihren Pass oder Personalausweis"
        assert '<html lang="de">' in page.text
        assert page.headers["Content-Language"] == "de"
        english = visitor.look("?lang=en")
        assert heading(english) == "Show your passport or identity card"
        assert heading(visitor.look("?lang=tlh")) == heading(page)
        action = re.search(r'action="([^"]+)"', english.text)
        assert action
        assert action[1].endswith("/document?lang=en")
        files = {"picture": ("a.png", passport(ANNA))}
        after = httpx.post(at.settings.public_url + action[1], files=files, follow_redirects=True)
        assert heading(after) == "Now a picture of your face"


def test_the_company_gets_the_comment_in_the_persons_language() -> None:
    with world(tries=1) as at:
        visitor = at.start(language="de")
        visitor.send("document", b"no picture")
        comment = at.provider.outcome(visitor.session_id).comment
        assert comment == "Diese Datei ist kein Bild, das wir verwenden können."


@pytest.mark.parametrize(
    ("accepted", "title"), [("de-AT,de;q=0.9", "Hier ist nichts"), ("fr", "There is nothing here")]
)
def test_an_unknown_page_speaks_the_browsers_language(accepted: str, title: str) -> None:
    with world() as at:
        page = httpx.get(f"{at.settings.public_url}/s/{'x' * 43}", headers={"Accept-Language": accepted})
        assert (page.status_code, heading(page)) == (404, title)


def test_the_origin_says_what_it_is() -> None:
    with world() as at:
        assert heading(httpx.get(at.settings.public_url)) == "Verify"


def test_names_of_companies_and_addresses_are_escaped() -> None:
    with world() as at:
        page = at.start(return_url="https://neobank.example/a?b='c'&d=%22e%22").look().text
        assert 'href="https://neobank.example/a?b=&#39;c&#39;&amp;d=%22e%22"' in page


def test_the_way_back_is_always_open() -> None:
    with world() as at:
        visitor = at.start()
        assert f'href="{RETURN_URL}"' in visitor.look().text
        assert f'href="{RETURN_URL}"' in visitor.pass_all().text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(headers: dict[str, str]) -> None:
    with world() as at:
        visitor = at.start()
        page = visitor.send("document", passport(ANNA), **headers)
        assert (page.status_code, heading(page)) == (403, "This was not sent from our page")
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.PENDING


def test_a_form_without_a_picture_costs_no_try() -> None:
    with world() as at:
        visitor = at.start()
        form = f"{visitor.url}/document"
        attempts: list[dict[str, object]] = [
            {"files": {"picture": ("a.jpg", b"")}},
            {"files": {"other": ("a.jpg", b"x")}},
            {"files": {"picture": ("a", b"x"), "more": ("b", b"y")}},
            {"data": {"picture": "text"}},
            {"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
            {"content": b"broken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            {"content": b""},
        ]
        for attempt in attempts:
            page = httpx.post(form, **attempt)  # type: ignore[arg-type]  # arguments of several kinds
            assert page.status_code == 400, attempt
            assert "Choose a picture first." in page.text
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.PENDING


def test_a_huge_picture_is_refused_and_costs_no_try() -> None:
    with world() as at:
        visitor = at.start()
        page = visitor.send("document", bytes(MAX_IMAGE_BYTES + 20_000))
        assert (page.status_code, "larger than 16 MB" in page.text) == (400, True)
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.PENDING


def test_while_a_picture_is_read_the_page_says_so_and_takes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*arguments: object, **named: object) -> Outcome:
        begun.set()
        assert go_on.wait(timeout=20)
        return assess(*arguments, **named)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(service_module, "assess", slow)
    with world() as at, ThreadPoolExecutor() as others:
        visitor = at.start()
        first = others.submit(visitor.send, "document", passport(ANNA))
        assert begun.wait(timeout=20)
        page = visitor.look()
        assert heading(page) == "Reading your picture …"
        assert '<meta http-equiv="refresh"' in page.text
        assert heading(visitor.send("document", b"another")) == "Reading your picture …"
        go_on.set()
        assert heading(first.result(timeout=20)) == "Now a picture of your face"


def test_a_reader_that_died_blocks_the_page_for_a_minute_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object, **__: object) -> Outcome:
        raise MemoryError

    with world() as at:
        visitor = at.start()
        with monkeypatch.context() as patched:
            patched.setattr(service_module, "assess", dies)
            assert visitor.send("document", passport(ANNA)).status_code == 500
        assert heading(visitor.look()) == "Reading your picture …"
        at.clock.now += 60
        assert heading(visitor.send("document", passport(ANNA))) == "Now a picture of your face"
