/**
 * Asks for the first value at once, and not when it is needed: what leads to it is then on its way, with no more in memory
 * than one value. The consumer gets the failure, if there is one.
 */
export function startedEarly<T>(source: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  // Until the consumer comes it must not count as unhandled.
  first.catch(() => undefined);
  return goOn(iterator, first);
}

async function* goOn<T>(
  iterator: AsyncIterator<T>,
  first: Promise<IteratorResult<T>>,
): AsyncGenerator<T, void> {
  try {
    for (let step = await first; step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}
