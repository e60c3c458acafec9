import { INVENTORY } from '../../lib/core/inventory/index';

/** Types that hold nothing, but are known by name elsewhere. */
const NAMED_ELSEWHERE = [
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Alias',
  'AWS::Events::EventBus',
  'AWS::IAM::Role',
  'AWS::CloudFormation::StackSet',
];

/** By type: the properties of what holds evidence or state, or is known by name elsewhere, that must not change. */
export const FIXED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(INVENTORY)
    .filter(([type, { holds }]) => holds !== undefined || NAMED_ELSEWHERE.includes(type))
    .map(([type, { fixed: { replacedBy = [], refusedBy = [], name = [] } = {} }]) => [
      type,
      [...new Set([...replacedBy, ...refusedBy].concat(name))],
    ]),
);

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
