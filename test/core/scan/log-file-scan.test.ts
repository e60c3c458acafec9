import { gzipSync } from 'node:zlib';
import { ContributionCollector } from '../../../lib/core/correlation/contribution-collector';
import { Detections } from '../../../lib/core/correlation/detections';
import { readLogFile } from '../../../lib/core/record/log-file/read-log-file';
import { SeenRecords } from '../../../lib/core/record/seen/seen-records';
import type { Rule } from '../../../lib/core/rule/rule';
import { type Finding, LogFileScan, scanLogFile } from '../../../lib/core/scan/log-file-scan';
import { record, ruleOn } from '../../lambda/log-processor/log-files';

const RULES = [ruleOn('StopLogging'), ruleOn('StopLogging', 'second'), ruleOn('DeleteTrail')];

interface Scanned {
  readonly scan: LogFileScan;
  readonly findings: readonly Finding[];
}

async function scanText(
  text: string,
  rules: readonly Rule[] = RULES,
  seen = new SeenRecords(),
): Promise<Scanned> {
  const detections = Detections.of(rules);
  const contributions = new ContributionCollector();
  const file = { name: 'file', place: { key: 'file' } };
  const scan = new LogFileScan(file, { detections, seen, contributions });
  const findings: Finding[] = [];
  const reader = readLogFile([gzipSync(text)], { name: 'file' });
  for await (const batch of scanLogFile(reader, scan)) findings.push(...batch.findings);
  return { scan, findings };
}

function toLogFile(records: readonly unknown[]): string {
  return JSON.stringify({ Records: records });
}

test('gives a finding for each rule that a record satisfies, in the order of records and rules', async () => {
  const text = toLogFile([record('e1'), record('e2', { eventName: 'DeleteTrail' })]);
  const { findings } = await scanText(text);
  expect(findings.map(({ rule, index, record: { eventID } }) => [rule.id, index, eventID])).toEqual([
    ['rule-StopLogging', 0, 'e1'],
    ['second', 0, 'e1'],
    ['rule-DeleteTrail', 1, 'e2'],
  ]);
});

test('counts every element of the file once', async () => {
  const records = [
    record('e1'),
    record('e1'),
    record('n1', { eventName: 'ListTrails' }),
    { eventName: 'x' },
    7,
  ];
  const { scan } = await scanText(toLogFile(records));
  expect(scan.counts).toEqual({ records: 5, duplicates: 1, matched: 1, unmatched: 1, rejected: 2 });
  expect(scan.bytes).toBe(toLogFile(records).length);
  expect(scan.newestEventTime).toBe('2026-11-20T02:55:10Z');
});

test.each([0, 2, 3, 4, 200])(
  'keeps three of %s rejected elements as examples, the first, and counts all',
  async (count) => {
    const rejected = Array.from({ length: count }, (_, index) => ({ index }));
    const { scan } = await scanText(toLogFile([...rejected, record('e1')]));
    expect(scan.counts.rejected).toBe(count);
    expect(scan.rejections.map(({ index }) => index)).toEqual([0, 1, 2].slice(0, count));
  },
);

test('a record that another file had is a duplicate only where both share what they have seen', async () => {
  const text = toLogFile([record('e1')]);
  const seen = new SeenRecords();
  await scanText(text, RULES, seen);
  expect((await scanText(text, RULES, seen)).scan.counts.duplicates).toBe(1);
  expect((await scanText(text)).scan.counts.duplicates).toBe(0);
});

test('damage is what keeps the content unknown: a rejected element that was read is none', async () => {
  const whole = await scanText(toLogFile([record('e1'), { eventName: 'x' }]));
  expect([whole.scan.counts.rejected, whole.scan.damages]).toEqual([1, 0]);
  const cut = await scanText(toLogFile([record('e1'), record('e2')]).slice(0, -9));
  expect(cut.scan.damages).toBeGreaterThan(0);
  expect(cut.findings.length).toBeGreaterThan(0);
});

test('a record on which matching fails is rejected as damage, and the others are matched', async () => {
  const detections = Detections.of(RULES);
  const failing = {
    ...{
      plans: detections.plans,
      collect: detections.collect.bind(detections),
      weigh: () => undefined,
      allowed: () => [],
    },
    match: (found: { eventID?: string }) => {
      if (found.eventID === 'e1') throw new Error('out of luck');
      return detections.match(found);
    },
  } as unknown as Detections;
  const parts = { detections: failing, seen: new SeenRecords(), contributions: new ContributionCollector() };
  const scan = new LogFileScan({ name: 'file', place: {} }, parts);
  const reader = readLogFile([Buffer.from(toLogFile([record('e1'), record('e2')]))], { name: 'file' });
  const found: Finding[] = [];
  for await (const { findings } of scanLogFile(reader, scan)) found.push(...findings);
  expect(found.map(({ index }) => index)).toEqual([1, 1]);
  expect(scan.counts).toMatchObject({ matched: 1, rejected: 1 });
  expect(scan.firstDamage?.message).toBe('file: record 0: it could not be matched: Error: out of luck');
});
