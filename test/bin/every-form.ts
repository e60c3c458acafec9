import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { zipSync } from 'fflate';
import { PACKINGS } from '../../bin/inputs/unpack/packings';
import { LIST_FORMS, RECORD_FORMS } from '../../lib/core/record/form/record-forms';
import { BYTE_EXAMPLES, EXAMPLES, JSON_EXAMPLES, RECORDS, TEXT_EXAMPLES } from '../core/record/form-examples';

/** What a folder of every form holds. */
export interface EveryForm {
  readonly files: number;
  /** In all files together. */
  readonly records: number;
}

/**
 * Writes a file of each form that docs/investigate/inputs.md lists, from the tables that it is made of: each text and JSON as it is, and a log file in
 * each packing.
 */
export function writeEveryForm(folder: string): EveryForm {
  mkdirSync(folder, { recursive: true });
  const forms = [...RECORD_FORMS, ...LIST_FORMS].map(({ from }) => from);
  const missing = forms.filter((from) => EXAMPLES[from] === undefined);
  if (missing.length > 0) throw new Error(`these forms have no example: ${missing.join('; ')}`);
  const texts = [
    ...forms.flatMap((from) => EXAMPLES[from] ?? []),
    ...[...TEXT_EXAMPLES, ...JSON_EXAMPLES].map(([, text]) => text),
  ];
  const bytes = BYTE_EXAMPLES.map(([, content]) => content);
  const packed = PACKINGS.map(({ name }) => packAs(name, folder)).filter((content) => content !== undefined);
  const all = [...texts, ...bytes, ...packed];
  for (const [index, content] of all.entries()) writeFileSync(join(folder, `${index}.json`), content);
  return { files: all.length, records: all.length * RECORDS.length };
}

/** A log file in a packing, made by the programs that people pack with; undefined where this Node.js has no zstd. */
function packAs(packing: string, folder: string): Uint8Array | undefined {
  const text = Buffer.from(JSON.stringify({ Records: RECORDS }));
  const file = join(folder, 'packed.json');
  writeFileSync(file, text);
  try {
    switch (packing) {
      case 'zip':
        return zipSync({ 'packed.json': text });
      case 'zstd':
        return (zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer }).zstdCompressSync?.(text);
      case 'tar':
        return spawnSync('tar', ['-cf', '-', '-C', folder, 'packed.json']).stdout;
      default:
        return spawnSync(packing, ['-c', file]).stdout;
    }
  } finally {
    rmSync(file);
  }
}
