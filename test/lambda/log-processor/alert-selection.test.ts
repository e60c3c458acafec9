import { FIRST_POSITION } from '../../../lambda/log-processor/alert-position';
import { AlertSelection } from '../../../lambda/log-processor/alert-selection';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Finding } from '../../../lib/core/scan/log-file-scan';
import { record, ruleOn } from './log-files';

/** The alert of a rule for a record of an account of its own, so that no two records share a window. */
function finding(index: number, ruleId: string): Finding {
  const recipientAccountId = String(index).padStart(12, '0');
  return {
    ...{ rule: ruleOn('StopLogging', ruleId), severity: 'high', index },
    record: record(`e${index}`, { recipientAccountId }) as CloudTrailRecord,
  } as Finding;
}

function selectionOf(records: number, ruleIds: readonly string[]): AlertSelection {
  const selection = new AlertSelection({
    ...{ from: FIRST_POSITION, done: new Set<string>(), stormWindowMinutes: 60 },
    ...{ limitOf: () => 5, deliveryTime: undefined, admittedOf: () => undefined, sentIn: () => undefined },
  });
  for (let index = 0; index < records; index++)
    for (const ruleId of ruleIds) selection.add(finding(index, ruleId));
  return selection;
}

test.each([
  ['of 1,999 alerts all are held', 1_999, 1_999, undefined],
  ['of 2,000 the first 1,000 are held, and the others left for a further pass', 2_000, 1_000, 1_000],
  ['what comes behind those that are left is left, too', 2_500, 1_000, 1_000],
])('%s', (_what, records, held, horizon) => {
  const selection = selectionOf(records, ['one']);
  expect(selection.selected).toHaveLength(held);
  expect(selection.horizon?.index).toBe(horizon);
  expect(selection.windows.filter(({ isUnsure }) => isUnsure)).toHaveLength(
    horizon === undefined ? 0 : 1_000,
  );
});

test('alerts of one record and severity stay together', () => {
  const selection = selectionOf(700, ['one', 'two', 'three']);
  expect(selection.horizon?.index).toBe(334);
  expect(selection.selected).toHaveLength(3 * 334);
});
