import { groupBy } from '../keyed/grouped';
import { type ContainmentStep, PHASES } from './case';
import { type CaseFacts, type EndedThing, nameOfThing } from './case-facts';
import { keyOfThing, type LastingThing } from './lasting-things';
import { StopIdentities } from './stop-identities';

/** The maximum number of steps of one phase. */
const MAX_STEPS = 100;

/** How an attacker is stopped. */
export interface Containment {
  readonly steps: readonly ContainmentStep[];
  /** What no step contains, in sentences. */
  readonly leftOut: readonly string[];
}

/**
 * How the attacker is stopped, in an order that does not warn it: what it would come back with before what it works with, and what shows
 * to everybody last. Nobody runs these commands but a person.
 */
export function containmentOf(facts: CaseFacts): Containment {
  const made = madeIn(facts);
  const steps = [...new StopIdentities(facts, made).steps(), ...stepsOfThings(facts, made)];
  const phases = PHASES.map((phase) => ({ phase, of: steps.filter((step) => step.phase === phase) }));
  const seen = new Set<string>();
  const once = phases.map(({ phase, of }) => ({
    phase,
    of: of.filter(({ account, command }) => {
      const key = `${account} ${command}`;
      return !seen.has(key) && seen.add(key);
    }),
  }));
  const { moreThings } = facts.group.history;
  return {
    steps: once.flatMap(({ of }) => of.slice(0, MAX_STEPS)),
    leftOut: [
      ...once
        .filter(({ of }) => of.length > MAX_STEPS)
        .map(
          ({ phase, of }) =>
            `Of the ${of.length} steps '${phase}', the first ${MAX_STEPS} are listed: contain the others, too.`,
        ),
      ...(moreThings === 0
        ? []
        : [
            `Steps contain the things that are kept; things beyond that were made, opened or stopped: ${moreThings}.`,
          ]),
    ],
  };
}

/** The identities that the case made, which a step stops as a whole, and all keys that it made: a key that was disabled needs no step. */
function madeIn({ things }: CaseFacts): ReadonlySet<string> {
  return new Set(
    things
      .filter(({ thing: { kind }, endedBy }) => endedBy === undefined || kind.name === 'access key')
      .map(({ thing: { kind, account, parts } }) => [account, kind.name, parts[0]].join('\n')),
  );
}

/** What is ended needs no step, and neither does a policy of an identity that is stopped as a whole. */
function stepsOfThings({ things }: CaseFacts, made: ReadonlySet<string>): readonly ContainmentStep[] {
  const open = things.filter(({ thing, endedBy }) => endedBy === undefined && !isOfMade(thing, made));
  const alike = groupBy(open, ({ thing }) =>
    thing.kind.atOnce === undefined
      ? keyOfThing(thing)
      : [thing.account, thing.region, thing.kind.name].join('\n'),
  );
  return [...alike.values()].flatMap((of) => chunksOf(of).map(stepOf));
}

function isOfMade({ kind, account, parts: [holder] }: LastingThing, made: ReadonlySet<string>): boolean {
  const of = / (?:attached to|of) a (user|role)$/.exec(kind.name)?.[1];
  return of !== undefined && made.has([account, of, holder].join('\n'));
}

function chunksOf(things: readonly EndedThing[]): readonly (readonly EndedThing[])[] {
  const size = things[0]?.thing.kind.atOnce ?? 1;
  return Array.from({ length: Math.ceil(things.length / size) }, (_, at) =>
    things.slice(at * size, (at + 1) * size),
  );
}

function stepOf(things: readonly EndedThing[]): ContainmentStep {
  const [{ thing, used }, ...others] = things as readonly [EndedThing, ...EndedThing[]];
  const { kind, account, region, eventID, time } = thing;
  const all = { ...thing, parts: [...thing.parts, ...others.flatMap((other) => other.thing.parts)] };
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return {
    phase: used === true ? 'in use' : kind.phase,
    account,
    ...kind.contain(all, region),
    why: `${kind.name} ${nameOfThing(thing)}${more}, since ${time}`,
    eventID,
  };
}
