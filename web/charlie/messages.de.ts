import type { en } from "./messages.en.ts";

export const de: typeof en = {
  brand: "Charlie",
  sample:
    "Charlie ist ein Beispiel für eine App auf idOS. Hier wird nichts gehandelt, und die Karten kaufen nichts.",
  purpose: "Ein Handelskonto und eine Karte auf Ihren Namen eröffnen",
  home: {
    title: "Ihre Bank kennt Sie. Das genügt.",
    lead: "Handeln Sie, und zahlen Sie mit dem, was Sie haben. Keine Formulare, keine Fotos vom Pass: Zeigen Sie uns den Nachweis, den Sie schon haben.",
    open: "Karte holen",
    signIn: "Ich habe ein Konto",
    card: "Eine Zahlkarte von Charlie, als Beispiel",
    holder: "IHR NAME",
    stepsTitle: "Eine Minute, wenn Ihre Bank Sie geprüft hat",
    steps: [
      {
        title: "Wallet verbinden",
        text: "Sie findet Ihr idOS-Profil. Was darin ist, sehen wir nicht.",
      },
      {
        title: "Einen Nachweis teilen",
        text: "Sie sehen, wer fragt, wofür, welche Felder und wie lange, und sagen ja oder nein. Die Kopie entsteht in Ihrem Browser, nur für uns.",
      },
      {
        title: "Karte holen",
        text: "Wir prüfen die Unterschrift Ihrer Bank, und Sie sehen dabei zu, Zeile für Zeile.",
      },
    ],
    promisesTitle: "Was wir damit tun",
    promises: [
      {
        title: "Wir führen keine Akte über Sie",
        text: "Wir lesen Ihre Kopie, wenn Sie kommen, und merken uns, wo sie ist. Von ihrem Inhalt nichts.",
      },
      {
        title: "Die Zeit ist vereinbart",
        text: "Das Gesetz verlangt, dass wir unsere Kunden eine Zeit lang kennen. Sie sehen sie, bevor Sie zustimmen, und länger als Sie wollen, lesen wir nicht.",
      },
      {
        title: "Es endet, wenn Sie es sagen",
        text: "Nehmen Sie den Zugriff danach in Ihrer Übersicht zurück, und Ihre Karte ruht. Teilen Sie wieder, und sie gilt wieder.",
      },
    ],
  },
  account: {
    title: "Ihr Konto",
    lead: "Das idOS-Feld führt Sie. Es fragt Sie, bevor etwas geteilt wird.",
    steps: ["Wallet", "Nachweis", "Karte"],
    now: {
      connect: {
        title: "Beginnen Sie mit Ihrer Wallet",
        text: "Verbinden Sie sie im Feld. Es muss die Ihres idOS-Profils sein.",
      },
      share: {
        title: "Teilen Sie Ihren Identitätsnachweis",
        text: "Das Feld zeigt, worum wir bitten. Haben Sie noch keinen Nachweis, sagt sie Ihnen, wer einen gibt.",
      },
      checking: {
        title: "Wir prüfen Ihren Nachweis",
        text: "Er ist geteilt. Wir lesen ihn und prüfen, wer ihn unterschrieben hat.",
      },
    },
    verified: {
      title: (name) => `Willkommen, ${name}`,
      badge: "Geprüft",
      lead: "Das Wort Ihrer Bank gilt. Die Karte gehört Ihnen.",
      claim: "Karte holen",
      card: (last) => `Ihre Zahlkarte mit den Endziffern ${last}`,
      cardBadge: "Karte aktiv",
      preview: "Ihre Zahlkarte, noch nicht geholt",
    },
    withdrawn: {
      title: "Sie haben den Zugriff zurückgenommen",
      badge: "Karte ruht",
      text: (date) =>
        `Wir können Ihren Nachweis nicht mehr lesen; bemerkt haben wir es am ${date}. Ihre Karte ruht. Teilen Sie Ihren Nachweis im Feld wieder, und sie gilt wieder.`,
      card: "Ihre Zahlkarte, sie ruht",
    },
    unverified: {
      title: "Auf Ihren Nachweis ist kein Verlass",
      badge: "Nicht geprüft",
      text: "Etwas im Bericht unten ist nicht, wie es sein soll. Bitte lassen Sie sich von der ausstellenden Firma einen neuen geben.",
    },
    lock: "Zeitsperre",
    since: "Geteilt",
    reportTitle: "Was wir geprüft haben",
    report: (time) => `Geprüft um ${time}, jedes Mal, wenn Sie kommen.`,
    leave: "Abmelden",
    shared: "Ihr Nachweis ist geteilt und geprüft.",
    claimed: "Ihre Karte ist aktiv.",
  },
};
