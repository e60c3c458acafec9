import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Input, type InputFile, readFileChunks } from '../../../bin/inputs/input-file';
import { SmallFile } from '../../../bin/inputs/small-file';
import { RecordFilter } from '../../../bin/records/record-filter';
import { type SearchTools, searchInputs } from '../../../bin/scan/input-search';
import type { SearchEvent } from '../../../bin/scan/search-event';
import { Detections } from '../../../lib/core/correlation/detections';
import { parseSigmaFiles, ruleDocumentOf } from '../../../lib/core/sigma/sigma-file';
import { cases } from '../../jest/cases';
import { folderForEachTest } from '../../test-folder';
import { type GeneratedFile, RULES, someFiles } from '../scan/workers/generated-inputs';

const { rules, correlations } = ruleDocumentOf(
  parseSigmaFiles(Object.entries(RULES).map(([file, text]) => ({ file, text }))),
);
const detections = Detections.of(rules, correlations);

const folder = folderForEachTest();
/** Ways in which a file is packed once more, or named, so that it may be something else than its text says. */
const WRAPPINGS: readonly ((file: GeneratedFile) => GeneratedFile)[] = [
  (file) => file,
  (file) => file,
  ({ content }) => ({ ending: '.json.gz', content: gzipSync(content) }),
  ({ content }) => ({ ending: '.tar.gz', content: gzipSync(content) }),
  ({ content }) => ({ ending: '', content }),
  ({ content }) => ({ ending: '.json', content: Buffer.from(content.toString('utf8'), 'utf16le') }),
  ({ content }) => ({ ending: '.json', content: Buffer.concat([Buffer.from('\ufeff'), content]) }),
  ({ content }) => ({ ending: '.json.gz', content: Buffer.concat([content, gzipSync(content)]) }),
  ({ content }) => ({ ending: '.txt', content: Buffer.concat([Buffer.from('PAR1'), content]) }),
  ({ content }) => ({ ending: '.json', content: Buffer.concat([content, Buffer.alloc(300_000, ' ')]) }),
];

const aFile = fc
  .tuple(someFiles, fc.constantFrom(...WRAPPINGS), fc.boolean())
  .map(([files, wrapped, named]) => ({ files: files.map(wrapped), named }));

const aFilter = fc
  .constantFrom({}, {}, { account: ['111122223333'] }, { start: '2026-08-17T14:02:00Z' })
  .map((places) => RecordFilter.of(places));

function write({ ending, content }: GeneratedFile, at: number): string {
  const path = join(folder, `${at}${ending}`);
  writeFileSync(path, content);
  return path;
}

function inputOf(path: string, named: boolean): InputFile {
  const name = basename(path);
  return { name, source: { key: name }, named, path, open: () => readFileChunks(path) };
}

async function eventsOf(inputs: readonly Input[], filter: RecordFilter): Promise<readonly unknown[]> {
  const tools: SearchTools = { detections, filter, ahead: 2 };
  const events: unknown[] = [];
  for await (const portion of searchInputs(listed(inputs), tools)) events.push(...portion.map(comparable));
  return events;
}

async function* listed(inputs: readonly Input[]): AsyncGenerator<Input, void> {
  yield* inputs;
}

function comparable(event: SearchEvent): unknown {
  if (event.kind !== 'portion') return event;
  const { alerts, ...portion } = event;
  return { ...portion, alerts: alerts.map(({ index, severity, json }) => ({ index, severity, json })) };
}

test('a small file that is read in one go comes to the same as in steps', async () => {
  const seen = { inOneGo: 0, inSteps: 0, portions: 0, unread: 0 };
  await fc.assert(
    fc.asyncProperty(aFile, aFilter, async ({ files, named }, filter) => {
      const inputs = files.map(write).map((path) => inputOf(path, named));
      const inSteps = inputs.map(({ path: _, ...input }) => input);
      const events = await eventsOf(inputs, filter);
      expect(events).toEqual(await eventsOf(inSteps, filter));
      for (const input of inputs) {
        if (SmallFile.of(input)?.entries(undefined) === undefined) seen.inSteps += 1;
        else seen.inOneGo += 1;
      }
      for (const event of events as SearchEvent[]) {
        if (event.kind === 'portion') seen.portions += 1;
        if (event.kind === 'file' && event.unread !== undefined) seen.unread += 1;
      }
    }),
    { numRuns: 600 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(cases(60));
}, 60_000);

test('a file that shrinks or goes before it is read is read in steps', () => {
  const path = write({ ending: '.json', content: Buffer.from('{"Records":[]}') }, 0);
  const [shrinking, going] = [SmallFile.of(inputOf(path, true)), SmallFile.of(inputOf(path, true))];
  truncateSync(path, 5);
  expect(shrinking?.entries(undefined)).toBeUndefined();
  rmSync(path);
  expect(going?.entries(undefined)).toBeUndefined();
});

test('what is no small file is none: a folder, what is empty, large or missing', () => {
  const empty = write({ ending: '.json', content: Buffer.alloc(0) }, 1);
  const large = write({ ending: '.json', content: Buffer.alloc(256 * 1024) }, 2);
  for (const path of [folder, empty, large, join(folder, 'gone'), join(large, 'below')])
    expect(SmallFile.of(inputOf(path, true))).toBeUndefined();
});

test('a small file with a text of 1 MiB is read in steps', () => {
  const content = (spaces: number) => gzipSync(Buffer.concat([Buffer.from('[]'), Buffer.alloc(spaces, ' ')]));
  const entriesOf = (spaces: number) =>
    SmallFile.of(inputOf(write({ ending: '.gz', content: content(spaces) }, spaces), true))?.entries(
      undefined,
    );
  expect(entriesOf(2 ** 20 - 3)).toBeDefined();
  expect(entriesOf(2 ** 20 - 2)).toBeUndefined();
});
