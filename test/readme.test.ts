import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function documents(): string[] {
  const docs = readdirSync(ROOT, { withFileTypes: true }).some((entry) => entry.name === 'docs')
    ? readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)
    : [];
  return ['README.md', ...docs.filter((name) => name.endsWith('.md'))];
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** What the compiler says of the blocks, each as a module of its own that imports the package by its name. */
function compile(blocks: readonly Block[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: { 'cdk-trailwatch': [join(ROOT, 'lib/index.ts')] },
  };
  const sources = new Map(blocks.map((block) => [join(ROOT, `${block.file}.${block.line}.ts`), block]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name)?.text ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const block = sources.get(name);
    return block === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, `${block.text}\nexport {};`, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const block = sources.get(diagnostic.file?.fileName ?? '');
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    const place = block === undefined ? diagnostic.file?.fileName : `${block.file}:${block.line + line}`;
    return `${place}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
}

describe('README and docs', () => {
  const blocks = documents().flatMap(blocksOf);

  test('every TypeScript block compiles against the public API', () => {
    const typescript = blocks.filter((block) => block.language === 'ts');
    expect(typescript.length).toBeGreaterThan(2);
    expect(compile(typescript)).toEqual([]);
  }, 60_000);

  test('every npm script that is named exists', () => {
    const named = blocks
      .filter((block) => block.language === 'sh')
      .flatMap((block) =>
        [...block.text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? ''),
      );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => PACKAGE.scripts[name] === undefined)).toEqual([]);
  });
});
