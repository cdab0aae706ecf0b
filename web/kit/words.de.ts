import type { ErrorText, en } from "./words.en.ts";

const UNTOUCHED = "Ihre Daten sind unverändert.";

export const de: Record<keyof typeof en, ErrorText> = {
  unreachable: {
    what: "Der idOS-Knoten ist nicht erreichbar.",
    meaning: UNTOUCHED,
    advice: "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  },
  slow: {
    what: "Die Antwort dauert zu lange.",
    meaning: UNTOUCHED,
    advice: "Warten Sie einen Moment und versuchen Sie es noch einmal.",
  },
  session: {
    what: "Ihre Anmeldung ist abgelaufen.",
    meaning: UNTOUCHED,
    advice: "Melden Sie sich mit Ihrer Wallet neu an.",
  },
  node: {
    what: "Der Knoten gab eine Antwort, der nicht zu trauen ist.",
    meaning: "Von hier aus wurde nichts geändert.",
    advice: "Versuchen Sie es später noch einmal, oder mit einem anderen Knoten.",
  },
  network: {
    what: "Der Knoten gehört zu einem anderen Netz, als er soll.",
    meaning: "Nichts wurde unterschrieben. Was Sie unterschreiben, gilt in dem Netz, das darin steht.",
    advice: "Machen Sie nur weiter, wenn der Betreiber des Knotens sagt, dass es so richtig ist.",
  },
  sessions: {
    what: "Dieser Knoten will für alles, was Sie ansehen, eine Unterschrift.",
    meaning: UNTOUCHED,
    advice: "Verwenden Sie einen anderen Knoten.",
  },
  fee: {
    what: "Der Knoten verlangt eine Gebühr, die diese Seite nicht zahlt.",
    meaning: "Nichts wurde unterschrieben oder geändert.",
    advice: "Verwenden Sie einen anderen Knoten.",
  },
  unknown: {
    what: "Es ist nicht bekannt, ob die Änderung geschehen ist.",
    meaning: "Vielleicht ist sie es, vielleicht nicht; verloren ist nichts.",
    advice: "Laden Sie die Seite neu und sehen Sie nach, bevor Sie es wiederholen.",
  },
  stale: {
    what: "Das wurde inzwischen anderswo geändert.",
    meaning: "Nichts wurde überschrieben.",
    advice: "Laden Sie es neu und wiederholen Sie Ihre Änderung.",
  },
  declined: {
    what: "Sie haben abgelehnt.",
    meaning: UNTOUCHED,
    advice: "Sie können jederzeit neu beginnen.",
  },
  cancelled: {
    what: "Sie haben abgebrochen.",
    meaning: UNTOUCHED,
    advice: "Sie können jederzeit neu beginnen.",
  },
  superseded: {
    what: "Das wurde durch etwas Neueres unterbrochen.",
    meaning: UNTOUCHED,
    advice: "Versuchen Sie es noch einmal, wenn Sie es noch wollen.",
  },
  popup: {
    what: "Der Browser hat das Fenster nicht geöffnet.",
    meaning: UNTOUCHED,
    advice: "Erlauben Sie Pop-ups für diese Seite und versuchen Sie es noch einmal.",
  },
  storage: {
    what: "Der Browser lässt diese Seite nichts speichern.",
    meaning: UNTOUCHED,
    advice: "Erlauben Sie es in den Einstellungen des Browsers.",
  },
  password: {
    what: "Das Passwort stimmt nicht.",
    meaning: UNTOUCHED,
    advice: "Prüfen Sie Großschreibung und Tastatur und versuchen Sie es noch einmal.",
  },
  key: {
    what: "Dieser Schlüssel gehört zu einem anderen Profil.",
    meaning: UNTOUCHED,
    advice: "Prüfen Sie, welche Wallet verbunden ist.",
  },
  file: {
    what: "Diese Datei hat nicht die Schlüssel, die nötig sind.",
    meaning: "Nichts wurde geändert.",
    advice: "Wählen Sie die Schlüsseldatei, wie sie geschrieben wurde und für diesen Zweck.",
  },
  unreadable: {
    what: "Der Inhalt ist nicht lesbar.",
    meaning:
      "Er ist für einen anderen Schlüssel oder wurde unterwegs verändert. Jetzt wurde nichts geändert.",
    advice: "Bitten Sie den Aussteller um einen neuen, wenn es so bleibt.",
  },
  locked: {
    what: "Das ist noch gesperrt.",
    meaning: "Sie haben einem Datum zugestimmt, bis zu dem es bleibt.",
    advice: "Es geht, sobald die Sperre endet.",
  },
  denied: {
    what: "Die Regeln des Netzes erlauben das nicht.",
    meaning: "Nichts wurde geändert.",
    advice: "Der Grund steht in den Einzelheiten.",
  },
  missing: {
    what: "Das gibt es nicht, oder Sie dürfen es nicht sehen.",
    meaning: "Vielleicht wurde es anderswo entfernt.",
    advice: "Laden Sie die Seite neu.",
  },
  exists: {
    what: "Das gibt es schon.",
    meaning: "Nichts wurde geändert.",
    advice: "Laden Sie die Seite neu, um es zu sehen.",
  },
  large: {
    what: "Das ist zu groß.",
    meaning: "Nichts wurde gespeichert.",
    advice: "Verkleinern Sie es und versuchen Sie es noch einmal.",
  },
  invalid: {
    what: "Etwas an der Anfrage ist fehlerhaft.",
    meaning: "Nichts wurde geändert.",
    advice: "Prüfen Sie Ihre Eingaben; der Grund steht in den Einzelheiten.",
  },
  mpc: {
    what: "Dieses Profil verwahrt seinen Schlüssel auf eine Weise, die es hier nicht gibt.",
    meaning: UNTOUCHED,
    advice: "Verwenden Sie es dort, wo Sie es angelegt haben.",
  },
  contract: {
    what: "Dieses Konto ist ein Vertrag (ein Smart Account).",
    meaning:
      "Nichts wurde geändert. idOS braucht die Unterschrift eines eigenen Schlüssels, und ein Vertrag hat keinen.",
    advice: "Wählen Sie in Ihrer Wallet ein Konto mit eigenem Schlüssel und verbinden Sie dieses.",
  },
  signer: {
    what: "Die Unterschrift stammt nicht vom Schlüssel dieses Kontos.",
    meaning: UNTOUCHED,
    advice:
      "Wählen Sie dieses Konto in Ihrer Wallet. Ist es ein Vertrag (ein Smart Account), nehmen Sie eines mit eigenem Schlüssel.",
  },
  busy: {
    what: "Ihre Wallet fragt Sie schon etwas.",
    meaning: UNTOUCHED,
    advice: "Öffnen Sie Ihre Wallet, antworten Sie dort, und versuchen Sie es noch einmal.",
  },
  wallet: {
    what: "Die Wallet hat nicht getan, worum sie gebeten wurde.",
    meaning: UNTOUCHED,
    advice: "Öffnen Sie Ihre Wallet, sehen Sie nach, ob sie entsperrt ist, und versuchen Sie es noch einmal.",
  },
  internal: {
    what: "Hier ist etwas fehlgeschlagen.",
    meaning: UNTOUCHED,
    advice: "Versuchen Sie es noch einmal; schlägt es wieder fehl, laden Sie die Seite neu.",
  },
};
