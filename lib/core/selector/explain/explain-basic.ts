import { compareText } from '../operator';
import type { BasicSelector, DataResource } from '../selection';
import { allOf, anyOf, not, type Verdict, verdictOf } from '../selection-problem';
import {
  basicResourceType,
  isResolved,
  renderValue,
  resolveReferences,
  type SelectorValue,
} from '../selector-value';
import { type ExaminedRecord, type NamedResource, resourcesOf, textAt } from './examined-record';
import { type ConditionOutcome, outcomeOf, renderValues, type SelectorVerdict } from './explanation';

/**
 * What a basic selector does with a record: management and data events only, by its read/write type; data events
 * by the resources it lists.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */
export function explainBasic(
  name: string,
  selector: BasicSelector,
  examined: ExaminedRecord,
): SelectorVerdict {
  switch (examined.category) {
    case 'Management':
      return outcomeOf(name, [
        explainInclusion(selector),
        explainReadWrite(selector, examined),
        explainExclusion(selector, examined),
      ]);
    case 'Data':
      return outcomeOf(name, [
        explainReadWrite(selector, examined),
        explainDataResources(selector, examined),
      ]);
    default:
      return outcomeOf(name, [
        {
          verdict: 'no',
          words: () => `basic selectors log no events of the category '${examined.category}'`,
        },
      ]);
  }
}

function explainInclusion({ includeManagementEvents = true }: BasicSelector): ConditionOutcome {
  const verdict: Verdict =
    typeof includeManagementEvents === 'boolean' ? verdictOf(includeManagementEvents) : 'unknown';
  return { verdict, words: () => `IncludeManagementEvents is ${renderValue(includeManagementEvents)}` };
}

function explainReadWrite(
  { readWriteType = 'All' }: BasicSelector,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const readOnly = textAt(record, 'readOnly');
  const found = readOnly === undefined ? 'the record has no readOnly' : `readOnly is '${readOnly}'`;
  const words = (): string => `${found} (ReadWriteType ${renderValue(readWriteType)})`;
  if (!isResolved(readWriteType)) return { verdict: 'unknown', words };
  if (readWriteType === 'All') return { verdict: 'yes', words };
  const asked = new Map([
    ['ReadOnly', 'true'],
    ['WriteOnly', 'false'],
  ]).get(readWriteType);
  return { verdict: verdictOf(asked !== undefined && readOnly === asked), words };
}

function explainExclusion(
  { excludeManagementEventSources: excluded = [] }: BasicSelector,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const source = textAt(record, 'eventSource') ?? '';
  const verdict = allOf(excluded.map((value) => not(compareText('equals', source, value))));
  const rule = excluded.length === 0 ? '' : ` (ExcludeManagementEventSources ${renderValues(excluded)})`;
  return { verdict, words: () => `eventSource is '${source}'${rule}` };
}

function explainDataResources(
  { dataResources = [] }: BasicSelector,
  { record, partition }: ExaminedRecord,
): ConditionOutcome {
  const resources = resourcesOf(record);
  const verdicts = dataResources.flatMap((listed) =>
    resources.map((resource) => judgeResource(resource, listed, partition)),
  );
  return { verdict: anyOf(verdicts), words: () => renderResources(resources, dataResources) };
}

function renderResources(
  resources: readonly NamedResource[],
  dataResources: readonly DataResource[],
): string {
  const names = resources.map(
    ({ type, arn }) => `${type ?? 'a resource without type'} ${arn ?? 'without ARN'}`,
  );
  const found =
    names.length === 0 ? 'the record names no resource' : `its resources are ${renderValues(names)}`;
  const asked = dataResources.map(({ type, values }) => `${renderValue(type)} ${renderValues(values)}`);
  const rule = asked.length === 0 ? 'the selector has no DataResources' : `DataResources ${asked.join(', ')}`;
  return `${found} (${rule})`;
}

function judgeResource(resource: NamedResource, listed: DataResource, partition: string): Verdict {
  if (resource.type === undefined) return 'no';
  const ofType = compareText('equals', resource.type, listed.type);
  const values = listed.values.map((value) => judgeValue(resource, value, partition));
  return allOf([ofType, anyOf(values)]);
}

function judgeValue({ type, arn }: NamedResource, value: SelectorValue, partition: string): Verdict {
  const facts = basicResourceType(type ?? '');
  if (facts === undefined) return 'no';
  const known = resolveReferences(value, (name) => (name === 'AWS::Partition' ? partition : undefined));
  const all = isResolved(known) && facts.all.test(known);
  // Without an ARN the type alone shows that it is one of all.
  if (arn === undefined) return verdictOf(all);
  return compareText(all ? 'startsWith' : facts.relation, arn, known);
}
