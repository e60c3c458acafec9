import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import fc from 'fast-check';
import { UserError } from '../../bin/cli/user-error';
import { SourceLocations } from '../../bin/geoip/source-locations';
import type { JsonObject } from '../../lib/core/json/json-value';
import { schemaErrors } from '../core/alert/alert-schema';
import { locationDatabase, pointerTo } from './location-database';
import type { Surroundings } from './run-trailwatch';
import { runTrailwatch } from './run-trailwatch';
import { scanInThreads, useWorkerFile } from './scan/workers/scan-in-threads';
import { alertsIn, at, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();
useWorkerFile();

const CITY = locationDatabase({
  '198.51.100.0/24': {
    country: { iso_code: 'DE', names: { en: 'Germany' } },
    city: { geoname_id: 2_925_533, names: { de: 'Frankfurt', en: 'Frankfurt am Main' } },
  },
  '2001:db8::/32': { country: { iso_code: 'JP' }, city: { names: { ja: '東京' } } },
  '10.0.0.0/8': { country: { iso_code: 'XX' } },
});
const SYSTEMS = locationDatabase({
  '198.51.100.0/25': {
    autonomous_system_number: 4_200_000_001,
    autonomous_system_organization: 'Example Hosting',
  },
  '2001:db8::/32': { asn: 'AS64501', as_name: '=cmd|"/c calc"\u001b[31m\n\u202e' },
});

beforeEach(() => {
  put('city.mmdb', CITY);
  put('asn.mmdb', SYSTEMS);
});

function from(sourceIPAddress: string, eventID: string): JsonObject {
  return { ...record('StopLogging', eventID), sourceIPAddress };
}

const BOTH = () => ['--geoip', at('city.mmdb'), '--geoip', at('asn.mmdb')];

async function located(argv: readonly string[], surroundings: Surroundings = {}): Promise<string> {
  const { status, stdout, stderr } = await scan(['logs', ...BOTH(), ...argv], surroundings);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('geoip')]);
  return stdout;
}

const FRANKFURT = {
  ...{ country: 'DE', city: 'Frankfurt am Main', asNumber: 4_200_000_001, asOrganization: 'Example Hosting' },
};

