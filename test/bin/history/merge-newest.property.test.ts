import fc from 'fast-check';
import { mergeNewest } from '../../../bin/history/event-pages';

interface Item {
  readonly timeMs: number;
  readonly name: string;
}

/** A source's items, newest first, in portions of which some are empty. */
const portions = fc
  .array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), { maxLength: 5 })
  .map((all) => {
    const times = all.flat().sort((one, other) => other - one);
    return all.map((portion) => times.splice(0, portion.length));
  });

async function* sourceOf(name: string, all: readonly (readonly number[])[]): AsyncGenerator<readonly Item[]> {
  for (const portion of all) yield portion.map((timeMs) => ({ timeMs, name }));
}

test('items of all sources come newest first, none is lost, and those of one source keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(portions, { maxLength: 5 }), async (sources) => {
      const merged: Item[] = [];
      const opened = sources.map((all, index) => sourceOf(String(index), all));
      for await (const item of mergeNewest(opened)) merged.push(item);
      const sorted = sources
        .flatMap((all, index) => all.flat().map((timeMs) => ({ timeMs, name: String(index) })))
        .sort((one, other) => other.timeMs - one.timeMs || Number(one.name) - Number(other.name));
      expect(merged).toEqual(sorted);
    }),
  );
});
