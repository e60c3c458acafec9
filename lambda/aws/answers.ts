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

/** A page of a list, and where the next one begins: a token, or a key. */
interface Page<Next> {
  readonly NextToken?: Next | undefined;
}

/** A list without an end. Its name tells it from an error without a code, which may pass: the same list would be read again. */
class EndlessListError extends Error {
  override readonly name = 'EndlessListError';
}

/**
 * The pages of a list, each requested when it is taken. The last one has no token, or an empty one. Fails where a token comes again:
 * the list would have no end, and without the rest it would look complete.
 *
 * @param list the call, and what tells its list from others, as the sentence of the failure begins
 */
export async function* pagesOf<T extends Page<Next>, Next = string>(
  list: string,
  ask: (NextToken: Next | undefined) => Promise<T>,
  Failure: new (sentence: string) => Error = EndlessListError,
): AsyncGenerator<T, void> {
  const given = new Set<string>();
  for (let token: Next | undefined; ; ) {
    const page = await ask(token);
    yield page;
    token = page.NextToken;
    if (token === undefined || token === '') return;
    const text = JSON.stringify(token);
    if (given.has(text))
      throw new Failure(
        `${list} returned a token that it had returned before; the rest of the list is unknown`,
      );
    given.add(text);
  }
}
