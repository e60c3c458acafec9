import { inPortions } from '../../../bin/outputs/in-portions';
import type { TextOutput } from '../../../bin/outputs/text-output';

describe('an output in portions', () => {
  let calls: string[];
  const output: TextOutput = {
    paths: ['a'],
    write: async (text) => {
      calls.push(`write ${text.length}`);
    },
    finish: async () => {
      calls.push('finish');
    },
    discard: () => {
      calls.push('discard');
    },
  };
  beforeEach(() => {
    calls = [];
  });

  it('writes what has come together, and the rest at the end', async () => {
    const portions = inPortions(output);
    for (let line = 0; line < 700; line += 1) await portions.write('x'.repeat(100));
    await portions.finish();
    expect(calls).toEqual(['write 65600', 'write 4400', 'finish']);
  });

  it('writes nothing when there is nothing', async () => {
    await inPortions(output).finish();
    expect(calls).toEqual(['finish']);
  });

  it('writes nothing more once it is given up', async () => {
    const portions = inPortions(output);
    await portions.write('half');
    portions.discard();
    expect(calls).toEqual(['discard']);
  });
});
