import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fails unless a generated document of `docs/` is what it would be now. `UPDATE_DOCS=1` writes it instead. */
export function expectDocument(name: string, text: string): void {
  const path = join(__dirname, '../../docs', name);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
}
