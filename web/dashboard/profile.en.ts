/** The words about the profile itself: wallets, activity, settings, leaving. */

const count = (many: number, one: string, more: string) => `${many} ${many === 1 ? one : more}`;

export const profile = {
  wallets: {
    title: "Wallets",
    lead: "Each of these controls your profile. Link a second one, so that losing one does not lock you out.",
    address: "Address",
    kind: "Kind",
    actions: "Actions",
    inUse: "In use now",
    only: "This is your only wallet. If you lose it, you lose your profile.",
    add: "Link another wallet",
    remove: "Remove",
    removeOne: (address: string) => `Remove ${address}`,
    removeTitle: "Remove this wallet?",
    removeMeans: "It can no longer sign in to your profile, nor change it. Your data stays.",
    keepMeans: "To remove the wallet in use, sign in with another one.",
    removed: "The wallet is removed.",
    linkTitle: "Link another wallet",
    linkMeans:
      "A window opens. There, the other wallet signs a text that says it is yours. Then you approve here, with the wallet in use.",
    open: "Open the window",
    waiting: "Waiting for the other wallet. Finish in the window that opened.",
    received: "The other wallet has signed.",
    approve: "Approve with the wallet in use",
    approveHelp: (address: string) =>
      `Approve the change with ${address}. If it is in the same extension, switch back to it first.`,
    linked: "The wallet is linked.",
  },
  walletNews: {
    title: (added: number, removed: number) =>
      removed === 0
        ? `${added === 1 ? "A wallet was" : `${added} wallets were`} added to your profile`
        : added === 0
          ? `${removed === 1 ? "A wallet was" : `${removed} wallets were`} removed from your profile`
          : "The wallets of your profile have changed",
    added: "Added:",
    removed: "Removed:",
    addedMeans:
      "Whoever holds a wallet of your profile controls it as you do. If that was not you, remove it at once, and look at who has copies.",
    removedMeans:
      "It can not sign in to your profile any more. If that was not you, somebody else holds one of your wallets: remove those that you do not know.",
    see: "See the wallets",
    known: "I know of this",
  },
  link: {
    brand: "Link a wallet",
    title: "Link another wallet",
    lead: "Choose the wallet to add. It signs a text that shows that it is yours.",
    choose: "Choose a wallet",
    account: "Account",
    already: "This account is linked already. Switch to another one in your wallet: this page notices.",
    text: "What it will sign",
    until: (minutes: number) => `Good for ${minutes} minutes, for this profile only.`,
    sign: "Sign",
    other: "Use another wallet",
    done: "Signed. You can close this window.",
    lost: "The dashboard that opened this window is gone. Close this window and start again there.",
  },

  activity: {
    title: "Activity",
    lead: "Who read which of your credentials at this node, and when.",
    none: "Nothing was read yet",
    noneHelp: "Each time somebody fetches one of your credentials, it is listed here.",
    unsupported: "This node keeps no list of readings",
    unsupportedHelp: "Other nodes of the network do. Choose one under Advanced when you sign in.",
    mine: "Show my own readings too",
    gone: "A copy that is gone",
    when: "When",
    who: "Who",
    what: "What",
    how: {
      get_credential_owned: "read it",
      get_credential_shared: "fetched a copy",
      get_credential_attestation: "checked its signatures",
    } as Record<string, string>,
    older: "Show older ones",
    refresh: "Look again",
    kept: "Nodes decide how long they keep this list.",
  },

  settings: {
    title: "Settings",
    key: "Password and key",
    password: "Change password",
    passwordHelp: "Your credentials are encrypted anew for the new key.",
    kit: "Recovery kit",
    kitHelp: "A sheet to print, with your password: without it nobody can open your data.",
    kitOpen: "Show the recovery kit",
    kitDone: "The recovery kit was shown.",
    locking: "Locking",
    idle: "Lock after",
    minutes: (minutes: number) => `${minutes} minutes without use`,
    hidden: "Lock also when I turn to another tab",
    data: "Your data",
    export: "Export everything",
    exportHelp:
      "One file with your contents in clear, who has copies, your wallets and attributes. Keep it as safe as your passport.",
    exportDo: "Make the file",
    exporting: "Decrypting",
    exported: (many: number) => `The file is made: ${count(many, "credential", "credentials")}.`,
    exportedPartly: (many: number) =>
      `${count(many, "credential", "credentials")} could not be opened; the file says which.`,
    import: "Import a credential",
    importHelp: "From a file that was exported here, or from the official dashboard.",
    importDo: "Choose what to import",
    nodeAddress: "Address of the node",
    network: "Network",
    height: "Block",
    profile: "Profile",
    profileId: "Profile id",
    publicKey: "Encryption key",
    publicKeyHelp: "People who want to share with you need your encryption key.",
    erase: "Erase my profile",
    eraseHelp: "Deletes everything that the network keeps of you.",
    eraseDo: "See what would happen",
  },
  password: {
    title: "Change password",
    lead: "The enclave asks for your present password and the new one. Then each credential is encrypted anew, and all are swapped at once.",
    steps: ["Choose the new password", "Encrypt anew", "Swap"] as string[],
    approvals: (many: number) =>
      `Your wallet asks ${many === 1 ? "once" : `${many} times`}: once for each credential, and once for the swap. Until then the old password counts, and an interruption loses nothing.`,
    start: "Begin",
    working: "Encrypted anew",
    done: "Your password is changed. Copies that others have stay as they are.",
    unfinished: "An earlier change was not finished",
    unfinishedHelp:
      "Begin again to finish it, with the same or another new password; or abandon it. The old password counts, and a recovery kit with the new one opens nothing.",
    still:
      "Your password is still the old one. A recovery kit that you stored for the new one opens nothing.",
    stillAdvice:
      "Begin again and choose the same new password to make it count, or throw that kit away and keep the old one.",
    either: "Your password may be the old one or the new one.",
    eitherAdvice: "Keep both recovery kits until you have seen which password opens your data.",
    abandon: "Abandon it",
    abandoned: "Abandoned. Your password is the old one; throw a recovery kit with the new one away.",
    unreadable: (many: number) =>
      `${count(many, "credential", "credentials")} can not be opened with your key, and hold up the change. Delete them, or keep your password.`,
  },
  import: {
    title: "Import a credential",
    lead: "The file stays in this browser. What you choose is encrypted for you and stored as a credential of your own; an issuer's signature inside it stays good, but companies may want one that the issuer stored.",
    file: "Exported file",
    bad: "This file was not exported from a dashboard, or was altered.",
    tooLarge: "This file is too large.",
    found: (many: number) => `${count(many, "credential", "credentials")} in this file`,
    here: "Already in your profile",
    unreadable: "Could not be opened when it was exported",
    import: (many: number) => `Import ${many}`,
    done: (many: number) => `${count(many, "credential", "credentials")} imported.`,
  },
  erase: {
    title: "Erase my profile",
    lead: "Everything that the network keeps of you: profile, credentials, attributes, wallets, and every copy that is not locked.",
    plan: "What happens",
    gone: (credentials: number, grants: number) =>
      `Erased at once: ${count(credentials, "credential", "credentials")}, ${count(grants, "copy", "copies")}, and your profile.`,
    nothing: "Nothing remains: no copy is locked.",
    remains: "What remains, because you agreed to a time lock",
    until: "Erased by itself",
    who: "Recipient",
    what: "What",
    noWay: "This can not be undone. Export your data first if you want to keep it.",
    word: "ERASE",
    type: (word: string) => `Type ${word} to confirm`,
    wrong: (word: string) => `Type the word ${word}, in capitals.`,
    yes: "Erase my profile",
    working: "Waiting for your wallet, then for the network",
  },
};
