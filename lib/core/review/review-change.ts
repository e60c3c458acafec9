import type { EstateStack } from '../estate/estate';
import { didYouMean } from '../problem/nearest-word';

/** The effect of a change on the protection of an estate. */
export type ChangeEffect = 'weaker' | 'stronger' | 'changed' | 'unknown';

/** One thing that is different after a change. */
export interface ReviewChange {
  /** A stable name, such as `logging-reduced`; `--fail-on` takes it. */
  readonly kind: ChangeKind;
  readonly effect: ChangeEffect;
  /** The subject of the change: a resource, a rule, a kind of events. One line of text, not yet made safe for any format. */
  readonly subject: string;
  /** One sentence without a full stop. */
  readonly message: string;
  /** The template, if one is at fault. */
  readonly file?: string;
  readonly logicalId?: string;
  readonly account?: string;
  readonly region?: string;
}

/** The meaning of each kind of change, and its effect. The order is that of a report. */
export const CHANGE_KINDS = {
  'pipeline-interrupted': ['weaker', 'log files, alerts or checks no longer get through at one place'],
  'pipeline-narrowed': ['weaker', 'less gets through at one place, or later, or under a further condition'],
  'evidence-deleted': ['weaker', 'a resource that holds evidence is deleted with what it holds'],
  'evidence-replaced': ['weaker', 'a resource that holds evidence is replaced by an empty one'],
  'evidence-unmanaged': [
    'weaker',
    'a resource that holds evidence stays in the account, outside of any stack',
  ],
  'evidence-unprotected': [
    'weaker',
    'a later deletion of the stack, or a replacement, would delete what a resource holds',
  ],
  'update-refused': ['weaker', 'CloudFormation refuses the update of a resource that holds evidence'],
  'state-lost': ['weaker', 'what was sent, or waits to be sent, is forgotten: alerts are lost or repeated'],
  'logging-reduced': ['weaker', 'events are no longer logged, or fewer of them'],
  'logging-unknown': ['unknown', 'only the deployment knows whether events are still logged'],
  'access-widened': ['weaker', 'a principal can do what it could not do before'],
  'access-unknown': ['unknown', 'only the deployment knows whether a principal can do more than before'],
  'access-added': ['changed', 'the stacks have access to a new resource, or a service for a named source'],
  'permission-lost': ['changed', 'a role or user may no longer do what it did, by the records of its calls'],
  'detection-lost': ['weaker', 'a rule is no longer evaluated on a route'],
  'detection-weakened': ['weaker', 'a rule has a lower severity, or ignores more'],
  'detection-changed': ['changed', 'a rule means something else'],
  'coverage-lost': ['weaker', 'no rule detects an ATT&CK technique any more'],
  'integrity-weakened': ['weaker', 'changes of log files would be detected, or prevented, less surely'],
  'retention-shortened': ['weaker', 'evidence is kept for a shorter time'],
  'encryption-weakened': ['weaker', 'evidence is encrypted with a weaker key, or with none of the owner'],
  'delivery-weakened': ['weaker', 'events no longer go to a destination'],
  'setting-changed': ['changed', 'a destination, a key or a prefix is another one'],
  'setting-unknown': ['unknown', 'only the deployment knows the value of a setting'],
  'pipeline-unknown': ['unknown', 'a part of the pipeline is another one, and what that does is not known'],
  'template-unread': ['unknown', 'a part of the templates that is not read is new, or another one'],
  'pipeline-changed': ['changed', 'a part of the pipeline is another one, which does no less'],
  'preflight-error': ['weaker', 'the synthesis reports an error that it did not report before'],
  'preflight-warning': ['weaker', 'the synthesis reports a warning that it did not report before'],
  'cost-increased': ['changed', 'the estimate for a month is higher'],
  'cost-decreased': ['changed', 'the estimate for a month is lower'],
  'pipeline-extended': ['stronger', 'more gets through at one place, or sooner, or under fewer conditions'],
  'access-narrowed': ['stronger', 'a principal can no longer do what it could do before'],
  'evidence-added': ['stronger', 'a resource that holds evidence is new'],
  'evidence-protected': [
    'stronger',
    'a later deletion of the stack, or a replacement, leaves what a resource holds',
  ],
  'logging-added': ['stronger', 'events are logged that were not logged before'],
  'detection-added': ['stronger', 'a rule is new on a route'],
  'detection-strengthened': ['stronger', 'a rule has a higher severity, or ignores less'],
  'coverage-gained': ['stronger', 'a rule detects an ATT&CK technique that none detected before'],
  'integrity-strengthened': ['stronger', 'changes of log files are detected, or prevented, more surely'],
  'retention-extended': ['stronger', 'evidence is kept for a longer time'],
  'encryption-strengthened': ['stronger', 'evidence is encrypted with a better key'],
  'delivery-strengthened': ['stronger', 'events go to a further destination'],
  'preflight-resolved': ['stronger', 'the synthesis no longer reports a warning or error'],
} as const satisfies Readonly<Record<string, readonly [effect: ChangeEffect, meaning: string]>>;

/** The name of a kind of change. */
export type ChangeKind = keyof typeof CHANGE_KINDS;

/** Where a change is, as far as it is known. */
export type ChangePlace = Pick<ReviewChange, 'file' | 'logicalId' | 'account' | 'region'>;

/** The place of a stack, or of a resource in it. */
export function placeIn(
  { file, account, region }: Pick<EstateStack, 'file' | 'account' | 'region'>,
  logicalId?: string,
): ChangePlace {
  return {
    file,
    ...(logicalId === undefined ? {} : { logicalId }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  };
}

/** A change of a kind, with the effect that the kind has. */
export function toChange(
  kind: ChangeKind,
  subject: string,
  message: string,
  place: ChangePlace = {},
): ReviewChange {
  return { kind, effect: CHANGE_KINDS[kind][0], subject, message, ...place };
}

/** Names that mean all kinds of an effect. */
const EFFECTS: ReadonlyMap<string, readonly ChangeEffect[]> = new Map([
  ['weaker', ['weaker']],
  ['unknown', ['unknown']],
  ['any', ['weaker', 'unknown', 'changed', 'stronger']],
]);

/** The names that a policy may have: kinds of changes, and effects. */
export const FAIL_ON_NAMES: readonly string[] = [...EFFECTS.keys(), ...Object.keys(CHANGE_KINDS)];

/** One sentence if the name of a policy is unknown. */
export function unknownName(name: string): string | undefined {
  if (FAIL_ON_NAMES.includes(name)) return undefined;
  return `'${name.slice(0, 100)}' is no kind of change${didYouMean(name.slice(0, 100), FAIL_ON_NAMES)}`;
}

/** The changes that a policy does not accept. */
export function failingChanges(
  changes: readonly ReviewChange[],
  names: readonly string[],
): readonly ReviewChange[] {
  const effects = new Set(names.flatMap((name) => EFFECTS.get(name) ?? []));
  return changes.filter(({ kind, effect }) => names.includes(kind) || effects.has(effect));
}
