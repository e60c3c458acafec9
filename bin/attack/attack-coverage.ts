import { grouped } from '../../lib/core/keyed/grouped';
import type { Severity } from '../../lib/core/rule/rule';
import TECHNIQUES from './attack-techniques.json';

/** A technique in the ATT&CK matrix. */
export interface Technique {
  readonly id: string;
  readonly name: string;
  /** As the matrix spells them: `initial-access`. */
  readonly tactics: readonly string[];
}

/** The source of the coverage: a rule or a correlation. */
export interface TaggedRule {
  readonly name: string;
  readonly severity: Severity;
  /** `attack.t1078.004` and the like. */
  readonly tags: readonly string[];
}

/** A technique, and the rules that detect it. */
export interface Coverage {
  readonly technique: Technique;
  /** Rules with the tag of the technique itself, by name. */
  readonly rules: readonly TaggedRule[];
  /** Ids of its sub-techniques that rules name. */
  readonly covered: readonly string[];
  /** Why no rule can show it. */
  readonly gap: string | undefined;
}

/** The version of ATT&CK. */
export const ATTACK_VERSION: string = TECHNIQUES.version;
/** The platform of the matrix. */
export const ATTACK_PLATFORM: string = TECHNIQUES.platform;
/** Ids that ATT&CK revoked, which rules keep beside the new ones because other tools know them. */
export const REVOKED: Readonly<Record<string, string>> = TECHNIQUES.revoked;

const TRAFFIC =
  'it is network traffic; CloudTrail records calls of AWS APIs. VPC flow logs, AWS WAF, Shield and GuardDuty show it.';
const EXPLOIT =
  'a flaw in software is used; what follows is recorded as calls of whoever was taken over, which other rules look for.';
const COOKIE =
  'a record has neither the cookie nor the device of a browser session, so that a stolen or forged one looks like its owner.';

/** Techniques of the matrix that CloudTrail cannot reveal, and why. */
export const GAPS: Readonly<Record<string, string>> = {
  T1046: TRAFFIC,
  T1211: EXPLOIT,
  'T1496.002': TRAFFIC,
  T1498: TRAFFIC,
  'T1498.001': TRAFFIC,
  'T1498.002': TRAFFIC,
  'T1499.002': TRAFFIC,
  'T1499.003': TRAFFIC,
  'T1499.004': TRAFFIC,
  'T1550.004': COOKIE,
  'T1606.001': COOKIE,
  T1614:
    'a program asks the host, or the metadata service from within an instance; neither is a call of an AWS API.',
  T1687: EXPLOIT,
};

/** Every technique of the matrix with the rules that detect it, ordered by id. */
export function coverageOf(rules: readonly TaggedRule[]): readonly Coverage[] {
  const byTechnique = rulesByTechnique(rules);
  return TECHNIQUES.techniques.map((technique) => ({
    technique,
    rules: byTechnique.get(technique.id) ?? [],
    covered: [...byTechnique.keys()].filter((id) => id.startsWith(`${technique.id}.`)).sort(),
    gap: GAPS[technique.id],
  }));
}

/** The rules by the ids of their techniques, the ids that replace revoked ones among them. */
export function rulesByTechnique(rules: readonly TaggedRule[]): ReadonlyMap<string, readonly TaggedRule[]> {
  const sorted = [...rules].sort((one, other) => (one.name < other.name ? -1 : 1));
  const found = grouped(sorted.flatMap((rule) => [...techniqueIdsOf(rule)].map((id) => [id, rule] as const)));
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function techniqueIdsOf({ tags }: TaggedRule): ReadonlySet<string> {
  const ids = tags
    .filter((tag) => /^attack\.t\d/.test(tag))
    .map((tag) => tag.slice('attack.'.length).toUpperCase());
  return new Set(ids.map((id) => REVOKED[id] ?? id));
}
