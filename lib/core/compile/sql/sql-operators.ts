import type { SameAsCondition } from '../../rule/condition';
import { canonicalRange } from '../../rule/ip-range';
import { Compilation, joinPath } from '../compilation';
import type { CompileOptions } from '../compile-result';
import { PARAMETERS } from '../given-to';
import { type Atom, compileForm, type NormalForm, toNormalForm } from '../negation-normal-form';
import { applyOperator, type OperatorTable } from '../operators';
import { literalTexts, type TextQuestion } from '../text-question';
import type { SqlScope } from './sql-engine';
import {
  ANY_TEXT,
  compareTest,
  outsideTest,
  rangeTest,
  relationOf,
  textTest,
  timePartTest,
} from './text-test';

/**
 * Letters with case whose lower case has been the same in every Unicode that an engine may have: ASCII, Latin-1 and
 * Latin Extended-A (`İ` is dealt with by every engine's `fold`), Greek, Cyrillic, and the extensions of Latin and Greek.
 * Others were added over the years, as `Ƛ` in 2024, and SQL engines do not document which Unicode they know.
 */
const SETTLED = /[\p{ASCII}\u0080-\u017f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff\u212a\u212b\uff21-\uff5a]/u;

/** A boolean expression that is never NULL. */
export type SqlCompilation = Compilation<string>;

/** The context in which an atom is compiled. */
interface SqlContext {
  readonly scope: SqlScope;
  readonly options: CompileOptions;
  readonly isNegated: boolean;
  /** Where the atom is in the whole condition. */
  readonly path: string;
}

/** Compiles a normal form over a scope. Every atom is total, so AND, OR and NOT are those of two-valued logic. */
export function formToSql(form: NormalForm, scope: SqlScope, options: CompileOptions): SqlCompilation {
  return compileForm(form, {
    atom: ({ atom, isNegated, path }) => {
      const sql = applyOperator(SQL_OPERATORS, atom, { scope, options, isNegated, path });
      return asAssumed(isNegated ? sql.map((holds) => `NOT ${holds}`) : sql, options);
    },
    all: (parts) => Compilation.of(joined(parts, ' AND ', 'TRUE')),
    any: (parts) => Compilation.of(joined(parts, ' OR ', 'FALSE')),
    always: 'TRUE',
  });
}

function joined(parts: readonly string[], word: string, none: string): string {
  return parts.length === 0 ? none : `(${parts.join(word)})`;
}

/** Refused if it assumes anything where nothing may be assumed. */
function asAssumed(sql: SqlCompilation, { assumeFieldShape = true }: CompileOptions): SqlCompilation {
  const [assumption] = sql.assumptions;
  if (assumeFieldShape || assumption === undefined || sql.value === undefined) return sql;
  const { code, field } = assumption;
  const reason = `it cannot be expressed without the assumption ${code} on '${field}'`;
  return Compilation.refuse({ code, field, reason });
}

const SQL_OPERATORS: OperatorTable<SqlContext, SqlCompilation> = {
  text: ({ field, question }, { scope }) =>
    foldable(question)
      .andThen(() =>
        isNever(question) ? Compilation.of('FALSE') : scope.someText(field, textTest(question, scope.words)),
      )
      .ofField(field),
  keyword: ({ question }, { scope }) =>
    foldable(question).andThen(() =>
      isNever(question) ? Compilation.of('FALSE') : scope.someLeaf(textTest(question, scope.words)),
    ),
  cidr: ({ field, ranges }, { scope }) => {
    const canonical = ranges.map(canonicalRange).filter((range) => range !== undefined);
    if (canonical.length === 0) return Compilation.of('FALSE');
    return scope.someText(field, rangeTest(canonical, scope.words));
  },
  compare: (condition, { scope }) => scope.someText(condition.field, compareTest(condition, scope.words)),
  timePart: (condition, { scope }) => scope.someText(condition.field, timePartTest(condition, scope.words)),
  isNull: ({ field }, { scope }) => scope.isNull(field),
  exists: ({ field }, { scope }) => scope.exists(field),
  sameAs: (condition, { scope }) => compileSameAs(condition, scope),
  element: (condition, context) =>
    context.scope.someElement(condition.field, (element) => inside(condition, element, context)),
  document: (condition, context) =>
    context.scope
      .someDocument(condition.field, (document) => inside(condition, document, context))
      .assuming({ code: 'plain-document', field: condition.field }),
  outsideAccount: ({ field, own }, { scope }) =>
    field === PARAMETERS
      ? Compilation.refuse({
          code: 'field-shape',
          field,
          reason: 'SQL does not look at every member of the parameters',
        })
      : scope.someText(field, outsideTest(own, scope.isRecipient, scope.words)),
};

function isNever(question: TextQuestion): boolean {
  return question.form !== 'expression' && question.patterns.length === 0;
}

/** Refused unless every engine folds the case of these texts as `foldCase` does. */
function foldable(question: TextQuestion): Compilation<null> {
  const isFolded = question.form !== 'expression' && !question.cased;
  const letter = isFolded ? unfoldable(literalTexts(question.patterns)) : undefined;
  if (letter === undefined) return Compilation.of(null);
  const reason = `engines disagree on the case of '${letter}'; compare with cased`;
  return Compilation.refuse({ code: 'case-folding', reason });
}

function compileSameAs(condition: SameAsCondition, scope: SqlScope): SqlCompilation {
  const relation = relationOf(condition, scope.words);
  return scope.someText(condition.field, {
    holdsFor: ANY_TEXT,
    sql: (text) =>
      scope.someText(
        condition.other,
        { holdsFor: ANY_TEXT, sql: (other) => Compilation.of(relation(text, other)) },
        'u',
      ),
  });
}

/**
 * The condition on an element or a document. A wider condition inside would make the negation narrower, so a negated
 * one is exact or refused.
 */
function inside(
  { of }: Extract<Atom, { kind: 'element' | 'document' }>,
  scope: SqlScope,
  { options, isNegated, path }: SqlContext,
): SqlCompilation {
  const sql = formToSql(toNormalForm(of, joinPath(path, 'of')), scope, options);
  return isNegated ? sql.exactly() : sql;
}

/** The first letter whose lower case differs between engines, or that is the lower case of such a letter. */
function unfoldable(values: readonly string[]): string | undefined {
  for (const value of values) {
    for (const character of value) {
      if (/\p{Cased}/u.test(character) && !SETTLED.test(character)) return character;
    }
  }
  return undefined;
}
