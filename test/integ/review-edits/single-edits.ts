import type { Edit, EditedTemplate, Json } from './edited-estate';
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
          delete at(template.Resources[id]!.Properties, path.slice(0, -1))[path.at(-1) ?? ''];
        },
      });
    }
  return [...found.values()];
}

/**
 * Calls that show how a resource is configured, and no evidence; and one that creates a role which only a
 * service takes.
 */
const DESCRIBES =
  /^(s3:GetBucket\w+|kms:Describe\w+|kms:VerifyMac|\w+:Describe\w+|iam:(GetRole|CreateServiceLinkedRole)|organizations:\w+)$/;

type Loosen = (statement: Json, document: Json) => void;

/** Each way to loosen a statement: an Allow loses a condition; a Deny is lost, or gains a condition or an exception. */
export function loosened({ Resources }: EditedTemplate): readonly Edit[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    documentsOf(Properties).flatMap((path) =>
      ([at(Properties, path).Statement].flat() as Json[]).flatMap((statement, place) =>
        waysOf(statement).map(
          ([words, loosen]): Edit => ({
            name: `statement ${statement.Sid ?? place} of ${path.join('.')} of ${Type} ${id} ${words}`,
            expects: 'worse',
            apply: (template) => {
              const document = at(template.Resources[id]!.Properties, path);
              loosen([document.Statement].flat()[place], document);
            },
          }),
        ),
      ),
    ),
  );
}

function waysOf({ Effect, Action, Condition = {} }: Json): readonly (readonly [string, Loosen])[] {
  const conditions = Object.keys(Condition).flatMap((operator) =>
    Object.keys(Condition[operator]).map((key) => [operator, key] as const),
  );
  if (Effect === 'Deny')
    return [
      [
        'is lost',
        (statement, document) => document.Statement.splice(document.Statement.indexOf(statement), 1),
      ],
      ['gains a condition', (statement) => addCondition(statement)],
      ...conditions
        .filter(([operator, key]) => /Not/.test(operator) && /arn$/i.test(key))
        .map(([operator, key]): readonly [string, Loosen] => [
          `exempts one more by ${operator} ${key}`,
          ({ Condition: { [operator]: keys } }) => {
            keys[key] = [...[keys[key]].flat(), 'arn:aws:iam::111122223333:role/Other'];
          },
        ]),
    ];
  if ([Action].flat().every((action) => DESCRIBES.test(action))) return [];
  return conditions.map(([operator, key]) => [
    `loses ${operator} ${key}`,
    (statement) => delete statement.Condition[operator][key],
  ]);
}

function addCondition(statement: Json): void {
  statement.Condition ??= {};
  statement.Condition.StringNotEquals = {
    ...statement.Condition.StringNotEquals,
    'aws:PrincipalTag/team': 'a',
  };
}

/** The paths of all policy documents in properties. */
function documentsOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value.Statement !== undefined) return [path];
  return Object.keys(value).flatMap((name) => documentsOf(value[name], [...path, name]));
}

function at(value: Json, path: readonly string[]): Json {
  return path.reduce((json, name) => json[name], value);
}

/** Paths of properties; an intrinsic function is a value. */
function pathsOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || path.length >= MAX_DEPTH)
    return [];
  return Object.keys(value)
    .filter((name) => name !== 'Ref' && !name.startsWith('Fn::'))
    .flatMap((name) => [[...path, name], ...pathsOf(value[name], [...path, name])]);
}
