import { ATTACK_PLATFORM, ATTACK_VERSION, type Coverage, coverageOf } from './attack-coverage';
import { readBuiltIns } from './built-in-rules';

/** The layer for the ATT&CK Navigator, from the root. */
export const ATTACK_LAYER_PATH = 'docs/reference/attack-navigator.json';

/** A score from which a technique is as green as it gets. */
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

/** A technique stands in the matrix once for each of its tactics. */
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
