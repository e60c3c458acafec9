import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const ROOMS = '^(lib/core/[^/]+|lib/constructs|lambda/[^/]+|bin)';

interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

function roomOf(path: string): string | undefined {
  const room = new RegExp(ROOMS).exec(path)?.[0];
  return room?.slice(room.lastIndexOf('/') + 1);
}

/** The arrows between rooms as the imports have them. */
function importedArrows(): string[] {
  const cruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    '--config',
    '.dependency-cruiser.mjs',
    '--include-only',
    '^(lib|lambda|bin)/',
    '--output-type',
    'json',
  ];
  const { stdout } = spawnSync(process.execPath, [cruise, ...args, 'lib', 'lambda', 'bin'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { modules } = JSON.parse(stdout) as Cruise;
  const arrows = modules
    .filter(({ source }) => !/^bin\/((app|build|generate)\.ts$|generated\/)/.test(source))
    .flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => [roomOf(source), roomOf(resolved)] as const),
    )
    .filter(([from, to]) => from !== undefined && to !== undefined && from !== to);
  return [...new Set(arrows.map(([from, to]) => `${from} --> ${to}`))].sort();
}

/** The arrows of README's picture of the rooms. */
function drawnArrows(): string[] {
  const pictures = [
    ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```mermaid\n([\s\S]*?)^```/gm),
  ];
  const picture = pictures.map((match) => match[1] ?? '').find((text) => text.includes('lib/core')) ?? '';
  return [...picture.matchAll(/^ {2}([\w-]+) --> (.+)$/gm)]
    .flatMap(([, from, targets = '']) => targets.split(' & ').map((to) => `${from} --> ${to}`))
    .sort();
}

test("README's picture of the rooms shows every import between rooms, and no other", () => {
  expect(drawnArrows()).toEqual(importedArrows());
}, 60_000);
