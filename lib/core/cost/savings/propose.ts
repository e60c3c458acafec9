import { OPERATORS } from '../../selector/operator';
import type { Drop, SelectorGroup } from './drop';
import { type DroppedEvents, isAccepted, type SavingTally } from './saving-tally';

/** The saving of a change of a trail's selectors, or the rules for which it is not proposed. */
export interface Saving {
  readonly stack: string;
  readonly logicalId: string;
  readonly group: SelectorGroup;
  /** The common part of the events: the field and its value, or its beginning. */
  readonly field: Drop['field'];
  readonly value: string;
  /** In a month. */
  readonly events: number;
  /** In a month, by the prices of us-east-1; `undefined` in China. Events that two conditions drop are saved once. */
  readonly usd?: number;
  /** The change, unless a rule needs some of the events. */
  readonly change?: SelectorChange;
  /** The rules that would no longer see all that they look for. */
  readonly rules: readonly string[];
}

/** A condition for each selector of the group. */
export interface SelectorChange {
  /** As in the API: `{ "Field": "eventName", "NotEquals": ["GetObject"] }`. */
  readonly fieldSelector: Readonly<Record<string, string | readonly string[]>>;
  /** For an `EventSelection`. */
  readonly code: string;
}

/** More proposals than anyone reads. */
const MAX_SAVINGS = 50;

/** How many of the most expensive are tried: CloudTrail may refuse one more condition on a trail that has the maximum. */
const MAX_TRIED = 500;

/** The savings of conditions on the paid events of an archive per month, the highest first. */
export function proposeSavings(tally: SavingTally, factor: number): readonly Saving[] {
  const proposed: Saving[] = [];
  for (const dropped of tally.dropped().slice(0, MAX_TRIED)) {
    if (proposed.length === MAX_SAVINGS) break;
    if (isAccepted(dropped)) proposed.push(toSaving(dropped, factor));
  }
  return proposed;
}

function toSaving({ trail, drop, events, usd, rules }: DroppedEvents, factor: number): Saving {
  const { stack, logicalId } = trail;
  const isPriced = stack.region?.startsWith('cn-') !== true;
  return {
    ...{ stack: stack.name, logicalId, group: drop.group, field: drop.field, value: drop.value },
    events: events * factor,
    ...(isPriced ? { usd: usd * factor } : {}),
    ...(rules.length === 0 ? { change: toChange(drop) } : {}),
    rules,
  };
}

/** As `EventField` of the constructs names the fields. */
const CONSTANTS: Readonly<Record<Drop['field'], string>> = {
  eventName: 'EVENT_NAME',
  eventSource: 'EVENT_SOURCE',
  'resources.ARN': 'RESOURCE_ARN',
  'userIdentity.arn': 'USER_IDENTITY_ARN',
};

function toChange({ field, operator, value }: Drop): SelectorChange {
  const property = OPERATORS.find(({ name }) => name === operator)?.property ?? operator;
  const text = `'${value.replace(/[\\']/g, '\\$&')}'`;
  return {
    fieldSelector: { Field: field, [property]: [value] },
    code: `.where(EventField.${CONSTANTS[field]}, { ${operator}: [${text}] })`,
  };
}
