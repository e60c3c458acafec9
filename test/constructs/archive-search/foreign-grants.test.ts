import { type App, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, ArnPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { ArchiveSearch, LogArchive, LogTable } from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, newStack, REGION, TRAIL } from '../synthesize';

const FOREIGN: Readonly<Record<string, (app: App) => IGrantable>> = {
  'an ARN': () => new ArnPrincipal(`arn:aws:iam::${MANAGEMENT}:role/analyst`),
  'a role of a stack of another account': (app) =>
    new Role(new Stack(app, 'Other', { env: { account: MANAGEMENT, region: REGION } }), 'Role', {
      ...{ assumedBy: new AccountRootPrincipal(), roleName: 'analyst' },
    }),
};

test.each(Object.entries(FOREIGN))('no permission that is of no use is granted to %s', (_, granteeIn) => {
  const stack = newStack({ env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const search = new ArchiveSearch(stack, 'Search', { archive });
  const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' });
  const grantee = granteeIn(stack.node.root as App);
  const refused = 'requires a principal with policies of its own, such as a role of this account';
  expect(() => search.grantStart(grantee)).toThrow(`grantStart ${refused}`);
  expect(() => search.grantReadResults(grantee)).toThrow(`grantReadResults ${refused}`);
  expect(() => table.grantQuery(grantee)).toThrow(`grantQuery ${refused}`);
  expect(JSON.stringify(stack.resolve(archive.bucket.policy?.document))).not.toContain(MANAGEMENT);
});
