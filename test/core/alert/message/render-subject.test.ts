import fc from 'fast-check';
import type { Alert } from '../../../../lib/core/alert/alert';
import { renderHeading, renderSubject } from '../../../../lib/core/alert/message/render-subject';
import { sampleAlert } from '../sample-alert';

describe('renderSubject', () => {
  it('says severity, title and place', () => {
    expect(renderSubject(sampleAlert())).toBe('[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)');
  });

  it('cuts a long title and keeps the place', () => {
    const subject = renderSubject({ ...sampleAlert(), title: 'Very long '.repeat(20) });
    expect(subject).toMatch(/^\[HIGH\] Very long .*\.\.\. \(111122223333, eu-west-1\)$/);
    expect(subject.length).toBeGreaterThan(90);
    expect(subject.length).toBeLessThanOrEqual(99);
  });

  it('is what SNS takes, whatever the alert says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(text, text, text, (title, recipientAccountId, awsRegion) => {
        const subject = renderSubject({ ...sampleAlert(), title, recipientAccountId, awsRegion });
        expect(subject).toMatch(/^\[[\x20-\x7e]{1,98}$/);
      }),
    );
  });
});

test('a title in other letters keeps them wherever they are taken, and a subject says which rule it is', () => {
  const german = { ...sampleAlert(), ...{ title: 'Schlüssel gelöscht' } };
  expect(renderHeading(german, 130)).toContain('Schlüssel gelöscht');
  expect(renderSubject(german)).toContain('Schlussel geloscht');
  const japanese = { ...sampleAlert(), ...{ title: '監査ログが停止されました', ruleName: 'trail-stopped' } };
  expect(renderHeading(japanese, 130)).toContain('監査ログが停止されました');
  expect(renderSubject(japanese)).toContain('trail-stopped');
});

test.each([
  ['People’s keys were read by ‘ann’', "[HIGH] People's keys were read by 'ann' (111122223333, eu-west-1)"],
  ['“All” of it — at once', '[HIGH] "All" of it - at once (111122223333, eu-west-1)'],
  ['An m7g.large was started (Client.UnauthorizedOperation)', undefined],
])('a subject keeps the marks and the codes of the title %s', (title, subject) => {
  const expected = subject ?? `[HIGH] ${title} (111122223333, eu-west-1)`;
  expect(renderSubject({ ...sampleAlert(), title })).toBe(expected);
});

test('neither a subject nor a heading ends inside a word', () => {
  const words = Array.from({ length: 40 }, (_, at) => 'word'.repeat(1 + (at % 4)));
  for (let first = 0; first < 20; first++) {
    const title = words.slice(first).join(' ');
    for (const text of [renderSubject, (alert: Alert) => renderHeading(alert, 130)].map((render) =>
      render({ ...sampleAlert(), title }),
    )) {
      const shown = /\] (.*)\.\.\. \(/.exec(text)?.[1] ?? '';
      expect(shown).not.toBe('');
      expect(`${title} `.startsWith(`${shown} `)).toBe(true);
    }
  }
});
