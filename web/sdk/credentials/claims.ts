/** What a credential says, whatever its format. `subject` is by the names of docs/protocol/w3c.md §3. */
export interface Claims {
  readonly issuer: string;
  readonly level: string;
  readonly subject: Readonly<Record<string, unknown>>;
  /** The moment from which on it is not in force, as it writes it; null when it does not expire. */
  readonly expires: string | null;
}
