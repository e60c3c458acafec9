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
