/** A source of items, in portions, newest first. */
export type Source<T> = AsyncIterator<readonly T[]>;

interface Head<T> {
  readonly source: Source<T>;
  portion: readonly T[];
  at: number;
}

/** The items of all sources, newest first; of the same time, in the order of the sources. One portion of each is held. */
export async function* mergeNewest<T extends { readonly timeMs: number }>(
  sources: readonly Source<T>[],
): AsyncGenerator<T> {
  const opened = await Promise.all(sources.map((source) => advance({ source, portion: [], at: 0 })));
  const heads = opened.filter((head) => head !== undefined);
  while (heads.length > 0) {
    let newest = 0;
    for (let at = 1; at < heads.length; at++) {
      if (timeOf(heads[at]) > timeOf(heads[newest])) newest = at;
    }
    const head = heads[newest] as Head<T>;
    yield head.portion[head.at] as T;
    head.at += 1;
    if (head.at === head.portion.length && (await advance(head)) === undefined) heads.splice(newest, 1);
  }
}

function timeOf<T extends { readonly timeMs: number }>(head: Head<T> | undefined): number {
  return head?.portion[head.at]?.timeMs ?? Number.NEGATIVE_INFINITY;
}

/** The next portion that holds something; undefined at the end. */
async function advance<T>(head: Head<T>): Promise<Head<T> | undefined> {
  for (;;) {
    const { done, value } = await head.source.next();
    if (done === true) return undefined;
    if (value.length === 0) continue;
    head.portion = value;
    head.at = 0;
    return head;
  }
}
