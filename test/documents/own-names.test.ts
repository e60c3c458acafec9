import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './code-blocks';

/** What is shipped, read or run by users and their jobs. */
const PLACES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'action.yml', 'package.json', '.ci/run'],
  ...['.github', 'docs', 'ci', 'examples', 'lib', 'bin', 'lambda', 'processing', 'tools'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:md|ya?ml|[cm]?[jt]sx?|json|sh|py|toml|xml|html)$/.test(path))
      .filter((path) => !/node_modules|\.snapshot\//.test(path))
      .map((path) => join(folder, path)),
  ),
];

/** A package of ours, as a registry would resolve it: a name, with or without a version, and not a path of a file. */
const OWN = String.raw`(?<![\w./@-])(?:cdk[-_])?trailwatch(?![\w./-])(?:@[\w.^~$-]+)?`;

/** Other arguments of a command, up to the end of its code or of the sentence about it. */
const WORDS = '(?: (?!where )[^\\s`,;]+)*?';

/** What resolves an own name outside of the repository, the tarball and the lockfile. */
const RESOLVING: Readonly<Record<string, RegExp>> = {
  'npx without --no': new RegExp(
    String.raw`\bnpx (?!--no |--package \S+(?:\.tgz|>) )(?:-\S+ )*(?:\S+ )?${OWN}`,
  ),
  'npm install': new RegExp(
    String.raw`\b(?:npm|pnpm|yarn|bun) (?:install|i|add|ci|exec|x|create|init|dlx)\b${WORDS} ${OWN}`,
  ),
  'another npx': new RegExp(String.raw`\b(?:bunx|pnpx)${WORDS} ${OWN}`),
  'pip install': new RegExp(
    String.raw`\b(?:pip3?|pipx|poetry|uv|uv pip|uv tool) (?:install|run|add)\b${WORDS} ${OWN}`,
  ),
  'uvx, brew or docker': new RegExp(String.raw`\b(?:uvx|brew install|docker (?:run|pull))${WORDS} ${OWN}`),
  'go get': /\bgo (?:get|install|run) github\.com\/trailwatch\//,
  'dotnet add package': /\bdotnet add package TrailwatchCdk(?! --source )/,
  'a dependency by version': /"(?:cdk-)?trailwatch": "(?!file:|dist\/)/,
  'an action of a name that nobody owns': /\buses: trailwatch\//,
  'a file of a name that nobody owns': /\bremote: \S*\/trailwatch\//,
};

function resolvedIn(text: string): readonly string[] {
  // A command may go on in the next line.
  const lines = text
    .replaceAll(/ *\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => /trailwatch/i.test(line));
  return lines.flatMap((line) =>
    Object.entries(RESOLVING)
      .filter(([, pattern]) => pattern.test(line))
      .map(([kind]) => `${kind}: ${line.trim().slice(0, 120)}`),
  );
}

test('no instruction and no script resolves an own name from a registry: nobody owns the names yet', () => {
  expect(PLACES.length).toBeGreaterThan(1_000);
  const found = PLACES.flatMap((path) =>
    resolvedIn(readFileSync(join(ROOT, path), 'utf8')).map((one) => `${path}: ${one}`),
  );
  expect(found).toEqual([]);
});

test.each([
  'npx trailwatch scan ./logs',
  'npx --yes trailwatch@0.1 review',
  'npx --package cdk-trailwatch trailwatch',
  'npm install --global --no-audit "trailwatch@$TRAILWATCH_VERSION"'.replaceAll('"', ''),
  'npm install @duckdb/node-api trailwatch',
  'pip install cdk-trailwatch',
  'go get github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch',
  'npm install --save-dev \\\n  cdk-trailwatch',
  'pnpm dlx trailwatch scan ./logs',
  'bunx trailwatch scan ./logs',
  'pipx run cdk-trailwatch',
  'uv pip install cdk-trailwatch',
  'docker run --rm trailwatch scan ./logs',
  'dotnet add package TrailwatchCdk',
  '"cdk-trailwatch": "^0.1.0",',
  '- uses: trailwatch/cdk-trailwatch@v0',
])('is found: %s', (line) => {
  expect(resolvedIn(line)).not.toEqual([]);
});

test.each([
  'npx --no trailwatch scan ./logs',
  'npm install ./trailwatch-0.1.0.tgz @duckdb/node-api',
  'npx --package ./trailwatch-0.1.0.tgz trailwatch --help',
  'npx cdk deploy Trailwatch',
  'npx jest test/bin -t trailwatch',
  'dotnet add package TrailwatchCdk --source ./packages',
  '"cdk-trailwatch": "file:cdk-trailwatch-0.1.0.tgz",',
])('is none: %s', (line) => {
  expect(resolvedIn(line)).toEqual([]);
});
