import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path/posix';
import * as api from '../lib/index';
import { anchorsOf, relativeLinks } from './documents/links';

const ROOT = join(__dirname, '..');

const PACKAGE = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
  readonly scripts: { readonly prepack: string };
  readonly jsii: { readonly targets: { readonly dotnet: { readonly namespace: string } } };
};

/** What npm would put into the package, from the root; `dist` as it is now. */
function listPackedFiles(): readonly string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout, stderr, status } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack ended with ${status}: ${stderr}`);
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path);
}

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

describe('the packed files', () => {
  const packed = listPackedFiles();
  const own = packed.filter((path) => !path.startsWith('node_modules/'));
  const documents = own.filter((path) => path.endsWith('.md'));
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
  /** A file, or a folder that has some. */
  const isPacked = (path: string): boolean =>
    own.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));

  test.each([
    ...['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'API.md', 'package.json'],
    ...[
      'docs/deploy/estates.md',
      'docs/alert.schema.json',
      'docs/runbooks/cloudwatch-1.md',
      'docs/extend/recipes/rule.md',
    ],
    ...['dist/app/app.js', 'dist/app/cdk.json'],
  ])('have %s', (path) => expect(own).toContain(path));

  test('have no sources, tests or settings of this repository', () => {
    const sources =
      /^(test|lambda|processing|bin|lib\/(core|constructs)|\.github|\.ci)\/|^(biome|tsconfig|cdk)\.json$/;
    expect(own.filter((path) => sources.test(path))).toEqual([]);
  });

  test('have every page that the link of an alert or an alarm names', () => {
    const pages = readdirSync(join(ROOT, 'docs/runbooks')).map((name) => `docs/runbooks/${name}`);
    expect(pages.length).toBeGreaterThan(50);
    expect(pages.filter((page) => !own.includes(page))).toEqual([]);
  });

  test('have what every link of their documents leads to, with the heading', () => {
    const links = documents.flatMap((document) =>
      relativeLinks(read(document)).map(({ target, anchor }) => ({
        document,
        anchor,
        path: target === '' ? document : normalize(join(dirname(document), target)),
      })),
    );
    expect(links.length).toBeGreaterThan(150);
    const broken = links.filter(
      ({ path, anchor }) => !isPacked(path) || (anchor !== '' && !anchorsOf(read(path)).has(anchor)),
    );
    expect(broken).toEqual([]);
  });

  test('have no link to a branch of this repository, which may lack what this release describes', () => {
    const branch = /github\.com\/trailwatch\/cdk-trailwatch\/(?:blob|tree)\/(?!v\d)/;
    expect(documents.filter((document) => branch.test(read(document)))).toEqual([]);
  });
});
