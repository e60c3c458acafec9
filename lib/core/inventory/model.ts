import type { Value } from '../estate/values/value';
import type { CallKind } from './calls/calls';

/** The effect of a change on the pipeline of evidence and alerts. */
export type Verdict = 'weaker' | 'stronger' | 'changed' | 'unknown' | 'same';

/** A verdict and why: words such as `ENABLED → DISABLED`, without a full stop. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly words: string;
  /** The effect of these values when they are weaker, in place of that of the property. */
  readonly effect?: string;
}

/** What a judge knows in addition to the two values. */
export interface JudgedIn {
  /** Whether the resource was there before: a property that such a resource loses does not get the default of a new one. */
  readonly existed: boolean;
  /** Whether values mean the same, also where a resource that they refer to has another logical id now. */
  readonly same: (before: Value | undefined, after: Value | undefined) => boolean;
  /** Another property of the resource, before and after, where the meaning of this one hangs on it. */
  readonly beside?: (path: string) => readonly [before: Value | undefined, after: Value | undefined];
  /** The property: `Environment.Variables.NODE_OPTIONS` where the entry has `*`. */
  readonly path: string;
  /** Whether a value names code that is an asset of the head. */
  readonly isAsset: (value: Value | undefined) => boolean;
}

/** Compares the values of a property before and after; `undefined` is certainly absent. */
export type Compare = (before: Value | undefined, after: Value | undefined, at: JudgedIn) => Judgement;

/** One way to weaken a value: the JSON of the property in a template before, and after. `undefined` is absent. */
export interface Break {
  readonly words: string;
  readonly apply: (json: unknown) => unknown;
}

/** How a property is judged, and the ways to weaken it, which the tests play. */
export interface Judge {
  readonly compare: Compare;
  /** The meaning of one value, where the value itself would not say it. */
  readonly words?: (value: Value | undefined) => string;
  readonly breaks: readonly Break[];
}

/** The purpose of a property: it decides the kind of the change in a review. */
export type Area = 'pipeline' | 'integrity' | 'retention' | 'encryption' | 'delivery' | 'access' | 'logging';

/** A property that decides whether the pipeline works. */
export interface Deciding {
  readonly area: Area;
  /** Its name in words, such as `log file validation`. */
  readonly says: string;
  readonly judge: Judge;
  /** The effect when it is weaker, in words, such as `log files are no longer searched`. */
  readonly weaker?: string;
  /** The code of a function or layer, which every release changes. */
  readonly isCode?: true;
}

/** The role of a resource in the pipeline. */
export type PipelineRole =
  | 'collects'
  | 'keeps'
  | 'opens'
  | 'permits'
  | 'carries'
  | 'searches'
  | 'watches'
  | 'tells'
  | 'responds'
  | 'shows';

/** What would be lost with a resource. */
export type Holding = 'evidence' | 'key' | 'source' | 'state';

/** A permission that a service, or the role of the resource itself, needs on the target of a property. */
export interface Need {
  /** `{region}` is the Region of the resource: CloudWatch Logs has a principal in each. */
  readonly who: 'role' | `${string}.amazonaws.com`;
  readonly actions: readonly `${string}:${string}`[];
  /** For the inside of the resource: objects of a bucket, streams of a log group. */
  readonly inside?: true;
  /**
   * The prefix of the names of the needed objects: the value of a property of the resource, and AWS's suffix to it; no name
   * begins with `/`.
   */
  readonly prefix?: { readonly property: string; readonly follows: string };
  /** The effect when it is refused, such as `CloudTrail cannot deliver log files`. */
  readonly refused: string;
}

/** A property that refers to another resource of the pipeline. */
export interface Link {
  /** Such as `Targets[].Arn`. */
  readonly path: string;
  /** `evidence`: the target belongs to the pipeline; `watches`: this resource does because of the target; `works-as`: neither. */
  readonly to: 'evidence' | 'watches' | 'works-as';
  /** The target gets evidence or alerts: its owner matters, where no template has it. */
  readonly sends?: true;
  /** The target is where events come from: without the resource, they no longer arrive. */
  readonly receives?: true;
  readonly needs: readonly Need[];
}