describe('trailwatch scan --geoip', () => {
  it('ndjson has where the address is as one member more, and every other member as without', async () => {
    const sources = {
      '198.51.100.7': FRANKFURT,
      '::ffff:198.51.100.8': FRANKFURT,
      '198.51.100.200': { country: 'DE', city: 'Frankfurt am Main' },
      '2001:db8::1': {
        country: 'JP',
        city: '東京',
        asNumber: 64_501,
        asOrganization: expect.stringMatching(/^=cmd/),
      },
      '10.1.2.3': undefined,
      '203.0.113.9': undefined,
      'config.amazonaws.com': undefined,
      '2001:db9::1': undefined,
      '198.51.100.7, 10.0.0.1': undefined,
    };
    const records = Object.keys(sources).map((source, index) => from(source, `e${index}`));
    put('logs/a.json', logFile(...records));
    const alerts = alertsIn(await located([]));
    expect(Object.fromEntries(alerts.map((alert) => [alert.sourceIPAddress, alert.sourceLocation]))).toEqual(
      sources,
    );
    const { stdout: plain } = await scan(['logs']);
    expect(alerts.map(({ sourceLocation: _, ...alert }) => alert)).toEqual(alertsIn(plain));
    for (const alert of alerts) expect(schemaErrors(alert)).toEqual([]);
  });

  it('is the same with any number of threads', async () => {
    for (let file = 0; file < 5; file += 1)
      put(`logs/${file}.json`, logFile(from('198.51.100.7', `a${file}`), from('2001:db8::1', `b${file}`)));
    const options = { rules: [at('rules')], geoip: [at('city.mmdb'), at('asn.mmdb')] };
    const [one, three] = [1, 3].map((workers) => scanInThreads({ paths: [at('logs')], options, workers }));
    expect(await three).toEqual(await one);
    expect((await three)?.stdout.match(/"city":"Frankfurt am Main"/g)).toHaveLength(5);
  });

  it('nothing else of a line is different', async () => {
    put('logs/a.json', logFile(from('198.51.100.7', 'e1')));
    const [line = ''] = (await located([])).split('\n');
    const { stdout: plain } = await scan(['logs']);
    expect(line).toBe(`${plain.trimEnd().slice(0, -1)},"sourceLocation":${JSON.stringify(FRANKFURT)}}`);
  });

  it('a table has it below the address, and no row is wider than the terminal', async () => {
    put('logs/a.json', logFile(from('198.51.100.7', 'e1'), from('2001:db8::1', 'e2')));
    const environment = { NO_COLOR: '1' };
    const wide = await located([], { terminalColumns: 160, environment });
    expect(wide).toMatch(/ {2}198\.51\.100\.7\n/);
    expect(wide).toContain('DE Frankfurt am Main AS4200000001');
    const narrow = await located([], { terminalColumns: 80, environment });
    expect(narrow).toContain('AS4200000001');
    for (const line of [...wide.split('\n'), ...narrow.split('\n')]) {
      expect(line.length).toBeLessThanOrEqual(160);
      expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('--details has a line for it', async () => {
    put('logs/a.json', logFile(from('198.51.100.7', 'e1')));
    const text = await located(['--details'], { terminalColumns: 100, environment: { NO_COLOR: '1' } });
    expect(text).toContain('\n  Location    DE Frankfurt am Main AS4200000001 Example Hosting\n');
  });

  it('csv has columns for it, in which nothing is a formula', async () => {
    put(
      'logs/a.json',
      logFile(from('198.51.100.7', 'e1'), from('2001:db8::1', 'e2'), from('10.0.0.1', 'e3')),
    );
    const [head, one, two, three] = (await located(['--format', 'csv'])).split('\r\n');
    expect(head).toMatch(/,file,sourceCountry,sourceCity,sourceAsNumber,sourceAsOrganization$/);
    expect(one).toMatch(/,DE,Frankfurt am Main,4200000001,Example Hosting$/);
    expect(two).toMatch(/,JP,東京,64501,"'=cmd\|""\/c calc""/);
    expect(three).toMatch(/,,,,$/);
  });

  it('--group leaves the first of a storm with its location, and the storm without one', async () => {
    const storm = Array.from({ length: 40 }, (_, at) => from('198.51.100.7', `e${at}`));
    put('logs/a.json', logFile(...storm));
    const text = await located(['--group', '--details'], {
      terminalColumns: 100,
      environment: { NO_COLOR: '1' },
    });
    expect(text).toContain('\n  Location    DE Frankfurt am Main AS4200000001 Example Hosting\n');
    expect(text.split('\n  Summary').length - 1).toBeLessThan(40);
    expect(text).toContain('20 more: Logging was stopped');
    const table = await located(['--group'], { terminalColumns: 120, environment: { NO_COLOR: '1' } });
    expect(table).toContain('DE');
  });

  it('ocsf has location and autonomous system of the endpoint', async () => {
    put('logs/a.json', logFile(from('198.51.100.7', 'e1')));
    const { evidences } = JSON.parse(await located(['--format', 'ocsf']));
    expect(evidences[0].src_endpoint).toEqual({
      ip: '198.51.100.7',
      location: { country: 'DE', city: 'Frankfurt am Main' },
      autonomous_system: { number: 4200000001, name: 'Example Hosting' },
    });
  });

  it.each<[string, (name: string) => void, RegExp]>([
    ['is not there', () => undefined, /: no such file or folder$/],
    ['is a folder', (name) => put(`${name}/x`, ''), /: it is a folder$/],
    ['is a pipe', (name) => execFileSync('mkfifo', [at(name)]), / is not a plain file$/],
    ['is empty', (name) => put(name, ''), / is not a complete database in the MaxMind DB format/],
    ['is something else', (name) => put(name, 'a,b\n'.repeat(1000)), / is not a complete database/],
    ['lacks its end', (name) => put(name, CITY.subarray(0, -40)), / is not a complete database/],
    ['lacks its beginning', (name) => put(name, CITY.subarray(1000)), / is not a complete database/],
    [
      'is larger than what is read',
      (name) => {
        put(name, CITY);
        truncateSync(at(name), 1024 ** 3 + 1);
      },
      / has 1073741825 bytes; at most 1073741824 are read$/,
    ],
  ])('fails before anything is read if a file %s', async (_name, make, expected) => {
    make('bad.mmdb');
    put('logs/a.json', logFile(from('198.51.100.7', 'e1')));
    const outcome = await scan(['logs', '--geoip', at('city.mmdb'), '--geoip', at('bad.mmdb')]);
    expect({ ...outcome, stderr: outcome.stderr.trimEnd() }).toEqual({
      ...{ status: 2, stdout: '', stderr: expect.stringMatching(expected) },
    });
    expect(outcome.stderr).toContain(`--geoip ${at('bad.mmdb')}`);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['refer to themselves', pointerTo(0)],
    ['are of no known type', Buffer.from([0x00, 0xff])],
    ['end too early', Buffer.from([0xe5, 0x42])],
  ])('data that %s are reported once, the alerts are whole, and the status is 2', async (_name, data) => {
    put('bad.mmdb', locationDatabase({ '198.51.100.0/24': data }));
    put('logs/a.json', logFile(from('198.51.100.7', 'e1'), from('198.51.100.8', 'e2')));
    const { status, stdout, stderr } = await scan([
      'logs',
      '--geoip',
      at('bad.mmdb'),
      '--geoip',
      at('asn.mmdb'),
    ]);
    expect(status).toBe(2);
    expect(alertsIn(stdout).map(({ sourceLocation }) => sourceLocation?.asNumber)).toEqual([
      4_200_000_001, 4_200_000_001,
    ]);
    expect(stderr.match(/bad\.mmdb is damaged/g)).toHaveLength(1);
  });

  it('of two databases the first one decides what both have', async () => {
    put(
      'other.mmdb',
      locationDatabase({ '198.51.100.0/24': { country: 'US', city: 'Elsewhere', as_name: 'Other' } }),
    );
    put('logs/a.json', logFile(from('198.51.100.7', 'e1')));
    const { stdout } = await scan(['logs', '--geoip', at('city.mmdb'), '--geoip', at('other.mmdb')]);
    expect(alertsIn(stdout)[0]?.sourceLocation).toEqual({
      ...{ country: 'DE', city: 'Frankfurt am Main', asOrganization: 'Other' },
    });
  });
});

test('whatever bytes of a database are damaged, an address has a location or none, or a sentence says what is wrong', async () => {
  const seen = { refused: 0, damaged: 0, told: 0 };
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(CITY, SYSTEMS), damage, async (whole, changes) => {
      const bytes = Buffer.from(whole);
      // The metadata are a small part of a file, and are damaged as often as what is before them.
      for (const [at, byte] of changes)
        bytes[at % 2 === 0 ? bytes.length - 1 - (at % 260) : at % bytes.length] = byte;
      put('damaged.mmdb', bytes);
      const report = () => (seen.damaged += 1);
      const locations = await SourceLocations.open([at('damaged.mmdb')], report).catch((error: unknown) => {
        expect(error).toBeInstanceOf(UserError);
        seen.refused += 1;
      });
      for (const address of ['198.51.100.7', '2001:db8::1', '203.0.113.9', '2600::1'])
        seen.told += locations?.of(address) === undefined ? 0 : 1;
    }),
    { numRuns: 400 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});

describe('trailwatch actor --geoip', () => {
  const actor = (argv: readonly string[], surroundings: Surroundings = {}) =>
    runTrailwatch(['actor', 'mallory', at('logs'), '--no-builtin', ...argv], surroundings);

  beforeEach(() => put('logs/a.json', logFile(from('198.51.100.7', 'e1'), from('203.0.113.9', 'e2'))));

  it('the table has where each address is below it', async () => {
    const { status, stdout } = await actor(BOTH(), { terminalColumns: 80, environment: { NO_COLOR: '1' } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/ 198\.51\.100\.7\n +DE Frankfurt am Main\n +AS4200000001 Example Hosting\n/);
    expect(stdout).toMatch(/ 203\.0\.113\.9\n(?! )/);
  });

  it('json has it beside each address', async () => {
    const { addresses } = JSON.parse((await actor(BOTH())).stdout);
    expect(addresses.values).toMatchObject([
      { value: '198.51.100.7', location: FRANKFURT },
      { value: '203.0.113.9' },
    ]);
    expect(addresses.values[1]).not.toHaveProperty('location');
  });

  it('fails before anything is read if a file is no database', async () => {
    const { status, stdout, stderr } = await actor(['--geoip', at('logs/a.json')]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/a\.json is not a complete database in the MaxMind DB format/);
  });
});
