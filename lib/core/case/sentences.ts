import { counted } from '../alert/ending-decisions';
import { oneLine, someOf } from '../safe-text/one-line';
import type { Sentence } from './case';
import { type CaseFacts, type EndedThing, nameOfThing } from './case-facts';
import type { CaseMember } from './case-groups';
import type { Sighting } from './sightings';

/** The maximum number of things that one sentence names. */
const MAX_NAMED = 3;

/** How much of a name a sentence shows. */
const NAME_LENGTH = 160;

/** How much of the summary of an alert it shows. */
const SUMMARY_LENGTH = 240;

/** A name in a sentence, and the record that has it. */
interface Mention {
  readonly text: string;
  /** The name as the record has it. */
  readonly name: string;
  readonly eventID: string;
}

/** What happened, in five sentences: the way in, who it became, the gravest alert, what was read, and what is left. */
export function sentencesOf(facts: CaseFacts): readonly Sentence[] {
  return [wayIn(facts), became(facts), gravest(facts), read(facts), left(facts)];
}

/** Who came first: the one whom nobody of the case made or gave credentials. */
export function firstMember({ group: { members, links } }: CaseFacts): CaseMember | undefined {
  const given = new Set(links.flatMap(({ kind, to }) => (kind === 'took' || kind === 'made' ? [to] : [])));
  return members.find(({ node, history }) => history.records > 0 && !given.has(node)) ?? members[0];
}

function wayIn(facts: CaseFacts): Sentence {
  const { history } = facts.group;
  const first = firstMember(facts);
  const [times] = history.times.all;
  const actor = first?.history.actor;
  if (times === undefined || first === undefined || actor === undefined)
    return { text: 'No record of the actors was read again.', names: [], eventIDs: [] };
  const [seen] = first.history.times.all;
  const who = mention(actor.arn ?? actor.name, seen?.first.eventID ?? '');
  const [address, program] = [history.addresses.all[0], history.programs.all[0]];
  const from = address === undefined ? undefined : mention(address.value, address.first.eventID);
  const agent =
    program === undefined ? undefined : mention(program.value.split(' ')[0] ?? '', program.first.eventID);
  const [since, until] = [
    { text: times.first.time, name: times.first.time, eventID: times.first.eventID },
    { text: times.last.time, name: times.last.time, eventID: times.last.eventID },
  ];
  const others = facts.group.members.filter(({ history: { records } }) => records > 0).length - 1;
  const also = others > 0 ? ` and ${counted(others, 'more actor')} of the case` : '';
  const text = [
    `${who.text}${also} made ${counted(history.records, 'call')}`,
    ...(from === undefined ? [] : [`from ${from.text}${moreOf(history.addresses.all)}`]),
    ...(agent === undefined ? [] : [`with ${agent.text}`]),
    since.text === until.text ? `at ${since.text}` : `between ${since.text} and ${until.text}`,
  ].join(' ');
  return sentence(`${text}${failedOf(history)}.`, [who, from, agent, since, until]);
}

function failedOf({ records, failed }: CaseFacts['group']['history']): string {
  if (records === 1) return failed === 0 ? '' : ', and it failed';
  if (failed === 0) return ', and none failed';
  return failed === records ? ', and all failed' : `, of which ${failed} failed`;
}

function moreOf(all: readonly Sighting[]): string {
  return all.length > 1 ? ` and ${all.length - 1} more` : '';
}

const IDENTITIES: ReadonlySet<string> = new Set(['user', 'role', 'access key', 'console password']);

function became({ group: { links }, things }: CaseFacts): Sentence {
  const taken = new Map(links.flatMap((link) => (link.kind === 'took' ? [[link.what, link] as const] : [])));
  const took = [...taken.values()].map(({ what, eventID }) => mention(what, eventID));
  const made = things
    .filter(({ thing: { kind } }) => IDENTITIES.has(kind.name))
    .map(({ thing }) => ofThing(thing));
  const parts = [
    ...(took.length === 0 ? [] : [`took ${listed(took)}`]),
    ...(made.length === 0 ? [] : [`made ${listed(made)}`]),
  ];
  if (parts.length === 0)
    return { text: 'No record shows that it took a role or made an identity.', names: [], eventIDs: [] };
  return sentence(`It ${parts.join(', and ')}.`, [...took.slice(0, MAX_NAMED), ...made.slice(0, MAX_NAMED)]);
}

