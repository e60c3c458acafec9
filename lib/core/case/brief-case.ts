import { oneLine, someOf } from '../safe-text/one-line';
import type { Case, CountedValues } from './case';
import { endOfThing } from './render-case';

/** How many actors, links, rules, values and things a brief case names. */
const MAX_NAMED = 6;

const VALUE_LENGTH = 100;

/** How many records of a sentence are named. */
const MAX_RECORDS = 2;

/**
 * A case for an agent, which reads all of it: the sentences, the first of each list and how many others there are, and every step of
 * the containment.
 */
export function toBriefCase(one: Case): object {
  const { id, severity, title, since, until, scope, from, unknown } = one;
  return {
    ...{ id, severity, title, since, until, records: scope.records, failed: scope.failed },
    happened: one.happened.map(({ text, eventIDs }) => ({ text, eventIDs: eventIDs.slice(0, MAX_RECORDS) })),
    who: first(
      one.who.map(
        ({ name, arn, first: begin, last, records, alerts }) =>
          `${arn ?? name}: ${records} records, ${alerts} alerts, ${begin} to ${last}`,
      ),
    ),
    links: first(
      one.links.map(
        ({ kind, from: by, to, what, time, eventID }) => `${by} ${kind} ${to} (${what}), ${time}, ${eventID}`,
      ),
    ),
    addresses: named(from.addresses),
    programs: named(from.programs),
    accessKeys: named(from.accessKeys),
    alerts: first(
      one.alerts.map(
        ({ severity: rank, title: rule, alerts, first: begin, ids }) =>
          `${rank} ${rule} × ${alerts}, ${begin}, ${ids[0]?.slice(0, 16) ?? ''}`,
      ),
    ),
    scope: {
      accounts: named(scope.accounts),
      regions: named(scope.regions),
      services: named(scope.services),
      changed: named(scope.changed),
      read: named(scope.read),
    },
    made: first(
      one.scope.made.map((thing) => `${thing.kind} ${thing.name}, ${thing.time}: ${endOfThing(thing)}`),
      scope.moreMade,
    ),
    unknown,
    containment: one.containment.map(({ phase, account, command, breaks }) => ({
      ...{ phase, account, command, breaks },
    })),
    questions: one.questions,
  };
}

function first(texts: readonly string[], more = 0): readonly string[] {
  const others = texts.length - MAX_NAMED + more;
  const shown = texts.slice(0, MAX_NAMED).map((text) => oneLine(text, VALUE_LENGTH * 3));
  return others > 0 ? [...shown, `and ${others} others`] : shown;
}

function named({ values, others }: CountedValues): string {
  const texts = values.map(({ value, records }) => `${oneLine(value, VALUE_LENGTH)} (${records})`);
  return `${someOf(texts, MAX_NAMED)}${others > 0 ? `, and others in ${others} records` : ''}`;
}
