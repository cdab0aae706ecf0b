"""What the page says, in each of its languages. ``{company}`` and ``{number}`` are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from idos.verification.provider import Language


class Advice(NamedTuple):
    """Why a picture was not good enough, and what to do."""

    sentence: str
    advice: str


_ENGLISH: Final = {
    "language": "English",
    "skip": "Skip to the content",
    "sandbox": "Sandbox",
    "steps": "Steps",
    "step_document": "Document",
    "step_selfie": "Selfie",
    "step_result": "Result",
    "step_count": "Step {number} of 3",
    "document_title": "Show your passport or identity card",
    "document_lead": "{company} asks us to check who you are. Photograph the page with your picture on it.",
    "document_tip_1": "All four corners in view, nothing covered",
    "document_tip_2": "The lines with <<<< at the bottom sharp and straight",
    "document_tip_3": "Even light, no reflections",
    "document_choose": "Picture of the document",
    "document_send": "Check the document",
    "selfie_title": "Now a picture of your face",
    "selfie_lead": "Your document could be read. {company} keeps this picture with it.",
    "selfie_tip_1": "Look straight into the camera",
    "selfie_tip_2": "Your whole face in view, nothing over it",
    "selfie_tip_3": "Light from the front",
    "selfie_choose": "Picture of your face",
    "selfie_send": "Send the picture",
    "formats": "JPEG or PNG, at most 16 MB",
    "camera_open": "Use the camera",
    "camera_shoot": "Take the picture",
    "camera_close": "Close the camera",
    "camera_live": "The camera is on.",
    "camera_taken": "The picture is taken. Look whether it is sharp, then send it.",
    "camera_denied": "The camera cannot be used. Choose a file instead.",
    "preview": "The picture that will be sent",
    "sending": "Sending: {number} %",
    "reading": "Reading the picture …",
    "failed": "The picture did not arrive. Check your connection and send it again.",
    "too_large": "The picture is larger than 16 MB. Choose a smaller one.",
    "missing": "Choose a picture first.",
    "foreign": "This is a {format} file, and cannot be read here. Use the camera, or save the picture as "
    "JPEG or PNG and choose that. (An iPhone takes JPEG with Settings, Camera, Formats, Most Compatible.) It "
    "did not count as a try.",
    "retry_title": "That did not work yet",
    "tries_one": "You can try once more.",
    "tries": "You can try {number} more times.",
    "privacy_title": "What happens to your pictures",
    "privacy": "They are read here, and go to {company} and nobody else. We delete them as soon as "
    "{company} has fetched them, and after a day in any case.",
    "minutes": "This page is open for you for another {number} min.",
    "leave": "Leave, and return to {company}",
    "busy_title": "Reading your picture …",
    "busy": "This takes a few seconds. The page renews itself.",
    "approved_title": "Your identity is verified",
    "approved": "{company} has been told. This is what we read:",
    "rejected_title": "Your identity could not be verified",
    "rejected": "{company} has been told that it did not work, and why. It learns nothing else from the "
    "document, and your pictures are deleted.",
    "rejected_next": "What you can do: return to {company} and begin another check there, with another "
    "document.",
    "expired_title": "This page is no longer open",
    "expired": "The time for it is over, and your pictures are deleted. Start again at {company}.",
    "continue": "Continue to {company}",
    "return": "Return to {company}",
    "name": "Name",
    "birth_date": "Date of birth",
    "number": "Document number",
    "expiry_date": "Valid until",
    "unknown_title": "There is nothing here",
    "unknown": "This page has moved on, or its address is not complete. Open the link again from the page "
    "that sent you here.",
    "forbidden_title": "This was not sent from our page",
    "forbidden": "Nothing has changed. Open the link again from the page that sent you here.",
    "home_title": "Verify",
    "home": "We check passports and identity cards for companies. A company sends you here with a link of "
    "your own. This is a sandbox: it reads documents, and does not compare faces.",
    "footer": "Verify is a sandbox: it reads documents, and does not compare faces.",
}

_GERMAN: Final = {
    "language": "Deutsch",
    "skip": "Zum Inhalt springen",
    "sandbox": "Testbetrieb",
    "steps": "Schritte",
    "step_document": "Ausweis",
    "step_selfie": "Selfie",
    "step_result": "Ergebnis",
    "step_count": "Schritt {number} von 3",
    "document_title": "Zeigen Sie Ihren Pass oder Personalausweis",
    "document_lead": "{company} bittet uns zu prüfen, wer Sie sind. Fotografieren Sie die Seite mit Ihrem "
    "Bild.",
    "document_tip_1": "Alle vier Ecken sichtbar, nichts verdeckt",
    "document_tip_2": "Die Zeilen mit <<<< unten scharf und gerade",
    "document_tip_3": "Gleichmäßiges Licht, keine Spiegelungen",
    "document_choose": "Bild des Ausweises",
    "document_send": "Ausweis prüfen",
    "selfie_title": "Nun ein Bild von Ihrem Gesicht",
    "selfie_lead": "Ihr Ausweis ließ sich lesen. {company} bewahrt dieses Bild mit ihm auf.",
    "selfie_tip_1": "Gerade in die Kamera sehen",
    "selfie_tip_2": "Das ganze Gesicht sichtbar, nichts davor",
    "selfie_tip_3": "Licht von vorn",
    "selfie_choose": "Bild Ihres Gesichts",
    "selfie_send": "Bild senden",
    "formats": "JPEG oder PNG, höchstens 16 MB",
    "camera_open": "Kamera benutzen",
    "camera_shoot": "Bild aufnehmen",
    "camera_close": "Kamera schließen",
    "camera_live": "Die Kamera ist an.",
    "camera_taken": "Das Bild ist aufgenommen. Sehen Sie nach, ob es scharf ist, und senden Sie es.",
    "camera_denied": "Die Kamera lässt sich nicht benutzen. Wählen Sie stattdessen eine Datei.",
    "preview": "Das Bild, das gesendet wird",
    "sending": "Wird gesendet: {number} %",
    "reading": "Das Bild wird gelesen …",
    "failed": "Das Bild ist nicht angekommen. Prüfen Sie Ihre Verbindung und senden Sie es noch einmal.",
    "too_large": "Das Bild ist größer als 16 MB. Wählen Sie ein kleineres.",
    "missing": "Wählen Sie zuerst ein Bild.",
    "foreign": "Das ist eine Datei der Art {format}, die sich hier nicht lesen lässt. Benutzen Sie die "
    "Kamera, oder speichern Sie das Bild als JPEG oder PNG und wählen Sie dieses. (Ein iPhone nimmt JPEG "
    "auf, wenn unter Einstellungen, Kamera, Formate „Maximale Kompatibilität“ gewählt ist.) Das zählt nicht "
    "als Versuch.",
    "retry_title": "Das hat noch nicht geklappt",
    "tries_one": "Sie können es noch einmal versuchen.",
    "tries": "Sie können es noch {number}-mal versuchen.",
    "privacy_title": "Was mit Ihren Bildern geschieht",
    "privacy": "Sie werden hier gelesen und gehen an {company} und sonst niemanden. Wir löschen sie, sobald "
    "{company} sie abgeholt hat, und in jedem Fall nach einem Tag.",
    "minutes": "Diese Seite ist noch {number} min für Sie offen.",
    "leave": "Abbrechen und zurück zu {company}",
    "busy_title": "Ihr Bild wird gelesen …",
    "busy": "Das dauert einige Sekunden. Die Seite erneuert sich von selbst.",
    "approved_title": "Ihre Identität ist bestätigt",
    "approved": "{company} weiß Bescheid. Das haben wir gelesen:",
    "rejected_title": "Ihre Identität ließ sich nicht bestätigen",
    "rejected": "{company} weiß, dass es nicht geklappt hat und warum, und erfährt sonst nichts aus dem "
    "Ausweis. Ihre Bilder sind gelöscht.",
    "rejected_next": "Was Sie tun können: zurück zu {company} gehen und dort eine neue Prüfung beginnen, mit "
    "einem anderen Ausweis.",
    "expired_title": "Diese Seite ist nicht mehr offen",
    "expired": "Die Zeit dafür ist um, und Ihre Bilder sind gelöscht. Beginnen Sie bei {company} von vorn.",
    "continue": "Weiter zu {company}",
    "return": "Zurück zu {company}",
    "name": "Name",
    "birth_date": "Geburtsdatum",
    "number": "Nummer des Ausweises",
    "expiry_date": "Gültig bis",
    "unknown_title": "Hier ist nichts",
    "unknown": "Diese Seite gibt es nicht mehr, oder ihre Adresse ist nicht vollständig. Öffnen Sie den Link "
    "noch einmal von der Seite, die Sie hierher geschickt hat.",
    "forbidden_title": "Das kam nicht von unserer Seite",
    "forbidden": "Es hat sich nichts geändert. Öffnen Sie den Link noch einmal von der Seite, die Sie "
    "hierher geschickt hat.",
    "home_title": "Verify",
    "home": "Wir prüfen Pässe und Personalausweise für Unternehmen. Ein Unternehmen schickt Sie mit einem "
    "eigenen Link hierher. Dies ist ein Testbetrieb: Er liest Ausweise und vergleicht keine Gesichter.",
    "footer": "Verify ist ein Testbetrieb: Er liest Ausweise und vergleicht keine Gesichter.",
}

WORDS: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType({"en": _ENGLISH, "de": _GERMAN})

REASONS: Final[Mapping[Language, Mapping[str, Advice]]] = MappingProxyType(
    {
        "en": {
            "document_unsupported": Advice(
                "This is not a document that proves who somebody is.",
                "Use a passport, an identity card or a residence permit.",
            ),
            "check_digit_failed": Advice(
                "Some characters on the document do not fit together.",
                "Photograph it again in even light. If that does not help, use another document.",
            ),
            "date_implausible": Advice(
                "The dates on the document cannot be right.",
                "Make sure that nothing covers the lines at the bottom, and try again.",
            ),
            "document_expired": Advice(
                "The document has expired.", "Use a passport or an identity card that is still valid."
            ),
            "underage": Advice("You are too young for this.", "Another document will not help."),
            "name_mismatch": Advice(
                "The name on the document is not the name you gave.",
                "Use a document in that name, or return and correct the name.",
            ),
            "birth_date_mismatch": Advice(
                "The date of birth on the document is not the one you gave.",
                "Return and correct the date, or use another document.",
            ),
            "image_unsupported": Advice(
                "This file is not a picture that we can use.",
                "Send a JPEG or a PNG that is not cut to a strip.",
            ),
            "image_too_large": Advice(
                "The picture is too large.", "It may have at most 16 MB, and 80 megapixels as a JPEG."
            ),
            "image_too_small": Advice(
                "The picture is too small.", "Go closer, or choose one that is at least 500 pixels wide."
            ),
            "image_broken": Advice("The picture is damaged.", "Take it again, or choose another file."),
            "mrz_not_found": Advice(
                "We could not read the lines at the bottom of the document.",
                "Lay it flat, hold the camera straight above it, and avoid reflections.",
            ),
            "mrz_malformed": Advice(
                "The lines at the bottom of the document are not complete.",
                "Make sure that nothing is covered or cut off, and try again.",
            ),
        },
        "de": {
            "document_unsupported": Advice(
                "Dieses Dokument weist niemanden aus.",
                "Nehmen Sie einen Pass, einen Personalausweis oder einen Aufenthaltstitel.",
            ),
            "check_digit_failed": Advice(
                "Einige Zeichen auf dem Ausweis passen nicht zusammen.",
                "Fotografieren Sie ihn bei gleichmäßigem Licht. Hilft das nicht, nehmen Sie einen anderen.",
            ),
            "date_implausible": Advice(
                "Die Daten auf dem Ausweis können nicht stimmen.",
                "Achten Sie darauf, dass nichts die Zeilen unten verdeckt, und versuchen Sie es noch einmal.",
            ),
            "document_expired": Advice(
                "Der Ausweis ist abgelaufen.", "Nehmen Sie einen Pass oder Personalausweis, der noch gilt."
            ),
            "underage": Advice("Sie sind dafür zu jung.", "Ein anderer Ausweis hilft nicht."),
            "name_mismatch": Advice(
                "Der Name auf dem Ausweis ist nicht der, den Sie angegeben haben.",
                "Nehmen Sie einen Ausweis auf diesen Namen, oder kehren Sie um und berichtigen Sie ihn.",
            ),
            "birth_date_mismatch": Advice(
                "Das Geburtsdatum auf dem Ausweis ist nicht das, das Sie angegeben haben.",
                "Kehren Sie um und berichtigen Sie es, oder nehmen Sie einen anderen Ausweis.",
            ),
            "image_unsupported": Advice(
                "Diese Datei ist kein Bild, das wir verwenden können.",
                "Senden Sie ein JPEG oder PNG, das nicht auf einen Streifen beschnitten ist.",
            ),
            "image_too_large": Advice(
                "Das Bild ist zu groß.", "Es darf höchstens 16 MB haben, und als JPEG 80 Megapixel."
            ),
            "image_too_small": Advice(
                "Das Bild ist zu klein.", "Gehen Sie näher heran, oder wählen Sie eines ab 500 Pixeln Breite."
            ),
            "image_broken": Advice(
                "Das Bild ist beschädigt.", "Nehmen Sie es neu auf, oder wählen Sie eine andere Datei."
            ),
            "mrz_not_found": Advice(
                "Wir konnten die Zeilen unten auf dem Ausweis nicht lesen.",
                "Legen Sie ihn flach hin, halten Sie die Kamera gerade darüber, vermeiden Sie Spiegelungen.",
            ),
            "mrz_malformed": Advice(
                "Die Zeilen unten auf dem Ausweis sind nicht vollständig.",
                "Achten Sie darauf, dass nichts verdeckt oder abgeschnitten ist.",
            ),
        },
    }
)


def reason_sentence(language: Language, code: str) -> str:
    """Why a picture was not good enough, in a sentence."""
    return REASONS[language][code].sentence
