import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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

  test('every rule that is named exists', () => {
    const builtIn = readdirSync(join(ROOT, 'lib/rules'), { recursive: true, encoding: 'utf8' });
    const known = builtIn.map((path) => basename(path, '.yml'));
    const named = blocks.flatMap(({ text }) =>
      [...text.matchAll(/(?:rules show |\.without\('|\.only\(')([\w-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('the picture has every arrow between rooms that the sources have, and no other', () => {
    const picture = blocks.find(
      ({ language, text }) => language === 'mermaid' && text.includes('subgraph lib/core'),
    );
    expect(drawnArrows(picture?.text ?? '')).toEqual(importedArrows());
  });
});

/** `a --> b & c` as `a > b` and `a > c`. */
function drawnArrows(picture: string): string[] {
  const arrows = [...picture.matchAll(/^ *([\w-]+) --> (.+)$/gm)];
  return arrows
    .flatMap(([, from, to = '']) => to.split('&').map((name) => `${from} > ${name.trim()}`))
    .sort();
}

/** What the rooms of lib/core, lambda, bin and lib/constructs import of one another, as `from > to`. */
function importedArrows(): string[] {
  const arrows = ['lib/core', 'lib/constructs', 'lambda', 'bin'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('.ts') && !/^bin\/((app|build|generate)\.ts$|generators\/)/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(
          ([, target = '']) => `${roomOf(path)} > ${roomOf(join(dirname(path), target))}`,
        ),
      ),
  );
  return [...new Set(arrows)].filter((arrow) => !/^(\S+) > \1$/.test(arrow)).sort();
}

function roomOf(path: string): string {
  const [, room] =
    /^(?:lib\/core\/([\w-]+)|lib\/(constructs)|lambda\/([\w-]+)|(bin))/.exec(path)?.filter(Boolean) ?? [];
  return room ?? path;
}
