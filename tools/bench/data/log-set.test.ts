import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { classify } from '../../../test/samples/generated/base-records';
import { Random } from '../../../test/samples/generated/random';
import { folderForAllTests } from '../../../test/test-folder';
import { describeLogSet, writeLogSet } from './log-set';

const named = (eventName: string) => ({ eventID: 'old', eventName, nested: { eventID: 'kept' } });

describe('a set of log files', () => {
  const folder = folderForAllTests();
  const drawn = [
    { share: 0.1, records: [named('A'), named('B')] },
    { share: 0.9, records: [named('C')] },
  ];
  const set = writeLogSet(folder, { source: 'invented', files: 4, recordsAFile: 500, drawn }, new Random(1));
  const records = readdirSync(folder).flatMap(
    (name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()).Records,
  );

  it('has as many files and records as planned, and says how large they are', () => {
    expect(records).toHaveLength(2_000);
    expect(set).toMatchObject({ files: 4, records: 2_000 });
    expect(describeLogSet(set)).toMatch(/^invented: 4 files, 2,000 records, 0\.\d MB, packed \d+\.\d:1$/);
  });

  it('draws records by their shares', () => {
    const rare = records.filter(({ eventName }) => eventName !== 'C').length / records.length;
    expect(rare).toBeGreaterThan(0.08);
    expect(rare).toBeLessThan(0.12);
  });

  it('gives each record an event id of its own, and changes nothing else', () => {
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(2_000);
    expect(records[0]).toEqual({
      ...named(records[0].eventName),
      eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('draws from the others where a source is empty, and fails where all are', () => {
    const plan = { source: '', files: 1, recordsAFile: 3 };
    const one = writeLogSet(
      join(folder, 'one'),
      { ...plan, drawn: [{ share: 1, records: [] }, ...drawn] },
      new Random(1),
    );
    expect(one.records).toBe(3);
    const none = () => writeLogSet(join(folder, 'none'), { ...plan, drawn: [] }, new Random(1));
    expect(none).toThrow('no records to draw from');
  });
});

it('records are parted by what the rules say to them', () => {
  const found = (satisfied: number, alerting: number) => ({
    satisfied: Array(satisfied),
    alerting: Array(alerting),
  });
  const answers: Record<string, ReturnType<typeof found>> = {
    A: found(2, 1),
    B: found(1, 0),
    C: found(0, 0),
  };
  const [a, b, c] = [named('A'), named('B'), named('C')];
  const classes = classify([c, b, a], ({ eventName }) => answers[String(eventName)] ?? found(0, 0));
  expect(classes).toEqual({ alerting: [a], counted: [b], silent: [c] });
});
