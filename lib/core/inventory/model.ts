import type { Value } from '../estate/values/value';
import type { CallKind } from './calls/calls';

/** What a change does to the pipeline of evidence and alerts. */
export type Verdict = 'weaker' | 'stronger' | 'changed' | 'unknown' | 'same';

/** A verdict and why: words such as `ENABLED → DISABLED`, without a full stop. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly words: string;
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
  /** Whether a value names code that the assembly of the head contains. */
  readonly isAsset: (value: Value | undefined) => boolean;
}

/** Compares the values of a property before and after; `undefined` is surely absent. */
export type Compare = (before: Value | undefined, after: Value | undefined, at: JudgedIn) => Judgement;

/** One way to weaken a value: the JSON of the property in a template before, and after. `undefined` is absent. */
export interface Break {
  readonly words: string;
  readonly apply: (json: unknown) => unknown;
}

/** How a property is judged, and the ways to weaken it, which the tests play. */
export interface Judge {
  readonly compare: Compare;
  readonly breaks: readonly Break[];
}

/** What a property is for: it decides the kind of the change in a review. */
export type Area = 'pipeline' | 'integrity' | 'retention' | 'encryption' | 'delivery' | 'access' | 'logging';

/** A property that decides whether the pipeline works. */
export interface Deciding {
  readonly area: Area;
  /** What it is, in words, such as `log file validation`. */
  readonly says: string;
  readonly judge: Judge;
  /** What happens when it is weaker, in words, such as `log files are no longer searched`. */
  readonly weaker?: string;
  /** The code of a function or layer, which every release changes. */
  readonly isCode?: true;
}

/** What a resource does in the pipeline. */
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

/** A service, or the role of the resource itself, that must be allowed to do something with what a property refers to. */
export interface Need {
  /** `{region}` is the Region of the resource: CloudWatch Logs has a principal in each. */
  readonly who: 'role' | `${string}.amazonaws.com`;
  readonly actions: readonly `${string}:${string}`[];
  /** Asked for what is inside of the resource: objects of a bucket, streams of a log group. */
  readonly inside?: true;
  /** What names of the needed objects begin with: the value of a property of the holder, and what AWS puts behind it; no name begins with `/`. */
  readonly prefix?: { readonly property: string; readonly follows: string };
  /** What happens when it is refused, such as `CloudTrail cannot deliver log files`. */
  readonly refused: string;
}

/** A property that refers to another resource of the pipeline. */
export interface Link {
  /** Such as `Targets[].Arn`. */
  readonly path: string;
  /** `evidence`: what is behind it belongs to the pipeline; `watches`: this resource does because of it; `works-as`: neither. */
  readonly to: 'evidence' | 'watches' | 'works-as';
  /** What it refers to gets evidence or alerts: whose it is matters, where no template has it. */
  readonly sends?: true;
  readonly needs: readonly Need[];
}

/** A property that cannot be changed in place, by what CloudFormation does. */
export interface Fixed {
  /** Another value creates another resource and deletes the first. */
  readonly replacedBy?: readonly string[];
  /** Another value makes the update fail. */
  readonly refusedBy?: readonly string[];
  /** The property that gives the resource its name. */
  readonly name?: string;
}

/** What one type of resources does in the pipeline, and what each of its properties decides. */
export interface InventoryEntry {
  /** Such as `event source mapping`. */
  readonly noun: string;
  readonly roles: readonly PipelineRole[];
  /** The calls on it, or on what it is a part of. */
  readonly kinds?: readonly CallKind[];
  readonly holds?: Holding;
  readonly fixed?: Fixed;
  /** The verdict when a resource is gone, and no other does the same. */
  readonly gone: Verdict;
  /** What happens then, such as `alerts no longer reach {Endpoint}`, with the value of a property in braces. */
  readonly goneWords: string;
  /** What a new one does to others; by default, what works is an extension, and the rest a change. */
  readonly added?: Judgement;
  /** By path of the property: `State`, `VersioningConfiguration.Status`, `Environment.Variables.*`. */
  readonly decides: Readonly<Record<string, Deciding>>;
  /** Properties that decide nothing, each with the reason. */
  readonly neutral: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  /** The deciding properties that `DeliveryMonitor` compares with what was deployed, which its function can read of the resource. */
  readonly drift?: readonly string[];
}

/** The service that works as a role must be allowed to take it. */
export function worksAs(who: `${string}.amazonaws.com`, refused: string): readonly Need[] {
  return [{ who, actions: ['sts:AssumeRole'], refused }];
}

/** Reasons why a property decides nothing, for the properties of many types. */
export const TAGS = 'labels for people and for costs';
export const DESCRIPTION = 'a text for people';
export const SHOWN = 'how something is shown; no alert depends on it';
export const SERVICE_TIMEOUT = 'how long CloudFormation waits for the custom resource';
export const COST_ONLY = 'a matter of cost';
export const TEST = 'the call that sends the test alert, which changes with every deployment';
export const RENAMED = 'a name for people; what refers to the resource follows it';
