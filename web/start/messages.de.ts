import type { en } from "./messages.en.ts";

export const de: typeof en = {
  brand: "idOS-Demo",
  title: "Ihre Identität, in Ihren Händen",
  lead: "Eine kleine Stadt auf Ihrem eigenen Rechner: ein Knoten, eine Bank, eine Börse und die Seiten des idOS. Die Programme sind echt; die Leute und ihre Pässe sind erfunden. Alles ist fort, wenn Sie die Demo beenden.",
  begin: "Alices Geschichte beginnen",
  look: "Die vier Abläufe ansehen",
  opensTab: "öffnet einen neuen Tab",
  places: {
    alice: "Alice",
    wallet: "Ihre Wallet",
    verification: "Prüfdienst",
    neobank: "Neobank",
    nodes: "Knoten",
    isle: "Isle",
    enclave: "Enclave",
    dashboard: "Übersicht",
    charlie: "Charlie",
    server: "Sein Server",
    keys: "Schlüssel",
  },
  flowsTitle: "Vier Abläufe",
  flows: {
    join: {
      title: "Beitreten, und der erste Nachweis",
      lead: "Alice kommt über eine Bank, und die Bank schreibt einen Nachweis, den nur sie öffnen kann.",
      steps: [
        "Alice eröffnet ein Konto bei Neobank.",
        "Die Isle, ein kleiner Rahmen in der Seite der Bank, führt sie hindurch.",
        "Ihre Wallet beweist, dass sie ihr gehört, und erlaubt der Bank, einen Nachweis zu schreiben.",
        "Die Enclave macht aus einem Passwort ihren Schlüssel. Er verlässt ihren Browser nie.",
        "Sie zeigt dem Prüfdienst ihren Pass.",
        "Der Dienst sagt der Bank, was er gefunden hat.",
        "Die Bank unterschreibt den Nachweis, verschlüsselt ihn für Alice und gibt ihn den Knoten.",
      ],
      link: "Neobank öffnen",
    },
    own: {
      title: "Ihre Daten, in ihrer Übersicht",
      lead: "Alles über sie an einem Ort: lesen, ändern, teilen, löschen.",
      steps: [
        "Alice öffnet ihre Übersicht.",
        "Sie meldet sich mit ihrer Wallet an: kein Konto, keine E-Mail.",
        "Die Knoten geben ihre verschlüsselten Daten nur ihr.",
        "Die Enclave entschlüsselt sie in ihrem Browser.",
        "Was sie ändert, unterschreibt ihre Wallet, und es wird zurückgeschrieben.",
      ],
      link: "Die Übersicht öffnen",
    },
    share: {
      title: "Zugriff gewähren",
      lead: "Eine Börse fragt; Alice entscheidet. Sie bekommt eine eigene Kopie, und nur diese.",
      steps: [
        "Alice beantragt bei Charlies Börse eine Karte.",
        "Die Isle zeigt, wer fragt, wozu, nach welchen Angaben und bis wann.",
        "Ihre Wallet unterschreibt die Freigabe: die Erlaubnis, eine Kopie zu lesen.",
        "Die Enclave verschlüsselt den Nachweis neu für Charlie. Keine Seite sieht ihn im Klartext.",
        "Kopie und Freigabe gehen an die Knoten. Wenn Alice widerruft, wird die Kopie gelöscht.",
      ],
      link: "Charlies Börse öffnen",
    },
    retrieve: {
      title: "Abholen, was geteilt wurde",
      lead: "Charlies Leute lesen, was ihnen freigegeben wurde, und prüfen jede Unterschrift.",
      steps: [
        "Jemand bei Charlie öffnet die Firmenübersicht.",
        "Die Schlüsseldatei der Firma meldet an und entschlüsselt. Sie wird in der Seite geöffnet und nirgendwohin gesendet.",
        "Die Knoten geben die Kopien heraus, die mit Charlie geteilt sind, bis sie widerrufen werden.",
        "Sein Server macht es allein: ein Aufruf holt, entschlüsselt und prüft.",
      ],
      link: "Die Firmenübersicht öffnen",
    },
  },
  storyTitle: "Alices Geschichte",
  storyLead: "Sieben Schritte, etwa zehn Minuten. Haken Sie ab, was getan ist; diese Seite merkt es sich.",
  progress: (done, all) => `${done} von ${all} Schritten getan`,
  startOver: "Von vorn",
  stepNumber: (number) => `Schritt ${number}`,
  story: [
    {
      title: "Ein Konto bei Neobank eröffnen",
      text: "Wählen Sie „Konto eröffnen“ und schreiben Sie Alices Namen, wie sie in ihrem Pass stehen:",
    },
    {
      title: "Die Demo-Wallet verbinden und ein Profil anlegen",
      text: "Wählen Sie im Rahmen der Isle die Demo-Wallet und darin Alice. Unterschreiben Sie, was sie zeigt. Dann öffnet die Enclave ein Fenster: dort wählen Sie ein Passwort. Schreiben Sie es auf; niemand kann es ersetzen.",
    },
    {
      title: "Der Bank das Schreiben erlauben und den Pass zeigen",
      text: "Nehmen Sie die Anfrage der Bank an. Geben Sie auf der Seite des Prüfdienstes Alices Pass und Selfie ab. Um eine Ablehnung zu sehen, nehmen Sie zuerst den gefälschten Pass: eine Ziffer darin ist geändert.",
    },
    {
      title: "Den Nachweis ansehen",
      text: "Melden Sie sich mit derselben Wallet an der Übersicht an. Entsperren Sie Ihre Daten mit dem Passwort und lesen Sie, was Neobank unterschrieben hat.",
    },
    {
      title: "Ihn mit Charlie teilen",
      text: "Beantragen Sie eine Karte. Die Isle fragt: lesen Sie, wer was will, und nehmen Sie an. Charlie prüft die Unterschriften und gibt Alice ihre Karte, ohne noch einen Pass zu sehen.",
    },
    {
      title: "Sehen, was Charlie sieht",
      text: "Melden Sie sich mit Charlies Schlüsseldatei an der Firmenübersicht an. Ihr Passwort ist:",
    },
    {
      title: "Es zurücknehmen",
      text: "Charlie hat um eine Sperre von zwei Minuten gebeten. Wenn sie endet, widerrufen Sie die Freigabe in der Übersicht und sehen Sie wieder in die Firmenübersicht: die Kopie ist gelöscht.",
    },
  ],
  names: { given: "Vornamen", family: "Nachname" },
  downloads: {
    passport: "Alices Pass",
    forged: "Ihr gefälschter Pass",
    selfie: "Ihr Selfie",
    key: "Charlies Schlüsseldatei",
  },
  needTitle: "Gut zu wissen",
  need: {
    wallet: {
      title: "Die Demo-Wallet",
      text: "Sie steht für eine Erweiterung des Browsers, damit Sie keine brauchen. Ihre Schlüssel kommen aus einem öffentlichen Text: jeder hat sie. Es gibt sie nur in dieser Demo. MetaMask und andere eigene Wallets gehen auch.",
    },
    bob: {
      title: "Noch jemand",
      text: "Auch Bob Lindqvist hat einen Pass und ein Selfie. Wählen Sie Bob in der Demo-Wallet und machen Sie es als jemand anderes noch einmal.",
      passport: "Bobs Pass",
      selfie: "Bobs Selfie",
    },
    languages: {
      title: "Sprachen, Farben, Tastatur",
      text: "Jede Seite spricht Deutsch und Englisch, ist hell oder dunkel und lässt sich mit der Tastatur und auf einem Telefon bedienen.",
    },
  },
  passportAlt: "Alices Musterpass: ein Bild, ihre Namen und zwei Zeilen, die Maschinen lesen",
  footer: "Diese Stadt ist nur auf Ihrem Rechner. Nichts hier fragt einen anderen Server nach etwas.",
};
