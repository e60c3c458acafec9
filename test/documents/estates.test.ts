import { App } from 'aws-cdk-lib';
import ts from 'typescript';
import * as trailwatch from '../../lib/index';
import { type CodeBlock, fencedBlocks } from './code-blocks';

const ESTATES = fencedBlocks('docs/estates.md').filter(({ language }) => language === 'ts');

/** Runs an example, whose app is the constant `app`, on the sources. */
function runExample({ text }: CodeBlock): App {
  const { outputText } = ts.transpileModule(`${text}\nexport { app };`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: { app?: unknown } = {};
  const load = (name: string): unknown => (name === 'cdk-trailwatch' ? trailwatch : require(name));
  new Function('require', 'exports', outputText)(load, exported);
  if (!(exported.app instanceof App)) throw new Error('the example has no app');
  return exported.app;
}

test.each(ESTATES.map((block) => [`line ${block.line}`, block] as const))(
  'the example of docs/estates.md at %s synthesizes without errors and warnings',
  (_, block) => {
    const messages = runExample(block)
      .synth()
      .stacks.flatMap((stack) => stack.messages)
      .filter(({ level }) => level !== 'info');
    expect(messages.map(({ entry }) => entry.data)).toEqual([]);
  },
);

test('there are examples', () => expect(ESTATES.length).toBeGreaterThan(5));
