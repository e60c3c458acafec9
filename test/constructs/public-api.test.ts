import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What the assembly says of a type, as far as it is asked here. */
interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly elementtype: TypeReference };
}

interface Member {
  readonly name: string;
  readonly type?: TypeReference;
  readonly static?: boolean;
  readonly parameters?: readonly { readonly name: string; readonly type: TypeReference }[];
}

interface Type {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly fqn: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly initializer?: { readonly parameters?: readonly { readonly type: TypeReference }[] };
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

const assembly = JSON.parse(gunzipSync(readFileSync(join(__dirname, '../../.jsii.gz'))).toString('utf8'));
const types = new Map<string, Type>(Object.entries(assembly.types));
const all = [...types.values()];
const structs = all.filter(({ datatype }) => datatype === true);

function ancestorsOf({ base }: Type): readonly string[] {
  if (base === undefined) return [];
  const parent = types.get(base);
  return [base, ...(parent === undefined ? [] : ancestorsOf(parent))];
}

/** The type, and those of the package that it extends. */
function lineOf(type: Type): readonly Type[] {
  const parents = [type.base, ...(type.interfaces ?? [])].map((name) => types.get(name ?? ''));
  return [type, ...parents.flatMap((parent) => (parent === undefined ? [] : lineOf(parent)))];
}

const propertiesOf = (type: Type) => lineOf(type).flatMap(({ properties = [] }) => properties);
const methodsOf = (type: Type) => lineOf(type).flatMap(({ methods = [] }) => methods);
const has = (type: Type, name: string) => propertiesOf(type).some((property) => property.name === name);
const isA = (type: Type, name: string) => ancestorsOf(type).some((ancestor) => ancestor.endsWith(`.${name}`));

const constructs = all.filter(
  (type) =>
    type.kind === 'class' && (isA(type, 'Construct') || isA(type, 'Resource')) && type.abstract !== true,
);

/** The struct that a construct is created with. */
function propsOf(construct: Type): Type {
  const fqn = construct.initializer?.parameters?.[2]?.type.fqn ?? '';
  const props = types.get(fqn);
  if (props === undefined) throw new Error(`${construct.name} has no props`);
  return props;
}

/** Constructs that stand for no one resource: docs/extend/architecture.md, "`Resource` or `Construct`". */
const SEVERAL_RESOURCES: readonly string[] = [
  ...[
    'LogProcessor',
    'IntegrityMonitor',
    'DeliveryMonitor',
    'RealtimeAlerts',
    'AlarmContext',
    'ArchiveSearch',
    'ScheduledQuery',
  ],
  ...['ApiDestinationSink', 'EventBusSink', 'ExternalEvents', 'FirehoseSink', 'SecurityHubSink'],
  ...[
    'LogTableCompaction',
    'MetricAlarms',
    'RealtimeAlertsRegion',
    'Responder',
    'ResponderRole',
    'AuditAccess',
    'AuditEndpoint',
    'AuditGuardrails',
    'LakeImport',
    'OrganizationAdministration',
    'TamperDetection',
    'Trailwatch',
  ],
];

/** Resources that hold no data, so that nothing of theirs needs to be retained. */
const WITHOUT_DATA: readonly string[] = [
  'AuditTrail',
  'LakeChannel',
  'LakeDashboard',
  'LogReaderRole',
  'RealtimeAlertsStackSet',
  'UnifiedCentralization',
  'UnifiedIngestion',
  'UnifiedTables',
];

/**
 * CloudFormation's `IStackSetRef` is not in all versions of aws-cdk-lib that are supported; nor is that of the resource of
 * `UnifiedTables`; a `LogTable` is several resources, and a `UnifiedIngestion` one of two types.
 */
const WITHOUT_REFERENCE: readonly string[] = [
  'LogTable',
  'RealtimeAlertsStackSet',
  'UnifiedIngestion',
  'UnifiedTables',
];

const namesOf = (some: readonly Type[]) => some.map(({ name }) => name).sort();

test('the assembly has the constructs', () => {
  expect(constructs.length).toBeGreaterThan(15);
  expect(structs.length).toBeGreaterThan(40);
});

test('a construct extends Resource, unless it stands for several resources', () => {
  expect(namesOf(constructs.filter((type) => !isA(type, 'Resource')))).toEqual([...SEVERAL_RESOURCES].sort());
});

test('a resource implements an interface of its own that is an IResource, or a reference interface of the CDK', () => {
  const isReference = (fqn: string) => /\.I\w+Ref$/.test(fqn);
  const isOwn = (fqn: string) => {
    const type = types.get(fqn);
    return type?.interfaces?.includes('aws-cdk-lib.IResource') && type.interfaces.some(isReference);
  };
  const without = constructs
    .filter((type) => isA(type, 'Resource'))
    .filter(({ interfaces = [] }) => !interfaces.some((fqn) => isOwn(fqn) || isReference(fqn)));
  expect(namesOf(without)).toEqual(WITHOUT_REFERENCE);
});

test('the props of a construct are named after it', () => {
  const others = constructs.filter((type) => propsOf(type).name !== `${type.name}Props`);
  expect(namesOf(others)).toEqual([]);
});

test('an import takes the attributes of the construct, and a lookup its options', () => {
  const imports = constructs.flatMap((type) =>
    (type.methods ?? [])
      .filter((method) => method.static === true && method.name.startsWith('from'))
      .map(({ name, parameters }) => ({
        struct: types.get(parameters?.[2]?.type.fqn ?? ''),
        wanted: `${type.name}${name === 'fromLookup' ? 'LookupOptions' : 'Attributes'}`,
      })),
  );
  expect(imports.length).toBeGreaterThan(4);
  const others = imports.filter(({ struct, wanted }) => struct?.datatype && struct.name !== wanted);
  expect(others.map(({ struct }) => struct?.name)).toEqual([]);
  expect(structs.filter(({ name }) => name.startsWith('Imported'))).toEqual([]);
});

test('an account is `account`, and several are `accounts`', () => {
  const members = all.flatMap((type) => propertiesOf(type).map((property) => ({ type, property })));
  const accounts = members.filter(
    ({ property }) => property.static !== true && /account/i.test(property.name),
  );
  expect(accounts.length).toBeGreaterThan(8);
  const isNamedAlike = ({ name, type }: Member) =>
    type?.collection === undefined ? /(^a|A)ccount$/.test(name) : /(^a|A)ccounts$/.test(name);
  // A choice about accounts, or the tags that they have, and not an account.
  const isOther = ({ name, type }: Member) => type?.primitive === 'boolean' || name === 'accountTags';
  const others = accounts.filter(({ property }) => !isNamedAlike(property) && !isOther(property));
  expect(others.map(({ type, property }) => `${type.name}.${property.name}`)).toEqual([]);
});

test('`alarms` of props is the set to create, and of a construct the alarms that it has', () => {
  const typeOf = (type: Type) => propertiesOf(type).find(({ name }) => name === 'alarms')?.type;
  const wanted = structs.flatMap((type) => typeOf(type)?.fqn ?? []);
  expect(new Set(wanted)).toEqual(new Set(['cdk-trailwatch.AlarmSet']));
  const created = constructs.flatMap((type) => typeOf(type)?.collection?.elementtype.fqn ?? []);
  expect(new Set(created)).toEqual(new Set(['aws-cdk-lib.aws_cloudwatch.IAlarm']));
  expect(created.length).toBeGreaterThan(5);
});

test('a construct with a function takes the options of functions, and one with a queue that it works from those of workers', () => {
  const extending = (type: Type, name: string) => lineOf(propsOf(type)).some((each) => each.name === name);
  const withFunction = constructs.filter((type) => has(type, 'lambdaFunction'));
  expect(withFunction.length).toBeGreaterThan(4);
  expect(namesOf(withFunction.filter((type) => !extending(type, 'FunctionOptions')))).toEqual([]);
  // a sink raises no alerts, and so has no table
  const withQueue = withFunction.filter((type) => has(type, 'queue') && !isA(type, 'AlertSink'));
  expect(namesOf(withQueue.filter((type) => !isA(type, 'Worker')))).toEqual([]);
  expect(namesOf(withQueue.filter((type) => !extending(type, 'WorkerOptions')))).toEqual([]);
  expect(namesOf(withQueue.filter((type) => !has(propsOf(type), 'timeout')))).toEqual([]);
});

test('options of functions and workers have all that a platform team sets', () => {
  const options = (name: string) =>
    propertiesOf(types.get(`cdk-trailwatch.${name}`)!).map((each) => each.name);
  expect(options('FunctionOptions').sort()).toEqual([
    ...[
      'alarmActions',
      'architecture',
      'codeSigningConfig',
      'environmentEncryption',
      'logRetention',
      'memorySize',
    ],
    ...[
      'permissionsBoundary',
      'runbooks',
      'securityGroups',
      'storeEncryption',
      'tracing',
      'vpc',
      'vpcSubnets',
    ],
  ]);
  expect(options('WorkerOptions')).toEqual(
    expect.arrayContaining(['alarmThresholds', 'dashboard', 'removalPolicy', 'vpc']),
  );
});

test('what works has metrics: of a function its errors, of a dead-letter queue its messages', () => {
  const lacks = (member: string, method: string) =>
    namesOf(
      constructs.filter((type) => has(type, member) && !methodsOf(type).some(({ name }) => name === method)),
    );
  expect(lacks('lambdaFunction', 'metricErrors')).toEqual([]);
  expect(lacks('deadLetterQueue', 'metricDeadLetters')).toEqual([]);
  expect(lacks('queue', 'metricOldestMessageAge')).toEqual([]);
});

test('what holds data takes a removal policy', () => {
  const holding = constructs.filter((type) => isA(type, 'Resource') || isA(type, 'Worker'));
  const without = holding.filter((type) => !has(propsOf(type), 'removalPolicy'));
  expect(namesOf(without)).toEqual([...WITHOUT_DATA].sort());
});

test('a construct that sends alerts or alarms takes the topic as `alertTopic`', () => {
  const topics = structs.flatMap((type) =>
    (type.properties ?? [])
      .filter((property) => property.type?.fqn === 'cdk-trailwatch.IAlertTopic')
      .map((property) => `${type.name}.${property.name}`),
  );
  expect(topics.filter((name) => !name.endsWith('.alertTopic'))).toEqual(['MetricAlarmsProps.severityTopic']);
});
