import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '../../test-folder';
import type { Outcome } from '../run-trailwatch';
import { BUCKET, LIVE, type LiveAnswers, TRAIL, trailsOn } from './live-account';

const folder = folderForAllTests();

/** Without validation, which is a finding of `check`. */
const FAULTY: LiveAnswers = {
  ...LIVE,
  trails: [{ ...TRAIL, described: { ...TRAIL.described, LogFileValidationEnabled: false } }],
  buckets: { logs: BUCKET },
};

const said = ({ status, stdout, stderr }: Outcome) => ({
  ...{ status, stdout },
  stderr: stderr.replace(/ seconds=\S+/, ''),
});

describe.each<readonly [string, readonly string[], readonly string[]]>([
  ['list', ['list'], []],
  [
    'list, of one Region, as CSV',
    ['list', '--format', 'csv', '--region', 'eu-west-1'],
    ['--format', 'csv', '--region', 'eu-west-1'],
  ],
  ['check', ['check'], ['--check']],
  [
    'check, with its options',
    ['check', '--exclude-check', 'insights', '--framework', 'cis-5.0.0', '--format', 'json'],
    ['--check', '--exclude-check', 'insights', '--framework', 'cis-5.0.0', '--format', 'json'],
  ],
  ['check, with options before it', ['--region', 'eu-west-1', 'check'], ['--region', 'eu-west-1', '--check']],
])('trails %s', (_what, verb, options) => {
  test('says what the options say', async () => {
    const [one, other] = [await trailsOn(FAULTY, verb), await trailsOn(FAULTY, options)];
    expect(said(one)).toEqual(said(other));
    expect(one.stdout).not.toBe('');
  });
});

test('trails check has status 1 where a check fails', async () => {
  expect((await trailsOn(FAULTY, ['check'])).status).toBe(1);
});

test('trails adopt writes the app that --adopt writes', async () => {
  const [one, other] = ['one', 'other'].map((name) => join(folder, name));
  expect((await trailsOn(LIVE, ['adopt', one!])).status).toBe(
    (await trailsOn(LIVE, ['--adopt', other!])).status,
  );
  const filesOf = (place: string) =>
    readdirSync(place, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => [
        each.name,
        readFileSync(join(each.parentPath, each.name), 'utf8').replaceAll(place, ''),
      ]);
  expect(filesOf(one!)).toEqual(filesOf(other!));
  expect(filesOf(one!).length).toBeGreaterThan(2);
});

test.each([
  [['list', '--framework', 'cis-5.0.0'], '--framework is not an option of trails list; leave it out'],
  [['--check', 'adopt', 'x'], '--check is not an option of trails adopt; leave it out'],
  [['adopt'], "missing required argument 'folder'"],
])('trails %j is refused', async (words, sentence) => {
  const { status, stderr } = await trailsOn(LIVE, words);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
});
