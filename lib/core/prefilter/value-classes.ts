import type { Atom } from '../compile/negation-normal-form';
import { atomFields } from '../compile/predicate/atom-fields';
import { type Test, toAtomTest } from '../compile/predicate/to-predicate';
import type { Json } from '../json/json-value';
import { foldCondition } from '../rule/fold-case';
import { IDENTITY_FIELDS, type PrefilterPlan } from './prefilter-plan';

/** As many tests as the bits of a number that V8 keeps without an object. */
const MAX_TESTS = 30;

const VALUE = 'value';

/** The classes of the values of one field. */
interface FieldClasses {
  readonly tests: readonly Test[];
  /** By the tests that hold, a bit for each, the number of the first value of which they do. */
  readonly firsts: Map<number, number>;
}

/** Each value of a field is distinguished. */
const NO_CLASSES: FieldClasses = { tests: [], firsts: new Map() };

/**
 * Finds values of a field that no condition distinguishes: the user agents of a hundred versions of a tool, or the ARNs of sessions. All
 * that follows from one of them follows from the first that was met, by whose number they go.
 *
 * Only fields have classes that few tests read, each of which reads nothing else.
 */
export class ValueClasses {
  private readonly fields: (FieldClasses | undefined)[] = [];
  private readers: ReadonlyMap<string, readonly Atom[]> | undefined;

  constructor(private readonly plan: PrefilterPlan) {}

  /**
   * The number of the first value of the class; that of the value itself if it is the first one.
   *
   * @param value which is no object and no list: of these nothing is known
   * @param number of the value
   */
  firstOf(field: number, value: Json, number: number): number {
    this.fields[field] ??= this.newClasses(field);
    const classes = this.fields[field];
    if (classes === NO_CLASSES) return number;
    const root = { [VALUE]: value };
    let held = 0;
    for (const test of classes.tests) held = 2 * held + (test(root, root) ? 1 : 0);
    const first = classes.firsts.get(held);
    if (first === undefined) classes.firsts.set(held, number);
    return first ?? number;
  }

  /** Forgets all values, as they get other numbers. */
  forget(): void {
    for (const classes of this.fields) classes?.firsts.clear();
  }

  private newClasses(field: number): FieldClasses {
    if (field < IDENTITY_FIELDS.length) return NO_CLASSES;
    this.readers ??= readersOf(this.plan);
    const readers = this.readers.get(this.plan.tree.fields[field] as string) ?? [];
    const atoms = new Map(readers.map((atom) => [JSON.stringify(atom), atom] as const));
    if (atoms.size > MAX_TESTS || readers.some(readsOthers)) return NO_CLASSES;
    const tests = [...atoms.values()].map((atom) => toAtomTest({ ...atom, field: VALUE } as Atom));
    return { tests, firsts: new Map() };
  }
}

function readsOthers(atom: Atom): boolean {
  return (atomFields(atom).reads ?? []).length > 1;
}

/** The atoms of all conditions, by each field that they read. */
function readersOf({ conditions }: PrefilterPlan): ReadonlyMap<string, readonly Atom[]> {
  const readers = new Map<string, Atom[]>();
  const atom = (one: Atom): void => {
    for (const field of atomFields(one).reads ?? []) {
      const known = readers.get(field);
      if (known === undefined) readers.set(field, [one]);
      else known.push(one);
    }
  };
  const nothing = (): void => undefined;
  for (const { condition } of conditions)
    foldCondition<void>(condition, { atom, all: nothing, any: nothing, not: nothing });
  return readers;
}
