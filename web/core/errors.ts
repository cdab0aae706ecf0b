/** What a page answers instead of a result. The message is for people and holds no secret and no content. */
export interface Refusal {
  code: string;
  message: string;
}

/** The one error of the pages. The code is stable, in snake_case, and crosses from page to page. */
export class IdosError extends Error implements Refusal {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The input is malformed: it would be refused from anybody, at any time. */
export function invalid(message: string): IdosError {
  return new IdosError("invalid", message);
}

/** The code of an error of ours; empty for any other. */
export function codeOf(error: unknown): string {
  return error instanceof IdosError ? error.code : "";
}

const DECLINED: ReadonlySet<string> = new Set(["declined", "cancelled"]);

/** Whether the person declined: in her wallet, or in a window that asked her. */
export function isDeclined({ code }: Refusal): boolean {
  return DECLINED.has(code);
}

/** What a page may say about an error: ours as they are, and of any other only that it happened. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof IdosError) return { code: error.code, message: error.message };
  return { code: "internal", message: "Something failed inside the page." };
}
