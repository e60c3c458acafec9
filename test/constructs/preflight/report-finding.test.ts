import { Aspects, CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import { AuditTrail, LogArchive, TrailIdentity } from '../../../lib/index';
import { ACCOUNT, newStack, notesOf, ORGANIZATION, synthError, warningsOf } from '../synthesize';

/** The messages about a stopped trail of an organization, in an opt-in Region, whose name is not known as text. */
function messagesAbout(stack: Stack, trailName: string): readonly string[] {
  createTrail(stack, trailName, ACCOUNT);
  return [...warningsOf(stack), ...notesOf(stack)];
}

function createTrail(stack: Stack, trailName: string, managementAccount: string): void {
  const homeRegion = 'me-central-1';
  const organizationId = ORGANIZATION;
  const identity = TrailIdentity.organization({ trailName, homeRegion, managementAccount, organizationId });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  new AuditTrail(stack, 'Trail', { identity, archive, logging: false, logFileValidation: false });
}

const optIn = () => newStack({ env: { account: ACCOUNT, region: 'me-central-1' } });
const parameterOf = (stack: Stack) => new CfnParameter(stack, 'TrailName').valueAsString;

describe('names what is known only at deployment', () => {
  test('in warnings and notes', () => {
    const stack = optIn();
    const messages = messagesAbout(stack, parameterOf(stack));
    const ids = messages.map((message) => /\[ack: cdk-trailwatch:(\w+)\]$/.exec(message)?.[1]);
    expect(ids.sort()).toEqual(['cloudTrailAccess', 'noLogFileValidation', 'optInHomeRegion', 'stopped']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation writes a reference
    for (const message of messages) expect(message).toContain("trail '${TrailName}' ");
  });

  test('in a refusal', () => {
    const stack = optIn();
    createTrail(stack, parameterOf(stack), '999988887777');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation writes a reference
    expect(synthError(stack)).toContain("the organization trail '${TrailName}' belongs to");
  });

  test('with the value that an Aspect decides', () => {
    const stack = optIn();
    const decided = { name: 'early' };
    const visit = () => {
      decided.name = 'decided-late';
    };
    Aspects.of(stack).add({ visit });
    const messages = messagesAbout(stack, Lazy.string({ produce: () => decided.name }));
    for (const message of messages) expect(message).toContain("trail 'decided-late' ");
    expect(messages).toHaveLength(4);
  });
});
