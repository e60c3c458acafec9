import type { ConfigItem } from '../../../lib/core/scan/change/config-item';
import { KnownValues, type SetValue, shorten, type Values } from '../../../lib/core/scan/change/values';
import { clamp } from '../../outputs/table';

/** A line of `trailwatch resource`. */
export interface ResourceRow {
  readonly time: string;
  /** Empty for a state. */
  readonly actor: string;
  /** The cells after the time. */
  readonly texts: readonly string[];
  readonly json: object;
}

const MAX_VALUES_SHOWN = 6;
const VALUE_LENGTH = 60;

/** The changes with the states of AWS Config among them, each behind the calls of its second. */
export function withStates(
  changes: readonly ResourceRow[],
  states: readonly ConfigItem[],
): readonly ResourceRow[] {
  const rows: ResourceRow[] = [];
  const left = [...stateRows(states)];
  for (const change of changes) {
    while (left[0] !== undefined && left[0].time < change.time) rows.push(...left.splice(0, 1));
    rows.push(change);
  }
  return [...rows, ...left];
}

/** Each state with what differs from the one before; of the first one, and after a deletion, everything is new. */
function stateRows(states: readonly ConfigItem[]): readonly ResourceRow[] {
  const known = new Map<string, Values>();
  return states.map((state) => {
    const key = JSON.stringify([state.account, state.region, state.type, state.id]);
    const isDeleted = state.status.startsWith('ResourceDeleted');
    const set = isDeleted ? [] : differences(known.get(key) ?? new Map(), state.values);
    known.set(key, isDeleted ? new Map() : state.values);
    return toRow(state, set);
  });
}

/** What is gone has an empty text. */
function differences(before: Values, after: Values): readonly SetValue[] {
  const known = new KnownValues();
  known.set(before);
  const gone = [...before].filter(([name]) => !after.has(name));
  return [...known.set(after), ...gone.map(([name, value]) => ({ name, before: shorten(value), after: '' }))];
}

function toRow(state: ConfigItem, set: readonly SetValue[]): ResourceRow {
  const { time, status, type, id, name, arn, account, region, relatedEvents } = state;
  return {
    ...{ time, actor: '', texts: [`state: ${status}`, '', 'AWS Config', setText(set)] },
    json: { time, config: status, type, id, name, arn, account, region, relatedEvents, set },
  };
}

/** The first values of a change, a line each. */
export function setText(set: readonly SetValue[]): string {
  const lines = set.slice(0, MAX_VALUES_SHOWN).map(({ name, before, after }) => {
    const change = before === undefined ? '' : `${clamp(oneWord(before), VALUE_LENGTH)} → `;
    return `${name}: ${change}${after === '' ? '(gone)' : clamp(oneWord(after), VALUE_LENGTH)}`;
  });
  return [...lines, ...(set.length > lines.length ? [`+${set.length - lines.length}`] : [])].join('\n');
}

function oneWord(text: string): string {
  return text.replace(/\s+/g, ' ');
}
