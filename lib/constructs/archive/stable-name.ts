import {
  type CfnResource,
  type IResource,
  PhysicalName,
  type Resource,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import type { WhereTrailsAre } from '../identity/where-trails-are';
import { refusalOf } from '../preflight/report-finding';

/** What decides the physical name of a resource that stacks of other accounts and Regions may refer to. */
export interface StableNameProps {
  /** The name to create the resource with. */
  readonly given: string | undefined;
  /** The name that CloudFormation made for a resource which is deployed already. */
  readonly deployed: string | undefined;
  /** Where those are that name the resource. `elsewhere` gives it a name that is derived from its path. */
  readonly where: WhereTrailsAre;
  /** The properties that `given` and `deployed` come from, for errors. */
  readonly properties: { readonly given: string; readonly deployed: string };
}

/** An account that no stack deploys to: what such a stack is told is what every other account is told. */
const ELSEWHERE = { account: '000000000000', region: 'us-east-1' };

/** What the resource takes as its name. `keepStable` must follow when it is there. */
export function toPhysicalName({ given, deployed, properties }: StableNameProps): string {
  if (given !== undefined && deployed !== undefined) {
    throw new Error(
      `both ${properties.given} and ${properties.deployed} are given; ${properties.deployed} is for a resource whose name ` +
        'CloudFormation made, so leave out one of them',
    );
  }
  return given ?? deployed ?? PhysicalName.GENERATE_IF_NEEDED;
}

/**
 * Decides the name of a resource now, so that no later reference changes it: CloudFormation replaces what gets another
 * name. A reference that would have needed a name, and finds none, is an error.
 *
 * @param reference the resource's own name, as others refer to it
 * @param nameProperty the property of the CloudFormation resource that holds the name
 */
export function keepStable(
  resource: Resource & IResource,
  { reference, nameProperty }: { readonly reference: string; readonly nameProperty: string },
  props: StableNameProps,
): void {
  const { given, deployed, where } = props;
  const named = resource.node.defaultChild as CfnResource & Record<string, string | undefined>;
  if (given !== undefined) return;
  if (deployed !== undefined) {
    named[nameProperty] = undefined;
    return;
  }
  if (where !== 'here') askFromElsewhere(resource, reference);
  if (where === 'elsewhere') return;
  resource.node.addValidation({
    validate: () => {
      const name: unknown = Stack.of(resource).resolve(named[nameProperty]);
      return name === undefined ? [] : [refuse(resource, String(name), props)];
    },
  });
}

/** The CDK makes the name when a stack of another environment asks for it. */
function askFromElsewhere(resource: Resource, reference: string): void {
  const { account, region } = resource.env;
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) return;
  const stage = Stage.of(resource);
  if (stage === undefined) return;
  const id = `ElsewhereOf${resource.node.addr}`;
  new Stack(stage, id, { env: ELSEWHERE }).resolve(reference);
  stage.node.tryRemoveChild(id);
}

function refuse({ node }: Resource, name: string, { properties, where }: StableNameProps): string {
  const found =
    where === 'unclear'
      ? `'${node.path}' has no name of its own, and 'trails' mixes trails of this account and Region with others`
      : `a stack of another account or Region refers to '${node.path}', which has no name of its own`;
  return (
    `${refusalOf('nameNeededElsewhere', found).message} (${properties.deployed}: the present name, where it is deployed and ` +
    `CloudFormation made its name; ${properties.given}: '${name}' or another, where it is not deployed yet or has that name)`
  );
}
