import type { Messages } from "./messages.ts";

export const de: Messages = {
  brand: "Neobank",
  sample: "Neobank ist ein Beispiel für eine App auf idOS. Sie ist keine Bank und verwahrt kein Geld.",
  home: {
    title: "Das Konto, das bei Ihnen anfängt",
    lead: "In Minuten eröffnet, von wo Sie sind. Ihre geprüfte Identität bleibt Ihre: Nutzen Sie sie anderswo wieder, oder nehmen Sie sie zurück.",
    open: "Konto eröffnen",
    signIn: "Ich habe ein Konto",
    card: "Eine Zahlkarte der Neobank, als Beispiel",
    holder: "IHR NAME",
    stepsTitle: "Drei Schritte, und Sie sind dabei",
    steps: [
      {
        title: "Wallet verbinden",
        text: "Sie ist Ihre Unterschrift. Haben Sie noch kein idOS-Profil, legen wir eines für Sie an: einen Ort für Ihre Daten, den nur Sie öffnen können.",
      },
      {
        title: "Den Pass zeigen, einmal",
        text: "Ein Prüfdienst liest ihn und nimmt ein Bild Ihres Gesichts auf. Das dauert zwei Minuten, und auf das Ergebnis müssen Sie nicht warten.",
      },
      {
        title: "Ihr Konto ist offen",
        text: "Und der Nachweis, wer Sie sind, liegt in Ihren Händen: mit Ihrem Schlüssel verschlüsselt, bereit für die nächste Firma, die fragt.",
      },
    ],
    promisesTitle: "Was hier anders ist",
    promises: [
      {
        title: "Erst erlauben Sie, dann schreiben wir",
        text: "Sie unterschreiben, was wir Ihrem Profil hinzufügen dürfen, bevor wir es tun. Einmal, und höchstens für eine Woche.",
      },
      {
        title: "Niemand sonst liest mit",
        text: "Ihre Daten liegen verschlüsselt im Netz. Nur Sie und wen Sie wählen haben einen Schlüssel.",
      },
      {
        title: "Sie können es zurücknehmen",
        text: "Unsere Kopie Ihres Nachweises ist nicht gesperrt. Nehmen Sie sie in Ihrer Übersicht zurück, wann Sie wollen.",
      },
    ],
  },
  names: {
    title: "Konto eröffnen",
    lead: "Zuerst Ihr Name. Schreiben Sie ihn, wie er in Ihrem Pass steht.",
    given: "Vornamen",
    givenHint: "Alle, oder mindestens den ersten",
    surname: "Nachname",
    surnameHint: "Haben Sie nur einen Namen, lassen Sie eines der beiden leer",
    next: "Weiter",
    have: "Ich habe schon ein Konto",
    why: "Der Prüfdienst vergleicht ihn mit Ihrem Pass. Wir behalten ihn nur, wenn Sie ein Konto eröffnen.",
    unsupported: "Schreiben Sie ihn in lateinischen Buchstaben, wie die Zeilen unten in Ihrem Pass.",
  },
  open: {
    title: "Ihr Konto",
    lead: "Das idOS-Feld führt Sie. Es fragt Sie, bevor etwas mit Ihren Daten geschieht.",
    as: (name) => `Eröffnung für ${name}`,
    change: "Ändern",
    progress: "Wie weit Sie sind",
    steps: ["Wallet", "Erlaubnis", "Pass", "Konto"],
    now: {
      connect: {
        title: "Beginnen Sie mit Ihrer Wallet",
        text: "Verbinden Sie sie im Feld. Sind Sie neu bei idOS, legen wir dort ein Profil für Sie an.",
      },
      permit: {
        title: "Erlauben Sie uns, einen Nachweis zu schreiben",
        text: "Das Feld zeigt, was Sie erlauben. Sie entscheiden jetzt, damit Sie nach der Prüfung Ihres Passes nicht wiederkommen müssen.",
      },
      verifying: {
        title: "Ihr Pass wird geprüft",
        text: "Dort noch nicht fertig? Machen Sie weiter, wenn Sie so weit sind; die Prüfung bleibt eine Stunde offen. Sonst ist nichts zu tun: Sie können diese Seite schließen, und wir schreiben Ihren Nachweis, sobald wir das Ergebnis haben.",
      },
      issuing: {
        title: "Wir schreiben Ihren Nachweis",
        text: "Ihr Pass wurde angenommen. Der Nachweis kommt jetzt in Ihr Profil, für Sie verschlüsselt. Sie können diese Seite schließen.",
      },
      rejected: {
        title: "Ihr Pass wurde nicht angenommen",
        text: "In Ihr Profil wurde nichts geschrieben. Der Grund:",
        retry: "Sie können es im Feld noch einmal versuchen; Ihre Erlaubnis gilt weiter.",
        final:
          "Ein weiterer Versuch ist hier nicht möglich. Schreiben Sie uns, und jemand sieht es mit Ihnen an.",
      },
      failed: {
        title: "Bei uns ist etwas schiefgegangen",
        text: "Ihre Daten sind sicher, und nichts ist verloren. Bitte beginnen Sie den letzten Schritt im Feld noch einmal.",
      },
    },
    goOn: "Weiter zur Prüfung",
    done: {
      title: (name) => `Willkommen, ${name}`,
      badge: "Konto offen",
      card: (last) => `Ihre Zahlkarte mit den Endziffern ${last}`,
      holder: "Inhaber",
      number: "Kontonummer",
      since: "Eröffnet",
      demo: "Eine erfundene Nummer, für diese Vorführung",
      proofTitle: "Ihr Nachweis gehört Ihnen",
      proof:
        "Ihr Nachweis liegt in Ihrem eigenen Profil. Lesen Sie ihn in Ihrer Übersicht, oder zeigen Sie ihn der nächsten Firma, die fragt. Wir haben eine Kopie, die Sie dort zurücknehmen können.",
      dashboard: "Meine Übersicht öffnen",
      use: (name) => `Bei ${name} verwenden`,
    },
    leave: "Abmelden",
  },
  news: {
    verifying: "Ihr Pass wird geprüft.",
    issuing: "Ihr Pass wurde angenommen. Wir schreiben Ihren Nachweis.",
    issued: "Ihr Konto ist offen.",
    rejected: "Ihr Pass wurde nicht angenommen.",
    failed: "Bei uns ist etwas schiefgegangen.",
    none: "",
  },
  reasons: {
    check_digit_failed: "Die Prüfziffern des Passes passen nicht zu seinem Inhalt.",
    date_implausible: "Der Pass nennt keine glaubhaften Daten.",
    document_unsupported: "Das Dokument weist niemanden aus.",
    document_expired: "Der Pass ist abgelaufen.",
    underage: "Sie sind zu jung für dieses Konto.",
    name_mismatch: "Der Name im Pass ist nicht der, den Sie uns genannt haben.",
    birth_date_mismatch: "Das Geburtsdatum im Pass ist nicht das, das Sie uns genannt haben.",
    session_expired: "Die Prüfung wurde nicht rechtzeitig abgeschlossen.",
    country_not_served: "Pässe dieses Landes nehmen wir nicht an.",
    mrz_not_found: "Die zwei Zeilen unten auf der Seite waren nicht lesbar.",
    mrz_malformed: "Die zwei Zeilen unten auf der Seite sind nicht die eines Passes.",
    image_broken: "Ein Bild ließ sich nicht öffnen.",
    image_unsupported: "Ein Bild zeigte keine Passseite.",
    image_too_large: "Ein Bild war zu groß.",
    image_too_small: "Ein Bild war zu klein zum Lesen.",
    pictures_lost: "Die Bilder gingen auf dem Weg zu uns verloren.",
    permission_expired: "Ihre Erlaubnis lief ab, bevor der Nachweis geschrieben werden konnte.",
    other: "Der Prüfdienst hat ihn nicht angenommen.",
  },
};
