import type { OutsideAccountCondition } from '../../rule/condition';
import type { YamlScalar } from '../../yaml/yaml-node';
import type { ModifierChain } from './sigma-modifier';
import { expandedTexts, type FieldContext, shortened } from './sigma-value';

/** The accounts that belong to the reader; it may have no value, and then there are none beside the record's own. */
const OWN_ACCOUNTS = 'own_accounts';

/** Reads the values of `field|outside`: account ids, or with `expand` placeholders for them. */
export function outsideAccount(
  field: string,
  scalars: readonly YamlScalar[],
  chain: ModifierChain,
  context: FieldContext,
): OutsideAccountCondition | undefined {
  const own: string[] = [];
  for (const scalar of scalars) {
    const texts = isUnsetOwnAccounts(scalar, chain, context) ? [] : expandedTexts(scalar, chain, context);
    if (texts === undefined) return undefined;
    const wrong = texts.find((text) => !/^\d{12}$/.test(text));
    if (wrong !== undefined) {
      const message = `'outside' takes account ids of twelve digits, not '${shortened(wrong)}'`;
      context.problems.error('invalid-value', message, scalar.at);
      return undefined;
    }
    own.push(...texts);
  }
  return { kind: 'outsideAccount', field, own };
}

function isUnsetOwnAccounts(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): boolean {
  return (
    chain.expand && scalar.text === `%${OWN_ACCOUNTS}%` && !Object.hasOwn(context.placeholders, OWN_ACCOUNTS)
  );
}
