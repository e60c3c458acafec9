import type { FactValue } from '../../fact/fact';
import { Compilation } from '../compilation';
import { toNormalForm } from '../negation-normal-form';
import type { SqlScope } from './sql-engine';
import { textLiteral } from './sql-literal';
import { formToSql, type SqlCompilation } from './sql-operators';

/** An expression with more cases is apart. */
const MAX_BRANCHES = 6;

/** Compiles a fact to an expression of a text; NULL where the record has none. */
export function factToSql(fact: FactValue, scope: SqlScope): SqlCompilation {
  switch (fact.kind) {
    case 'text':
      return Compilation.of(fact.text === '' ? 'NULL' : textLiteral(fact.text));
    case 'field':
      return scope
        .texts(fact.field)
        .map(({ sql, isOne }) => `NULLIF(${isOne ? sql : scope.words.firstOf(sql)}, '')`);
    case 'part':
      return factToSql(fact.of, scope)
        .map(scope.words.capture(fact.expression))
        .map((text) => `NULLIF(${text}, '')`);
    case 'mapped': {
      const pairs = Object.entries(fact.texts).map(
        (pair) => [textLiteral(pair[0]), textLiteral(pair[1])] as const,
      );
      return factToSql(fact.of, scope).map((text) => scope.words.mapped(text, pairs));
    }
    case 'lower':
      return factToSql(fact.of, scope).map((text) => `lower(${text})`);
    case 'joined':
      return all(fact.of, scope).map((texts) => `(${texts.join(` || ${textLiteral(fact.by)} || `)})`);
    case 'first':
      return all(fact.of, scope).map((texts) => `COALESCE(${texts.join(', ')})`);
    case 'case': {
      const cases = fact.of.map(({ when, value }) =>
        Compilation.all([formToSql(toNormalForm(when), scope, {}), factToSql(value, scope)]),
      );
      return Compilation.all(cases).map((found) => {
        const branches = found.map(([holds = '', text = '']) => `WHEN ${holds} THEN ${text}`);
        const sql = `CASE ${branches.join(' ')} END`;
        return branches.length > MAX_BRANCHES ? scope.words.apart(sql) : sql;
      });
    }
    default:
      return fact satisfies never;
  }
}

function all(facts: readonly FactValue[], scope: SqlScope): Compilation<readonly string[]> {
  return Compilation.all(facts.map((each) => factToSql(each, scope)));
}
