import type { SameAsCondition } from '../../rule/condition';
import { canonicalRange } from '../../rule/ip-range';
import type { Obstacle } from '../compile-result';
import { type Atom, type NormalForm, toNormalForm } from '../negation-normal-form';
import { combined, type SqlAnswer, said, unsaid } from './sql-answer';
import type { SqlScope, TextTest } from './sql-engine';
import {
  ANY_TEXT,
  compareTest,
  outsideTest,
  rangeTest,
  relationOf,
  searchTest,
  textTest,
  timePartTest,
  wildcardTest,
} from './text-test';
import { unfoldable } from './unfoldable';

/** How a condition is to be said. */
export interface Manner {
  readonly overApproximate: boolean;
  readonly assumeFieldShape: boolean;
}

/**
 * Says a normal form over a scope. Every atom is total, so AND, OR and NOT are those of two-valued logic. With
 * over-approximation an atom that cannot be said is TRUE, negated or not.
 */
export function formToSql(form: NormalForm, scope: SqlScope, manner: Manner): SqlAnswer {
  if (form.kind !== 'atom') {
    const [word, none] = form.kind === 'and' ? [' AND ', 'TRUE'] : [' OR ', 'FALSE'];
    const answers = form.of.map((member) => formToSql(member, scope, manner));
    return combined(answers, (parts) => (parts.length === 0 ? none : `(${parts.join(word)})`));
  }
  const answer = withoutAssumptions(
    atomToSql(form.atom, scope, { ...manner, isNegated: form.isNegated }),
    manner,
  );
  const obstacles = answer.obstacles.map((obstacle) => placed(obstacle, form.path));
  if (answer.sql !== undefined) {
    return { ...answer, sql: form.isNegated ? `NOT ${answer.sql}` : answer.sql, obstacles };
  }
  return { sql: manner.overApproximate ? 'TRUE' : undefined, assumptions: [], obstacles };
}

/** An answer that takes something for granted is none where nothing may be. */
function withoutAssumptions(answer: SqlAnswer, { assumeFieldShape }: Manner): SqlAnswer {
  const [assumption] = answer.assumptions;
  if (assumeFieldShape || assumption === undefined) return answer;
  const { code, field } = assumption;
  return unsaid(code, `it cannot be said without the assumption ${code} on '${field}'`, field);
}

function placed(obstacle: Obstacle, path: string): Obstacle {
  return { ...obstacle, path: [path, obstacle.path].filter((step) => step !== '').join('.') };
}

function atomToSql(atom: Atom, scope: SqlScope, manner: Manner & { isNegated: boolean }): SqlAnswer {
  const { words } = scope;
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      if (atom.values.length === 0) return said('FALSE');
      return foldable(atom.values, atom) ?? scope.someText(atom.field, textTest(atom, words));
    case 'wildcard':
      if (atom.patterns.length === 0) return said('FALSE');
      return foldable(textsOf(atom.patterns), atom) ?? scope.someText(atom.field, wildcardTest(atom, words));
    case 'matches':
      return searched(searchTest(atom, words), atom.field, (test) => scope.someText(atom.field, test));
    case 'cidr':
      return rangesToSql(atom.field, atom.ranges, scope);
    case 'compare':
      return scope.someText(atom.field, compareTest(atom, words));
    case 'timePart':
      return scope.someText(atom.field, timePartTest(atom, words));
    case 'isNull':
      return scope.isNull(atom.field);
    case 'exists':
      return scope.exists(atom.field);
    case 'sameAs':
      return sameAsToSql(atom, scope);
    case 'element':
      return scope.someElement(atom.field, insideToSql(atom, manner));
    case 'document':
      return combined(
        [
          scope.someDocument(atom.field, insideToSql(atom, manner)),
          said('', [{ code: 'plain-document', field: atom.field }]),
        ],
        ([sql = '']) => sql,
      );
    case 'outsideAccount':
      return scope.someText(atom.field, outsideTest(atom.own, scope.isRecipient, words));
    case 'keyword':
      if (atom.patterns.length === 0) return said('FALSE');
      return foldable(textsOf(atom.patterns), atom) ?? scope.someLeaf(wildcardTest(anywhere(atom), words));
    case 'keywordMatches':
      return searched(searchTest(atom, words), undefined, scope.someLeaf);
    default:
      return atom satisfies never;
  }
}

type Patterns = Extract<Atom, { kind: 'keyword' }>['patterns'];

function textsOf(patterns: Patterns): readonly string[] {
  return patterns.flat().flatMap((part) => ('text' in part ? [part.text] : []));
}

/** A keyword's patterns are looked for anywhere in a text. */
function anywhere({ patterns, cased }: Extract<Atom, { kind: 'keyword' }>): {
  patterns: Patterns;
  cased: boolean;
} {
  return { patterns: patterns.map((pattern) => [{ any: true }, ...pattern, { any: true }]), cased };
}

/** Undefined if the engine folds case for these values as `foldCase` does. */
function foldable(
  values: readonly string[],
  atom: { readonly cased: boolean; readonly field?: string },
): SqlAnswer | undefined {
  const letter = atom.cased ? undefined : unfoldable(values);
  if (letter === undefined) return undefined;
  const reason = `engines disagree on the case of '${letter}'; compare with cased`;
  return unsaid('case-folding', reason, atom.field);
}

function searched(
  test: TextTest | { readonly fault: string },
  field: string | undefined,
  ask: (test: TextTest) => SqlAnswer,
): SqlAnswer {
  return 'fault' in test ? unsaid('regular-expression', test.fault, field) : ask(test);
}

function rangesToSql(field: string, ranges: readonly string[], scope: SqlScope): SqlAnswer {
  const canonical = ranges.map(canonicalRange).filter((range) => range !== undefined);
  return canonical.length === 0 ? said('FALSE') : scope.someText(field, rangeTest(canonical, scope.words));
}

function sameAsToSql(atom: SameAsCondition, scope: SqlScope): SqlAnswer {
  const relation = relationOf(atom, scope.words);
  let inner: SqlAnswer | undefined;
  const outer = scope.someText(atom.field, {
    holdsFor: ANY_TEXT,
    sql: (text) => {
      inner = scope.someText(atom.other, { holdsFor: ANY_TEXT, sql: (other) => relation(text, other) }, 'u');
      return inner.sql ?? 'FALSE';
    },
  });
  return combined(inner === undefined ? [outer] : [outer, inner], ([sql = '']) => sql);
}

/**
 * What an element or a document has to satisfy. What is widened inside would make the negation narrower; so a negated
 * one is said exactly or not at all.
 */
function insideToSql(
  { of }: Extract<Atom, { kind: 'element' | 'document' }>,
  manner: Manner & { isNegated: boolean },
): (inside: SqlScope) => SqlAnswer {
  const inner = { ...manner, overApproximate: manner.overApproximate && !manner.isNegated };
  return (inside) => {
    const answer = formToSql(toNormalForm(of), inside, inner);
    return { ...answer, obstacles: answer.obstacles.map((obstacle) => placed(obstacle, 'of')) };
  };
}
