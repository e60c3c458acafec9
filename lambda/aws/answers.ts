import type { JsonObject } from '../../lib/core/json/json-value';

/** The response of a call; undefined if AWS returns an error of this name, which means that there is none. */
export async function unlessMissing<Answer>(
  name: string,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}

/**
 * Whether something was added to an item: not so if its condition did not hold, or if the item is one to which DynamoDB adds nothing.
 * No function wrote that one: it is too large, or has something else in the place of a set.
 */
export async function isAdded(write: Promise<unknown>): Promise<boolean> {
  return (await unlessMissing('ValidationException', () => isWritten(write))) === true;
}

/** Whether a write to a table took place: not so if its condition did not hold. */
export async function isWritten(write: Promise<unknown>): Promise<boolean> {
  const answer = await unlessMissing('ConditionalCheckFailedException', async () => ({ of: await write }));
  return answer !== undefined;
}

/** A response of the SDK as JSON, without undefined members. */
export function toJsonObject(answer: object): JsonObject {
  return JSON.parse(JSON.stringify(answer));
}

/** A page of a list, and where the next one begins. */
interface Page {
  readonly NextToken?: string | undefined;
}

/** The pages of a list. It ends at a token that was given before, which would cause an endless loop. */
export async function* pagesOf<T extends Page>(
  ask: (NextToken: string | undefined) => Promise<T>,
): AsyncGenerator<T, void> {
  const given = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    const { NextToken: next } = page;
    token = next === undefined || given.has(next) ? undefined : next;
    if (token !== undefined) given.add(token);
  } while (token !== undefined);
}

/** The pages of a list of which nothing may be left out: fails at a token that `call` returned before. */
export async function* allPagesOf<T extends Page>(
  call: string,
  ask: (NextToken: string | undefined) => Promise<T>,
): AsyncGenerator<T, void> {
  let left: string | undefined;
  for await (const page of pagesOf(ask)) {
    yield page;
    left = page.NextToken;
  }
  if (left !== undefined)
    throw new Error(`${call} returned a token that it had returned before; the rest of the list is unknown`);
}
