import fc from 'fast-check';
import { inOne, inPortions, type TextOutput } from '../../../bin/outputs/text-output';

describe('an output in portions', () => {
  let calls: string[];
  let written: Buffer[];
  const output: TextOutput = {
    paths: ['a'],
    write: async (text) => {
      calls.push(`write ${inOne(text).length}`);
      written.push(Buffer.from(inOne(text) as string));
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
    written = [];
  });

  it('writes what has come together, and the rest at the end', async () => {
    const portions = inPortions(output);
    for (let line = 0; line < 3_000; line += 1) await portions.write('x'.repeat(100));
    await portions.finish();
    expect(calls).toEqual(['write 261900', 'write 38100', 'finish']);
  });

  it('writes a text that is longer than a portion alone, behind what came before', async () => {
    const portions = inPortions(output);
    await portions.write('first');
    await portions.write('y'.repeat(300_000));
    await portions.write('last');
    await portions.finish();
    expect(calls).toEqual(['write 5', 'write 300000', 'write 4', 'finish']);
  });

  it('writes the bytes of all texts in their order', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 0, max: 90_000 }).map((length) => 'é'.repeat(length)),
      fc.integer({ min: 0, max: 270_000 }).map((length) => new Uint8Array(length).fill(0x7a)),
      fc.array(fc.oneof(fc.string(), fc.constant('é'.repeat(20_000))), { maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text), async (texts) => {
        written = [];
        const portions = inPortions(output);
        for (const one of texts) await portions.write(one);
        await portions.finish();
        const expected = Buffer.concat(texts.flat().map((one) => Buffer.from(one as string)));
        expect(Buffer.concat(written).equals(expected)).toBe(true);
      }),
    );
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
