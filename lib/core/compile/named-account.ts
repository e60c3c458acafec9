/** An ARN's first four parts, and its account; `[^:]` because none of them holds a colon. */
const ARN = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;
const ACCOUNT = /^\d{12}$/;

/** The account that a text names: twelve digits, alone or as the fifth part of an ARN. Undefined if it names none. */
export function accountNamedBy(text: string): string | undefined {
  return ACCOUNT.test(text) ? text : ARN.exec(text)?.[1];
}
