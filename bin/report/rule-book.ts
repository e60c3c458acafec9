import type { Alert } from '../../lib/core/alert/alert';
import { ruleMembers } from '../../lib/core/alert/rule-members';
import { type Explanation, toExplanation } from '../../lib/core/compile/predicate/to-explanation';
import { grouped } from '../../lib/core/keyed/grouped';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { REVOKED } from '../attack/attack-coverage';
import TECHNIQUES from '../attack/attack-techniques.json';
import { toConditionText } from './condition-text';
import type { ConditionText, HeldCondition, ReportRule, ReportTechnique } from './report-data';

const TECHNIQUE_TAG = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/** Where a technique is listed that the matrix does not have, unless the tags of its rules name tactics. */
const OTHER = 'other';

/**
 * Techniques of other platforms that built-in rules name. A sub-technique without tactics has those of its technique; those of others
 * are not known, since version 19 divided theirs.
 *
 * @see https://attack.mitre.org/techniques/enterprise/
 */
const OTHER_PLATFORMS: Readonly<
  Record<string, { readonly name: string; readonly tactics?: readonly string[] } | undefined>
> = {
  T1005: { name: 'Data from Local System', tactics: ['collection'] },
  T1020: { name: 'Automated Exfiltration', tactics: ['exfiltration'] },
  'T1021.004': { name: 'SSH' },
  T1037: { name: 'Boot or Logon Initialization Scripts', tactics: ['persistence', 'privilege-escalation'] },
  T1053: { name: 'Scheduled Task/Job', tactics: ['execution', 'persistence', 'privilege-escalation'] },
  T1070: { name: 'Indicator Removal', tactics: ['stealth'] },
  'T1071.004': { name: 'DNS', tactics: ['command-and-control'] },
  T1072: { name: 'Software Deployment Tools', tactics: ['execution', 'lateral-movement'] },
  'T1098.005': { name: 'Device Registration' },
  'T1098.006': { name: 'Additional Container Cluster Roles' },
  'T1098.007': { name: 'Additional Local or Domain Groups' },
  T1113: { name: 'Screen Capture', tactics: ['collection'] },
  T1133: { name: 'External Remote Services', tactics: ['initial-access', 'persistence'] },
  'T1195.002': { name: 'Compromise Software Supply Chain', tactics: ['initial-access'] },
  T1482: { name: 'Domain Trust Discovery', tactics: ['discovery'] },
  T1484: {
    name: 'Domain or Tenant Policy Modification',
    tactics: ['privilege-escalation', 'defense-impairment'],
  },
  'T1484.002': { name: 'Trust Modification' },
  'T1496.003': { name: 'SMS Pumping' },
  'T1496.004': { name: 'Cloud Service Hijacking' },
  T1529: { name: 'System Shutdown/Reboot', tactics: ['impact'] },
  'T1552.004': { name: 'Private Keys' },
  T1553: { name: 'Subvert Trust Controls', tactics: ['defense-impairment'] },
  'T1553.006': { name: 'Code Signing Policy Modification' },
  T1557: { name: 'Adversary-in-the-Middle', tactics: ['credential-access', 'collection'] },
  T1565: { name: 'Data Manipulation', tactics: ['impact'] },
  'T1565.001': { name: 'Stored Data Manipulation' },
  'T1565.002': { name: 'Transmitted Data Manipulation' },
  T1566: { name: 'Phishing', tactics: ['initial-access'] },
  T1567: { name: 'Exfiltration Over Web Service', tactics: ['exfiltration'] },
  'T1567.002': { name: 'Exfiltration to Cloud Storage' },
  T1572: { name: 'Protocol Tunneling', tactics: ['command-and-control'] },
  'T1583.001': { name: 'Domains', tactics: ['resource-development'] },
  'T1583.003': { name: 'Virtual Private Server', tactics: ['resource-development'] },
  T1584: { name: 'Compromise Infrastructure', tactics: ['resource-development'] },
  'T1584.001': { name: 'Domains' },
  'T1584.002': { name: 'DNS Server' },
  T1585: { name: 'Establish Accounts', tactics: ['resource-development'] },
  'T1585.002': { name: 'Email Accounts' },
  'T1588.004': { name: 'Digital Certificates', tactics: ['resource-development'] },
  T1599: { name: 'Network Boundary Bridging' },
  T1609: { name: 'Container Administration Command', tactics: ['execution'] },
  T1610: { name: 'Deploy Container', tactics: ['execution'] },
  T1611: { name: 'Escape to Host', tactics: ['privilege-escalation'] },
  T1649: { name: 'Steal or Forge Authentication Certificates', tactics: ['credential-access'] },
  T1657: { name: 'Financial Theft', tactics: ['impact'] },
  T1660: { name: 'Phishing', tactics: ['initial-access'] },
  T1686: { name: 'Disable or Modify System Firewall', tactics: ['defense-impairment'] },
};

interface Tagged {
  readonly tags: readonly string[];
}

