import type * as Cdk from 'aws-cdk-lib';
import type * as EveryTemplate from './every-template';
import { PARTITION_VARIABLE } from './place';
import type * as Scenarios from './scenarios';

/** Scenarios that say their partition themselves, and one with a template that was written for `aws`. */
const ELSEWHERE: readonly string[] = ['gov-cloud', 'china', 'included-bucket'];

/** What synth ends with in a scenario that uses what the partition does not have, until it is acknowledged. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'aws-us-gov': {
    'three-routes': 'monthlyBudget is set',
    alerts: 'of type AWS::Chatbot::SlackChannelConfiguration',
    sinks: 'of type AWS::Events::ApiDestination',
    lake: 'of type AWS::CloudTrail::Channel',
    unified: 'of type AWS::ObservabilityAdmin::S3TableIntegration',
  },
  'aws-cn': {
    'three-routes': 'monthlyBudget is set',
    alerts: 'of type AWS::Chatbot::SlackChannelConfiguration',
    lake: 'of type AWS::CloudTrail::EventDataStore',
    unified: 'of type AWS::ObservabilityAdmin::',
  },
};

/** Types that CloudFormation had in no Region of the partition in November 2026, and what warns or ends the synth for them. */
const ABSENT: Readonly<Record<string, RegExp>> = {
  'aws-us-gov':
    /^AWS::(Chatbot::|CloudTrail::Channel|Events::(ApiDestination|Connection)|ObservabilityAdmin::S3Table)/,
  'aws-cn':
    /^AWS::(Chatbot::|CloudTrail::(Channel|Dashboard|EventDataStore|ResourcePolicy)|ObservabilityAdmin::)/,
};

/** Assets are the same in every partition: they are not copied. */
const CONTEXT = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-asset-staging': true };

/** A scenario in a partition: its templates, or what synth ended with. */
interface Synthesized {
  readonly name: string;
  readonly made: readonly EveryTemplate.MadeTemplate[];
  readonly error: string;
  readonly warnings: string;
}

/** Loads everything anew: the scenarios take their Region when they are loaded. */
function synthesizeIn(partition: string): readonly Synthesized[] {
  process.env[PARTITION_VARIABLE] = partition;
  const all: Synthesized[] = [];
  jest.isolateModules(() => {
    const cdk: typeof Cdk = jest.requireActual('aws-cdk-lib');
    const { SCENARIOS, FURTHER_ESTATES }: typeof Scenarios = jest.requireActual('./scenarios');
    const { everyTemplateOf }: typeof EveryTemplate = jest.requireActual('./every-template');
    for (const { name, build } of [...SCENARIOS, ...FURTHER_ESTATES]) {
      if (ELSEWHERE.includes(name)) continue;
      const app = new cdk.App({ analyticsReporting: false, context: CONTEXT });
      const found = {
        made: [],
        error: '',
        ...attempt(() => {
          build(app);
          return everyTemplateOf(app);
        }),
      };
      const warnings = app.node
        .findAll()
        .flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
      all.push({ name, ...found, warnings: warnings.join('\n') });
    }
  });
  delete process.env[PARTITION_VARIABLE];
  return all;
}

function attempt(make: () => readonly EveryTemplate.MadeTemplate[]): Partial<Synthesized> {
  try {
    return { made: make() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

describe.each(['aws-us-gov', 'aws-cn'])('in %s', (partition) => {
  const all = synthesizeIn(partition);
  const templates = all.flatMap(({ name, made }) =>
    made.map(({ path, template }) => ({ at: `${name} / ${path}`, template, text: JSON.stringify(template) })),
  );

  test('every scenario is synthesized, but for those that use what the partition does not have', () => {
    const refused = all.filter(({ error }) => error !== '');
    const expected = Object.entries(REFUSED[partition] ?? {});
    expect(refused.map(({ name }) => name).sort()).toEqual(expected.map(([name]) => name).sort());
    for (const [name, words] of expected) {
      expect(all.find((one) => one.name === name)?.error).toContain(words);
    }
    expect(templates.length).toBeGreaterThan(40);
  });

  test('no template has an ARN or a Region of another partition', () => {
    const own = partition === 'aws-cn' ? /^cn-/ : /^us-gov-/;
    const foreign = templates.flatMap(({ at, text }) => [
      ...(text.match(/arn:aws:[^"]{0,60}/g) ?? []).map((arn) => `${at}: ${arn}`),
      ...(text.match(/\b(us|us-gov|eu|ap|ca|cn)-(north|south|east|west|central)(east|west)?-\d\b/g) ?? [])
        .filter((region) => !own.test(region))
        .map((region) => `${at}: ${region}`),
    ]);
    expect(foreign).toEqual([]);
  });

  test('no template writes the domain of its endpoints: it is another in China', () => {
    // Service principals and event sources, `SERVICE.amazonaws.com`, are the same in every partition.
    const domains = templates.flatMap(({ at, text }) =>
      (
        text.match(/https?:\/\/[^"]*amazonaws\.com[^"]*|[\w-]+\.[a-z]+(-[a-z]+)+-\d\.amazonaws\.com/g) ?? []
      ).map((domain) => `${at}: ${domain}`),
    );
    expect(domains.filter((domain) => !domain.includes('amazonaws.com.cn'))).toEqual([]);
  });

  test('no template has a type that CloudFormation lacks there, unless it is warned of', () => {
    const silent = all
      .filter(({ warnings }) => !/absentInRegion|unifiedPartition/.test(warnings))
      .flatMap(({ name, made }) =>
        made.flatMap(({ template }) =>
          Object.values(template.Resources ?? {})
            .filter(({ Type }) => ABSENT[partition]?.test(Type))
            .map(({ Type }) => `${name}: ${Type}`),
        ),
      );
    expect(silent).toEqual([]);
  });

  test('every service principal is one that the partition has', () => {
    const principals = new Set(
      templates.flatMap(({ text }) =>
        [...text.matchAll(/"Principal":\{"Service":("[^"]+"|\{[^}]*\}[^}]*\}?)/g)].map(
          ([, service = '']) => service,
        ),
      ),
    );
    expect(principals.size).toBeGreaterThan(5);
    for (const principal of principals) {
      const isCommon = /^"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com"$/.test(principal);
      const isOfRegion = principal.includes('AWS::URLSuffix');
      expect({ principal, isKnown: isCommon || isOfRegion }).toEqual({ principal, isKnown: true });
    }
  });
});
