/** A piece of work, as it lies on the function's own queue. */
export type WorkMessage =
  /** Find all accounts and Regions, and queue the work on each. The scheduled rule sends it. */
  | { readonly job: 'plan'; readonly at: string }
  /** Check what is new in an account's Region. */
  | {
      readonly job: 'follow';
      /** What its log files' keys begin with. */
      readonly folder: string;
      /** When it was planned: what was checked later is not checked again. */
      readonly plannedAtMs: number;
    }
  /** Check once more what was delivered between two times. */
  | {
      readonly job: 'recheck';
      readonly folder: string;
      readonly fromMs: number;
      readonly untilMs: number;
    };

const KIND = 'integrity';

/** The body of the message. */
export function encodeWorkMessage(message: WorkMessage): string {
  return JSON.stringify({ trailwatch: KIND, version: 1, ...message });
}

/** The message in a body; undefined for a body of any other kind. Throws on one that is not whole. */
export function decodeWorkMessage(body: string): WorkMessage | undefined {
  if (!body.includes(`"trailwatch":"${KIND}"`)) return undefined;
  const { job, at, folder, plannedAtMs, fromMs, untilMs } = JSON.parse(body) as Record<string, unknown>;
  if (job === 'plan' && typeof at === 'string' && !Number.isNaN(Date.parse(at))) return { job, at };
  if (typeof folder === 'string' && folder !== '') {
    if (job === 'follow' && isTime(plannedAtMs)) return { job, folder, plannedAtMs };
    if (job === 'recheck' && isTime(fromMs) && isTime(untilMs) && fromMs < untilMs) {
      return { job, folder, fromMs, untilMs };
    }
  }
  throw new Error(
    'a message of work lacks its job, folder or times; it was not written by this handler or its rule',
  );
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
