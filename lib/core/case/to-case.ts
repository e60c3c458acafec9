import { groupBy } from '../keyed/grouped';
import { sha256Hex } from '../record/sha256';
import {
  CASE_VERSION,
  type Case,
  type CaseActor,
  type CaseAlerts,
  type CaseThing,
  type CountedValues,
} from './case';
import type { CaseAlert } from './case-alert';
import { type CaseSurroundings, type EndedThing, nameOfThing, thingsOf } from './case-facts';
import type { CaseGroup, CaseMember } from './case-groups';
import { proofOf } from './case-proof';
import { containmentOf } from './containment';
import { openQuestions, unknownOf } from './open-questions';
import { sentencesOf } from './sentences';
import type { Sightings } from './sightings';

/** The document of a group. */
export function toCase(group: CaseGroup, around: CaseSurroundings): Case {
  const { history, members, alerts } = group;
  const things = thingsOf(group, around.endings);
  const [times] = history.times.all;
  const [worst] = alerts;
  const facts = { group, things, alerts: rowsOf(alerts), around };
  const containment = containmentOf(facts);
  const proof = proofOf(history.files, around.verdicts);
  return {
    version: CASE_VERSION,
    id: sha256Hex(alerts[0]?.id ?? members.map(({ node }) => node).join('\n')).slice(0, 12),
    severity: worst?.severity ?? 'informational',
    title: worst?.title ?? 'No alert',
    happened: sentencesOf(facts),
    since: times?.first.time ?? alerts[0]?.eventTime ?? '',
    until: times?.last.time ?? alerts[0]?.eventTime ?? '',
    who: members
      .filter(({ history: own, alerts: raised }) => own.records > 0 || raised.length > 0)
      .map(actorOf),
    links: group.links,
    from: {
      addresses: countedOf(history.addresses),
      programs: countedOf(history.programs),
      accessKeys: countedOf(history.keys),
    },
    alerts: facts.alerts,
    scope: {
      ...{ records: history.records, failed: history.failed },
      accounts: countedOf(history.accounts),
      regions: countedOf(history.regions),
      services: countedOf(history.services),
      changed: countedOf(history.changes),
      read: countedOf(history.reads),
      ...{ made: things.map(toThing), moreMade: history.moreThings },
    },
    unknown: [...unknownOf(facts, proof), ...containment.leftOut],
    proof,
    containment: containment.steps,
    questions: openQuestions(facts),
  };
}

function actorOf({ node, history, alerts }: CaseMember): CaseActor {
  const { actor, records } = history;
  const [times] = history.times.all;
  const [first] = alerts;
  return {
    ...{ id: node, name: actor?.name ?? node, type: actor?.type ?? 'Unknown' },
    ...(actor?.arn === undefined ? {} : { arn: actor.arn }),
    ...(actor?.accountId === undefined ? {} : { accountId: actor.accountId }),
    ...{
      records,
      first: times?.first.time ?? first?.eventTime ?? '',
      last: times?.last.time ?? first?.eventTime ?? '',
    },
    ...{ alerts: alerts.length, eventID: times?.first.eventID ?? first?.eventIDs[0] ?? '' },
  };
}

/** One row for the alerts of a rule at a severity. */
function rowsOf(alerts: readonly CaseAlert[]): readonly CaseAlerts[] {
  const rows = groupBy(alerts, ({ severity, ruleId, title }) => `${severity} ${ruleId} ${title}`);
  return [...rows.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const times = of.map(({ eventTime }) => eventTime).sort();
    const { severity, title, ruleId, summary, eventIDs } = first;
    return [
      {
        ...{
          severity,
          title,
          ruleId,
          alerts: of.length,
          first: times[0] ?? '',
          last: times.at(-1) ?? '',
          summary,
        },
        ...{ ids: of.slice(0, 3).map(({ id }) => id), eventIDs },
      },
    ];
  });
}

function toThing({ thing, endedBy: by, used }: EndedThing): CaseThing {
  const { kind, owner, account, region, time, eventID } = thing;
  return {
    ...{ kind: kind.name, name: nameOfThing(thing) },
    ...(owner === undefined ? {} : { owner }),
    ...{ account, region, time, eventID },
    ...(used === undefined ? {} : { used }),
    ...(by === undefined ? {} : { endedBy: by }),
  };
}

/** The maximum number of values of one kind in the document. */
const MAX_VALUES = 100;

function countedOf(sightings: Sightings): CountedValues {
  const all = sightings.all;
  return {
    values: all.slice(0, MAX_VALUES).map(({ value, count, first, last }) => ({
      ...{ value, records: count, first: first.time, last: last.time, eventID: first.eventID },
    })),
    others: all.slice(MAX_VALUES).reduce((sum, { count }) => sum + count, sightings.uncounted),
  };
}
