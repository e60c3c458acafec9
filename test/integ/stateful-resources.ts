import { EVIDENCE_TYPES } from '../../lib/core/template-metadata/evidence-types';

/**
 * What is known by name elsewhere, and which of its properties make CloudFormation replace it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ (per type: "Update requires: Replacement")
 */
const NAMED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::CloudFormation::StackSet': ['StackSetName', 'PermissionModel'],
};

/** By type: the properties of what holds evidence or state, or is known by name elsewhere, that must not change. */
export const FIXED: Readonly<Record<string, readonly string[]>> = {
  ...NAMED_ELSEWHERE,
  ...Object.fromEntries(
    Object.entries(EVIDENCE_TYPES).map(([type, { replacedBy, refusedBy = [], name }]) => [
      type,
      [...new Set([...replacedBy, ...refusedBy, ...(name === undefined ? [] : [name])])],
    ]),
  ),
};

/** What keeps a resource that its stack no longer has, or that is replaced. */
export const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** Of one resource: its type, its properties that must not change, and its policies where they retain it. */
export type StatefulResource = Readonly<Record<string, unknown>> & { readonly Type: string };

/** By stack and logical id. */
export type StatefulResources = Readonly<Record<string, StatefulResource>>;

interface Template {
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> } & Readonly<
        Partial<Record<(typeof POLICIES)[number], string>>
      >
    >
  >;
}

/** A stack, as far as its resources are in its template. */
export interface DeployedStack {
  readonly stackName: string;
  readonly template: unknown;
}

/** What of the stacks CloudFormation must not replace. */
export function statefulResourcesOf(stacks: readonly DeployedStack[]): StatefulResources {
  const found = stacks.flatMap(({ stackName, template }) =>
    Object.entries((template as Template).Resources ?? {}).flatMap(([logicalId, resource]) => {
      const { Type, Properties = {} } = resource;
      const properties = FIXED[Type];
      if (properties === undefined) return [];
      const kept = properties.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : []));
      const policies = POLICIES.flatMap((name) => (resource[name] === 'Retain' ? [[name, 'Retain']] : []));
      return [
        [`${stackName}/${logicalId}`, { Type, ...Object.fromEntries([...kept, ...policies]) }] as const,
      ];
    }),
  );
  return Object.fromEntries(found);
}
