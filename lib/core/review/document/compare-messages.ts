import type { SynthesisMessage } from '../../estate/estate';
import { type ReviewChange, toChange } from '../review-change';

/** Warnings and errors of the synthesis that are new, and those that are gone. */
export function compareMessages(
  base: readonly SynthesisMessage[],
  head: readonly SynthesisMessage[],
): readonly ReviewChange[] {
  const keyOf = ({ severity, path, message }: SynthesisMessage): string => `${severity} ${path} ${message}`;
  const [before, after] = [new Set(base.map(keyOf)), new Set(head.map(keyOf))];
  const once = (
    messages: readonly SynthesisMessage[],
    other: ReadonlySet<string>,
  ): readonly SynthesisMessage[] => [
    ...new Map(
      messages.filter((each) => !other.has(keyOf(each))).map((each) => [keyOf(each), each]),
    ).values(),
  ];
  return [
    ...once(head, before).map(({ severity, path, message }) =>
      toChange(severity === 'error' ? 'preflight-error' : 'preflight-warning', path, message),
    ),
    ...once(base, after).map(({ path, message }) => toChange('preflight-resolved', path, message)),
  ];
}
