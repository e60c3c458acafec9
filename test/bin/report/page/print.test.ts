import { readFileSync } from 'node:fs';
import { filterTexts } from '../../../../bin/report/page/filter-texts';
import type { ReportIndex } from '../../../../bin/report/report-data';

test('paper is light, whichever colors were chosen', () => {
  const style = readFileSync('bin/report/page/page.css', 'utf8');
  expect(style.slice(style.indexOf('@media print'))).toMatch(/:root\[data-theme\] \{\s*color-scheme: light;/);
});

test('what is printed names its filters', () => {
  const filter = { value: { query: 'bob', chosen: { severity: ['high', ''] }, from: 0, to: 86_400 } };
  expect(filterTexts({ filter, index: {} as ReportIndex })).toEqual([
    'Search: bob',
    'Severity: high or not known',
    'When: 1 Jan 1970 UTC',
  ]);
});
