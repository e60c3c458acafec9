import { compareText, OPERATORS, type OperatorFacts } from '../operator';
import type { AdvancedSelector, FieldSelector } from '../selection';
import { allOf, anyOf, not, type Verdict } from '../selection-problem';
import { isResolved, renderValue, resolveReferences, type SelectorValue } from '../selector-value';
import { type ExaminedRecord, resourcesOf, textOfField } from './examined-record';
import { type ConditionOutcome, outcomeOf, renderValues, type SelectorVerdict } from './explanation';

/** A text that a field may have; `undefined` is a record without the field. */
type Candidate = string | undefined;

/** A selector of other events, or of other resources, is farther from a record than any that is not. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['eventCategory', 10_000],
  ['resources.type', 100],
]);

/** An operator with the values that a field selector gives it. */
interface Use {
  readonly operator: OperatorFacts;
  readonly values: readonly SelectorValue[];
}

/**
 * What an advanced selector does with a record. All fields must hold. In a field, one value of one selecting
 * operator must hold if there is any, and every value of every other operator. On a record without the field
 * no selecting operator holds, and every other one does.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
export function explainAdvanced(
  name: string,
  selector: AdvancedSelector,
  examined: ExaminedRecord,
): SelectorVerdict {
  if (selector.fieldSelectors.length === 0) {
    return outcomeOf(name, [{ verdict: 'no', words: () => 'it has no field selectors' }]);
  }
  return outcomeOf(
    name,
    selector.fieldSelectors.map((field) => explainField(field, selector, examined)),
  );
}

function explainField(
  fieldSelector: FieldSelector,
  selector: AdvancedSelector,
  examined: ExaminedRecord,
): ConditionOutcome {
  const { field } = fieldSelector;
  if (!isResolved(field)) {
    return { verdict: 'unknown', words: () => `${renderValue(field)} is not known before the deployment` };
  }
  const uses = usesOf(fieldSelector, examined.partition);
  const candidates = candidatesOf(field, selector, examined);
  const verdicts = candidates.map((candidate) => judgeCandidate(candidate, uses));
  const verdict = anyOf(verdicts);
  const shown = candidates[Math.max(0, verdicts.indexOf(verdict))];
  return { verdict, words: () => renderField(field, shown, uses, verdict), weight: WEIGHTS.get(field) };
}

/** What was found for a field selector, which does not change: the same few are applied to every record of an archive. */
const usesByPartition = new WeakMap<FieldSelector, Map<string, readonly Use[]>>();

function usesOf(fieldSelector: FieldSelector, partition: string): readonly Use[] {
  const known = usesByPartition.get(fieldSelector) ?? new Map<string, readonly Use[]>();
  usesByPartition.set(fieldSelector, known);
  const uses = known.get(partition) ?? findUses(fieldSelector, partition);
  known.set(partition, uses);
  return uses;
}

function findUses(fieldSelector: FieldSelector, partition: string): readonly Use[] {
  return OPERATORS.flatMap((operator) => {
    const values = fieldSelector[operator.name]?.map((value) =>
      resolveReferences(value, (reference) => (reference === 'AWS::Partition' ? partition : undefined)),
    );
    return values === undefined ? [] : [{ operator, values }];
  });
}

/** Where a record has several texts for a field (its resources), one of them must satisfy the whole field selector. */
function candidatesOf(
  field: string,
  selector: AdvancedSelector,
  { record, category, partition }: ExaminedRecord,
): readonly Candidate[] {
  if (field === 'eventCategory') return [category];
  if (field !== 'resources.type' && field !== 'resources.ARN') return [textOfField(record, field)];
  const resources = resourcesOf(record);
  const candidates =
    field === 'resources.type'
      ? resources.map((resource) => resource.type)
      : resources.filter(({ type }) => isOfSelectedType(type, selector, partition)).map(({ arn }) => arn);
  return candidates.length > 0 ? candidates : [undefined];
}

function isOfSelectedType(type: Candidate, selector: AdvancedSelector, partition: string): boolean {
  return selector.fieldSelectors
    .filter((each) => each.field === 'resources.type')
    .every((each) => judgeCandidate(type, usesOf(each, partition)) !== 'no');
}

function judgeCandidate(candidate: Candidate, uses: readonly Use[]): Verdict {
  return allOf([judgeSelecting(candidate, uses), ...judgeDeselecting(candidate, uses)]);
}

function judgeSelecting(candidate: Candidate, uses: readonly Use[]): Verdict {
  const selecting = uses.filter(({ operator }) => operator.selects);
  if (selecting.length === 0) return 'yes';
  if (candidate === undefined) return 'no';
  return anyOf(
    selecting.flatMap(({ operator, values }) =>
      values.map((value) => compareText(operator.relation, candidate, value)),
    ),
  );
}

function judgeDeselecting(candidate: Candidate, uses: readonly Use[]): readonly Verdict[] {
  return uses
    .filter(({ operator }) => !operator.selects)
    .flatMap(({ operator, values }) =>
      values.map((value) => judgeDeselectingValue(candidate, operator, value)),
    );
}

function judgeDeselectingValue(candidate: Candidate, operator: OperatorFacts, value: SelectorValue): Verdict {
  return candidate === undefined ? 'yes' : not(compareText(operator.relation, candidate, value));
}

function renderField(field: string, candidate: Candidate, uses: readonly Use[], verdict: Verdict): string {
  const found = candidate === undefined ? renderAbsence(field) : `${field} is '${candidate}'`;
  if (verdict === 'yes') return uses.length === 0 ? found : `${found} (${renderUses(uses, ', ')})`;
  const selecting = uses.filter(({ operator }) => operator.selects);
  const blamed =
    judgeSelecting(candidate, uses) === verdict
      ? selecting
      : uses.flatMap((use) => usesToBlame(candidate, use, verdict));
  if (verdict === 'unknown') {
    return `${found}, and only the deployment knows whether it matches ${renderUses(blamed, ' or ')}`;
  }
  const link = blamed === selecting ? 'asked for' : 'ruled out by';
  return `${found} (${link} ${renderUses(blamed, ' or ')})`;
}

function renderAbsence(field: string): string {
  return `the record has no ${field}${field === 'resources.ARN' ? ' of the selected type' : ''}`;
}

function usesToBlame(candidate: Candidate, { operator, values }: Use, verdict: Verdict): readonly Use[] {
  if (operator.selects) return [];
  const blamed = values.filter((value) => judgeDeselectingValue(candidate, operator, value) === verdict);
  return blamed.length === 0 ? [] : [{ operator, values: blamed }];
}

function renderUses(uses: readonly Use[], separator: string): string {
  return uses.map(({ operator, values }) => `${operator.property} ${renderValues(values)}`).join(separator);
}