function gravest({ group: { alerts } }: CaseFacts): Sentence {
  const [worst] = alerts;
  if (worst === undefined) return { text: 'No alert was raised on its calls.', names: [], eventIDs: [] };
  const { title, summary, severity, call, eventIDs } = worst;
  const count = alerts.length === 1 ? 'The one alert' : `The gravest of ${alerts.length} alerts`;
  return {
    text: `${count} (${severity}) is on ${oneLine(call, NAME_LENGTH)}, '${oneLine(title, NAME_LENGTH)}': ${oneLine(summary, SUMMARY_LENGTH)}.`,
    names: [oneLine(call, NAME_LENGTH)],
    eventIDs,
  };
}

function read({ group: { history } }: CaseFacts): Sentence {
  const all = history.reads.all;
  if (all.length === 0)
    return {
      text: 'No record shows that it read data or secrets; reads are known only where data events are logged.',
      names: [],
      eventIDs: [],
    };
  const mentions = all.map(onResource);
  const count = all.reduce((sum, one) => sum + one.count, history.reads.uncounted);
  return sentence(
    `It read data or secrets ${counted(count, 'time')}: ${listed(mentions)}.`,
    mentions.slice(0, MAX_NAMED),
  );
}

/** A call and what it was on, as histories count them. */
function onResource({ value, first }: Sighting): Mention {
  const [call = '', ...name] = value.split(' ');
  const one = mention(name.join(' '), first.eventID);
  // A record may have the name alone, from which the ARN was put together.
  return { ...one, text: `${one.text} (${call})`, name: one.name.split(/[:/]/).at(-1) ?? '' };
}

const DELETES = /^Delete/;

/** Calls after which something is no longer there, or no longer works. */
const DELETES_OR_STOPS = /^(?:Delete|Stop|Disable|Terminate)/;

/** What was deleted or stopped without being one of the things that are named as such. */
function deletions({ group: { history }, things }: CaseFacts): readonly Sighting[] {
  const named = new Set(things.map(({ thing }) => thing.eventID));
  return history.changes.all.filter(
    ({ value, first }) => DELETES_OR_STOPS.test(value) && !named.has(first.eventID),
  );
}

function left(facts: CaseFacts): Sentence {
  const gone = deletions(facts);
  const verb = gone.every(({ value }) => DELETES.test(value)) ? 'deleted' : 'deleted or stopped';
  const deleted = gone.map(onResource);
  const made = leftThings(facts);
  const parts = [
    ...(made === undefined ? [] : [made.text]),
    ...(deleted.length === 0 ? [] : [`${made === undefined ? 'It' : 'it also'} ${verb}: ${listed(deleted)}`]),
  ];
  if (parts.length === 0)
    return {
      text: 'No record shows that it made, opened, stopped or deleted anything that lasts.',
      names: [],
      eventIDs: [],
    };
  return sentence(`${parts.join('; ')}.`, [...(made?.named ?? []), ...deleted.slice(0, MAX_NAMED)]);
}

/** What is left of what was made, opened or stopped; undefined if that is nothing. */
function leftThings({ things }: CaseFacts): { text: string; named: readonly Mention[] } | undefined {
  if (things.length === 0) return undefined;
  const standing = things.filter(({ endedBy }) => endedBy === undefined);
  const shown = (standing.length === 0 ? things : standing).map(({ thing }) => ofThing(thing));
  const count = counted(things.length, 'thing');
  const made = `It made, opened or stopped ${count}`;
  const text =
    standing.length === 0
      ? `${made}, and ${things.length === 1 ? 'it' : 'each'} was ended again`
      : standing.length === things.length
        ? `${made}, and no removal is logged`
        : `Of ${count} that it made, opened or stopped, no removal is logged of ${standing.length}`;
  return { text: `${text}: ${listed(shown)}`, named: shown.slice(0, MAX_NAMED) };
}

function ofThing(thing: EndedThing['thing']): Mention {
  const one = mention(thing.parts[0] ?? '', thing.eventID);
  const rest = nameOfThing(thing).slice((thing.parts[0] ?? '').length);
  return {
    ...one,
    text: `${thing.kind.name} ${one.text}${oneLine(rest, NAME_LENGTH) === '' ? '' : ` ${oneLine(rest, NAME_LENGTH)}`}`,
  };
}

function mention(text: string, eventID: string): Mention {
  const line = oneLine(text, NAME_LENGTH);
  // What was cut or escaped is not in the record.
  return { text: line, name: line === text ? text : '', eventID };
}

function listed(mentions: readonly Mention[]): string {
  return someOf(
    mentions.map(({ text }) => text),
    MAX_NAMED,
  );
}

function sentence(text: string, mentions: readonly (Mention | undefined)[]): Sentence {
  const known = mentions.filter((one) => one !== undefined);
  return {
    text,
    names: [...new Set(known.map(({ name }) => name).filter((name) => name !== ''))],
    eventIDs: [...new Set(known.map(({ eventID }) => eventID).filter((id) => id !== ''))],
  };
}
