import { spawnSync } from 'node:child_process';
import { join, relative, sep } from 'node:path';

/** An app with a whole `Trailwatch`, and what it has loaded of the library. */
const PROGRAM = `
  const { mkdtempSync, rmSync } = require('node:fs');
  const { tmpdir } = require('node:os');
  const { join } = require('node:path');
  const { App, Stack } = require('aws-cdk-lib');
  const outdir = mkdtempSync(join(tmpdir(), 'trailwatch-build-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
  const { Trailwatch } = require(process.argv[1]);
  new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
  app.synth();
  rmSync(outdir, { recursive: true });
  console.log(JSON.stringify(Object.keys(require.cache)));`;

/** The modules of a compiled library that a synthesis of `new Trailwatch` loads, by their paths without `.js`, but for the entrance. */
export function synthesizedModules(root: string, library: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM, library], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  if (status !== 0) throw new Error(`the library that was built cannot synthesize an app: ${stderr}`);
  const files: readonly string[] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return files
    .filter((file) => file.startsWith(join(library, sep)))
    .map((file) => relative(library, file).replace(/\.js$/, '').split(sep).join('/'))
    .filter((name) => name !== 'index');
}
