import { CALL_PHRASES, renderCall } from '../../lib/core/alert/call/render-call';
import { renderDeed } from '../../lib/core/alert/from-record/render-summary';
import { toDetails } from '../../lib/core/alert/from-record/to-details';
import { outcomeOf } from '../../lib/core/compile/predicate/record-facts';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import type { Call } from '../../lib/core/inventory/calls/call';
import { CALLS, type CallKind } from '../../lib/core/inventory/calls/calls';
import { INVENTORY } from '../../lib/core/inventory/index';
import type { InventoryEntry, Link } from '../../lib/core/inventory/model';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import { readBuiltInExamples, readBuiltInRules } from './built-in-rules';

/** The document of what the pipeline consists of, from the root. */
export const PIPELINE_PATH = 'docs/reference/pipeline.md';

/** The tables of the page: an overview, and every type with its properties. */
export function renderPipeline(): string {
  const types = Object.entries(INVENTORY).sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = types.map(
    ([type, { noun, roles, gone, goneWords, kinds = [] }]) =>
      `| [\`${type}\`](#${anchorOf(type)}) | ${noun} | ${roles.join(', ')} | ${kinds.join(', ')} | ${gone}: ${goneWords} |\n`,
  );
  return `| type | is a | that | calls | when it is gone |
| --- | --- | --- | --- | --- |
${rows.join('')}${types.map(renderType).join('')}${renderLeft()}`;
}

/** The anchor that GitHub generates from the heading. */
function anchorOf(type: string): string {
  return type.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function renderType([type, entry]: readonly [string, InventoryEntry]): string {
  const parts = [
    ...[renderDecides(entry), renderDrift(entry), renderFixed(entry)],
    ...[renderNeutral(entry), renderNeeds(entry.links)],
  ];
  return `\n## \`${type}\`\n${parts
    .filter((part) => part !== '')
    .map((part) => `\n${part}`)
    .join('')}`;
}

function renderDecides({ decides }: InventoryEntry): string {
  const rows = Object.entries(decides).map(
    ([path, { area, says, weaker = '' }]) => `| \`${path}\` | ${says} | ${area} | ${weaker} |\n`,
  );
  if (rows.length === 0) return '';
  return `| decides | what it is | concerns | weaker |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

function renderDrift({ drift = [] }: InventoryEntry): string {
  const paths = drift.map((path) => `\`${path}\``).join(', ');
  return paths === '' ? '' : `Compared with what was deployed: ${paths}.\n`;
}

function renderFixed({ added, fixed, holds }: InventoryEntry): string {
  const lists = [
    ['Replaced by', fixed?.replacedBy ?? []],
    ['An update fails by', fixed?.refusedBy ?? []],
  ] as const;
  const sentences = lists.flatMap(([start, names]) =>
    names.length === 0 ? [] : [`${start}: ${names.map((name) => `\`${name}\``).join(', ')}.`],
  );
  const held = holds === undefined ? [] : [`Holds: ${holds}.`];
  const comes = added === undefined ? [] : [`A new one is ${added.verdict}: ${added.words}.`];
  return [...held, ...comes, ...sentences].map((sentence) => `${sentence}\n`).join('');
}

function renderNeutral({ neutral }: InventoryEntry): string {
  const paths = Object.entries(neutral).map(([path, why]) => `\`${path}\` (${why})`);
  return paths.length === 0 ? '' : `Decides nothing: ${paths.join(', ')}.\n`;
}

