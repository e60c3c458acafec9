import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as api from '../lib/index';

const PACKAGE = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
  readonly scripts: { readonly prepack: string };
  readonly jsii: { readonly targets: { readonly dotnet: { readonly namespace: string } } };
};

test('packing and publishing fails where nothing is built', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'trailwatch-unbuilt-'));
  const { status, stderr } = spawnSync(PACKAGE.scripts.prepack, { cwd, shell: true, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('.jsii is missing: run npm run build before packing or publishing');
});

test('no part of the .NET namespace is the name of an exported class, which C# could not tell apart', () => {
  const parts = PACKAGE.jsii.targets.dotnet.namespace.split('.');
  expect(Object.keys(api).filter((name) => parts.includes(name))).toEqual([]);
});
