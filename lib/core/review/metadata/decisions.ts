import type { Severity } from '../../rule/rule';

/** What one rule or correlation is, without its words. */
export interface RuleLine {
  /** The key in the template: its name, or its name and id where another has the same name. */
  readonly key: string;
  readonly id: string;
  readonly severity: Severity;
  /** How bad a match is whose call failed, where that is less. */
  readonly failureSeverity?: Severity;
  /** The severity below which a match raises no alert. */
  readonly minimumSeverity?: Severity;
  /** Of a rule on trial, which raises no alert: until when it is to be decided on. */
  readonly trialUntil?: string;
  /** The first twelve hex digits of a SHA-256 over what it means. */
  readonly hash: string;
  /** In place of a built-in rule that looks for something else: a user's own. */
  readonly isOwn?: true;
  /** ATT&CK ids such as `T1562.008`, sorted. */
  readonly techniques: readonly string[];
}

/** Exceptions of rules. */
export interface LeftOutLine {
  /** An entry of an allow list in words, such as `role arn:aws:iam::111122223333:role/Admin`; or the name of a Sigma filter. */
  readonly key: string;
  /** Of a Sigma filter. */
  readonly hash?: string;
  /** The keys of the rules that leave it out; `correlation/rule` where it is one of those that a correlation counts. */
  readonly rules: readonly string[];
}

/** Rules, and what they leave out. */
export interface RuleDecisions {
  readonly rules: readonly RuleLine[];
  readonly allowList: readonly LeftOutLine[];
  readonly filters: readonly LeftOutLine[];
}

/** The members of the metadata that hold {@link RuleDecisions}. */
export const RULE_SECTIONS = ['Rules', 'AllowList', 'Filters'] as const;

/** Other decisions of a resource, in words: one line by name. */
export type Lines = Readonly<Record<string, string>>;

/** The members of the metadata with lines in words. */
export const SECTIONS = ['Selectors', 'Routes', 'Guardrails', 'Retention', 'Readers', 'Everybody'] as const;

/** The name of a member with lines. */
export type Section = (typeof SECTIONS)[number];

/** The decisions of a resource about detection, access or retention. */
export interface Decisions extends Readonly<Partial<Record<Section, Lines>>> {
  /** The class of the construct that it belongs to, such as `LogProcessor`. */
  readonly construct: string;
  readonly rules?: RuleDecisions;
}

/** The member of a resource's `Metadata` with what it decides, and of a template's with the `Version` that made it. */
export const METADATA_KEY = 'Trailwatch';
