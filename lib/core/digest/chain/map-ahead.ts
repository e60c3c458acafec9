/** Maps in order, with up to `ahead` results under way. The first failure ends it. */
export async function* mapAhead<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  ahead: number,
  map: (value: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const underWay: Promise<R>[] = [];
  for await (const value of source) {
    const result = map(value);
    // The consumer awaits the failure; until then it must not count as unhandled.
    result.catch(() => {});
    underWay.push(result);
    while (underWay.length >= ahead) yield await (underWay.shift() as Promise<R>);
  }
  for (const result of underWay) yield await result;
}
