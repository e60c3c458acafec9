import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { awsEnvironment } from '../aws-environment';
import { mappingsOf, synthesizeAdopted, temporaryFolders } from './adopted-app';
import { ACCOUNT, LIVE, trailsOn } from './live-account';
import { type CloudFormationServer, serveCloudFormation } from './serve-cloudformation';

const CDK = join(__dirname, '../../../node_modules/aws-cdk/bin/cdk');
const STACK = `AdoptedTrails-${ACCOUNT}-eu-west-1`;

const temporaryFolder = temporaryFolders();
let server: CloudFormationServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** What `cdk import` prints, and its exit status. */
function cdkImport(folder: string, url: string): Promise<{ readonly status: number; readonly text: string }> {
  const mapping = join(folder, 'import', `${STACK}.json`);
  const options = ['--app', join(folder, 'cdk.out'), '--resource-mapping', mapping, '--no-notices', '--ci'];
  const environment = {
    ...{ PATH: process.env.PATH, HOME: folder, ...awsEnvironment(url), AWS_REGION: 'eu-west-1' },
    ...{ CDK_DISABLE_CLI_TELEMETRY: 'true', NO_COLOR: '1', CDK_DISABLE_VERSION_CHECK: '1' },
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CDK, 'import', STACK, ...options],
      { cwd: folder, env: environment, timeout: 100_000 },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code ?? 1), text: `${stdout}${stderr}` }),
    );
  });
}

test('cdk import takes the mapping: one change set of the type IMPORT, with every resource and the template as it is', async () => {
  const folder = join(temporaryFolder(), 'app');
  await trailsOn(LIVE, ['--adopt', folder]);
  const template = synthesizeAdopted(folder, join(folder, 'cdk.out'))[STACK] ?? {};
  server = await serveCloudFormation();
  const { status, text } = await cdkImport(folder, server.url);
  const changes = server.asked.filter((input) => input.get('Action') === 'CreateChangeSet');
  expect([status, changes.length, text]).toEqual([0, 1, expect.stringContaining(`✅  ${STACK}`)]);
  const [input = new URLSearchParams()] = changes;
  expect(input.get('ChangeSetType')).toBe('IMPORT');
  expect(parse(input.get('TemplateBody') ?? '').Resources).toEqual(template);
  expect(toImport(input)).toEqual(
    Object.entries(mappingsOf(folder)[STACK] ?? {}).map(([id, identifier]) => ({
      ...{ id, type: template[id]?.Type, identifier },
    })),
  );
  expect(server.asked.filter((one) => one.get('Action') === 'ExecuteChangeSet')).toHaveLength(1);
}, 120_000);

/** The resources that a request asks to import. */
function toImport(input: URLSearchParams): readonly object[] {
  const found: object[] = [];
  for (let at = 1; input.has(`ResourcesToImport.member.${at}.ResourceType`); at++) {
    const member = `ResourcesToImport.member.${at}`;
    const entry = `${member}.ResourceIdentifier.entry.1`;
    found.push({
      id: input.get(`${member}.LogicalResourceId`),
      type: input.get(`${member}.ResourceType`),
      identifier: { [input.get(`${entry}.key`) ?? '']: input.get(`${entry}.value`) },
    });
  }
  return found;
}
