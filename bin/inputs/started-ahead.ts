/** Something started before it is asked for; `stop` frees what it holds when it is never asked for. */
export interface Started {
  stop(): Promise<void>;
}

/**
 * Starts up to `ahead` items before they are asked for, and gives them in their order: the reading of the next
 * files overlaps the work on this one, and no more than `ahead` of them are open at a time.
 */
export async function* startedAhead<T, S extends Started>(
  items: AsyncIterable<T>,
  ahead: number,
  start: (item: T) => S,
): AsyncGenerator<S, void> {
  const waiting: S[] = [];
  try {
    for await (const item of items) {
      waiting.push(start(item));
      const next = waiting.length > ahead ? waiting.shift() : undefined;
      if (next !== undefined) yield next;
    }
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next;
  } finally {
    await Promise.all(waiting.map((started) => started.stop()));
  }
}