/** The techniques that tags name, each once, by the ids that ATT&CK has now. */
export function techniqueIdsOf(tags: readonly string[]): readonly string[] {
  const ids = tags.flatMap((tag) => TECHNIQUE_TAG.exec(tag)?.[1]?.toUpperCase() ?? []);
  return [...new Set(ids.map((id) => REVOKED[id] ?? id))];
}

/** All techniques that rules look for, by id. */
export function techniquesOf(rules: readonly Tagged[]): readonly ReportTechnique[] {
  const byId = grouped(rules.flatMap((rule) => techniqueIdsOf(rule.tags).map((id) => [id, rule] as const)));
  return [...byId].sort(([one], [other]) => (one < other ? -1 : 1)).map(([id, named]) => describe(id, named));
}

function describe(id: string, rules: readonly Tagged[]): ReportTechnique {
  const [technique = id] = id.split('.');
  const { name = '', tactics = knownOf(technique)?.tactics } = knownOf(id) ?? {};
  return { id, name, tactics: tactics ?? tacticsOf(rules), rules: rules.length };
}

function knownOf(id: string): { readonly name: string; readonly tactics?: readonly string[] } | undefined {
  return TECHNIQUES.techniques.find((technique) => technique.id === id) ?? OTHER_PLATFORMS[id];
}

const TACTICS: ReadonlySet<string> = new Set(TECHNIQUES.techniques.flatMap(({ tactics }) => tactics));

/** Of a technique that is not known: the tactics of rules that name no other, whose tags may belong to that one. */
function tacticsOf(rules: readonly Tagged[]): readonly string[] {
  const own = rules.filter(({ tags }) => techniqueIdsOf(tags).length === 1);
  const named = own.flatMap(({ tags }) =>
    tags.map((tag) =>
      toPrintable(tag.toLowerCase())
        .replace(/^attack\./, '')
        .replaceAll('_', '-'),
    ),
  );
  const tactics = [...new Set(named)].filter((tactic) => TACTICS.has(tactic));
  return tactics.length > 0 ? tactics : [OTHER];
}

/**
 * The maximum number of conditions of an alert that are listed, so that an allow list of hundreds does not make it unreadable.
 */
const MAX_HELD = 40;

/** The rules of which the report has alerts, with the conditions that held. */
export class RuleBook {
  readonly #known: ReadonlyMap<string, Rule | Correlation>;
  readonly #entries = new Map<string, RuleEntry>();

  constructor({ rules, correlations }: RuleDocument) {
    this.#known = new Map([...rules, ...correlations].map((each) => [each.id, each]));
  }

  /** Why an alert was raised; nothing if it is about several records. */
  explain(alert: Alert): readonly HeldCondition[] {
    return this.#entryOf(alert).explain(alert.record);
  }

  /** The rules of all alerts that were explained, by their ids. */
  get rules(): ReadonlyMap<string, ReportRule> {
    return new Map([...this.#entries].map(([id, entry]) => [id, entry.toReportRule()]));
  }

  #entryOf({ ruleId, title, tags, firstSteps = [] }: Alert): RuleEntry {
    const known = this.#entries.get(ruleId);
    if (known !== undefined) return known;
    // Alerts that trailwatch raises by itself have no rule: the alert contains the reason.
    const rule = this.#known.get(ruleId) ?? { id: ruleId, name: ruleId, title, tags, firstSteps };
    const entry = new RuleEntry(rule);
    this.#entries.set(ruleId, entry);
    return entry;
  }
}

type ToldRule = Pick<Rule, 'id' | 'name' | 'title' | 'tags' | 'firstSteps'> &
  Partial<Pick<Rule, 'description' | 'falsePositives' | 'condition'>>;

class RuleEntry {
  readonly #numbers = new Map<unknown, number>();
  readonly #conditions: ConditionText[] = [];
  readonly #explanation: Explanation | undefined;

  constructor(private readonly rule: ToldRule) {
    const { condition } = rule;
    this.#explanation = condition === undefined ? undefined : toExplanation(condition);
  }

  explain(record: Alert['record']): readonly HeldCondition[] {
    const held = this.#explanation?.(record) ?? [];
    const ordered = [...held.filter((each) => !each.isNegated), ...held.filter((each) => each.isNegated)];
    return ordered.slice(0, MAX_HELD).map((each) => [this.#numberOf(each), each.places]);
  }

  #numberOf(held: Parameters<typeof toConditionText>[0]): number {
    const known = this.#numbers.get(held.atom);
    if (known !== undefined) return known;
    const number = this.#conditions.push(toConditionText(held)) - 1;
    this.#numbers.set(held.atom, number);
    return number;
  }

  toReportRule(): ReportRule {
    const { id, name, title, tags, description = '', falsePositives = [] } = this.rule;
    const { firstSteps = [], runbook } = ruleMembers(this.rule);
    return {
      id: toPrintable(id),
      name: toPrintable(name),
      title: toPrintable(title),
      description: toPrintable(description.replaceAll(/\s+/g, ' ').trim()),
      techniques: techniqueIdsOf(tags),
      falsePositives: falsePositives.map(toPrintable),
      firstSteps: firstSteps.map(toPrintable),
      ...(runbook === undefined ? {} : { runbook }),
      conditions: this.#conditions,
    };
  }
}
