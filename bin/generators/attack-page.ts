import {
  ATTACK_PLATFORM,
  ATTACK_VERSION,
  type Coverage,
  coverageOf,
  REVOKED,
  rulesByTechnique,
} from '../attack/attack-coverage';
import { readBuiltIns } from './built-in-rules';

/** The document of the techniques, from the root. */
export const ATTACK_PATH = 'docs/reference/attack.md';

const GAPS_HEAD = `
## Not visible in CloudTrail

CloudTrail records calls of AWS APIs, sign-ins, and events of services. It cannot show these techniques:

| technique | name | reason |
| --- | --- | --- |
`;

/** The techniques and their rules, by tactic. */
export function renderAttackPage(): string {
  const coverage = coverageOf(readBuiltIns());
  const tactics = [...new Set(coverage.flatMap(({ technique }) => technique.tactics))].sort();
  const sections = tactics.map((tactic) => renderTactic(tactic, coverage));
  return `${renderCounts(coverage)}${sections.join('')}${renderGaps(coverage)}${renderOthers(coverage)}`;
}

function renderCounts(coverage: readonly Coverage[]): string {
  const gaps = coverage.filter(({ gap }) => gap !== undefined).length;
  return `Of the ${coverage.length} techniques and sub-techniques of MITRE ATT&CK Enterprise ${ATTACK_VERSION} for the platform ${ATTACK_PLATFORM}, ${coverage.length - gaps} have rules, and ${gaps} are not visible in CloudTrail.\n`;
}

function renderTactic(tactic: string, coverage: readonly Coverage[]): string {
  const rows = coverage
    .filter(({ technique, gap }) => gap === undefined && technique.tactics.includes(tactic))
    .map((each) => `| ${linkOf(each.technique.id)} | ${each.technique.name} | ${renderRules(each)} |\n`);
  const title = tactic.charAt(0).toUpperCase() + tactic.slice(1).replaceAll('-', ' ');
  return `\n## ${title}\n\n| technique | name | rules |\n| --- | --- | --- |\n${rows.join('')}`;
}

function renderRules({ rules, covered }: Coverage): string {
  return rules.length === 0 ? `those of ${covered.join(', ')}` : rules.map(renderName).join(', ');
}

function renderName(rule: { readonly name: string }): string {
  return 'condition' in rule ? `\`${rule.name}\`` : `*\`${rule.name}\`*`;
}

function renderGaps(coverage: readonly Coverage[]): string {
  const rows = coverage
    .filter(({ gap }) => gap !== undefined)
    .map(
      ({ technique: { id, name }, gap = '' }) =>
        `| ${linkOf(id)} | ${name} | ${gap.charAt(0).toUpperCase()}${gap.slice(1)} |\n`,
    );
  return `${GAPS_HEAD}${rows.join('')}`;
}

/** Techniques of other platforms in rules, because they are also possible through an AWS API. */
function renderOthers(coverage: readonly Coverage[]): string {
  const known = new Set(coverage.map(({ technique }) => technique.id));
  const rows = [...rulesByTechnique(readBuiltIns())]
    .filter(([id]) => !known.has(id))
    .map(([id, rules]) => `| ${linkOf(id)} | ${rules.map(renderName).join(', ')} |\n`);
  const revoked = Object.entries(REVOKED).map(([old, id]) => `${old} (${id})`);
  return `
## Techniques of other platforms

ATT&CK lists these for other platforms, and rules name them because a call of an AWS API is a way to them too.

| technique | rules |
| --- | --- |
${rows.join('')}
Rules keep the ids that ATT&CK revoked beside those that replace them, because other tools know them: ${revoked.join(', ')}.
`;
}

function linkOf(id: string): string {
  return `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`;
}

/** The layer for the ATT&CK Navigator, from the root. */
export const ATTACK_LAYER_PATH = 'docs/reference/attack-navigator.json';

/** The score of the darkest green. */
const MANY_RULES = 20;

/**
 * The coverage as a layer of the ATT&CK Navigator, version 4.5 of the format.
 *
 * @see https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
 */
export function renderAttackLayer(): string {
  const layer = {
    name: 'trailwatch',
    versions: { attack: ATTACK_VERSION, navigator: '5.2.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'The built-in rules of trailwatch. Score: the number of rules. Comment: their names.',
    filters: { platforms: [ATTACK_PLATFORM] },
    sorting: 0,
    layout: { layout: 'side', showName: true, showID: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: coverageOf(readBuiltIns()).flatMap(toEntries),
    gradient: { colors: ['#ffffff', '#8ec843'], minValue: 0, maxValue: MANY_RULES },
    legendItems: [{ label: 'not visible in CloudTrail', color: '#dddddd' }],
  };
  return `${JSON.stringify(layer, undefined, 2)}\n`;
}

/** A technique is in the matrix once for each of its tactics. */
function toEntries({ technique, rules, covered, gap }: Coverage): readonly object[] {
  return technique.tactics.map((tactic) => ({
    techniqueID: technique.id,
    tactic,
    ...(gap === undefined
      ? {
          score: rules.length,
          comment:
            rules.length === 0 ? `Shown by ${covered.join(', ')}` : rules.map(({ name }) => name).join(', '),
          enabled: true,
          showSubtechniques: covered.length > 0,
        }
      : { comment: `Not visible in CloudTrail: ${gap}`, color: '#dddddd', enabled: false }),
  }));
}
