import type { ElementCondition } from '../../rule/condition';
import type { CompileOptions, Obstacle } from '../compile-result';
import { fieldShape } from '../field-shape';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import { sayAtom } from './compile-atom';
import {
  type Conjunction,
  type Constraint,
  type ElementOfArray,
  joinConjunctions,
  type Report,
} from './conjunction';

/** Conjunctions of which any must hold. None: never; an empty one: always. */
export type Disjunction = readonly Conjunction[];

/** What all parts of a condition have in common while it is written out. */
export interface Writing extends Report {
  readonly options: CompileOptions;
}

/** More conjunctions than the patterns that one rule may reasonably become. */
const MAX_CONJUNCTIONS = 2_000;

/** A part of the tree that is looked at. */
interface Place {
  /** What stands before the fields of this part. */
  readonly prefix: string;
  readonly path: string;
  readonly element: ElementOfArray | undefined;
}

/**
 * Writes a condition out as conjunctions of constraints on single fields. What EventBridge cannot say is reported, and
 * taken to hold always: the result is then wider than the condition.
 */
export function toDisjunction(form: NormalForm, writing: Writing): Disjunction {
  return new DisjunctionWriter(writing).write(form, { prefix: '', path: '', element: undefined });
}

const ALWAYS: Disjunction = [[]];
const NEVER: Disjunction = [];

class DisjunctionWriter {
  constructor(private readonly writing: Writing) {}

  write(form: NormalForm, place: Place): Disjunction {
    if (form.kind === 'atom') return this.writeAtom(form, place);
    const parts = form.of.map((member) => this.write(member, place));
    if (form.kind === 'or') return mergeAlike(parts.flat());
    return parts.reduce((left, right) => this.both(left, right, place.path), ALWAYS);
  }

  private both(left: Disjunction, right: Disjunction, path: string): Disjunction {
    if (left.length * right.length > MAX_CONJUNCTIONS) {
      const reason = `the condition makes more than ${MAX_CONJUNCTIONS} combinations; split the rule`;
      return this.obstacle({ code: 'too-many-combinations', path, reason }) && left;
    }
    const joining = {
      ...this.writing,
      assumesFieldShape: this.writing.options.assumeFieldShape !== false,
    };
    const joined = left.flatMap((one) => right.map((other) => joinConjunctions(one, other, joining)));
    return mergeAlike(joined.filter((one) => one !== undefined));
  }

  private writeAtom(
    { atom, isNegated, path: within }: Extract<NormalForm, { kind: 'atom' }>,
    place: Place,
  ): Disjunction {
    const path = place.path === '' ? within : `${place.path}.${within}`;
    if (atom.kind === 'keyword' || atom.kind === 'keywordMatches') {
      const reason = 'EventBridge cannot search a whole record; name the field';
      return this.obstacle({ code: 'keyword', path, reason });
    }
    const field = place.prefix + atom.field;
    if (atom.kind === 'element') {
      if (isNegated) {
        const reason = `EventBridge can say what some element of ${field} is, and not what none is`;
        return this.obstacle({ code: 'none-of-an-array', path, field, reason });
      }
      return this.writeElement(atom, path, field);
    }
    const { options } = this.writing;
    const isInElement = place.element !== undefined;
    const said = sayAtom(atom, isNegated, { field, shape: fieldShape(field), isInElement, options });
    if ('code' in said) return this.obstacle({ ...said, path, field });
    for (const code of said.assumptions) this.writing.onAssumption({ code, field });
    if (said.matchers.length === 0) return NEVER;
    const constraint: Constraint = { field, matchers: said.matchers, path };
    return [[place.element === undefined ? constraint : { ...constraint, element: place.element }]];
  }

  private writeElement(atom: ElementCondition, path: string, field: string): Disjunction {
    const place = { prefix: `${field}.`, path: path === '' ? 'of' : `${path}.of`, element: { field, path } };
    const inner = this.write(toNormalForm(atom.of), place);
    if (inner.every((conjunction) => conjunction.length > 0)) return inner;
    const reason = `EventBridge cannot say that ${field} has an element, whatever that is`;
    return this.obstacle({ code: 'any-element', path, field, reason });
  }

  private obstacle(obstacle: Obstacle): Disjunction {
    this.writing.onObstacle(obstacle);
    return ALWAYS;
  }
}

/**
 * Fewer conjunctions that mean the same: those that differ in one field become one with the values of both, and those
 * that ask for more than another one are left out.
 */
export function mergeAlike(disjunction: Disjunction): Disjunction {
  let merged = disjunction;
  const fields = new Set(disjunction.flat().map(({ field }) => field));
  for (const field of fields) merged = mergeOn(field, merged);
  return merged.filter(
    (conjunction, index) =>
      !merged.some((other, at) => at !== index && implies(conjunction, other, at < index)),
  );
}

/** Whether the other holds wherever the conjunction does. Of two that are the same the first one stays. */
function implies(conjunction: Conjunction, other: Conjunction, isEarlier: boolean): boolean {
  if (other.length > conjunction.length || (other.length === conjunction.length && !isEarlier)) return false;
  const signatures = new Set(conjunction.map(signatureOf));
  return other.every((constraint) => signatures.has(signatureOf(constraint)));
}

/** Joins the conjunctions that are alike but for this field, which all of them have. */
function mergeOn(field: string, disjunction: Disjunction): Disjunction {
  const groups = new Map<string, Conjunction>();
  for (const [index, conjunction] of disjunction.entries()) {
    const own = conjunction.find((constraint) => constraint.field === field);
    const others = conjunction
      .filter((constraint) => constraint !== own)
      .map(signatureOf)
      .sort();
    const key = own === undefined ? `${index}` : `${field}:${own.element?.path ?? ''}:${others.join()}`;
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? conjunction
        : known.map((one) => (one.field === field && own ? union(one, own) : one)),
    );
  }
  return [...groups.values()];
}

function union(one: Constraint, other: Constraint): Constraint {
  const known = new Set(one.matchers.map((matcher) => JSON.stringify(matcher)));
  const added = other.matchers.filter((matcher) => !known.has(JSON.stringify(matcher)));
  return { ...one, matchers: [...one.matchers, ...added] };
}

/** A text that constraints of the same meaning have in common. */
export function signatureOf({ field, matchers, element }: Constraint): string {
  return JSON.stringify([field, matchers, element?.path]);
}
