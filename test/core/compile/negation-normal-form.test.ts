import fc from 'fast-check';
import { type NormalForm, toNormalForm } from '../../../lib/core/compile/negation-normal-form';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { Condition } from '../../../lib/core/rule/condition';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../parity/arbitrary-record';

function toCondition(form: NormalForm): Condition {
  if (form.kind !== 'atom') return { kind: form.kind, of: form.of.map(toCondition) };
  return form.isNegated ? { kind: 'not', of: form.atom } : form.atom;
}

/** Whether every `not` stands on an atom, and no list is in one of its kind, empty in another, or of one member. */
function isNormal(form: NormalForm, above?: string): boolean {
  if (form.kind === 'atom') return true;
  if (form.of.length === 0) return above === undefined;
  return form.kind !== above && form.of.length > 1 && form.of.every((member) => isNormal(member, form.kind));
}

function conditionAt(condition: Condition, path: string): Condition {
  const steps = path.match(/of(\[\d+\])?/g) ?? [];
  return steps.reduce<Condition>((at, step) => {
    const of = (at as { of: Condition | readonly Condition[] }).of;
    const index = /\d+/.exec(step)?.[0];
    return (index === undefined ? of : (of as readonly Condition[])[Number(index)]) as Condition;
  }, condition);
}

function atoms(form: NormalForm): Extract<NormalForm, { kind: 'atom' }>[] {
  return form.kind === 'atom' ? [form] : form.of.flatMap(atoms);
}

describe('the negation normal form', () => {
  it('holds for the same records as the condition', () => {
    fc.assert(
      fc.property(arbitraryCondition, arbitraryRecord, (condition, record) => {
        const normal = toCondition(toNormalForm(condition));
        expect(toPredicate(normal)(record)).toBe(toPredicate(condition)(record));
      }),
      { numRuns: 2000 },
    );
  });

  it('has every negation on an atom, and no list that could be left out', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => expect(isNormal(toNormalForm(condition))).toBe(true)),
      { numRuns: 2000 },
    );
  });

  it('says of each atom where it stands in the condition', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => {
        for (const { atom, path } of atoms(toNormalForm(condition))) {
          expect(conditionAt(condition, path)).toBe(atom);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
