import type { Edit, EditedResource, EditedTemplate, Json } from './edited-estate';
import { UNRELATED } from './estates';

/** Types that the pipeline does without. */
const SHOWS = new Set(['AWS::CloudWatch::Dashboard']);
/** An alias is a name for people: keys are referred to by their ARNs. */
const NAMES = new Set(['AWS::KMS::Alias']);

/** The removal of each resource. */
export function removals({ Resources }: EditedTemplate): readonly Edit[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => !NAMES.has(Type))
    .map(([id, { Type }]) => {
      const isQuiet = SHOWS.has(Type) || isUnrelated(id);
      return {
        name: `${Type} ${id} is removed`,
        expects: isQuiet ? 'quiet' : 'worse',
        ...(isQuiet ? {} : { names: id }),
        apply: ({ Resources: resources }) => {
          delete resources[id];
        },
      };
    });
}

/** A false condition on each resource is its removal. */
export function conditions({ Resources }: EditedTemplate): readonly Edit[] {
  return removals({ Resources }).map((edit) => ({
    ...edit,
    name: edit.name.replace('is removed', 'gets a false condition'),
    apply: (template) => {
      template.Conditions = { ...template.Conditions, Never: { 'Fn::Equals': ['a', 'b'] } };
      const id = edit.name.split(' ')[1] ?? '';
      template.Resources[id]!.Condition = 'Never';
    },
  }));
}

/** A property that no entry lists, once for each type; what has nothing to do with the pipeline may have any. */
export function unlisted({ Resources }: EditedTemplate): readonly Edit[] {
  const all = Object.entries(Resources);
  return all
    .filter(([id, { Type }], place) => {
      const isFirst =
        all.findIndex(([other, { Type: type }]) => type === Type && !isUnrelated(other)) === place;
      return isFirst || isUnrelated(id);
    })
    .map(([id, { Type }]) => ({
      name: `${Type} ${id} gets a property that no entry lists`,
      ...(isUnrelated(id) ? { expects: 'quiet' as const } : { expects: 'worse' as const, names: id }),
      apply: (template) => {
        template.Resources[id]!.Properties.NewSetting = 'on';
      },
    }));
}

function isUnrelated(id: string): boolean {
  return id.startsWith(UNRELATED);
}

/** Texts for people, and what decides nothing. */
const NEUTRAL = /(Description$)|(^AWS::CloudWatch::Dashboard )|( PolicyName$)/;

/**
 * What an existing resource does without such a property, or whether it does less, hangs on the value or on the type: any verdict may be
 * right. A pattern without a condition matches more, for example.
 */
const EITHER = new RegExp(
  [
    'Policy(Document)?.Version$|PolicyDocument.Version$|KeyPolicy.Version$|^AWS::KMS::Alias |AlarmName$',
    'Trail (IsOrganizationTrail|IncludeGlobalServiceEvents)$|Queue (SqsManagedSseEnabled|VisibilityTimeout)$',
    'Rule (State|EventPattern\\..*)$|Subscription FilterPolicy|LogFilePrefix$|ScalingConfig|BatchSize$',
    'Alarm (DatapointsToAlarm|Unit|TreatMissingData)$|Lambda::Function (RecursiveLoop|Architectures)$',
    'Table (BillingMode|AttributeDefinitions|SSESpecification|TimeToLiveSpecification)',
    'LayerVersion Compatible|OwnershipControls|MessageRetentionPeriod$|LogGroup RetentionInDays$|Bucket LifecycleConfiguration',
  ].join('|'),
);

const MAX_DEPTH = 3;

/** The loss of each property to the third level: once for each type and path. */
export function losses({ Resources }: EditedTemplate): readonly Edit[] {
  const found = new Map<string, Edit>();
  for (const [id, { Type, Properties }] of Object.entries(Resources))
    for (const path of pathsOf(Properties)) {
      const key = `${Type} ${path.join('.')}`;
      if (found.has(key) || EITHER.test(key)) continue;
      const isNeutral = NEUTRAL.test(key) || id.startsWith(UNRELATED);
      found.set(key, {
        name: `${key} of ${id} is lost`,
        expects: isNeutral ? 'quiet' : 'worse',
        ...(isNeutral ? {} : { names: id }),
        apply: (template) => {
          const parent = path.slice(0, -1).reduce((value, name) => value[name], parentOf(template, id));
          delete parent[path.at(-1) ?? ''];
        },
      });
    }
  return [...found.values()];
}

/** Calls that show how a resource is configured, and no evidence; and one that creates a role which only a service takes. */
const DESCRIBES =
  /^(s3:GetBucket\w+|kms:Describe\w+|kms:VerifyMac|\w+:Describe\w+|iam:(GetRole|CreateServiceLinkedRole)|organizations:\w+)$/;

/** The loss of each condition of each statement that allows more than to describe. */
export function lostConditions({ Resources }: EditedTemplate): readonly Edit[] {
  return Object.entries(Resources).flatMap(([id, resource]) =>
    statementsOf(resource).flatMap(({ Sid, Effect, Action, Condition = {} }, place) => {
      if (Effect !== 'Allow' || [Action].flat().every((action) => DESCRIBES.test(action))) return [];
      return Object.keys(Condition).flatMap((operator) =>
        Object.keys(Condition[operator]).map(
          (key): Edit => ({
            name: `statement ${Sid ?? place} of ${resource.Type} ${id} loses ${operator} ${key}`,
            expects: 'worse',
            apply: (template) => delete statementsOf(template.Resources[id])[place]?.Condition[operator][key],
          }),
        ),
      );
    }),
  );
}

function statementsOf(resource: EditedResource | undefined): readonly Json[] {
  const { PolicyDocument, KeyPolicy, ResourcePolicy, AssumeRolePolicyDocument } = resource?.Properties ?? {};
  const documents = [PolicyDocument, KeyPolicy, ResourcePolicy, AssumeRolePolicyDocument];
  return documents.flatMap((document) => document?.Statement ?? []);
}

function parentOf(template: EditedTemplate, id: string): Json {
  return template.Resources[id]!.Properties;
}

/** Paths of properties; an intrinsic function is a value. */
function pathsOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || path.length >= MAX_DEPTH)
    return [];
  return Object.keys(value)
    .filter((name) => name !== 'Ref' && !name.startsWith('Fn::'))
    .flatMap((name) => [[...path, name], ...pathsOf(value[name], [...path, name])]);
}
