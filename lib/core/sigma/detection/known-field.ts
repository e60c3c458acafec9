import { judgeCondition, judgeField } from '../../calls/judge-condition';
import { type JudgedCorrelation, judgeCorrelation } from '../../calls/judge-correlation';
import type { ProblemList } from '../../problem/problem';
import type { Condition } from '../../rule/condition';
import type { ReadingContext } from '../text/reading-context';
import type { YamlMap, YamlNode } from '../yaml/yaml-node';

/** Called with each field that a document looks at, and where. */
export type OnField = (field: string, at: number) => void;

/** Warns of fields that no CloudTrail record has, of each once. */
export function unknownFieldWarner(problems: ProblemList): OnField {
  const warned = new Set<string>();
  return (field, at) => {
    const message = judgeField(field);
    if (message === undefined || warned.has(message)) return;
    warned.add(message);
    problems.warning('unknown-field', message, at);
  };
}

/** Reports the names of a detection that CloudTrail does not write: errors if no record can satisfy it because of them. */
export function reportNames(
  condition: Condition,
  detection: YamlMap,
  { problems, calls }: Pick<ReadingContext, 'problems' | 'calls'>,
): void {
  for (const { field, value, message, isError } of judgeCondition(condition, calls)) {
    const at = placeOf(detection, field, value) ?? detection.at;
    if (isError) problems.error('impossible-name', message, at);
    else problems.warning('unknown-name', message, at);
  }
}

/** Reports what a correlation groups by and counts in vain: errors if no records can satisfy it because of it. */
export function reportCounts(
  correlation: JudgedCorrelation,
  at: number,
  { problems, calls }: Pick<ReadingContext, 'problems' | 'calls'>,
): void {
  if (calls === undefined) return;
  for (const { message, isError } of judgeCorrelation(correlation, calls)) {
    if (isError) problems.error('impossible-count', message, at);
    else problems.warning('unlikely-count', message, at);
  }
}

/** Where a detection has a value of a field: the whole value, or else a text that it is a part of. */
function placeOf(detection: YamlMap, field: string, value: string): number | undefined {
  const values = valuesOf(detection, field);
  const exact = values.find(({ text }) => text === value);
  return (exact ?? values.find(({ text }) => text.includes(value)))?.at;
}

function valuesOf(node: YamlNode, field: string): readonly { readonly text: string; readonly at: number }[] {
  switch (node.kind) {
    case 'scalar':
      return [];
    case 'list':
      return node.items.flatMap((item) => valuesOf(item, field));
    case 'map':
      return node.entries.flatMap(({ key, value }) =>
        key.split('|', 1)[0] === field ? textsIn(value) : valuesOf(value, field),
      );
    default:
      return node satisfies never;
  }
}

function textsIn(node: YamlNode): readonly { readonly text: string; readonly at: number }[] {
  if (node.kind === 'list') return node.items.flatMap(textsIn);
  return node.kind === 'scalar' ? [node] : [];
}
