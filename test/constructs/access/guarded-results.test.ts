import { App, Stack as CdkStack, NestedStack, type Stack } from 'aws-cdk-lib';
import { ArchiveSearch, AuditGuardrails, LogArchive, TrailIdentity } from '../../../lib/index';
import { everythingInOneStack } from '../everything-in-one-stack';
import { warningsOf } from '../synthesize';

function guardrailsOf(stack: Stack): AuditGuardrails {
  return new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], exemptRoleArns: ['arn:aws:iam::*:role/deployment/*'] },
  });
}

/** The objects that the guardrails deny all principals to write, deployments included. */
function keptFiles(guardrails: AuditGuardrails): string {
  return guardrails
    .documents()
    .flatMap(({ json }) => JSON.parse(json).Statement)
    .filter(({ Sid }) => Sid === 'KeepLogFiles')
    .flatMap(({ Resource }) => Resource)
    .join('\n');
}

test('what own roles write, guardrails do not deny to them', () => {
  const kept = keptFiles(guardrailsOf(everythingInOneStack()));
  expect(kept).toMatch(/trailwatcharchivebucket|trailwatcharch/);
  expect(kept).not.toMatch(/searchresults|tableresults|compactionbucket|findingsdeliverybucket/);
});

test('a warning says that the results of a stack with a long name are denied to the roles that write them', () => {
  const [account, region] = ['111122223333', 'eu-west-1'];
  const named = (stackName: string, isNested = false) => {
    const stack = new CdkStack(new App(), stackName, { env: { account, region } });
    const place = isNested ? new NestedStack(stack, 'Nested') : stack;
    const trails = [TrailIdentity.account({ trailName: 'audit', homeRegion: region, ownerAccount: account })];
    new ArchiveSearch(place, 'Search', { archive: new LogArchive(stack, 'Archive', { trails }) });
    const guardrails = guardrailsOf(stack);
    const warnings = warningsOf(stack).filter((each) => each.includes('has the same prefix as every bucket'));
    return { kept: keptFiles(guardrails), warnings };
  };
  const [long, short] = [named('AuditLogsOfTheWholeOrganization'), named('AuditLogs')];
  expect(long.warnings).toEqual([expect.stringContaining('Search/Results')]);
  expect(short.warnings).toEqual([]);
  expect(named('AuditLogs', true).warnings).toEqual([
    expect.stringContaining('a stack that is not nested and has a name of at most 24 characters'),
  ]);
  expect(long.kept).toMatch(/:auditlogsofthewholeorga\w*\*\/\*/);
  expect(short.kept).not.toContain('searchresults');
});
