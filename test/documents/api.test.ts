import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './code-blocks';

const PACKAGE_JSON = require.resolve('jsii-docgen/package.json');
const JSII_DOCGEN = join(dirname(PACKAGE_JSON), 'bin/jsii-docgen');

test('API.md is what jsii-docgen writes for the built assembly; else run npm run generate', () => {
  if (!existsSync(join(ROOT, '.jsii'))) throw new Error('lib is not built; run npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-api-'));
  try {
    const output = join(folder, 'API.md');
    execFileSync(process.execPath, [JSII_DOCGEN, '--output', output], { cwd: ROOT, stdio: 'pipe' });
    expect(readFileSync(join(ROOT, 'API.md'), 'utf8')).toBe(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
