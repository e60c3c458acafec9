import { type EstateStack, type PlacedResource, resourceName, type SourceLine } from '../estate/estate';
import { entryOf } from '../inventory/index';
import { didYouMean } from '../problem/nearest-word';
import { sha256Hex } from '../record/sha256';

/** The effect of a change on the protection of an estate. */
export type ChangeEffect = 'refused' | 'weaker' | 'stronger' | 'changed' | 'unknown';

/** Who accepts something, why, and until when. */
export interface Decision {
  readonly reason: string;
  readonly by: string;
  /** The first day on which it is no longer accepted, such as `2026-12-31`, in UTC. */
  readonly until: string;
}

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
  /** The path of the construct of the resource, or of the stack. */
  readonly construct?: string;
  /** The line of the app that creates it, as far as the CDK wrote it. */
  readonly source?: SourceLine;
  readonly account?: string;
  readonly region?: string;
  /** What follows from it, as its message says, too: `objects can be deleted sooner`. */
  readonly consequence?: string;
  /** The outermost construct, or stack, that is gone or new with all that is in it. */
  readonly scope?: string;
  /** A digest of what was compared: the words of a change leave out parts of long lists and values, and all of a condition. */
  readonly between?: string;
  /** Made by another release of the library, and not by its user. */
  readonly byUpgrade?: true;
  /** What an acceptance names. Those of an upgrade have one together. */
  readonly fingerprint?: string;
  /** Who accepted the change, until when and why. */
  readonly acceptance?: Decision & { readonly isOver: boolean };
}

/** The meaning of each kind of change, and its effect. The order is that of a report. */
export const CHANGE_KINDS = {
  'update-refused': [
    'refused',
    'the deployment fails: AWS refuses the change of a resource, or another resource of a name or number',
  ],
  'pipeline-interrupted': ['weaker', 'log files, alerts or checks no longer get past one point'],
  'pipeline-narrowed': [
    'weaker',
    'fewer log files or alerts get past one point, or they arrive later or under more conditions',
  ],
  'evidence-deleted': ['weaker', 'a resource that holds evidence is deleted with its contents'],
  'evidence-replaced': ['weaker', 'a resource that holds evidence is replaced by an empty one'],
  'evidence-unmanaged': [
    'weaker',
    'a resource that holds evidence stays in the account but no longer belongs to a stack',
  ],
  'evidence-unprotected': [
    'weaker',
    'deleting the stack or replacing the resource would delete its contents',
  ],
  'state-lost': ['weaker', 'the record of sent and waiting alerts is lost: alerts are lost or repeated'],
  'logging-reduced': ['weaker', 'fewer or no events are logged'],
  'logging-endless': [
    'weaker',
    "trails newly log their own deliveries, or one another's: each causes another",
  ],
  'logging-unknown': ['unknown', 'whether events are still logged is not known until deployment'],
  'access-widened': ['weaker', 'a principal gains access'],
  'access-unknown': ['unknown', 'whether a principal gains access is not known until deployment'],
  'access-added': [
    'changed',
    'the stacks gain access to a new resource, a role gets what comparable ones have, or a service gains access for a named source',
  ],
  'permission-lost': [
    'changed',
    'a role or user loses, or may lose, permission for calls that it has made, according to the logs',
  ],
  'detection-lost': ['weaker', 'a rule is no longer evaluated on a route'],
  'detection-weakened': ['weaker', 'a rule has a lower severity, finds less, or excludes more'],
  'detection-unknown': ['unknown', 'whether a rule still raises all alerts that it raised is not known'],
  'detection-changed': ['changed', 'a rule has a different condition, and no alert is known to be lost'],
  'coverage-lost': ['weaker', 'an ATT&CK technique is no longer detected by any rule'],
  'integrity-weakened': ['weaker', 'detection or prevention of log file changes is weaker'],
  'retention-shortened': ['weaker', 'evidence is kept for a shorter time'],
  'encryption-weakened': [
    'weaker',
    'evidence is encrypted with a weaker key, or not with a customer managed key',
  ],
  'delivery-weakened': ['weaker', 'events no longer go to a destination'],
  'setting-changed': ['changed', 'a destination, a key or a prefix is different'],
  'setting-unknown': ['unknown', 'the value of a setting is not known until deployment'],
  'pipeline-unknown': ['unknown', 'part of the pipeline changed, and the effect is not known'],
  'template-unread': ['unknown', 'a part of the templates that is not read is new or changed'],
  'pipeline-changed': ['changed', 'part of the pipeline changed, with no loss'],
  'preflight-error': ['weaker', 'the synthesis reports a new error'],
  'preflight-warning': ['weaker', 'the synthesis reports a new warning'],
  'cost-increased': ['changed', 'the estimated monthly cost is higher'],
  'cost-decreased': ['changed', 'the estimated monthly cost is lower'],
  'pipeline-extended': [
    'stronger',
    'more log files or alerts get past one point, or they arrive sooner or under fewer conditions',
  ],
  'access-narrowed': ['stronger', 'a principal loses access'],
  'evidence-added': ['stronger', 'a resource that holds evidence is new'],
  'evidence-protected': ['stronger', 'deleting the stack or replacing the resource would keep its contents'],
  'logging-added': ['stronger', 'more events are logged'],
  'detection-added': ['stronger', 'a rule is new on a route'],
  'detection-strengthened': ['stronger', 'a rule has a higher severity, finds more, or excludes less'],
  'coverage-gained': ['stronger', 'an ATT&CK technique is detected for the first time'],
  'integrity-strengthened': ['stronger', 'detection or prevention of log file changes is stronger'],
  'retention-extended': ['stronger', 'evidence is kept for a longer time'],
  'encryption-strengthened': ['stronger', 'evidence is encrypted with a stronger key'],
  'delivery-strengthened': ['stronger', 'events go to an additional destination'],
  'preflight-resolved': ['stronger', 'the synthesis no longer reports a warning or error'],
} as const satisfies Readonly<Record<string, readonly [effect: ChangeEffect, meaning: string]>>;

