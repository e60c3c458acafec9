import { Compilation, toCompileResult } from '../../../lib/core/compile/compilation';
import { compileForm, toNormalForm } from '../../../lib/core/compile/negation-normal-form';
import type { Condition } from '../../../lib/core/rule/condition';

const ASSUMED = { code: 'scalar-field', field: 'a' } as const;
const REFUSED = Compilation.refuse({ code: 'no-word', field: 'b', reason: 'the target has no word for it' });

describe('a compilation', () => {
  test('carries assumptions and obstacles of all its parts upwards, each once', () => {
    const parts = [Compilation.of('x', [ASSUMED]), REFUSED, Compilation.of('y', [ASSUMED]), REFUSED];
    const { value, assumptions, obstacles } = Compilation.all<string>(parts);
    expect({ value, assumptions, codes: obstacles.map(({ code }) => code) }).toEqual({
      value: undefined,
      assumptions: [ASSUMED],
      codes: ['no-word'],
    });
  });

  test('takes no next step once it is refused', () => {
    const next = REFUSED.andThen((): Compilation<string> => {
      throw new Error('taken');
    });
    expect(next.obstacles).toEqual(REFUSED.obstacles);
  });

  test('assumes only what the options allow', () => {
    const otherwise = { code: 'open-field', reason: 'the field may hold anything' };
    const assume = (assumeFieldShape: boolean) =>
      Compilation.assume(ASSUMED, { assumeFieldShape }, otherwise);
    expect(assume(true).assumptions).toEqual([ASSUMED]);
    expect(assume(false)).toMatchObject({ value: undefined, obstacles: [{ ...otherwise, path: '' }] });
  });

  test('that is widened drops what the refused part assumed', () => {
    const widened = Compilation.of(null, [ASSUMED])
      .andThen(() => REFUSED)
      .orWider('TRUE');
    expect(widened).toMatchObject({ value: 'TRUE', assumptions: [], obstacles: REFUSED.obstacles });
  });

  test('that is wider is a result only on request', () => {
    const widened = REFUSED.orWider(['TRUE']);
    expect(toCompileResult(widened, {}).kind).toBe('refused');
    expect(toCompileResult(widened, { overApproximate: true })).toMatchObject({
      kind: 'compiled',
      artefacts: ['TRUE'],
      widened: REFUSED.obstacles,
    });
  });
});

test('a walk places each obstacle at its atom, and an atom that is refused holds always', () => {
  const tree: Condition = {
    kind: 'and',
    of: [
      { kind: 'exists', field: 'a' },
      { kind: 'not', of: { kind: 'exists', field: 'b' } },
    ],
  };
  const walked = compileForm<string>(toNormalForm(tree), {
    atom: ({ isNegated }) => (isNegated ? REFUSED : Compilation.of('a')),
    all: (parts) => Compilation.of(parts.join(' AND ')),
    any: (parts) => Compilation.of(parts.join(' OR ')),
    always: 'TRUE',
  });
  expect(walked.value).toBe('a AND TRUE');
  expect(walked.obstacles.map(({ path }) => path)).toEqual(['of[1].of']);
});
