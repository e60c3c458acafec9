/**
 * The values of selectors: text, or text of which parts are only known to the deployment.
 *
 * A CloudFormation template names a bucket by `Ref`, a CDK app by a token. Such a value is kept as it is: no check
 * fails over it, and an explanation that hangs on it says so.
 */

/** What stands in the place of text that only the deployment knows, such as `Bucket.Arn` or `AWS::Partition`. */
export interface Reference {
  readonly reference: string;
}

/** Text with references in it. */
export interface UnresolvedText {
  readonly parts: readonly (string | Reference)[];
}

/** A value of a selector. */
export type SelectorValue = string | UnresolvedText;

/** A yes or no of a trail's configuration, or one that only the deployment knows. */
export type Flag = boolean | UnresolvedText;

/** A value of which nothing but its name is known. */
export function unresolvedText(reference: string): UnresolvedText {
  return { parts: [{ reference }] };
}

/** Whether the whole text is known. */
export function isResolved(value: SelectorValue): value is string {
  return typeof value === 'string';
}

/** The values of which the whole text is known. */
export function resolvedValues(values: readonly SelectorValue[]): readonly string[] {
  return values.filter(isResolved);
}

/** Puts pieces together; plain text when none of them is a reference. */
export function joinValues(pieces: readonly SelectorValue[]): SelectorValue {
  const parts: (string | Reference)[] = [];
  for (const part of pieces.flatMap((piece) => (isResolved(piece) ? [piece] : piece.parts))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  const [only = ''] = parts;
  return parts.length < 2 && typeof only === 'string' ? only : { parts };
}

/** Replaces the references that `known` knows; what is left may be plain text. */
export function resolveReferences(
  value: SelectorValue,
  known: (reference: string) => string | undefined,
): SelectorValue {
  if (isResolved(value)) return value;
  return joinValues(
    value.parts.map((part) =>
      typeof part === 'string' ? part : (known(part.reference) ?? { parts: [part] }),
    ),
  );
}

/** The value as people write it: `arn:aws:s3:::${Bucket}/`. */
export function renderValue(value: SelectorValue | Flag): string {
  if (typeof value !== 'object') return String(value);
  return value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.reference}}`)).join('');
}
