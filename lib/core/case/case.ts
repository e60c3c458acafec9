import type { Severity } from '../rule/rule';

/** The version of the documents that are written now. */
export const CASE_VERSION = 1;

/**
 * The order in which things are contained: what the attacker would not notice first, what it would come back with before what it works
 * with, and what shows to everybody last.
 */
export const PHASES = ['way back', 'in use', 'way in', 'open', 'stopped'] as const;

export type Phase = (typeof PHASES)[number];

/** How one identity became another, or why two belong together. */
export type LinkKind = 'took' | 'made' | 'shares an address' | 'same alert';

/** How much of the log files that a case rests on is proven. */
export interface CaseProof {
  readonly files: number;
  /** What CloudTrail delivered, by a signed chain of digest files. */
  readonly proven: number;
  /** Not what it delivered: the first ten. */
  readonly changed: readonly string[];
  /** Why the others are not proven. */
  readonly unproven: readonly { readonly why: string; readonly files: number }[];
}

/** A sentence, and the records that it rests on. */
export interface Sentence {
  readonly text: string;
  /** What the sentence names, as the records have it. */
  readonly names: readonly string[];
  /** The records that have these names; empty of a sentence that says that there are none. */
  readonly eventIDs: readonly string[];
}

/** A value, how often records have it, and the first of them. */
export interface CountedValue {
  readonly value: string;
  readonly records: number;
  readonly first: string;
  readonly last: string;
  readonly eventID: string;
}

/** Values of one kind, and how many more records have others. */
export interface CountedValues {
  readonly values: readonly CountedValue[];
  readonly others: number;
}

/** An identity of the case. */
export interface CaseActor {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly records: number;
  readonly first: string;
  readonly last: string;
  readonly alerts: number;
  /** The first record. */
  readonly eventID: string;
}

/** Two actors that belong together, and why. */
export interface CaseRelation {
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly time: string;
  readonly eventID: string;
}

/** Alerts of one rule and severity. */
export interface CaseAlerts {
  readonly severity: Severity;
  readonly title: string;
  readonly ruleId: string;
  readonly alerts: number;
  readonly first: string;
  readonly last: string;
  readonly summary: string;
  /** At most three. */
  readonly ids: readonly string[];
  readonly eventIDs: readonly string[];
}

/** Something that the case made, opened or stopped. */
export interface CaseThing {
  readonly kind: string;
  readonly name: string;
  readonly owner?: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly eventID: string;
  /** Whether it was used since, as far as it can be. */
  readonly used?: boolean;
  /** The record that ended it; absent: no removal is logged. */
  readonly endedBy?: string;
}

/** A step that stops the attacker. It is never run by trailwatch. */
export interface ContainmentStep {
  readonly phase: Phase;
  /** In what account it is run, or `IDENTITY_CENTER_ACCOUNT`. */
  readonly account: string;
  /** A command of the AWS CLI, or a comment of the shell that says what to do where none is safe. */
  readonly command: string;
  readonly why: string;
  readonly breaks: string;
  readonly undo: string;
  readonly eventID: string;
}

/** A question that the records do not answer, and the command that does. */
export interface CaseQuestion {
  readonly question: string;
  readonly command: string;
}

/** Alerts and records that are one attack: a document for people and programs. The schema is `docs/case.schema.json`. */
export interface Case {
  readonly version: typeof CASE_VERSION;
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** What happened, in at most five sentences. */
  readonly happened: readonly Sentence[];
  readonly since: string;
  readonly until: string;
  readonly who: readonly CaseActor[];
  readonly links: readonly CaseRelation[];
  readonly from: {
    readonly addresses: CountedValues;
    readonly programs: CountedValues;
    readonly accessKeys: CountedValues;
  };
  readonly alerts: readonly CaseAlerts[];
  readonly scope: {
    readonly records: number;
    readonly failed: number;
    readonly accounts: CountedValues;
    readonly regions: CountedValues;
    readonly services: CountedValues;
    readonly changed: CountedValues;
    readonly read: CountedValues;
    readonly made: readonly CaseThing[];
    /** Things beyond those that are listed. */
    readonly moreMade: number;
  };
  readonly unknown: readonly string[];
  readonly proof: CaseProof;
  readonly containment: readonly ContainmentStep[];
  readonly questions: readonly CaseQuestion[];
}
