import { counted } from '../alert/ending-decisions';
import { peopleOf } from '../alert/people';
import { toInertText } from '../safe-text/inert-text';
import { toMarkdownCode, toMarkdownText } from '../safe-text/markup-text';
import { oneLine, someOf } from '../safe-text/one-line';
import { toPrintable } from '../safe-text/printable';
import type { Case, CaseThing, CountedValues } from './case';

/** A part of a case for people. */
interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** A line, what is under it, and commands, which are shown as they are: they are to be copied. */
interface Line {
  readonly text: string;
  readonly under?: readonly string[];
  readonly command?: string;
  readonly undo?: string;
}

/** The maximum number of lines of a section, so that a case is about one screen. */
const MAX_LINES = 8;

/** How much of a text a line shows. */
const LINE_LENGTH = 400;

/** How much of one of several values it shows. */
const VALUE_LENGTH = 80;

/** A case as text for a terminal, which makes no link of what a caller chose. */
export function renderCaseText(one: Case): string {
  const people = peopleIn(one);
  const inert = (text: string) => toInertText(text, people);
  const sections = sectionsOf(one).map(({ title, lines }) => {
    const text = lines.map(({ text: line, command, undo, under = [] }) =>
      [
        `  ${inert(line)}`,
        ...(command === undefined ? [] : [`    ${command}`]),
        ...(undo === undefined ? [] : [`    undo: ${undo}`]),
        ...under.map((each) => `    ${inert(each)}`),
      ].join('\n'),
    );
    return `${title.toUpperCase()}\n${text.join('\n')}\n`;
  });
  return `${inert(headOf(one))}\n\n${sections.join('\n')}`;
}

/** Who acted, of whom mail addresses are names. */
function peopleIn({ who }: Case): readonly string[] {
  return who.flatMap(({ name, arn }) => peopleOf({ actor: { name, ...(arn === undefined ? {} : { arn }) } }));
}

/** The same as Markdown. */
export function renderCaseMarkdown(one: Case): string {
  const people = peopleIn(one);
  const inert = (text: string) => toMarkdownText(text, people);
  const sections = sectionsOf(one).map(({ title, lines }) => {
    const text = lines.map(({ text: line, command, undo, under = [] }) =>
      [
        `- ${inert(line)}`,
        ...(command === undefined ? [] : ['', '  ```sh', `  ${command}`, '  ```', '']),
        ...(undo === undefined ? [] : [`  - undo: ${toMarkdownCode(undo)}`]),
        ...under.map((each) => `  - ${inert(each)}`),
      ].join('\n'),
    );
    return `## ${title}\n\n${text.join('\n')}\n`;
  });
  return `# ${inert(headOf(one))}\n\n${sections.join('\n')}`;
}

function headOf({ id, severity, title, since, until, scope, alerts }: Case): string {
  const raised = alerts.reduce((sum, { alerts: count }) => sum + count, 0);
  return line(
    `Case ${id}, ${severity}: ${title} (${since} to ${until}, ${counted(scope.records, 'record')}, ${counted(raised, 'alert')})`,
  );
}

function sectionsOf(one: Case): readonly Section[] {
  return [
    { title: 'What happened', lines: one.happened.map(({ text }) => ({ text: line(text) })) },
    { title: 'Who, from where, since when', lines: whoLines(one) },
    { title: 'Alerts', lines: some(one.alerts.map(alertLine), 'rules') },
    { title: 'Scope', lines: scopeLines(one) },
    { title: 'What cannot be known', lines: one.unknown.map((text) => ({ text: line(text) })) },
    { title: 'Contain, in this order', lines: containmentLines(one) },
    {
      title: 'Open questions',
      lines: one.questions.map(({ question, command }) => ({
        text: line(question),
        command: toPrintable(command),
      })),
    },
  ];
}

function whoLines({ who, links, from }: Case): readonly Line[] {
  const actors = who.map(({ name, arn, type, records, first, last, alerts, id }): Line => {
    const by = links.filter(({ to }) => to === id).map(({ kind, what, time }) => `${kind}: ${what}, ${time}`);
    return {
      text: line(
        `${arn ?? name} (${type}): ${counted(records, 'record')}, ${counted(alerts, 'alert')}, ${first} to ${last}`,
      ),
      under: by.slice(0, 2).map(line),
    };
  });
  return [
    ...some(actors, 'actors'),
    { text: line(`addresses: ${listed(from.addresses)}`) },
    { text: line(`programs: ${listed(from.programs)}`) },
    { text: line(`access keys: ${listed(from.accessKeys)}`) },
  ];
}

function alertLine({ severity, title, alerts, first, last, ids }: Case['alerts'][number]): Line {
  const when = first === last ? first : `${first} to ${last}`;
  return {
    text: line(
      `${severity} ${title}${alerts > 1 ? ` × ${alerts}` : ''}, ${when}; ${ids[0]?.slice(0, 16) ?? ''}`,
    ),
  };
}

function scopeLines({ scope }: Case): readonly Line[] {
  const { accounts, regions, services, changed, read, made, moreMade } = scope;
  const things = made.map(thingText);
  return [
    { text: line(`accounts: ${listed(accounts)}; Regions: ${listed(regions)}`) },
    { text: line(`services: ${listed(services)}`) },
    { text: line(`changed: ${listed(changed)}`) },
    { text: line(`read: ${listed(read)}`) },
    {
      text: `made, opened or stopped: ${things.length === 0 ? 'nothing that lasts' : things.length + moreMade}`,
      ...(things.length === 0
        ? {}
        : {
            under: some(
              things.map((text) => ({ text })),
              'things',
            ).map(({ text }) => text),
          }),
    },
  ];
}

function thingText(thing: CaseThing): string {
  const { kind, name, owner, account, time, used } = thing;
  const of = owner === undefined ? '' : ` of ${owner}`;
  const use = used === undefined ? '' : used ? ', used since' : ', not used by the records';
  return line(`${kind} ${name}${of} in ${account}, ${time}${use}: ${endOfThing(thing)}`);
}

/** Which record ended a thing, in words. */
export function endOfThing({ endedBy }: Pick<CaseThing, 'endedBy'>): string {
  return endedBy === undefined ? 'no removal logged' : `ended by ${endedBy}`;
}

function containmentLines({ containment }: Case): readonly Line[] {
  if (containment.length === 0) return [{ text: 'No step follows from the records.' }];
  return containment.map(({ account, command, why, breaks, undo }, at) => ({
    text: line(`${at + 1}. account ${account}: ${why}; breaks ${breaks}`),
    command: toPrintable(command),
    undo: toPrintable(undo),
  }));
}

function listed({ values, others }: CountedValues): string {
  if (values.length === 0) return 'none';
  const texts = values.map(
    ({ value, records }) => `${oneLine(value, VALUE_LENGTH)}${records > 1 ? ` (${records})` : ''}`,
  );
  return `${someOf(texts, 4)}${others > 0 ? `, and others in ${counted(others, 'record')}` : ''}`;
}

function some(lines: readonly Line[], what: string): readonly Line[] {
  if (lines.length === 0) return [{ text: 'none' }];
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), { text: `and ${more} more ${what}` }] : lines;
}

function line(text: string): string {
  return oneLine(text, LINE_LENGTH);
}
