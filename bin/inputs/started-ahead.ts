/** A task that is started ahead; `stop` frees its resources if it is never used. */
export interface Started {
  stop(): Promise<void>;
}

/**
 * Starts up to `ahead` items in advance, and returns them in order: reading the next files overlaps with the work on the
 * current one, and at most `ahead` of them are open at a time.
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
