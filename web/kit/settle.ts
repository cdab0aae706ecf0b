/** For how long what has just changed takes no clicks, in milliseconds: they were meant for what stood there. */
export const SETTLE_MS = 300;
