import { fencedBlocks } from './code-blocks';
import { runExample } from './run-example';

const ESTATES = fencedBlocks('docs/deploy/estates.md').filter(({ language }) => language === 'ts');

test.each(ESTATES.map((block) => [`line ${block.line}`, block] as const))(
  'the example of docs/deploy/estates.md at %s synthesizes without errors and warnings',
  (_, block) => {
    const messages = runExample(block)
      .synth()
      .stacks.flatMap((stack) => stack.messages)
      .filter(({ level }) => level !== 'info');
    expect(messages.map(({ entry }) => entry.data)).toEqual([]);
  },
);

test('there are examples', () => expect(ESTATES.length).toBeGreaterThan(5));
