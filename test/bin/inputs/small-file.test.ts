import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileChunks } from '../../../bin/inputs/input-file';
import { SmallFile } from '../../../bin/inputs/small-file';
import type { RecordSieve } from '../../../lib/core/json/record-sieve';
import { numbered } from '../../core/record/log-file-reading';
import { folderForEachTest } from '../../test-folder';

const folder = folderForEachTest();

it('leaves a plain text as it is when the next file is read, since counted records are read from it later', () => {
  const texts: Uint8Array[] = [];
  const sieve: RecordSieve = {
    maxBytes: 1024 * 1024,
    isReady: () => true,
    sift: (bytes) => {
      texts.push(bytes);
      return {
        ...{ ends: new Uint32Array(), verdicts: new Uint8Array(), held: new Map(), keys: new Uint32Array() },
        counted: { alike: [], timesMs: new Float64Array(), texts: Buffer.alloc(0) },
        ...{ newestEventTime: '', isAtEnd: false },
      };
    },
  };
  for (const name of ['a', 'b']) {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ Records: [{ ...numbered(1), name }, numbered(2)] }));
    const input = { name: path, source: { key: path }, named: false, path, open: () => readFileChunks(path) };
    for (const batch of SmallFile.of(input)?.entries(sieve) ?? []) expect(batch).toHaveLength(2);
  }
  expect(Buffer.from(texts[0] ?? []).toString()).toContain('"name":"a"');
});
