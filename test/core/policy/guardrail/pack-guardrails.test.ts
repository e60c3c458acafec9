import fc from 'fast-check';
import type { Guardrail, GuardrailSet } from '../../../../lib/core/policy/guardrail/guardrail';
import { joinEqual, packGuardrails } from '../../../../lib/core/policy/guardrail/pack-guardrails';

const lengthOf = ({ guardrails }: GuardrailSet) =>
  guardrails.reduce((sum, { sid }) => sum + Number(sid.split('-')[1]), 0);
const room = { characters: 100, policies: 3, lengthOf };
const set = (name: string, ...lengths: number[]): GuardrailSet => ({
  ...{ name, description: name, type: 'SERVICE_CONTROL_POLICY' },
  guardrails: lengths.map((length, at) => ({ sid: `${name}${at}-${length}`, parts: [], exemptRoles: [] })),
});
const sidsOf = (sets: readonly GuardrailSet[]) =>
  sets.map(({ guardrails }) => guardrails.map(({ sid }) => sid));

describe('policies of guardrails', () => {
  test('that fit stay as they are', () => {
    const sets = [set('a', 60, 40), set('b', 100), set('c', 1)];
    expect(packGuardrails(sets, room)).toEqual(sets);
  });

  test('that are too many are joined, the shortest first', () => {
    const packed = packGuardrails([set('a', 60), set('b', 50), set('c', 20), set('d', 10)], room);
    expect(sidsOf(packed)).toEqual([['a0-60'], ['b0-50'], ['c0-20', 'd0-10']]);
  });

  test('that are too long give what is at their end to where there is room, or to a policy of its own', () => {
    expect(sidsOf(packGuardrails([set('a', 60, 50), set('b', 40)], room))).toEqual([
      ['a0-60'],
      ['b0-40', 'a1-50'],
    ]);
    const packed = packGuardrails([set('a', 60, 50), set('b', 90)], room);
    expect(packed.map(({ name }) => name)).toEqual(['a', 'b', 'a-more']);
    expect(sidsOf(packed)).toEqual([['a0-60'], ['b0-90'], ['a1-50']]);
  });

  test('lose no guardrail and have none twice, whatever fits', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(lengths, { minLength: 1, maxLength: 6 }), (all) => {
        const sets = all.map((each, at) => set(`s${at}x`, ...each));
        const packed = packGuardrails(sets, room);
        expect(sidsOf(packed).flat().sort()).toEqual(sidsOf(sets).flat().sort());
        expect(new Set(packed.map(({ name }) => name)).size).toBe(packed.length);
        const isWithin = (each: GuardrailSet) => lengthOf(each) <= room.characters;
        expect(packed.filter(isWithin).length).toBeGreaterThanOrEqual(
          sets.filter(isWithin).length - Math.max(0, sets.length - 3),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('divide what exceeds the length of a policy, and keep every action on every resource', () => {
    const sizeOf = ({ guardrails }: GuardrailSet) => JSON.stringify(guardrails).length;
    const pairsOf = (guardrails: readonly Guardrail[]) =>
      guardrails.flatMap(({ parts }) =>
        parts.flatMap(({ actions, resources }) =>
          actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
        ),
      );
    const parts = fc.array(
      fc.record({
        actions: fc.uniqueArray(fc.stringMatching(/^s3:[a-z]{4}$/), { minLength: 1, maxLength: 3 }),
        resources: fc.uniqueArray(fc.stringMatching(/^arn:[a-z]{20}$/), { minLength: 1, maxLength: 40 }),
        why: fc.constant('a test'),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(parts, (all) => {
        const long: GuardrailSet = {
          ...set('a'),
          guardrails: [{ sid: 'Keep', parts: all, exemptRoles: ['role'] }],
        };
        const packed = packGuardrails([long], { characters: 600, policies: 1_000, lengthOf: sizeOf });
        const guardrails = packed.flatMap((each) => each.guardrails);
        expect(pairsOf(guardrails).sort()).toEqual(pairsOf(long.guardrails).sort());
        expect(guardrails.every(({ exemptRoles }) => exemptRoles[0] === 'role')).toBe(true);
        expect(new Set(guardrails.map(({ sid }) => sid)).size).toBe(guardrails.length);
        expect(packed.filter((each) => sizeOf(each) > 600)).toEqual([]);
      }),
    );
  });

  test('have guardrails on the same resources, for the same roles, as one', () => {
    const on = (sid: string, resources: string[], exemptRoles: string[] = []): Guardrail => ({
      ...{ sid, exemptRoles },
      parts: [{ actions: [`s3:${sid}`], resources, why: 'a test' }],
    });
    const joined = joinEqual({
      ...set('a'),
      guardrails: [on('x', ['b', 'a']), on('y', ['a', 'b']), on('z', ['a']), on('w', ['a', 'b'], ['r'])],
    });
    expect(joined.guardrails.map(({ sid, parts }) => [sid, parts.flatMap(({ actions }) => actions)])).toEqual(
      [
        ['x', ['s3:x', 's3:y']],
        ['z', ['s3:z']],
        ['w', ['s3:w']],
      ],
    );
  });
});
