import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  COMMAND_LINE_FOLDER,
  commandLineManifest,
  type Manifest,
  toPackageReadme,
} from '../../../bin/package/command-line-package';

const ROOT = join(__dirname, '../../..');
const LIBRARY = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const STAGED = join(ROOT, COMMAND_LINE_FOLDER);

test('the command line has the version, the license and the executable of the library, and no dependency', () => {
  const manifest = commandLineManifest(LIBRARY);
  expect(manifest).toMatchObject({
    name: 'trailwatch',
    version: LIBRARY.version,
    license: 'Apache-2.0',
    bin: { trailwatch: 'dist/bin/trailwatch.js' },
    engines: { node: '>=20' },
  });
  expect(Object.keys(manifest)).not.toContain('dependencies');
});

test('the only peers are the query engine and what serves agents, and each is optional', () => {
  const packages = ['@duckdb/node-api', '@modelcontextprotocol/sdk', 'zod'];
  expect(commandLineManifest(LIBRARY)).toMatchObject({
    peerDependencies: Object.fromEntries(packages.map((name) => [name, '*'])),
    peerDependenciesMeta: Object.fromEntries(packages.map((name) => [name, { optional: true }])),
  });
  expect(
    Object.keys((commandLineManifest(LIBRARY) as { peerDependencies: object }).peerDependencies),
  ).toEqual(packages);
});

test('links of its README lead to the pages of its version', () => {
  const library = { ...LIBRARY, version: '1.2.3', homepage: 'https://github.com/example/project#readme' };
  const page =
    'See [scan](scan.md#which-records), [the list](../../README.md#list), [a page](https://example.com), [here](#top).';
  expect(toPackageReadme(page, 'docs/investigate/command-line.md', library)).toBe(
    'See [scan](https://github.com/example/project/blob/v1.2.3/docs/investigate/scan.md#which-records), ' +
      '[the list](https://github.com/example/project/blob/v1.2.3/README.md#list), [a page](https://example.com), [here](#top).',
  );
});

describe('the staged package', () => {
  const { files, bin } = JSON.parse(readFileSync(join(STAGED, 'package.json'), 'utf8')) as Manifest & {
    readonly files: readonly string[];
  };

  test('has every file that its package.json names', () => {
    expect([...files, ...Object.values(bin)].filter((path) => !existsSync(join(STAGED, path)))).toEqual([]);
  });

  test('lists what it bundles, and of the library only what the command line bundles', () => {
    const namesIn = (folder: string) => {
      const { metadata, components } = JSON.parse(
        readFileSync(join(folder, 'dist/sbom.cdx.json'), 'utf8'),
      ) as {
        readonly metadata: { readonly component: { readonly name: string } };
        readonly components: readonly { readonly name: string }[];
      };
      return { self: metadata.component.name, bundled: components.map(({ name }) => name) };
    };
    const own = namesIn(STAGED);
    const library = namesIn(ROOT);
    expect(own.self).toBe('trailwatch');
    expect(own.bundled).toEqual(expect.arrayContaining(['commander', 'piscina', 'assemblyscript', 'yaml']));
    expect(own.bundled.filter((name) => !library.bundled.includes(name))).toEqual([]);
    expect(library.bundled).toContain('@aws-lambda-powertools/logger');
    expect(own.bundled).not.toContain('@aws-lambda-powertools/logger');
  });

  test('has the license text of everything in the list', () => {
    const texts = readFileSync(join(STAGED, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    const { components } = JSON.parse(readFileSync(join(STAGED, 'dist/sbom.cdx.json'), 'utf8')) as {
      readonly components: readonly { readonly name: string; readonly version: string }[];
    };
    expect(components.filter(({ name, version }) => !texts.includes(`${name} ${version} (`))).toEqual([]);
  });
});
