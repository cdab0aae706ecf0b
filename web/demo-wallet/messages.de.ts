import type { en } from "./messages.en.ts";

export const de: typeof en = {
  brand: "idOS-Vorführung",
  name: "Demo-Wallet",
  open: "Demo-Wallet öffnen",
  close: "Schließen",
  warning:
    "Jeder kennt die Schlüssel dieser Wallet. Probieren Sie damit aus, was Sie möchten, doch vertrauen Sie ihr nichts von Wert an.",
  connectTitle: "Mit dieser Seite verbinden?",
  connectLead: "Sie erfährt die Adresse des gewählten Kontos und darf Sie um Unterschriften bitten.",
  signTitle: "Diesen Text unterschreiben?",
  signBytesTitle: "Diese Bytes unterschreiben?",
  signLead: "Ihre Unterschrift kann anderen beweisen, dass dies von Ihnen kam.",
  asks: "Wer fragt",
  account: "Konto",
  address: "Adresse",
  message: "Text",
  bytes: "Bytes, die kein Text sind, hexadezimal",
  reject: "Ablehnen",
  connect: "Verbinden",
  sign: "Unterschreiben",
  more: (count) => `${count} weitere ${count === 1 ? "Anfrage wartet" : "Anfragen warten"}.`,
  menuTitle: "Konten",
  connected: (host) => `Verbunden mit ${host}`,
  notConnected: (host) => `Nicht verbunden mit ${host}`,
  another: "Noch eine Person",
  disconnect: "Diese Seite trennen",
  switched: (name) => `Sie sind jetzt ${name}.`,
  aloneLead:
    "Diese Wallet vertritt eine Wallet-Erweiterung, während Sie das idOS ausprobieren. Sie öffnet sich in den Seiten, die sie verwenden.",
  people: "Ihre Personen",
  keys: "Der private Schlüssel ist jeweils der SHA-256 von „idOS demo wallet: “ und dem Namen. Darum darf ihr nichts von Wert anvertraut werden.",
};
