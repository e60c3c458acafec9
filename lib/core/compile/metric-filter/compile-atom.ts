import type { Atom } from '../negation-normal-form';
import { sayExpression } from './compile-expression';
import { sayNumber } from './compile-number';
import { sayExists, sayNull } from './compile-presence';
import { sayText } from './compile-text';
import { type Ledger, Unsayable } from './obstacles';
import type { Said } from './said';
import { textValuesOf } from './text-values';

/**
 * Says an atom or its negation.
 *
 * @throws {Unsayable} if a filter pattern cannot, with the reason
 */
export function sayAtom(atom: Atom, isNegated: boolean, ledger: Ledger): Said {
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'wildcard':
      return sayText(textValuesOf(atom), isNegated, ledger);
    case 'matches':
      return sayExpression(atom, isNegated);
    case 'compare':
      return sayNumber(atom, isNegated, ledger);
    case 'isNull':
      return sayNull(atom.field, isNegated, ledger);
    case 'exists':
      return sayExists(atom.field, isNegated, ledger);
    case 'cidr':
      throw new Unsayable(
        'cidr',
        "a filter pattern has no ranges of addresses; write the beginning of the address, such as '10.'",
        atom.field,
      );
    case 'sameAs':
      throw new Unsayable('field-reference', 'a filter pattern cannot compare two fields', atom.field);
    case 'timePart':
      throw new Unsayable('time-part', 'a filter pattern cannot read a date', atom.field);
    case 'document':
      throw new Unsayable(
        'document',
        'a filter pattern cannot look into JSON that is written as text',
        atom.field,
      );
    case 'outsideAccount':
      throw new Unsayable(
        'outside-account',
        'a filter pattern cannot compare a field with the own account',
        atom.field,
      );
    case 'element':
      throw new Unsayable(
        'element',
        'a filter pattern cannot ask for one element that has it all',
        atom.field,
      );
    case 'keyword':
    case 'keywordMatches':
      throw new Unsayable('keyword', 'a filter pattern of fields cannot search the whole record');
    default:
      return atom satisfies never;
  }
}
