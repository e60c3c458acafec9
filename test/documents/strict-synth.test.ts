import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import ts from 'typescript';
import * as trailwatch from '../../lib/index';
import { type CodeBlock, fencedBlocks, listDocuments, ROOT } from './code-blocks';

/** The blocks that are whole apps: they make one, and declare nothing of it. */
const APPS = listDocuments()
  .flatMap(fencedBlocks)
  .filter(
    ({ language, text }) => language === 'ts' && text.includes('new App(') && !text.includes('declare const'),
  );

/** A folder that `cdk synth` has written, for the blocks that compare with one. */
function emptyAssembly(): string {
  return new cdk.App({ outdir: mkdtempSync(join(tmpdir(), 'trailwatch-base-')) }).synth().directory;
}

/** The apps that a block makes, as `cdk init` configures them. */
function run(block: CodeBlock): readonly cdk.App[] {
  const text = block.text.replace(
    /baseFolder: '[^']*'/,
    () => `baseFolder: ${JSON.stringify(emptyAssembly())}`,
  );
  const apps: cdk.App[] = [];
  class ConfiguredApp extends cdk.App {
    constructor(props: cdk.AppProps = {}) {
      const outdir = mkdtempSync(join(tmpdir(), 'trailwatch-example-'));
      super({ outdir, ...props, context: { ...recommendedFlags, ...props.context } });
      apps.push(this);
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    'aws-cdk-lib': Object.create(cdk, { App: { value: ConfiguredApp, enumerable: true } }),
    'cdk-trailwatch': trailwatch,
  };
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const load = (name: string): unknown => modules[name] ?? jest.requireActual(name);
  new Function('require', 'exports', outputText)(load, {});
  return apps;
}

test('the documents have apps', () => {
  expect(APPS.filter(({ file }) => file === 'README.md').length).toBeGreaterThan(0);
});

test.each(APPS)('$file:$line is synthesized by `cdk synth --strict`: it has no warnings', (block) => {
  const workingDirectory = process.cwd();
  process.chdir(ROOT);
  try {
    const apps = run(block);
    expect(apps).toHaveLength(1);
    const stacks = apps.flatMap((app) => app.synth().stacks);
    expect(stacks.length).toBeGreaterThan(0);
    const found = stacks.flatMap(({ messages }) => messages).filter(({ level }) => level !== 'info');
    expect(found.map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([]);
  } finally {
    process.chdir(workingDirectory);
  }
});
