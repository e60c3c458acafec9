import type { MacKey } from '../../../lib/core/alert/mac/mac-key';

const PROVEN = /^(\{"trailwatch":.*),"mac":"([\w-]+)"\}$/s;

/** Signs a message that a function sends to its own queue. Permission to send to the queue is not enough to write one. */
export async function proveOwnMessage(macKey: () => Promise<MacKey>, body: string): Promise<string> {
  // What is put back is a notification of AWS, or has its code.
  if (!body.startsWith('{"trailwatch":') || PROVEN.test(body)) return body;
  return `${body.slice(0, -1)},"mac":"${(await macKey()).sign(['message', body])}"}`;
}

/** Whether a function sent a message to its own queue. */
export async function isOwnMessage(macKey: () => Promise<MacKey>, body: string): Promise<boolean> {
  const [, text, mac] = PROVEN.exec(body) ?? [];
  return text !== undefined && (await macKey()).verify(['message', `${text}}`], mac);
}
