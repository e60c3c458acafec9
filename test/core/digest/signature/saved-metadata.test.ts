import { type SavedEntry, SavedMetadataReader } from '../../../../lib/core/digest/signature/saved-metadata';

/** Reads the text in chunks of so many bytes. */
function read(text: string, chunkBytes = text.length): readonly SavedEntry[] {
  const reader = new SavedMetadataReader();
  const bytes = Buffer.from(text);
  const entries: SavedEntry[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(1, chunkBytes)) {
    // A reader of files may use one buffer again.
    const chunk = Buffer.from(bytes.subarray(at, at + Math.max(1, chunkBytes)));
    entries.push(...reader.read(chunk));
    chunk.fill(0);
    if (entries.at(-1)?.kind === 'problem') return entries;
  }
  const problem = reader.end();
  return problem === undefined ? entries : [...entries, problem];
}

const signaturesOf = (entries: readonly SavedEntry[]) =>
  entries.map((entry) => (entry.kind === 'signature' ? [entry.key, entry.signature] : [entry.problem]));

const TEXT = JSON.stringify({
  'AWSLogs/a': { signature: '0a', 'signature-algorithm': 'SHA256withRSA' },
  's3://audit-archive/AWSLogs/b': { ContentLength: 3, Metadata: { signature: '0b' } },
  'AWSLogs/c': { Metadata: {} },
  'AWSLogs/"}\\,{ä': { Metadata: { signature: '0d', note: '}],"\\' }, Parts: [[{ '}': '{' }], []] },
});

test('user metadata and whole answers of head-object are read, by key and by address', () => {
  expect(signaturesOf(read(TEXT))).toEqual([
    ['AWSLogs/a', '0a'],
    ['AWSLogs/b', '0b'],
    ['AWSLogs/"}\\,{ä', '0d'],
  ]);
});

test('several objects may follow one another, with any white space', () => {
  const text = ` {"a": {"signature" : "0a"} }\r\n{}\t{ "b":{"signature":"0b"},\n"c":{"signature":"0c"}}\n`;
  expect(signaturesOf(read(text))).toEqual([
    ['a', '0a'],
    ['b', '0b'],
    ['c', '0c'],
  ]);
});

test.each([TEXT, `${TEXT}\n${TEXT}`, JSON.stringify(JSON.parse(TEXT), null, 2)])(
  'the same is read whatever the chunks are, and each entry again from its place: %#',
  (text) => {
    const whole = read(text);
    for (const chunkBytes of [1, 2, 3, 7, 64]) expect(read(text, chunkBytes)).toEqual(whole);
    for (const entry of whole) {
      const offset = entry.kind === 'signature' ? entry.offset : -1;
      const [again] = new SavedMetadataReader(offset).read(Buffer.from(text).subarray(offset));
      expect(again).toEqual(entry);
    }
  },
);

const NO_OBJECT = 'the saved metadata is not a JSON object';

test.each([
  ['', NO_OBJECT],
  ['[]', NO_OBJECT],
  ['{', NO_OBJECT],
  ['{"AWSLogs/a":{}', NO_OBJECT],
  ['{"AWSLogs/a":{},}', NO_OBJECT],
  ['{,"AWSLogs/a":{}}', NO_OBJECT],
  ['{"AWSLogs/a":{}]}', NO_OBJECT],
  ['{"AWSLogs/a" {}}', NO_OBJECT],
  ['{"AWSLogs/a":{}} x', NO_OBJECT],
  ['{AWSLogs:{}}', NO_OBJECT],
  ['["AWSLogs/a":{}}', NO_OBJECT],
  [`{"AWSLogs/a":{"x":"${'x'.repeat(300_000)}"`, NO_OBJECT],
  ['{"AWSLogs/a":"0a"}', 'the saved metadata of "AWSLogs/a" is not an object'],
  ['{"AWSLogs/a":null}', 'the saved metadata of "AWSLogs/a" is not an object'],
  ['{"AWSLogs/a":{"Metadata":[]}}', 'the saved metadata of "AWSLogs/a" is not an object'],
])('fails on %.60s', (text, problem) => {
  for (const chunkBytes of [1, 1000, text.length])
    expect(read(text, chunkBytes).at(-1)).toEqual({ kind: 'problem', problem });
});
