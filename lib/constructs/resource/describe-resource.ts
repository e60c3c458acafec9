import { CfnResource, type IResolveContext, Lazy, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Decisions, METADATA_KEY, SECTIONS, type Section } from '../../core/review/metadata/decisions';
import { encodeDecisions, type Likeness } from '../../core/review/metadata/encode-decisions';
import { uniqueLines } from '../../core/review/metadata/rule-line';
import { nameReferences } from '../preflight/construct-error';

/** Descriptions by name; both may contain tokens. */
export type DescribedLines = readonly (readonly [name: string, text: string])[];

/** The decisions of a resource, with tokens. */
export interface Description
  extends Pick<Decisions, 'construct' | 'rules'>,
    Partial<Record<Section, DescribedLines>> {
  /** The resource of the same stack that the rules are compared to. */
  readonly like?: Likeness;
}

/**
 * Writes the decisions of a resource into its metadata, where `cdk diff` shows each line: on the resource itself, or on the
 * main resource of a construct. Tokens become text, such as `<Bucket.Arn>`; the same stack produces the same text.
 *
 * @param describe is asked when the app is whole
 */
export function describeResource(construct: IConstruct, describe: () => Description): void {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!(resource instanceof CfnResource)) return;
  resource.addMetadata(
    METADATA_KEY,
    Lazy.uncachedAny({ produce: (context) => toMetadata(describe(), context) }),
  );
}

function toMetadata({ construct, rules, like, ...lines }: Description, context: IResolveContext): unknown {
  const sections = SECTIONS.flatMap((section) => {
    const described = lines[section];
    return described === undefined ? [] : [[section, toLines(described, context)] as const];
  });
  const decisions = { construct, ...(rules === undefined ? {} : { rules }), ...Object.fromEntries(sections) };
  return encodeDecisions(decisions, like);
}

function toLines(lines: DescribedLines, context: IResolveContext): Readonly<Record<string, string>> {
  return uniqueLines(lines.map(([name, text]) => [toText(name, context), toText(text, context)]));
}

function toText(text: string, context: IResolveContext): string {
  return nameReferences(context.resolve(text));
}

/** A class of resources, such as `CfnBucket`. */
export type ResourceClass<T extends CfnResource> = abstract new (...args: never[]) => T;

/**
 * Whether a construct is a resource of a class. The class is loaded only if the resource type matches, so that the CDK does not
 * load the classes of services that an app does not use.
 */
export function isOfClass<T extends CfnResource>(
  construct: IConstruct,
  type: string,
  toClass: () => ResourceClass<T>,
): construct is T {
  return (
    CfnResource.isCfnResource(construct) &&
    construct.cfnResourceType === type &&
    construct instanceof toClass()
  );
}

/** The outermost stack of nested stacks: their names begin with its name. */
export function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermostStack(stack.nestedStackParent);
}

/** Sets the main resource of a construct as its `node.defaultChild`, which CDK users expect for escape hatches. */
export function setDefaultChild(construct: IConstruct, main: IConstruct): void {
  construct.node.defaultChild = main.node.defaultChild ?? main;
}