/** A property that cannot be changed in place, by CloudFormation's action. */
export interface Fixed {
  /** Another value creates another resource and deletes the first. */
  readonly replacedBy?: readonly string[];
  /** Another value makes the update fail. */
  readonly refusedBy?: readonly string[];
  /** The property that gives the resource its name. */
  readonly name?: string;
  /** Values that AWS does not take after others. */
  readonly refused?: readonly Refusal[];
}

/** A change of a property that AWS refuses. */
export interface Refusal {
  /** Such as `VersioningConfiguration.Status`. */
  readonly path: string;
  /** Whether AWS refuses it, of the values before and after, and of all properties before. */
  readonly isRefused: (
    before: Value | undefined,
    after: Value | undefined,
    all: Value | undefined,
  ) => boolean;
  /** Without a full stop, such as `the key of an event data store cannot be changed`. */
  readonly why: string;
}

/** The role of one type of resources in the pipeline, and what each of its properties decides. */
export interface InventoryEntry {
  /** Such as `event source mapping`. */
  readonly noun: string;
  readonly roles: readonly PipelineRole[];
  /** The calls on it, or on the resource that it is a part of. */
  readonly kinds?: readonly CallKind[];
  readonly holds?: Holding;
  readonly fixed?: Fixed;
  /** The verdict when a resource is gone, and no other does the same. */
  readonly gone: Verdict;
  /** The effect then, such as `alerts no longer reach {Endpoint}`, with the value of a property in braces. */
  readonly goneWords: string;
  /** The effect of a new one on others; by default, a working resource is an extension, and any other a change. */
  readonly added?: Judgement;
  /** By path of the property: `State`, `VersioningConfiguration.Status`, `Environment.Variables.*`. */
  readonly decides: Readonly<Record<string, Deciding>>;
  /** Properties that decide nothing, each with the reason. */
  readonly neutral: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  /** The deciding properties that `DeliveryMonitor` compares with the deployment, which its function can read from the resource. */
  readonly drift?: readonly string[];
  /** The values of these that a resource has without the property; several if they depend on its age, the current one first. */
  readonly defaults?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** Makes the deciding properties of an area. */
function decidingIn(area: Area) {
  return (says: string, judge: Judge, others?: Pick<Deciding, 'weaker' | 'isCode'>): Deciding => ({
    ...{ area, says, judge },
    ...others,
  });
}

/** A deciding property of each area: its name in words, its judge, and the effect when it is weaker. */
export const access = decidingIn('access');
export const delivery = decidingIn('delivery');
export const encryption = decidingIn('encryption');
export const integrity = decidingIn('integrity');
export const logging = decidingIn('logging');
export const pipeline = decidingIn('pipeline');
export const retention = decidingIn('retention');

/** The property names a role that a service works as: it must be allowed to take it. */
export function worksAs(path: string, who: `${string}.amazonaws.com`, refused: string): Link {
  return { path, to: 'works-as', needs: [{ who, actions: ['sts:AssumeRole'], refused }] };
}

/** Reasons why a property decides nothing, for the properties of many types. */
export const TAGS = 'labels and cost allocation only';
export const DESCRIPTION = 'a description only';
export const SHOWN = 'display only; no alert depends on it';
export const SERVICE_TIMEOUT = 'how long CloudFormation waits for the custom resource';
export const COST_ONLY = 'affects cost only';
export const TEST = 'the call that sends the test alert, which changes with every deployment';
export const AS_ACCESS = 'what it permits is compared as access';
export const RENAMED = 'a display name; references to the resource follow it';

/** What policies of resources have in common. */
export const PERMITS = { roles: ['permits'], gone: 'same', goneWords: AS_ACCESS } as const;
