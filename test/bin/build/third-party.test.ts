import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  type BundledPackage,
  bundledPackages,
  renderBillOfMaterials,
  renderLicenses,
} from '../../../bin/build/third-party';

const ROOT = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Packages that users install beside ours. */
const OPTIONAL = Object.keys(
  (JSON.parse(read('package.json')) as { peerDependenciesMeta: object }).peerDependenciesMeta,
).filter((name) => !name.startsWith('@aws-sdk/'));

const YAML = 'node_modules/yaml/dist/index.js';

test('a package is found by its files, once, with its license text', () => {
  const [yaml, ...others] = bundledPackages(ROOT, [YAML, 'node_modules/yaml/dist/errors.js', 'lib/index.ts']);
  expect(others).toEqual([]);
  expect(yaml).toMatchObject({ name: 'yaml', license: 'ISC' });
  expect(yaml?.texts.join()).toContain('Permission to use, copy, modify');
});

test('fails on a package whose license is not known', () => {
  expect(() => bundledPackages(ROOT, ['node_modules/no-such-package/index.js'])).toThrow('no-such-package');
});

test('packages with the same text share it, and each is named with version and license', () => {
  const [one, other]: BundledPackage[] = ['a', 'b'].map((name) => ({
    name,
    version: '1.0.0',
    license: 'MIT',
    texts: ['The text.'],
  }));
  const rendered = renderLicenses([one!, other!]);
  expect(rendered.match(/The text\./g)).toHaveLength(1);
  expect(rendered).toContain('a 1.0.0 (MIT)\nb 1.0.0 (MIT)');
});

test('the bill of materials is the same from build to build: it has no time and no serial number', () => {
  const self = { name: 'cdk-trailwatch', version: '1.0.0', license: 'Apache-2.0' };
  const scoped = { name: '@scope/a', version: '2.0.0', license: 'MIT', texts: [] };
  const document = JSON.parse(renderBillOfMaterials(self, [scoped]));
  expect(Object.keys(document)).toEqual([
    'bomFormat',
    'specVersion',
    'version',
    'metadata',
    'components',
    'dependencies',
  ]);
  expect(document.components[0]).toMatchObject({ purl: 'pkg:npm/%40scope/a@2.0.0' });
  expect(Object.keys(document.metadata)).toEqual(['component']);
});

describe('what is shipped', () => {
  const document = JSON.parse(read('dist/sbom.cdx.json')) as {
    readonly components: readonly { name: string; version: string; licenses: { expression: string }[] }[];
  };
  const licenses = read('dist/THIRD-PARTY-LICENSES.txt');

  test('names every package of the bundles in both files, with its own version', () => {
    const names = document.components.map(({ name }) => name);
    for (const bundled of [
      '@aws-sdk/client-kms',
      '@aws-sdk/client-s3',
      '@aws-lambda-powertools/logger',
      'yaml',
      're2js',
    ]) {
      expect(names).toContain(bundled);
    }
    for (const {
      name,
      version,
      licenses: [license],
    } of document.components) {
      expect(licenses).toContain(`\n${name} ${version} (${license?.expression})\n`);
    }
  });

  test('has permissive licenses only', () => {
    const found = new Set(
      document.components.flatMap((component) => component.licenses.map(({ expression }) => expression)),
    );
    expect(
      [...found].filter(
        (id) => !/^(MIT|MIT-0|ISC|Apache-2\.0|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0|MIT\*|\(.*\))$/.test(id),
      ),
    ).toEqual([]);
  });

  test.each([
    'lambda/log-processor/index.ts',
    'lambda/integrity/index.ts',
    'lambda/notify-chat/index.ts',
    'bin/trailwatch.ts',
  ])("has every package of esbuild's own list of inputs: %s", async (entry) => {
    const { metafile } = await build({
      ...{ absWorkingDir: ROOT, entryPoints: [entry], bundle: true, write: false, metafile: true },
      ...{ platform: 'node', format: 'cjs', mainFields: ['module', 'main'], logLevel: 'silent' },
      // Users install these themselves.
      external: OPTIONAL.flatMap((name) => [name, `${name}/*`]),
    });
    const expected = bundledPackages(ROOT, Object.keys(metafile.inputs));
    expect(expected.length).toBeGreaterThan(3);
    const shipped = document.components.map(({ name, version }) => `${name}@${version}`);
    for (const { name, version } of expected) expect(shipped).toContain(`${name}@${version}`);
    expect(document.components.filter(({ name }) => OPTIONAL.includes(name))).toEqual([]);
  });
});
