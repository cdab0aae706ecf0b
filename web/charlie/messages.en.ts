export const en = {
  brand: "Charlie",
  sample: "Charlie is a sample of an app on idOS. It trades nothing, and its cards buy nothing.",
  purpose: "Open a trading account and a card in your name",
  home: {
    title: "Your bank knows you. That is enough.",
    lead: "Trade, and pay with what you hold. No forms, no photographs of your passport: show us the proof that you already have.",
    open: "Get your card",
    signIn: "I have an account",
    card: "A payment card of Charlie, as an example",
    holder: "YOUR NAME",
    stepsTitle: "One minute, if your bank has verified you",
    steps: [
      { title: "Connect your wallet", text: "It finds your idOS profile. We see nothing of what is in it." },
      {
        title: "Share one proof",
        text: "You see who asks, for what, which fields, and for how long, and say yes or no. The copy is made in your browser, for us only.",
      },
      { title: "Claim your card", text: "We check your bank's signature while you look on, line by line." },
    ],
    promisesTitle: "What we do with it",
    promises: [
      {
        title: "We keep no file on you",
        text: "We read your copy when you come, and store where it is. Nothing of what it says.",
      },
      {
        title: "The time is agreed",
        text: "The law asks us to know our customers for a time. You see it before you agree, and we can read no longer than you let us.",
      },
      {
        title: "It ends when you say so",
        text: "Take access back in your dashboard after that, and your card stops. Come back and share again, and it goes on.",
      },
    ],
  },
  account: {
    title: "Your account",
    lead: "The idOS panel leads you. It asks you before anything is shared.",
    steps: ["Wallet", "Proof", "Card"],
    now: {
      connect: {
        title: "Start with your wallet",
        text: "Connect it in the panel. It has to be the one of your idOS profile.",
      },
      share: {
        title: "Share your proof of identity",
        text: "The panel shows what we ask for. Without a proof yet, it tells you who can give you one.",
      },
      checking: {
        title: "We are checking your proof",
        text: "It is shared. We read it and check who signed it.",
      },
    },
    verified: {
      title: (name: string) => `Welcome, ${name}`,
      badge: "Verified",
      lead: "Your bank's word is good. The card is yours.",
      claim: "Claim your card",
      card: (last: string) => `Your payment card, ending in ${last}`,
      cardBadge: "Card active",
      preview: "Your payment card, not claimed yet",
    },
    withdrawn: {
      title: "You took back access",
      badge: "Card stopped",
      text: (date: string) =>
        `We can no longer read your proof, and noticed it on ${date}. Your card is stopped. Share your proof again, in the panel, and it goes on.`,
      card: "Your payment card, stopped",
    },
    unverified: {
      title: "Your proof cannot be relied on",
      badge: "Not verified",
      text: "Something in the report below is not as it should be. Please ask the company that issued it for a new one.",
    },
    lock: "Time lock",
    since: "Shared",
    reportTitle: "What we checked",
    report: (time: string) => `Checked at ${time}, each time you come.`,
    leave: "Sign out",
    shared: "Your proof is shared and checked.",
    claimed: "Your card is active.",
  },
};
