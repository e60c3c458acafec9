import { mkdirSync, writeFileSync } from 'node:fs';
import { SignedArchive } from '../../digest/signed-archive';
import { describeBuilt } from '../built-command-line';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';
import { ServedMcp } from './serve-mcp';

const TEMPLATE = JSON.stringify({ Resources: {} });

useScanFolder({ isShared: true });

describeBuilt('trailwatch mcp', () => {
  let served: ServedMcp;
  beforeAll(async () => {
    put('logs/a.json', logFile(record('StopLogging', 'a'), record('DescribeTrails', 'b')));
    put('own/stopped.yml', RULE);
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
    ['scan', { paths: ['logs'], rules: ['own'], builtin: false }, /"eventID":"a"/],
    ['case', { paths: ['logs'], rules: ['own'], builtin: false }, /"happened":.*StopLogging/],
    ['case', { paths: ['logs'], since: '2099-01-01T00:00:00Z' }, /"cases":\[\]/],
    ['view', { paths: ['logs'], eventName: ['Describe*'] }, /"eventID":"b"/],
    ['query', { sql: 'SELECT count(*) AS calls FROM events', paths: ['logs'] }, /"calls":2/],
    ['query', { sql: '-- a comment\nSELECT count(*) AS calls FROM events', paths: ['logs'] }, /"calls":2/],
    ['query_list', {}, /"name":"key-users"/],
    ['query_show', { name: 'key-users', param: ['key=AKIA'], to: 'athena' }, /access_key_id|accesskeyid/],
    ['query_run', { name: 'trail-changes', paths: ['logs'] }, /"event_id":"a"/],
    ['actor', { actor: '111122223333', paths: ['logs'] }, /results=\d/],
    ['resource', { name: 'payroll', paths: ['buckets'] }, /DeleteBucket/],
    ['clickops', { paths: ['logs'], template: 'template.json' }, /rows=0/],
    ['permissions', { who: '111122223333', paths: ['logs'] }, /results=\d/],
    ['permissions', { all: true, paths: ['users'] }, /user\/ann/],
    ['validate', { archive: 'archive', publicKeys: ['keys.json'] }, /proven=|"proven/],
    ['rules_list', {}, /trail-stopped-or-deleted/],
    ['rules_show', { id: 'trail-stopped-or-deleted' }, /CloudTrail trail stopped or deleted/],
    ['rules_check', { paths: ['own'] }, /stopped\.yml/],
    ['backtest', { base: ['none'], head: ['own'], paths: ['logs'] }, /gained|"change"/],
    ['cost', { template: 'template.json' }, /results=1/],
    ['review', { template: 'template.json' }, /results=1/],
  ])('%s %j answers what the command answers', async (name, values, expected) => {
    const { text, isError } = await served.call(name, values);
    expect(text).toMatch(expected);
    expect(text).toContain(`trailwatch ${name.replace('_', ' ')}: `);
    expect(isError).toBe(false);
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
      structured.results.map((row) => (row as { eventID: string }).eventID).sort();
    expect(idsOf(all)).toEqual(expect.arrayContaining(['a', 'c']));
    expect(idsOf(one)).toEqual(['c']);
  });

  it('says what a command says that could not run, as an error', async () => {
    const { text, isError, structured } = await served.call('query', { sql: 'SELECT nothing FROM events' });
    expect(isError).toBe(true);
    expect(structured).toMatchObject({ status: 2, results: [] });
    expect(text).toContain('nothing');
  });
});