function renderNeeds(links: readonly Link[]): string {
  const needs = links.flatMap(({ path, needs: all }) =>
    all.map(({ who, actions, inside, refused }) => {
      const caller = who === 'role' ? 'its role' : `\`${who}\``;
      const where = inside === true ? `what is in \`${path}\`` : `\`${path}\``;
      return `- ${caller}: ${actions.map((action) => `\`${action}\``).join(', ')} on ${where}; else ${refused}\n`;
    }),
  );
  return needs.length === 0 ? '' : `Needs:\n\n${needs.join('')}`;
}

/** Calls that no guardrail denies, or that no rule detects, with the reason. */
function renderLeft(): string {
  const kinds = Object.keys(CALLS) as CallKind[];
  const tables = [
    ['No guardrail denies', ({ deny }: Call) => ('why' in deny ? deny.why : undefined)],
    ['No rule reports', ({ tell }: Call) => ('why' in tell ? tell.why : undefined)],
  ] as const;
  const parts = tables.map(([title, whyOf]) => {
    const rows = kinds.flatMap((kind) => renderReasons(kind, whyOf));
    return `\n### ${title}\n\n| kind | calls | because |\n| --- | --- | --- |\n${rows.join('')}`;
  });
  return `\n## Calls that are left\n${parts.join('')}`;
}

function renderReasons(kind: CallKind, whyOf: (call: Call) => string | undefined): readonly string[] {
  const actions = new Map<string, string[]>();
  for (const call of CALLS[kind].calls) {
    const why = whyOf(call);
    if (why !== undefined) actions.set(why, [...(actions.get(why) ?? []), `\`${call.action}\``]);
  }
  return [...actions].map(([why, names]) => `| ${kind} | ${names.join(', ')} | ${why} |\n`);
}

/** Where the page is, below the root of the repository. */
export const CALLS_PATH = 'docs/reference/calls.md';

/** How much of a sentence the page shows. */
const MAX_LENGTH = 200;

/** What a sentence says of each call that the built-in rules are about, to be read once, aloud. */
export function renderCalls(): string {
  const shown = sentencesOfExamples();
  const names = new Set(readBuiltInRules().flatMap(({ condition }) => namesIn(condition)));
  const [named, unnamed] = split([...names].filter((name) => !shown.has(name)).sort());
  const rows = [...shown].sort(([one], [other]) => (one < other ? -1 : 1));
  return `# Calls in words

[Generated](../extend/recipes/README.md) from the examples of the built-in rules. How an alert says what was done: in the words of AWS's consoles and guides where
\`lib/core/alert/call\` has them, else in those of the call's name.

| call | sentence |
| --- | --- |
${rows.map(([name, sentence]) => `| \`${name}\` | ${inCell(sentence)} |`).join('\n')}

## Calls without an example

| call | beginning of the sentence |
| --- | --- |
${named.map(([name, words]) => `| \`${name}\` | ${inCell(words)} |`).join('\n')}

Of calls whose names are no verbs, a sentence has the name: ${unnamed.map((name) => `\`${name}\``).join(', ')}.
`;
}

/** By the call's name, a sentence about one that succeeded, if there is one. */
function sentencesOfExamples(): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const record of readBuiltInExamples() as readonly CloudTrailRecord[]) {
    const { eventName } = record;
    const outcome = outcomeOf(record);
    if (typeof eventName !== 'string' || outcome === undefined) continue;
    if (shown.has(eventName) && outcome.status !== 'succeeded') continue;
    if (shown.get(eventName)?.startsWith('tried') === false) continue;
    shown.set(
      eventName,
      renderDeed(record, { outcome, details: toDetails(record), resources: targetsOf(record) }),
    );
  }
  return shown;
}

function namesIn(condition: Condition): readonly string[] {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.flatMap(namesIn);
  return condition.kind === 'equals' && condition.field === 'eventName' ? condition.values : [];
}

function split(
  names: readonly string[],
): readonly [named: readonly [string, string][], unnamed: readonly string[]] {
  const calls = names.map((name) => [name, renderCall(name, serviceOf(name))] as const);
  const named = calls.flatMap(([name, call]): [string, string][] =>
    call === undefined ? [] : [[name, call.alone?.done ?? `${call.done} …`]],
  );
  return [named, calls.filter(([, call]) => call === undefined).map(([name]) => name)];
}

/** The service whose call has words of its own; undefined if no service's has. */
function serviceOf(name: string): string | undefined {
  const key = Object.keys(CALL_PHRASES).find((each) => each.endsWith(`:${name}`));
  return key?.slice(0, key.indexOf(':'));
}

function inCell(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(/[|*<>[\]]/g, '\\$&');
}
