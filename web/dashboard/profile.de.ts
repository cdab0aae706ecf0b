import type { profile as en } from "./profile.en.ts";

const count = (many: number, one: string, more: string) => `${many} ${many === 1 ? one : more}`;
const credentials = (many: number) => count(many, "Nachweis", "Nachweise");
const copies = (many: number) => count(many, "Kopie", "Kopien");

export const profile: typeof en = {
  wallets: {
    title: "Wallets",
    lead: "Jede davon bestimmt über Ihr Profil. Verbinden Sie eine zweite, damit der Verlust der einen Sie nicht aussperrt.",
    address: "Adresse",
    kind: "Art",
    actions: "Aktionen",
    inUse: "Jetzt in Gebrauch",
    only: "Das ist Ihre einzige Wallet. Mit ihr verlören Sie Ihr Profil.",
    add: "Weitere Wallet verbinden",
    remove: "Entfernen",
    removeOne: (address) => `Entfernen: ${address}`,
    removeTitle: "Diese Wallet entfernen?",
    removeMeans: "Sie kann sich dann weder anmelden noch etwas ändern. Ihre Daten bleiben.",
    keepMeans: "Um die benutzte Wallet zu entfernen, melden Sie sich mit einer anderen an.",
    removed: "Die Wallet ist entfernt.",
    linkTitle: "Weitere Wallet verbinden",
    linkMeans:
      "Ein Fenster öffnet sich. Dort unterschreibt die andere Wallet einen Text, dass sie Ihnen gehört. Danach stimmen Sie hier zu, mit der Wallet in Gebrauch.",
    open: "Fenster öffnen",
    waiting: "Wartet auf die andere Wallet. Weiter im geöffneten Fenster.",
    received: "Die andere Wallet hat unterschrieben.",
    approve: "Mit der Wallet in Gebrauch zustimmen",
    approveHelp: (address) =>
      `Stimmen Sie mit ${address} zu. Liegt sie in derselben Erweiterung, wechseln Sie dort zuerst zurück.`,
    linked: "Die Wallet ist verbunden.",
  },
  walletChanges: {
    title: (added, removed) =>
      removed === 0
        ? `Ihrem Profil ${added === 1 ? "wurde eine Wallet" : `wurden ${added} Wallets`} hinzugefügt`
        : added === 0
          ? `Aus Ihrem Profil ${removed === 1 ? "wurde eine Wallet" : `wurden ${removed} Wallets`} entfernt`
          : "Die Wallets Ihres Profils haben sich geändert",
    added: "Hinzugefügt:",
    removed: "Entfernt:",
    addedMeans:
      "Wer eine Wallet Ihres Profils hat, verfügt darüber wie Sie. Waren das nicht Sie, entfernen Sie sie sofort und sehen Sie nach, wer Kopien hat.",
    removedMeans:
      "Sie kann sich nicht mehr bei Ihrem Profil anmelden. Waren das nicht Sie, hat jemand anderes eine Ihrer Wallets: Entfernen Sie die, die Sie nicht kennen.",
    see: "Wallets ansehen",
    known: "Das weiß ich",
  },
  link: {
    brand: "Wallet verbinden",
    title: "Weitere Wallet verbinden",
    lead: "Wählen Sie die neue Wallet. Sie unterschreibt einen Text, dass sie Ihnen gehört.",
    choose: "Wallet wählen",
    waiting: "Wählen Sie das Konto in Ihrer Wallet.",
    account: "Konto",
    already:
      "Dieses Konto ist schon verbunden. Wechseln Sie in der Wallet zu einem anderen: Die Seite merkt es.",
    text: "Was sie unterschreibt",
    until: (minutes) => `Gilt ${minutes} Minuten, und nur für dieses Profil.`,
    sign: "Unterschreiben",
    other: "Andere Wallet verwenden",
    done: "Unterschrieben. Sie können dieses Fenster schließen.",
    lost: "Das Dashboard, das dieses Fenster geöffnet hat, ist weg. Schließen Sie es und beginnen Sie dort neu.",
  },

  activity: {
    title: "Zugriffe",
    lead: "Wer an diesem Knoten welchen Ihrer Nachweise wann gelesen hat.",
    none: "Noch hat niemand etwas gelesen",
    noneHelp: "Wann immer jemand einen Ihrer Nachweise abruft, steht es hier.",
    unsupported: "Dieser Knoten führt keine Liste der Zugriffe",
    unsupportedHelp: "Andere Knoten des Netzes tun es. Wählen Sie einen bei der Anmeldung.",
    mine: "Auch meine eigenen Zugriffe zeigen",
    gone: "Eine Kopie, die es nicht mehr gibt",
    when: "Wann",
    who: "Wer",
    what: "Was",
    how: {
      get_credential_owned: "gelesen",
      get_credential_shared: "Kopie abgerufen",
      get_credential_attestation: "Unterschriften geprüft",
    },
    older: "Ältere zeigen",
    refresh: "Noch einmal nachsehen",
    kept: "Wie lange diese Liste bleibt, bestimmt der Knoten.",
  },

  settings: {
    title: "Einstellungen",
    key: "Passwort und Schlüssel",
    password: "Passwort ändern",
    passwordHelp: "Ihre Nachweise werden für den neuen Schlüssel neu verschlüsselt.",
    kit: "Notfallblatt",
    kitHelp: "Ein Blatt zum Drucken, mit Ihrem Passwort: Ohne es kann niemand Ihre Daten öffnen.",
    kitOpen: "Notfallblatt zeigen",
    kitDone: "Das Notfallblatt wurde gezeigt.",
    locking: "Sperren",
    idle: "Sperren nach",
    minutes: (minutes) => `${minutes} Minuten ohne Benutzung`,
    hidden: "Auch sperren, wenn ich den Tab wechsle",
    data: "Ihre Daten",
    export: "Alles mitnehmen",
    exportHelp:
      "Eine Datei mit Ihren Inhalten im Klartext, den Empfängern von Kopien, Ihren Wallets und Merkmalen. Verwahren Sie sie wie Ihren Pass.",
    exportDo: "Datei erstellen",
    exporting: "Wird entschlüsselt",
    exported: (many) => `Die Datei ist fertig: ${credentials(many)}.`,
    exportedPartly: (many) =>
      `${credentials(many)} ${many === 1 ? "ließ" : "ließen"} sich nicht öffnen; die Datei nennt sie.`,
    import: "Nachweis einlesen",
    importHelp: "Aus einer Datei, die hier oder im offiziellen Dashboard erstellt wurde.",
    importDo: "Auswählen",
    nodeAddress: "Adresse des Knotens",
    network: "Netz",
    height: "Block",
    profile: "Profil",
    profileId: "Kennung des Profils",
    publicKey: "Schlüssel zum Verschlüsseln",
    publicKeyHelp: "Wer mit Ihnen teilen will, braucht Ihren Schlüssel zum Verschlüsseln.",
    erase: "Profil löschen",
    eraseHelp: "Löscht alles, was das Netz über Sie hat.",
    eraseDo: "Ansehen, was geschähe",
  },
  password: {
    title: "Passwort ändern",
    lead: "Die Enklave fragt nach dem jetzigen und dem neuen Passwort. Dann wird jeder Nachweis neu verschlüsselt, und alle werden auf einmal ausgetauscht.",
    steps: ["Neues Passwort wählen", "Neu verschlüsseln", "Austauschen"],
    approvals: (many) =>
      `Ihre Wallet fragt ${many === 1 ? "einmal" : `${many}-mal`}: einmal je Nachweis und einmal für den Austausch. Bis dahin gilt das alte Passwort, und eine Unterbrechung kostet nichts.`,
    start: "Beginnen",
    working: "Neu verschlüsselt",
    done: "Ihr Passwort ist geändert. Kopien anderer bleiben, wie sie sind.",
    unfinished: "Eine frühere Änderung ist nicht fertig",
    unfinishedHelp:
      "Beginnen Sie noch einmal, mit demselben oder einem anderen neuen Passwort, um sie zu beenden; oder verwerfen Sie sie. Es gilt das alte Passwort; ein Notfallblatt mit dem neuen öffnet nichts.",
    still:
      "Ihr Passwort ist noch das alte. Ein Notfallblatt, das Sie für das neue aufbewahrt haben, öffnet nichts.",
    stillAdvice:
      "Beginnen Sie noch einmal mit demselben neuen Passwort, damit es gilt, oder werfen Sie das Blatt weg und behalten Sie das alte.",
    either: "Ihr Passwort kann das alte oder das neue sein.",
    eitherAdvice:
      "Behalten Sie beide Notfallblätter, bis Sie gesehen haben, welches Passwort Ihre Daten öffnet.",
    abandon: "Verwerfen",
    abandoned: "Verworfen. Ihr Passwort ist das alte. Werfen Sie ein Notfallblatt mit dem neuen weg.",
    unreadable: (many) =>
      `${credentials(many)} ${many === 1 ? "lässt" : "lassen"} sich mit Ihrem Schlüssel nicht öffnen und ${many === 1 ? "hält" : "halten"} die Änderung auf. Löschen Sie sie, oder behalten Sie Ihr Passwort.`,
  },
  import: {
    title: "Nachweis einlesen",
    lead: "Die Datei bleibt in diesem Browser. Was Sie wählen, wird für Sie verschlüsselt und als Ihr eigener Nachweis gespeichert; die Unterschrift eines Ausstellers darin bleibt gut, doch Firmen wollen vielleicht einen, den der Aussteller selbst gespeichert hat.",
    file: "Erstellte Datei",
    bad: "Diese Datei stammt aus keinem Dashboard, oder sie wurde verändert.",
    tooLarge: "Diese Datei ist zu groß.",
    found: (many) => `${credentials(many)} in dieser Datei`,
    here: "Schon in Ihrem Profil",
    unreadable: "Ließ sich beim Erstellen nicht öffnen",
    import: (many) => `${many} einlesen`,
    done: (many) => `${credentials(many)} eingelesen.`,
  },
  erase: {
    title: "Profil löschen",
    lead: "Alles, was das Netz über Sie hat: Profil, Nachweise, Merkmale, Wallets und jede Kopie, die nicht gesperrt ist.",
    plan: "Was geschieht",
    gone: (many, grants) => `Sofort gelöscht: ${credentials(many)}, ${copies(grants)} und Ihr Profil.`,
    nothing: "Nichts bleibt: Keine Kopie ist gesperrt.",
    remains: "Was bleibt, weil Sie einer Zeitsperre zugestimmt haben",
    until: "Löscht sich von selbst",
    who: "Empfänger",
    what: "Was",
    noWay:
      "Das lässt sich nicht rückgängig machen. Nehmen Sie vorher Ihre Daten mit, wenn Sie sie behalten wollen.",
    word: "LÖSCHEN",
    type: (word) => `Tippen Sie ${word} zur Bestätigung`,
    wrong: (word) => `Tippen Sie das Wort ${word} in Großbuchstaben.`,
    yes: "Mein Profil löschen",
    working: "Wartet auf Ihre Wallet, dann auf das Netz",
  },
};
