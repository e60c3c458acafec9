import { CALLS } from '../../../lib/core/inventory/calls/calls';
import type { Template } from '../../../test/access/template/intrinsic';
import type { SynthesizedTemplate } from '../scenario-templates';
import { Dice, OWNER, PRINCIPALS, type Question, type RawStatement } from './question';

const ACCOUNT = OWNER.id;
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': 'eu-central-1',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId': `arn:aws:cloudformation:eu-central-1:${ACCOUNT}:stack/Audit/1`,
};

/**
 * For each statement of each policy of the templates, requests that it may decide: of all principals, with a resource and an
 * action that it names, where its conditions hold and where they do not. Names that CloudFormation makes are invented here, so
 * that no reader of ours has a part in what both engines get.
 */
export function estateQuestions(
  templates: readonly SynthesizedTemplate[],
  seed: number,
): readonly Question[] {
  const dice = new Dice(seed);
  const seen = new Set<string>();
  return templates.flatMap(({ template }) =>
    documentsOf(template).flatMap(({ place, statements }) => {
      const text = JSON.stringify(statements);
      if (seen.has(text)) return [];
      seen.add(text);
      return statements.flatMap((one) => questionsOf(one, { place, statements }, dice));
    }),
  );
}

/** A policy of a template, and what it is attached to. */
interface Attached {
  readonly place: 'resource' | 'identity';
  readonly statements: readonly RawStatement[];
}

/** Trust policies are left out: the simulator needs what a role is, and not only its name. */
function documentsOf(template: Template): readonly Attached[] {
  return Object.values(template.Resources ?? {}).flatMap(({ Type, Properties = {} }): readonly Attached[] => {
    const document = Properties.PolicyDocument ?? Properties.KeyPolicy;
    if (document === undefined || !/::(BucketPolicy|TopicPolicy|QueuePolicy|Key|Policy)$/.test(Type))
      return [];
    const place = Type === 'AWS::IAM::Policy' ? 'identity' : 'resource';
    if (Type === 'AWS::Organizations::Policy') return [];
    const { Statement } = literal(document, template) as {
      readonly Statement: RawStatement | readonly RawStatement[];
    };
    return [{ place, statements: [Statement].flat() }];
  });
}

function questionsOf(one: RawStatement, { place, statements }: Attached, dice: Dice): readonly Question[] {
  const actions = namesOf(one.Action).flatMap(actionIn);
  if (actions.length === 0) return [];
  const action = dice.pick(actions);
  const resource = dice.pick(namesOf(one.Resource));
  const arn = resource === '*' ? undefined : filled(resource);
  if (arn === undefined && place === 'identity') return [];
  const owned = { arn: arn ?? arnFor(action), owner: OWNER };
  return PRINCIPALS.flatMap((principal) =>
    [true, false].flatMap((holds) => {
      const context = contextFor(one.Condition, holds);
      const isPossible = place === 'resource' || 'account' in principal;
      if (!isPossible) return [];
      const request = { principal, action, resource: owned, context };
      const none = { boundary: [], serviceControl: [], resourceControl: [], resource: [], identity: [] };
      return [{ ...none, request, [place]: statements }];
    }),
  );
}

function namesOf(element: unknown): readonly string[] {
  return element === undefined ? [] : [element as string | readonly string[]].flat();
}

const ACTIONS = Object.values(CALLS).flatMap(({ calls }) => calls.map(({ action }) => action));

/** The action itself, or one of the calls of the inventory that the pattern holds. */
function actionIn(pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) return [pattern];
  const held = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return ACTIONS.filter((action) => held.test(action)).slice(0, 1);
}

/** A name that a pattern holds. */
function filled(pattern: string): string {
  return pattern.replaceAll('*', 'Some').replaceAll('?', 'x');
}

function arnFor(action: string): string {
  const service = action.split(':')[0];
  return service === 'kms'
    ? `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
    : `arn:aws:${service}:eu-central-1:${ACCOUNT}:named`;
}

/** Values for the keys of a condition. Keys of the request itself follow from who asks. */
function contextFor(condition: unknown, holds: boolean): Readonly<Record<string, string>> {
  const context: Record<string, string> = {};
  for (const keys of Object.values((condition ?? {}) as Readonly<Record<string, object>>)) {
    for (const [key, value] of Object.entries(keys)) {
      const [first] = namesOf(value);
      const isOfCaller =
        /^aws:(Principal|Source(Arn|Account|Org))/i.test(key) || /^s3:TlsVersion$/i.test(key);
      if (first === undefined || isOfCaller || typeof first !== 'string' || Array.isArray(value)) continue;
      if (/^aws:SecureTransport$/i.test(key)) context[key] = holds ? 'true' : 'false';
      else if (holds && !/^(true|false)$/.test(first)) context[key] = filled(first);
    }
  }
  return context;
}

/** A value without functions of CloudFormation: what CloudFormation would name has its logical id for a name. */
function literal(value: unknown, template: Template): unknown {
  if (Array.isArray(value))
    return value.map((each) => literal(each, template)).filter((each) => each !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && /^(Ref|Fn::)/.test(name)) return called(name, argument, template);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, literal(member, template)])
      .filter(([, member]) => member !== undefined),
  );
}

function called(name: string, argument: unknown, template: Template): unknown {
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as readonly [string, readonly unknown[]];
    return parts.map((part) => String(literal(part, template))).join(separator);
  }
  if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = argument as readonly [string, string];
    return /Arn$/.test(attribute) ? arnOf(logicalId, template) : logicalId.toLowerCase();
  }
  const text = typeof argument === 'string' ? argument : JSON.stringify(argument).replaceAll(/\W/g, '');
  if (text === 'AWS::NoValue') return undefined;
  const isArn = REFERS_BY_ARN.test(template.Resources?.[text]?.Type ?? '');
  // A parameter or an import that a policy takes for a resource.
  if (/Arn/.test(text)) return `arn:aws:other:eu-central-1:${ACCOUNT}:${text.replaceAll(/\W/g, '-')}`;
  return PSEUDO[text] ?? (isArn ? arnOf(text, template) : text.toLowerCase());
}

/** `Ref` of these gives an ARN. */
const REFERS_BY_ARN = /::(Topic|StateMachine|ManagedPolicy|Trail|LoadBalancer|TargetGroup|Secret)$/;

/** For types whose ARN has another form than `service:region:account:name`. */
const FORMS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::KMS::Key': () => arnFor('kms:Decrypt'),
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  'AWS::DynamoDB::Table': (name) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${name}`,
};

function arnOf(logicalId: string, { Resources = {} }: Template): string {
  const type = Resources[logicalId]?.Type ?? '';
  const service = type.split('::')[1]?.toLowerCase() ?? 'other';
  return FORMS[type]?.(logicalId) ?? `arn:aws:${service}:eu-central-1:${ACCOUNT}:${logicalId}`;
}