/** The name of a kind of change. */
export type ChangeKind = keyof typeof CHANGE_KINDS;

/** Where a change is, as far as it is known, and what was compared. */
export type ChangePlace = Pick<
  ReviewChange,
  'file' | 'logicalId' | 'account' | 'region' | 'between' | 'byUpgrade'
>;

/** The digest of what was compared. */
export function betweenOf(...compared: readonly unknown[]): Pick<ReviewChange, 'between'> {
  return { between: sha256Hex(JSON.stringify(compared)) };
}

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

/** A change of one resource, with the noun of its type. */
export function changeOf(
  kind: ChangeKind,
  { placed }: { readonly placed: PlacedResource },
  message: string,
): ReviewChange {
  const { stack, logicalId, resource } = placed;
  const noun = entryOf(resource.Type)?.noun ?? resource.Type;
  return toChange(kind, `${noun} ${resourceName(placed)}`, message, placeIn(stack, logicalId));
}

/** Names that mean all kinds of an effect. */
const EFFECTS: ReadonlyMap<string, readonly ChangeEffect[]> = new Map([
  // a deployment that fails is no reason to pass
  ['weaker', ['weaker', 'refused']],
  ['refused', ['refused']],
  ['unknown', ['unknown']],
  ['any', ['refused', 'weaker', 'unknown', 'changed', 'stronger']],
]);

/** The names that a policy may have: kinds of changes, and effects. */
export const FAIL_ON_NAMES: readonly string[] = [...EFFECTS.keys(), ...Object.keys(CHANGE_KINDS)];

/** One sentence if the name of a policy is unknown. */
export function unknownName(name: string): string | undefined {
  if (FAIL_ON_NAMES.includes(name)) return undefined;
  return `'${name.slice(0, 100)}' is not a kind of change${didYouMean(name.slice(0, 100), FAIL_ON_NAMES)}`;
}

/** The changes that a policy names and no acceptance is for. */
export function failingChanges(
  changes: readonly ReviewChange[],
  names: readonly string[],
): readonly ReviewChange[] {
  const effects = new Set(names.flatMap((name) => EFFECTS.get(name) ?? []));
  return changes.filter(
    ({ kind, effect, acceptance }) =>
      (names.includes(kind) || effects.has(effect)) && acceptance?.isOver !== false,
  );
}
