import { renderCall } from '../../lib/core/alert/call/render-call';
import { renderDeed } from '../../lib/core/alert/from-record/render-summary';
import { toDetails } from '../../lib/core/alert/from-record/to-details';
import { toOutcome } from '../../lib/core/alert/from-record/to-outcome';
import { toResources } from '../../lib/core/alert/from-record/to-resources';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import { readBuiltInExamples, readBuiltInRules } from './built-in-rules';

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

[Generated](../recipes/README.md) from the examples of the built-in rules. How an alert says what was done: in the words of AWS's consoles and guides where
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
    const outcome = toOutcome(record);
    if (typeof eventName !== 'string' || outcome === undefined) continue;
    if (shown.has(eventName) && outcome.status !== 'succeeded') continue;
    if (shown.get(eventName)?.startsWith('tried') === false) continue;
    shown.set(
      eventName,
      renderDeed(record, { outcome, details: toDetails(record), resources: toResources(record) }),
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
  const calls = names.map((name) => [name, renderCall(name)] as const);
  const named = calls.flatMap(([name, call]): [string, string][] =>
    call === undefined ? [] : [[name, call.alone?.done ?? `${call.done} …`]],
  );
  return [named, calls.filter(([, call]) => call === undefined).map(([name]) => name)];
}

function inCell(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(/[|*<>[\]]/g, '\\$&');
}
