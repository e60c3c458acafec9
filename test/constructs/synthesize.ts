import { join } from 'node:path';
import { App, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogArchive, Rule, RuleSet, TrailIdentity } from '../../lib/index';
import { arnHere, REGION } from '../scenarios/place';

export { REGION };

/** The accounts, Region and organization that all construct tests talk about. */
export const ACCOUNT = '111122223333';
/** Of a stack that is deployed there. */
export const STACK_ID = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Stack/00000000`;
export const LOG_ARCHIVE = '044455556666';
/** The bucket of the log archive's account, which trails of other accounts name. */
export const LOG_BUCKET = 'example-organization-logs';
export const MANAGEMENT = '999988887777';
export const ORGANIZATION = 'o-exampleorgid';

export const TRAIL = TrailIdentity.account({
  trailName: 'primary',
  homeRegion: REGION,
  ownerAccount: ACCOUNT,
});
export const TRAIL_ARN = arnHere(`arn:aws:cloudtrail:${REGION}:111122223333:trail/primary`);

export const ORGANIZATION_TRAIL = TrailIdentity.organization({
  trailName: 'everyone',
  homeRegion: REGION,
  managementAccount: MANAGEMENT,
  organizationId: ORGANIZATION,
});
export const ORGANIZATION_TRAIL_ARN = arnHere(`arn:aws:cloudtrail:${REGION}:999988887777:trail/everyone`);

export const RULE_FILE = join(__dirname, '../samples/sigma/trail-stopped.yml');

/** One rule, so that no test hangs on the catalogue. */
export function oneRule(): RuleSet {
  return RuleSet.fromRules(Rule.fromSigmaFile(RULE_FILE));
}

/** A stack of its own app; of ACCOUNT and REGION unless told otherwise. */
export function newStack(props: StackProps = { env: { account: ACCOUNT, region: REGION } }): Stack {
  return new Stack(new App(), 'Stack', props);
}

/** A policy statement as CloudFormation gets it. */
export type Statement = Readonly<Record<string, unknown>>;

/** A resource as CloudFormation gets it. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: every type of resource has properties of its own
  readonly Properties: any;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of a type whose logical ids begin as given, as CloudFormation gets them. */
export function resourcesOf(stack: Stack, type: string, idStart = ''): Resource[] {
  const found: Record<string, Resource> = Template.fromStack(stack).findResources(type) as never;
  return Object.entries(found)
    .filter(([id]) => id.startsWith(idStart))
    .map(([, resource]) => resource);
}

/** The only resource of a type. */
export function resourceOf(stack: Stack, type: string, idStart = ''): Resource {
  const found = resourcesOf(stack, type, idStart);
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type} ${idStart}, not one`);
  return found[0]!;
}

/** The text of what synth fails with. */
export function synthError(stack: Stack): string {
  try {
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('synth did not fail');
}

/** Every warning of a stack, as `path: message`. */
export function warningsOf(stack: Stack): string[] {
  return messagesOf(stack, 'warning');
}

/** Every note of a stack, as `path: message`. */
export function notesOf(stack: Stack): string[] {
  return messagesOf(stack, 'info');
}

function messagesOf(stack: Stack, wanted: 'warning' | 'info'): string[] {
  const assembly = (stack.node.root as App).synth();
  return assembly.stacks.flatMap(({ messages }) =>
    messages.filter(({ level }) => level === wanted).map(({ id, entry }) => `${id}: ${entry.data}`),
  );
}

/** What a function reads of its environment; a value that is known at deployment only stands for itself. */
export function environmentTexts(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'known at deployment',
    ]),
  );
}

/** The archive of a trail of which nothing is known at synth: each of its names is a parameter of the stack. */
export function archiveOfParameters(stack: Stack): {
  readonly parameter: (id: string) => string;
  readonly identity: TrailIdentity;
  readonly archive: LogArchive;
} {
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  const identity = TrailIdentity.organization({
    trailName: parameter('TrailName'),
    homeRegion: parameter('HomeRegion'),
    managementAccount: parameter('Management'),
    organizationId: parameter('Organization'),
  });
  const archive = new LogArchive(stack, 'Archive', {
    trails: [identity],
    keyPrefix: parameter('Prefix'),
    bucketName: parameter('BucketName'),
  });
  return { parameter, identity, archive };
}
