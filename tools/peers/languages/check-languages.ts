import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildLanguages, DOTNET_PACKAGE, filesBelow } from '../../../bin/package/package-builders';
import { readManifest } from '../../../bin/package/stage-module';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import { GO } from './go';
import { JAVA } from './java';
import type { Language } from './language';
import { PYTHON } from './python';
import { TYPESCRIPT } from './typescript';

const ROOT = resolve(__dirname, '../../..');

const COMPARED: readonly Language[] = [PYTHON, JAVA, GO];

/**
 * Builds the packages of every language, installs each into a fresh project, and synthesizes the same apps there: their templates
 * must be those of TypeScript, byte for byte, and their assets too, since a template names its assets by hash. One language after
 * the other. .NET is compiled where its SDK is. Without the tools of a language the check fails in CI, and leaves it out with a word elsewhere.
 */
export async function checkLanguages(folder: string, outcome: Outcome): Promise<void> {
  const languages = await usableLanguages(outcome);
  const packages = join(folder, 'packages');
  await outcome.part('packages of the languages', () => buildPackages(packages));
  checkDotnet(join(packages, 'dotnet'), outcome);
  const { version } = readManifest(ROOT);
  const roomOf = (name: string) => {
    const room = { folder: join(folder, name, 'project'), packages, version, out: join(folder, name, 'out') };
    mkdirSync(room.folder, { recursive: true });
    return room;
  };
  const expected = roomOf(TYPESCRIPT.name);
  await outcome.part(TYPESCRIPT.name, () => TYPESCRIPT.synthesize(expected));
  for (const language of languages) {
    const room = roomOf(language.name);
    await outcome.part(language.name, () => language.synthesize(room));
    compareOutputs(language.name, expected.out, room.out, outcome);
  }
}

async function usableLanguages(outcome: Outcome): Promise<readonly Language[]> {
  const reasons = await Promise.all(
    COMPARED.map(async (language) => ({ language, why: await language.whyNot() })),
  );
  for (const { language, why } of reasons) {
    if (why === undefined) continue;
    if (process.env.CI === 'true')
      outcome.check(false, `${why}: nothing could be checked in ${language.name}`);
    else console.log(`skipped: ${why}, so the package for ${language.name} is not checked`);
  }
  return reasons.filter(({ why }) => why === undefined).map(({ language }) => language);
}

async function buildPackages(packages: string): Promise<void> {
  mkdirSync(join(packages, 'js'), { recursive: true });
  await mustRun('npm', ['pack', '--silent', '--pack-destination', join(packages, 'js')], { cwd: ROOT });
  buildLanguages(
    ['python', 'java', 'go', 'dotnet'],
    { root: ROOT, out: packages },
    { translated: false, sourcesOnly: isDotnetHere() ? ['go'] : ['go', 'dotnet'] },
  );
}

function isDotnetHere(): boolean {
  return DOTNET_PACKAGE.missing() === undefined;
}

/** The package if it could be compiled, or at least a source for every type. */
function checkDotnet(folder: string, outcome: Outcome): void {
  const files = filesBelow(folder);
  if (isDotnetHere()) {
    const built = files.some((file) => file.endsWith('.nupkg'));
    outcome.check(built, 'the package for .NET compiles', files);
    return;
  }
  const sources = new Set(files.map((file) => basename(file)));
  const missing = namesOfTypes().filter((name) => !sources.has(`${name}.cs`));
  outcome.check(
    missing.length === 0,
    `the package for .NET has a source for every type, and is not compiled: there is no dotnet (${sources.size} files)`,
    missing,
  );
}

function namesOfTypes(): readonly string[] {
  const assembly = JSON.parse(gunzipSync(readFileSync(join(ROOT, '.jsii.gz'))).toString()) as {
    readonly types: Readonly<Record<string, { readonly name: string }>>;
  };
  return Object.values(assembly.types).map(({ name }) => name);
}

function compareOutputs(language: string, expected: string, found: string, outcome: Outcome): void {
  const templates = readdirSync(expected).filter((name) => name.endsWith('.template.json'));
  const others = readdirSync(found).filter((name) => name.endsWith('.template.json'));
  outcome.check(
    templates.length > 0 && templates.join() === others.join(),
    `${language} synthesizes the stacks of TypeScript (${templates.length})`,
    [`TypeScript: ${templates.join(', ')}`, `${language}: ${others.join(', ')}`],
  );
  for (const name of templates.filter((template) => others.includes(template))) {
    const wanted = readFileSync(join(expected, name), 'utf8');
    const got = readFileSync(join(found, name), 'utf8');
    outcome.check(
      wanted === got,
      `${language} makes ${name} as TypeScript does, byte for byte (${wanted.length} bytes)`,
      firstDifference(wanted, got),
    );
  }
}

/** The first lines that differ, of both. */
function firstDifference(wanted: string, got: string): readonly string[] {
  const wantedLines = wanted.split('\n');
  const gotLines = got.split('\n');
  const at = wantedLines.findIndex((line, index) => line !== gotLines[index]);
  return [`line ${at + 1}: ${gotLines[at]}`, `instead of: ${wantedLines[at]}`];
}
