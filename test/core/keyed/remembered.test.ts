import fc from 'fast-check';
import { remembered, rememberedPair } from '../../../lib/core/keyed/remembered';

/** Few different texts, so that they come again, and some that are too long to be remembered. */
const TEXT = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((number) => `text ${number}`),
  fc.integer({ min: 250, max: 260 }).map((length) => 'x'.repeat(length)),
);

describe('a function that remembers its results', () => {
  it('gives what the function gives, however many texts there are', () => {
    fc.assert(
      fc.property(fc.array(TEXT), (texts) => {
        const plain = (text: string) => (text.endsWith('7') ? undefined : text.toUpperCase());
        const known = remembered(plain, 10);
        expect(texts.map(known)).toEqual(texts.map(plain));
      }),
    );
  });

  it('gives what a function of two texts gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(TEXT, TEXT)), (pairs) => {
        const plain = (one: string, other: string) => (other.endsWith('7') ? undefined : `${one}, ${other}`);
        const known = rememberedPair(plain, 10);
        expect(pairs.map(([one, other]) => known(one, other))).toEqual(
          pairs.map(([one, other]) => plain(one, other)),
        );
      }),
    );
  });

  it('tells a text that is absent from an empty one', () => {
    const asked: (string | undefined)[] = [];
    const known = rememberedPair((one: string | undefined, other: string | undefined) =>
      asked.push(one, other),
    );
    for (const one of [undefined, '', undefined, '']) known(one, undefined);
    expect(asked).toEqual([undefined, undefined, '', undefined]);
  });

  it('asks the function once for a text, whatever its result', () => {
    const asked: string[] = [];
    const known = remembered((text) => {
      asked.push(text);
      return undefined;
    });
    for (const text of ['a', 'b', 'a', 'b']) known(text);
    expect(asked).toEqual(['a', 'b']);
    const pairs: string[] = [];
    const knownPair = rememberedPair((one, other) => {
      pairs.push(one + other);
      return undefined;
    });
    for (const text of ['a', 'b', 'a', 'b']) knownPair(text, 'c');
    expect(pairs).toEqual(['ac', 'bc']);
  });

  it('asks the function again for a text that is longer than those that are remembered', () => {
    const asked: number[] = [];
    const known = remembered(({ length }) => asked.push(length), 10, 300);
    for (const length of [300, 300, 301, 301]) known('x'.repeat(length));
    expect(asked).toEqual([300, 301, 301]);
  });

  it('does not keep a long text', () => {
    let asked = 0;
    const known = remembered(() => {
      asked += 1;
      return asked;
    });
    expect([known('x'.repeat(257)), known('x'.repeat(257))]).toEqual([1, 2]);
  });
});
