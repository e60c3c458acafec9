import { type IResolvable, Token, Tokenization } from 'aws-cdk-lib';
import {
  type AdvancedSelector,
  fieldSelectorsOf,
  mapSelectorValues,
  type Selection,
} from '../../core/selector/selection';
import { joinValues, type SelectorValue, unresolvedText } from '../../core/selector/selector-value';

/** The string for the core: a token becomes a reference, which no check inspects. */
export function toSelectorValue(text: string): SelectorValue {
  if (!Token.isUnresolved(text)) return Token.isUnresolved([text]) ? unresolvedText('list') : text;
  return Tokenization.reverseString(text)
    .mapTokens({ mapToken: (token) => unresolvedText(nameOf(token)) })
    .join({ join: (left: SelectorValue, right: SelectorValue) => joinValues([left, right]) });
}

/** The CDK's text for the token, which is unique per reference: `${Token[Bucket.Arn.12]}`. */
function nameOf(token: IResolvable): string {
  const shown = /Token\[(.*)\.(\d+)\]/.exec(token.toString());
  if (shown === null) return 'token';
  const [, name = '', number = ''] = shown;
  return name.startsWith('AWS.') ? name.replace('AWS.', 'AWS::') : `${name}.${number}`;
}

/** The selection for the core. */
export function withReferences(selection: Selection): Selection {
  return mapSelectorValues(selection, (value) =>
    typeof value === 'string' ? toSelectorValue(value) : value,
  );
}

/**
 * The selection with a name for every unnamed advanced selector, so that an explanation can identify it: what it selects, and a
 * number if several select the same.
 *
 * @param suffixOf the part of a selector's name after its category of events
 */
export function nameSelectors(
  selection: Selection,
  suffixOf: (selector: AdvancedSelector) => string = () => '',
): Selection {
  if (selection.advanced === undefined) return selection;
  const kinds = selection.advanced.map((selector) => kindOf(selector) + suffixOf(selector));
  const advanced = selection.advanced.map((selector, index) => {
    const kind = kinds[index] ?? '';
    const number = kinds.slice(0, index + 1).filter((each) => each === kind).length;
    return { name: number === 1 ? kind : `${kind}, ${number}`, ...selector };
  });
  return { ...selection, advanced };
}

function kindOf(selector: AdvancedSelector): string {
  const asked = (field: string) => fieldSelectorsOf(selector, field)[0]?.equals?.[0];
  const category = asked('eventCategory');
  if (category === 'Data') return `Data events of ${asked('resources.type')}`;
  return category === 'NetworkActivity' ? `Network activity of ${asked('eventSource')}` : 'Management events';
}
