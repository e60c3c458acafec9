import { mkdirSync, writeFileSync } from 'node:fs';
import { SignedArchive } from '../../digest/signed-archive';
import { describeBuilt } from '../built-command-line';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';
import { floodedTrail, GRAVEST, LIGHTEST } from '../survey/flooded-trail';
import { ServedMcp } from './serve-mcp';

const TEMPLATE = JSON.stringify({ Resources: {} });

useScanFolder({ isShared: true });

describeBuilt('trailwatch mcp', () => {
  let served: ServedMcp;
  beforeAll(async () => {
    put('logs/a.json', logFile(record('StopLogging', 'a'), record('DescribeTrails', 'b')));
    put('own/stopped.yml', RULE);
    put('flooded/f.json', logFile(...floodedTrail()));
    const deleted = { ...record('DeleteBucket', 'd'), eventSource: 's3.amazonaws.com' };
    put('buckets/d.json', logFile({ ...deleted, requestParameters: { bucketName: 'payroll' } }));
    const ann = { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ann' };
    put('users/u.json', logFile({ ...record('StopLogging', 'u'), userIdentity: ann }));
    put('template.json', TEMPLATE);
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 2 }]);
    archive.writeTo(at('archive'));
    writeFileSync(at('keys.json'), archive.publicKeys());
    served = await ServedMcp.start([at('.')]);
  });
  afterAll(() => served.stop());

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['scan', { paths: ['logs'], rules: ['own'], builtin: false }, /"alerts":1,.*"ids":\["/],
    ['scan', { paths: ['logs'], rules: ['own'], builtin: false, detail: 'alert' }, /"eventID":"a"/],
    ['scan', { paths: ['logs'], rules: ['own'], builtin: false, detail: 'record' }, /"record":\{/],
    ['overview', { paths: ['logs'] }, /"records":2,.*"next":\[/],
    ['timeline', { actor: '111122223333', paths: ['logs'] }, /"call":/],
    ['persistence', { paths: ['logs'] }, /"total":0/],
    ['coverage', { paths: ['logs'], account: '111122223333, 444455556666' }, /"places":/],
    ['case', { paths: ['logs'], rules: ['own'], builtin: false }, /"happened":.*StopLogging/],
    ['case', { paths: ['logs'], rules: ['own'], builtin: false, detail: 'full' }, /"undo":/],
    ['case', { paths: ['logs'], since: '2099-01-01T00:00:00Z' }, /"rows":\[\]/],
    ['view', { paths: ['logs'], eventName: ['Describe*'] }, /"eventID":"b"/],
    ['view', { paths: ['logs'], limit: 1, last: true }, /"total":1/],
    ['query', { sql: 'SELECT count(*) AS calls FROM events', paths: ['logs'] }, /"calls":2/],
    ['query', { sql: '-- a comment\nSELECT count(*) AS calls FROM events', paths: ['logs'] }, /"calls":2/],
    ['query', { name: 'trail-changes', paths: ['logs'] }, /"event_id":"a"/],
    ['query_list', {}, /"name":"key-users"/],
    ['query_list', { name: 'key-users', param: { key: 'AKIA' }, to: 'athena' }, /access_key_id|accesskeyid/],
    ['actor', { actor: '111122223333', paths: ['logs'] }, /"records":/],
    ['actor', { actor: '111122223333', paths: ['logs'], detail: 'full' }, /"userAgents":/],
    ['resource', { name: 'payroll', paths: ['buckets'] }, /DeleteBucket/],
    ['resource', { byHand: true, paths: ['logs'], template: 'template.json' }, /"total":0/],
    ['permissions', { who: '111122223333', paths: ['logs'] }, /"summary":\{/],
    ['permissions', { all: true, paths: ['users'] }, /user\/ann/],
    ['validate', { archive: 'archive', publicKeys: ['keys.json'] }, /"isProven":/],
    ['rules_list', { text: 'trail stopped' }, /trail-stopped-or-deleted/],
    ['rules_list', { id: 'trail-stopped-or-deleted' }, /CloudTrail trail stopped or deleted/],
    ['rules_check', { paths: ['own'] }, /stopped\.yml/],
    ['backtest', { base: ['none'], head: ['own'], paths: ['logs'] }, /gained|"change"/],
    ['cost', { template: 'template.json' }, /"summary":\{/],
    ['review', { template: 'template.json' }, /"summary":\{/],
  ])('%s %j answers what the command answers', async (name, values, expected) => {
    const { text, all, isError, structured } = await served.call(name, values);
    expect(all).toMatch(expected);
    expect(text).toMatch(new RegExp(`^${name}: `));
    expect(text).not.toContain('\n');
    expect(structured.returned).toBe(structured.rows.length);
    expect(isError).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['actor', { actor: 'nobody', paths: ['logs'] }],
    ['resource', { name: 'nothing', paths: ['logs'] }],
    ['case', { actor: 'nobody', paths: ['logs'] }],
    ['timeline', { actor: 'nobody', paths: ['logs'] }],
    ['view', { start: '2h', paths: ['logs'] }],
    ['permissions', { who: 'nobody', paths: ['logs'] }],
    ['view', { eventName: ['Nothing'], paths: ['logs'] }],
    ['scan', { minSeverity: 'critical', paths: ['logs'] }],
  ])('%s %j finds nothing, which is no error', async (name, values) => {
    const { isError, structured } = await served.call(name, values);
    expect({ isError, rows: structured.rows }).toEqual({ isError: false, rows: [] });
  });

  it('gives the rows of a large answer by page, with a cursor', async () => {
    const first = await served.call('rules_list');
    expect(JSON.stringify(first.structured).length).toBeLessThan(17_000);
    expect(first.text).toContain(`the next page: cursor ${first.structured.cursor}`);
    const { cursor } = first.structured;
    const second = await served.call('rules_list', { cursor });
    expect(second.structured.rows[0]).not.toEqual(first.structured.rows[0]);
    const other = await served.call('rules_list', { cursor, text: 'trail' });
    expect([other.isError, other.text]).toEqual([true, expect.stringContaining('of another call')]);
  });

  it('coverage gives every change of logging by page, the gravest first', async () => {
    const values = { paths: ['flooded'] };
    let { structured } = await served.call('coverage', values);
    const rows = [...structured.rows];
    while (structured.cursor !== undefined) {
      ({ structured } = await served.call('coverage', { ...values, cursor: structured.cursor }));
      rows.push(...structured.rows);
    }
    const texts = rows.map((row) => (row as { readonly value: string }).value);
    for (const [at, expected] of GRAVEST.entries()) expect(texts[at]).toMatch(expected);
    expect([texts.length, structured.total, texts.at(-1)]).toEqual([204, 204, LIGHTEST]);
  });

  it('refuses arguments that do not go together, in its own words', async () => {
    const refused: readonly (readonly [string, Record<string, unknown>, string])[] = [
      ['query', { sql: 'SELECT 1', name: 'key-users' }, 'sql and name cannot be combined; leave one out'],
      ['query', {}, 'sql is missing; give it, or name'],
      ['view', { last: true }, 'last is given without limit; give both, or leave it out'],
      ['actor', { actor: '' }, 'actor is empty; give it a value, or leave it out'],
    ];
    for (const [name, values, said] of refused) {
      const { isError, text } = await served.call(name, values);
      expect([isError, text]).toEqual([true, said]);
    }
  });

  it('lists its tools in few bytes, and has the columns and functions of events as resources', async () => {
    const list = await served.client.listTools();
    const before = served.bytes();
    await served.client.listTools();
    expect(served.bytes() - before).toBeLessThanOrEqual(12 * 1024);
    for (const { outputSchema } of list.tools) expect(outputSchema).toMatchObject({ type: 'object' });
    const { resources } = await served.client.listResources();
    const texts = await Promise.all(resources.map(({ uri }) => served.client.readResource({ uri })));
    const all = JSON.stringify(texts);
    for (const word of ['event_name', 'outcome', 'targets', 'regexp_matches', 'unnest'])
      expect(all).toContain(word);
  });

  it('says that no alert has the id that a case is asked for', async () => {
    const { text, isError } = await served.call('case', { paths: ['logs'], alert: '0123456789ab' });
    expect(text).toContain("--alert is '0123456789ab'; no alert of these files has an id that begins so");
    expect(isError).toBe(true);
  });

  it('has no tool that asks AWS, and none that writes', async () => {
    const { tools } = await served.client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain('scan');
    for (const name of ['history', 'trails', 'convert', 'redact', 'report', 'mcp', 'archive-search', 'lake'])
      expect(names).not.toContain(name);
    for (const { annotations, inputSchema } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(inputSchema).toMatchObject({ additionalProperties: false });
    }
  });

  it('reads all that it may, unless paths are given, and answers calls at once', async () => {
    mkdirSync(at('more'));
    put('more/c.json', logFile(record('StopLogging', 'c')));
    const [all, one] = await Promise.all([
      served.call('view', { eventName: ['StopLogging'] }),
      served.call('view', { paths: ['more'] }),
    ]);
    const idsOf = ({ structured }: typeof all) =>
      structured.rows.map((row) => (row as { eventID: string }).eventID).sort();
    expect(idsOf(all)).toEqual(expect.arrayContaining(['a', 'c']));
    expect(idsOf(one)).toEqual(['c']);
  });

  it('hides what an incident does not need', async () => {
    const few = await ServedMcp.start([at('.'), '--tools', 'incident']);
    const names = (await few.client.listTools()).tools.map(({ name }) => name);
    await few.stop();
    expect(names).toEqual(expect.arrayContaining(['scan', 'case', 'actor', 'view', 'query', 'validate']));
    for (const name of ['cost', 'review', 'backtest', 'rules_check', 'permissions'])
      expect(names).not.toContain(name);
  });

  it('says what a command says that could not run, as an error', async () => {
    const { text, isError, structured } = await served.call('query', { sql: 'SELECT nothing FROM events' });
    expect(isError).toBe(true);
    expect(structured).toMatchObject({ total: 0, rows: [] });
    expect(text).toContain('nothing');
  });
});
