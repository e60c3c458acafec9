import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type TransformOptions, transformSync } from 'esbuild';

/** An app with a complete `Trailwatch`, and the modules of the library that it loads. */
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

/**
 * The modules of a compiled library that a synthesis of `new Trailwatch` loads, by their paths without `.js`, except the
 * entrance.
 */
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

/** The file of the packed modules in the library folder. */
const PACK = 'packed.js';

/** Comments are removed; line breaks are kept for stack traces. */
const TRANSFORM: TransformOptions = { target: 'node20', legalComments: 'none' };

/**
 * Packs modules of a folder into one file, in which each runs on first use: Node.js takes longer to find, read and wrap two
 * hundred files than to compile them. Their own files remain and refer to the pack, so that modules outside the pack get the
 * same instances.
 *
 * @param names the paths of the modules below the folder, without `.js`
 */
export function packModules(folder: string, names: readonly string[]): void {
  const packed = [...names].sort().map((name) => {
    const file = join(folder, `${name}.js`);
    const code = fromFolder(name, readFileSync(file, 'utf8'));
    const pack = relative(dirname(file), join(folder, PACK)).replace(/^(?!\.)/, './');
    writeFileSync(file, `"use strict";\nmodule.exports = require("${pack}").load("./${name}");\n`);
    return `"./${name}": (function (exports, require) {\n${transformSync(code, TRANSFORM).code}}),\n`;
  });
  writeFileSync(join(folder, PACK), toPack(packed));
}

/** Relative imports of a module are resolved from the folder. */
function fromFolder(name: string, code: string): string {
  return code.replace(/\brequire\("(\.[^"]+)"\)/g, (_, path: string) => {
    const target = join(dirname(name), path);
    return `require("./${target}")`;
  });
}

/** Functions in parentheses are compiled eagerly: nearly all of them are needed. */
function toPack(modules: readonly string[]): string {
  return `"use strict";
const fromFile = require;
const loaded = Object.create(null);
const modules = Object.assign(Object.create(null), {
${modules.join('')}});
function load(path) {
  if (path in loaded) return loaded[path];
  if (!(path in modules)) return fromFile(path);
  const exports = (loaded[path] = {});
  try {
    modules[path](exports, load);
  } catch (error) {
    delete loaded[path];
    throw error;
  }
  return exports;
}
exports.load = load;
`;
}
