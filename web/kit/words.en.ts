export interface ErrorText {
  what: string;
  meaning: string;
  advice: string;
}

const UNTOUCHED = "Your data is as it was.";

export const en = {
  unreachable: {
    what: "The idOS node cannot be reached.",
    meaning: UNTOUCHED,
    advice: "Check your connection and try again.",
  },
  slow: {
    what: "The answer takes too long.",
    meaning: UNTOUCHED,
    advice: "Wait a moment and try again.",
  },
  session: {
    what: "Your sign-in has ended.",
    meaning: UNTOUCHED,
    advice: "Sign in again with your wallet.",
  },
  node: {
    what: "The node gave an answer that cannot be trusted.",
    meaning: "Nothing was changed from here.",
    advice: "Try again later, or use another node.",
  },
  network: {
    what: "The node belongs to another network than it is to.",
    meaning: "Nothing was signed. What you sign counts on the network that it is for.",
    advice: "Go on only if whoever runs the node says that this is right.",
  },
  sessions: {
    what: "This node wants a signature for each thing that you look at.",
    meaning: UNTOUCHED,
    advice: "Use another node.",
  },
  fee: {
    what: "The node asks a fee that this page does not pay.",
    meaning: "Nothing was signed or changed.",
    advice: "Use another node.",
  },
  unknown: {
    what: "It is not known whether the change was made.",
    meaning: "It may be done, or not; nothing is lost.",
    advice: "Load the page again to see how it stands before you repeat it.",
  },
  stale: {
    what: "This was changed elsewhere in the meantime.",
    meaning: "Nothing was overwritten.",
    advice: "Load it again and repeat your change.",
  },
  declined: {
    what: "You declined.",
    meaning: UNTOUCHED,
    advice: "You can start again whenever you like.",
  },
  cancelled: {
    what: "You broke it off.",
    meaning: UNTOUCHED,
    advice: "You can start again whenever you like.",
  },
  superseded: {
    what: "This was interrupted by something newer.",
    meaning: UNTOUCHED,
    advice: "Try again if you still want it.",
  },
  popup: {
    what: "The browser did not let the window open.",
    meaning: UNTOUCHED,
    advice: "Allow pop-ups for this page and try again.",
  },
  storage: {
    what: "The browser does not let this page keep anything.",
    meaning: UNTOUCHED,
    advice: "Allow storage for this page in the browser's settings.",
  },
  password: {
    what: "The password does not match.",
    meaning: UNTOUCHED,
    advice: "Check capital letters and the keyboard, and try again.",
  },
  key: {
    what: "This key belongs to another profile.",
    meaning: UNTOUCHED,
    advice: "Check which wallet is connected.",
  },
  file: {
    what: "This file does not have the keys that are needed.",
    meaning: "Nothing was changed.",
    advice: "Choose the key file as it was written, and for this use.",
  },
  unreadable: {
    what: "The content cannot be read.",
    meaning: "It was made for another key, or was altered on its way. It was not changed now.",
    advice: "Ask the issuer for a new one if this stays so.",
  },
  locked: {
    what: "This is still locked.",
    meaning: "You agreed to a date until which it stays.",
    advice: "You can do this when the lock has ended.",
  },
  denied: {
    what: "The network's rules do not allow this.",
    meaning: "Nothing was changed.",
    advice: "See the details for the reason.",
  },
  missing: {
    what: "This is not there, or not for you to see.",
    meaning: "It may have been removed elsewhere.",
    advice: "Load the page again.",
  },
  exists: {
    what: "This is there already.",
    meaning: "Nothing was changed.",
    advice: "Load the page again to see it.",
  },
  large: {
    what: "This is too large.",
    meaning: "Nothing was stored.",
    advice: "Make it smaller and try again.",
  },
  invalid: {
    what: "Something in the request is malformed.",
    meaning: "Nothing was changed.",
    advice: "Check what you entered; see the details for the reason.",
  },
  mpc: {
    what: "This profile keeps its key in a way that is not supported here.",
    meaning: UNTOUCHED,
    advice: "Use it where you created it.",
  },
  contract: {
    what: "This account is a contract (a smart account).",
    meaning:
      "Nothing was changed. idOS needs the signature of an account's own key, and a contract has none.",
    advice: "Choose an account with a key of its own in your wallet, and connect that one.",
  },
  signer: {
    what: "The signature is not by this account's key.",
    meaning: UNTOUCHED,
    advice:
      "Choose this account in your wallet. If it is a contract (a smart account), use one with a key of its own.",
  },
  busy: {
    what: "Your wallet is asking you something already.",
    meaning: UNTOUCHED,
    advice: "Open your wallet and answer it there, then try again.",
  },
  wallet: {
    what: "The wallet did not do what it was asked.",
    meaning: UNTOUCHED,
    advice: "Open your wallet, see that it is unlocked, and try again.",
  },
  internal: {
    what: "Something failed here.",
    meaning: UNTOUCHED,
    advice: "Try again; if it fails again, load the page anew.",
  },
};
