import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** A fenced block of a document, or an `@example` of a construct. */
export interface CodeBlock {
  readonly file: string;
  /** 1-based line of the block's first line. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** README, CONTRIBUTING, every document of `docs` and those of examples, from the root. Runbooks are not among them. */
export function listDocuments(): readonly string[] {
  const inFolder = (folder: string) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`);
  const examples = readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}/README.md`);
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...[
      '',
      '/deploy',
      '/alerts',
      '/investigate',
      '/prove',
      '/review',
      '/extend',
      '/extend/recipes',
      '/reference',
    ].flatMap((folder) => inFolder(`docs${folder}`)),
    ...examples,
  ];
}

/** The fenced blocks of a document. */
export function fencedBlocks(file: string): readonly CodeBlock[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```/gm)].map((match) => ({
    file,
    line: lineAt(text, match.index) + 1,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** The `@example` blocks of a source file, without the comment's asterisks. */
export function exampleBlocks(file: string): readonly CodeBlock[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^ *\* @example\n([\s\S]*?)(?=^ *\* @|^ *\*\/)/gm)].map((match) => ({
    file,
    line: lineAt(text, match.index) + 1,
    language: 'ts',
    text: (match[1] ?? '').replace(/^ *\* ?/gm, ''),
  }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The compiler's errors, with each block as a module of its own that imports the package by its name. */
export function compileBlocks(blocks: readonly CodeBlock[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: {
      'cdk-trailwatch': [join(ROOT, 'lib/index.ts')],
      'cdk-trailwatch/processing': [join(ROOT, 'processing/index.ts')],
    },
  };
  const sources = new Map(blocks.map((block) => [join(ROOT, `${block.file}.${block.line}.ts`), block]));
  const program = ts.createProgram([...sources.keys()], options, hostOf(sources, options));
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const block = sources.get(diagnostic.file?.fileName ?? '');
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    const place = block === undefined ? diagnostic.file?.fileName : `${block.file}:${block.line + line}`;
    return `${place}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
}

function hostOf(sources: ReadonlyMap<string, CodeBlock>, options: ts.CompilerOptions): ts.CompilerHost {
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
  return host;
}
