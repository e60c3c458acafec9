import type { RecordIdentity } from '../record/record-identity';
import type { ReadContribution, RecordPlace } from './contribution';

/** The parts of a line of a spool. None of them has a tab in it, and those that are JSON have no line feed. */
export interface SpooledLine {
  /** The place of the plan, and the values of the group as JSON. */
  readonly name: string;
  /** How many combinations of values are counted. */
  readonly count: number;
  /** The combinations, as JSON. */
  readonly values: string;
  readonly timeMs: number;
  /** The {@link Identity} of the record, as JSON. */
  readonly identity: string;
  /** The {@link Facts} of the record, as JSON. */
  readonly facts: string;
  /** Where the whole record is kept, if alerts show something of it that was not made yet; else empty. */
  readonly whole: string;
}

type Identity = readonly [eventID: string, recipientAccountId: string];

type Facts = readonly [
  ruleId: string,
  eventTime: string,
  eventName: string,
  place: RecordPlace,
  awsRegion: string,
  shown?: string,
];

/** What a line holds of a record, whatever is counted of it: its time, identity and facts. */
export function renderRecordParts(read: Omit<ReadContribution, 'groups' | 'values'>): string {
  const { ruleId, identity, timeMs, eventTime, eventName, awsRegion, place, shown } = read;
  const [eventID, account] = [jsonOf(identity.eventID), jsonOf(identity.recipientAccountId)];
  const facts = `${jsonOf(ruleId)},${jsonOf(eventTime)},${jsonOf(eventName)},${JSON.stringify(place)},${jsonOf(awsRegion)}`;
  const last = shown === undefined ? '' : `,${jsonOf(shown)}`;
  return `${timeMs}\t[${eventID},${account}]\t[${facts}${last}]`;
}

/** What a line holds of a record for one correlation, whichever group it is for. */
export function renderCountedParts({ values }: ReadContribution): string {
  const [only] = values;
  const json = only !== undefined && values.length === 1 ? `[${renderTuple(only)}]` : JSON.stringify(values);
  return `${values.length}\t${json}`;
}

/** The JSON of some texts; of most groups and counts there is one, or none. */
export function renderTuple(texts: readonly string[]): string {
  const [only] = texts;
  if (only === undefined) return '[]';
  return texts.length === 1 ? `[${jsonOf(only)}]` : JSON.stringify(texts);
}

/** The JSON of a text; most have nothing in them that needs an escape. */
function jsonOf(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[ !#-[\]-~]*$/;

/** The lines of a text, each of which ends with a line feed. Nothing of them is parsed. */
export function linesIn(text: string): readonly SpooledLine[] {
  const lines: SpooledLine[] = [];
  for (let from = 0; from < text.length; ) {
    const nameEnd = text.indexOf('\t', from);
    const countEnd = text.indexOf('\t', nameEnd + 1);
    const valuesEnd = text.indexOf('\t', countEnd + 1);
    const timeEnd = text.indexOf('\t', valuesEnd + 1);
    const identityEnd = text.indexOf('\t', timeEnd + 1);
    const factsEnd = text.indexOf('\t', identityEnd + 1);
    const end = text.indexOf('\n', factsEnd + 1);
    lines.push({
      name: text.slice(from, nameEnd),
      count: Number(text.slice(nameEnd + 1, countEnd)),
      values: text.slice(countEnd + 1, valuesEnd),
      timeMs: Number(text.slice(valuesEnd + 1, timeEnd)),
      identity: text.slice(timeEnd + 1, identityEnd),
      facts: text.slice(identityEnd + 1, factsEnd),
      whole: text.slice(factsEnd + 1, end),
    });
    from = end + 1;
  }
  return lines;
}

/** What an alert shows of the whole record that is kept at a place. */
export type ShownAt = (whole: string) => string | undefined;

/** What the record of a line adds. */
export function parseLine(
  line: Omit<SpooledLine, 'name' | 'count'>,
  shownAt: ShownAt,
): Omit<ReadContribution, 'groups'> {
  return { ...parseRecord(line, shownAt), values: JSON.parse(line.values) as readonly (readonly string[])[] };
}

/** The record of a line, without what is counted of it. */
export function parseRecord(
  line: Pick<SpooledLine, 'timeMs' | 'identity' | 'facts' | 'whole'>,
  shownAt: ShownAt,
): Omit<ReadContribution, 'groups' | 'values'> {
  const [ruleId, eventTime, eventName, place, awsRegion, shown] = JSON.parse(line.facts) as Facts;
  return {
    ruleId,
    identity: identityOf(line),
    timeMs: line.timeMs,
    eventTime,
    eventName,
    awsRegion,
    place,
    shown: shown ?? shownAt(line.whole),
  };
}

/** The identity of the record of a line. */
export function identityOf({ identity }: Pick<SpooledLine, 'identity'>): RecordIdentity {
  const [eventID, recipientAccountId] = JSON.parse(identity) as Identity;
  return { eventID, recipientAccountId };
}

/** The rule that the record of a line satisfies. */
export function ruleIdOf({ facts }: Pick<SpooledLine, 'facts'>): string {
  return (JSON.parse(facts) as Facts)[0];
}
