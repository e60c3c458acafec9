import { type IResolvable, Token, Tokenization } from 'aws-cdk-lib';
import { mapSelectorValues } from '../../core/selector/map-values';
import type { Selection } from '../../core/selector/selection';
import { joinValues, type SelectorValue, unresolvedText } from '../../core/selector/selector-value';

/** The text as the core sees it: what is a token becomes a reference, and no check looks inside. */
export function toSelectorValue(text: string): SelectorValue {
  if (!Token.isUnresolved(text)) return Token.isUnresolved([text]) ? unresolvedText('list') : text;
  return Tokenization.reverseString(text)
    .mapTokens({ mapToken: (token) => unresolvedText(nameOf(token)) })
    .join({ join: (left: SelectorValue, right: SelectorValue) => joinValues([left, right]) });
}

/** What the CDK shows for the token, which is one text for one reference: `${Token[Bucket.Arn.12]}`. */
function nameOf(token: IResolvable): string {
  const shown = /Token\[(.*)\.(\d+)\]/.exec(token.toString());
  if (shown === null) return 'token';
  const [, name = '', number = ''] = shown;
  return name.startsWith('AWS.') ? name.replace('AWS.', 'AWS::') : `${name}.${number}`;
}

/** The selection as the core sees it. */
export function withReferences(selection: Selection): Selection {
  return mapSelectorValues(selection, (value) =>
    typeof value === 'string' ? toSelectorValue(value) : value,
  );
}
