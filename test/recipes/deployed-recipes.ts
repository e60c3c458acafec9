import { CHECK_TYPES, type Recipe } from './workshop';

const ACTION = `import { textAt } from '../../fact/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** The name of a user of IAM. */
const USER_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/** The password for the console that a call gave a user is deleted. */
export const deleteLoginProfile: ResponseAction = {
  done: 'A password for the console was deleted',
  change: 'a password for the console deleted',
  isRegional: false,
  isInAccount: true,
  plan: (record, { partition, accountId }) => {
    if (!isCallOf(record, 'iam.amazonaws.com', ['CreateLoginProfile']))
      return refused('only CreateLoginProfile is answered by deleting the password');
    const userName = textAt(record, 'requestParameters', 'userName') ?? '';
    if (!USER_NAME.test(userName)) return refused('the record names no user');
    return {
      kind: 'act',
      resource: \`arn:\${partition}:iam::\${accountId}:user/\${userName}\`,
      request: { userName },
      undo: \`aws iam create-login-profile --user-name \${userName} --generate-cli-skeleton\`,
    };
  },
  call: 'iam:deleteLoginProfile',
  parameters: { 'UserName.$': '$.request.userName' },
  already: ['Iam.NoSuchEntityException'],
  statements: ({ partition, account }) => [
    { Effect: 'Allow', Action: 'iam:DeleteLoginProfile', Resource: \`arn:\${partition}:iam::\${account}:user/*\` },
  ],
};
`;

/** A response that deletes a password. */
const RESPONSE: Recipe = {
  page: 'response.md',
  steps: {
    'its name': (workshop) =>
      workshop.insert(
        'lib/core/settings/responder-settings.ts',
        "  'start-state-machine',\n",
        "  'delete-login-profile',\n",
      ),
    'its plan': (workshop) => {
      workshop.write('lib/core/response/action/delete-login-profile.ts', ACTION);
      const list = 'lib/core/response/response-actions.ts';
      workshop.insert(
        list,
        'import { detachAdministratorPolicy }',
        "import { deleteLoginProfile } from './action/delete-login-profile';\n",
      );
      workshop.insert(list, "  'start-state-machine':", "  'delete-login-profile': deleteLoginProfile,\n");
    },
    'its method': (workshop) =>
      workshop.insert(
        'lib/constructs/response/alert-response.ts',
        '  /**\n   * Starts your own state machine',
        `  /** Deletes the password for the console that \`CreateLoginProfile\` gave a user. */
  public static deleteLoginProfile(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('delete-login-profile', options);
  }

`,
      ),
    'its role in other accounts': (workshop) =>
      workshop.insert(
        'lib/constructs/response/responder-role.ts',
        '  /** See `AlertResponse.removePublicStatements`. */',
        "  /** See `AlertResponse.deleteLoginProfile`. */\n  DELETE_LOGIN_PROFILE = 'delete-login-profile',\n",
      ),
    'its samples': (workshop) => {
      workshop.insert(
        'test/core/response/response-samples.ts',
        "  'start-state-machine': {},",
        `  'delete-login-profile': {
    ...{ eventSource: 'iam.amazonaws.com', eventName: 'CreateLoginProfile' },
    requestParameters: { userName: 'alice' },
  },
`,
      );
      workshop.edit(
        'tools/peers/states/response-attacks.ts',
        'type Unattacked =\n',
        "type Unattacked =\n  | 'delete-login-profile'\n",
      );
    },
    'its place in the scenario': (workshop) => {
      workshop.insert(
        'test/scenarios/response.ts',
        '        AlertResponse.stateMachine({',
        "        AlertResponse.deleteLoginProfile({ rules: rulesOf('access-key-for-another-user'), mode }),\n",
      );
      workshop.acceptTemplates('response');
    },
    'what its role may do': (workshop) => {
      workshop.insert(
        'test/access/response-matrix.ts',
        "  'what starts a state machine':",
        "  'the state machine of delete-login-profile': session(owner, roleArn(/^OwnDeleteLoginProfileRole/)),\n",
      );
      workshop.insert(
        'test/access/response-matrix.ts',
        "  'disable an access key': {",
        "  'delete a password': { action: 'iam:DeleteLoginProfile', arn: iam(owner, 'user/alice') },\n",
      );
      workshop.insert(
        'test/access/response-matrix.test.ts',
        "  'what starts a state machine': [",
        "  'the state machine of delete-login-profile': ['delete a password', 'call the function that reports'],\n",
      );
    },
    'its row in the documents': (workshop) =>
      workshop.insert(
        'docs/alerts/response.md',
        '| `stateMachine` |',
        '| `deleteLoginProfile` | `CreateLoginProfile` | deletes the password | `iam:DeleteLoginProfile` |\n',
      ),
  },
  tests: [
    CHECK_TYPES,
    ...['test/core/response', 'test/access/response-matrix', 'test/constructs/response'],
    'test/integ/scenarios',
  ],
  needed: {
    'its plan': 'lib/core/response/response-actions.ts',
    'its method': 'test/scenarios/response.ts',
    'its role in other accounts': 'test/constructs/response',
    'its samples': 'test/core/response/response-samples.ts',
    'its place in the scenario': 'test/constructs/response/every-response',
    'what its role may do': 'test/access/response-matrix',
    'its row in the documents': 'test/constructs/response/every-response',
  },
};

/** A sink that puts alerts on a queue, and its handler. */
const SINK: Recipe = {
  page: 'sink.md',
  steps: {
    'the message': (workshop) => {
      workshop.write(
        'lib/core/alert/sink/to-queue-message.ts',
        `import { fitDocument, type Notice } from './notice';
import { toNoticeDetail } from './to-event';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1_048_576;

/** The message of a queue. */
export function toQueueMessage(notice: Notice): string {
  return JSON.stringify(fitDocument(notice, MAX_MESSAGE_BYTES, toNoticeDetail));
}
`,
      );
      workshop.write(
        'test/core/alert/sink/to-queue-message.test.ts',
        `import { toAlertNotice } from '../../../../lib/core/alert/sink/notice';
import { toQueueMessage } from '../../../../lib/core/alert/sink/to-queue-message';
import { sampleAlert } from '../sample-alert';

test('the message of a queue has the alert', () => {
  const notice = toAlertNotice(sampleAlert(), { publishedAt: '2026-11-20T03:00:00Z' });
  expect(JSON.parse(toQueueMessage(notice))).toMatchObject({ id: sampleAlert().id, isVerified: true });
});
`,
      );
    },
    settings: (workshop) =>
      workshop.insert(
        'lib/core/settings/sink-settings.ts',
        '/** The settings of a sink that puts records into a delivery stream. */',
        `/** The settings of a sink that puts messages on a queue. */
export interface QueueSinkSettings extends SinkSettings {
  readonly queueUrl: string;
}

/** The environment of the function. */
export const QUEUE_SINK_ENVIRONMENT = new FunctionEnvironment<QueueSinkSettings>('the sink', {
  ...SINK_FIELDS,
  queueUrl: { variable: 'TRAILWATCH_SINK_QUEUE_URL', kind: 'text' },
});

`,
      ),
    'the function': (workshop) => {
      workshop.write(
        'lambda/send-to-queue/index.ts',
        `import { SQSClient } from '@aws-sdk/client-sqs';
import { toQueueMessage } from '../../lib/core/alert/sink/to-queue-message';
import { QUEUE_SINK_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { sendMessage } from '../aws/send/send-messages';
import { forwardingHandler } from '../receive/forward-messages';

const settings = QUEUE_SINK_ENVIRONMENT.decode(process.env);
const client = confirming(new SQSClient(CLIENT_OPTIONS));

/** What Lambda calls with every batch of messages. */
export const handler = forwardingHandler(settings, {
  send: (notice) => sendMessage(client, settings.queueUrl, toQueueMessage(notice), 0),
});
`,
      );
      workshop.build();
    },
    'the construct': (workshop) => {
      workshop.write(
        'lib/constructs/sink/queue-sink.ts',
        `import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { QUEUE_SINK_ENVIRONMENT } from '../../core/settings/sink-settings';
import { AlertSink, type AlertSinkProps, createSink } from './alert-sink';

/** Properties of \`QueueSink\`. */
export interface QueueSinkProps extends AlertSinkProps {
  /** The queue. */
  readonly queue: IQueue;
}

/** Puts alerts on a queue. */
export class QueueSink extends AlertSink {
  constructor(scope: Construct, id: string, props: QueueSinkProps) {
    super(scope, id);
    const { queueArn, queueUrl } = props.queue;
    this._parts = createSink(this, props, {
      bundle: 'send-to-queue',
      description: 'puts alerts on a queue',
      services: 'SQS, KMS and CloudWatch',
      environment: (common) => QUEUE_SINK_ENVIRONMENT.encode({ ...common, queueUrl }),
      statements: [],
    });
    void queueArn;
  }
}
`,
      );
      workshop.insert(
        'lib/index.ts',
        "export { SecurityHubSink, type SecurityHubSinkProps } from './constructs/sink/security-hub-sink';",
        "export { QueueSink, type QueueSinkProps } from './constructs/sink/queue-sink';\n",
      );
    },
    'what it may do': (workshop) =>
      workshop.edit(
        'lib/constructs/sink/queue-sink.ts',
        'statements: [],\n    });\n    void queueArn;',
        "statements: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn }],\n    });",
      ),
    'its place in the scenario': (workshop) => {
      const scenario = 'test/scenarios/sinks.ts';
      workshop.insert(scenario, '  SecurityHubSink,\n', '  QueueSink,\n');
      workshop.insert(
        scenario,
        '    addStreams(stack, alertTopic);',
        `    const queueArn = arnHere(\`arn:aws:sqs:\${REGION}:\${LOG_ARCHIVE}:security\`);
    new QueueSink(stack, 'Queue', { alertTopic, queue: Queue.fromQueueArn(stack, 'Own', queueArn) });
`,
      );
      workshop.insert(
        scenario,
        "import { Secret } from 'aws-cdk-lib/aws-secretsmanager';",
        "import { Queue } from 'aws-cdk-lib/aws-sqs';\n",
      );
      workshop.acceptTemplates('sinks');
    },
    'its row in the documents': (workshop) => {
      for (const page of ['docs/deploy/constructs.md', 'docs/alerts/sinks.md']) {
        const text = workshop.read(page);
        workshop.write(page, text.replace(/^(\| `EventBusSink`.*\n)/m, '$1| `QueueSink` | a queue |\n'));
      }
    },
  },
  tests: [
    CHECK_TYPES,
    ...['test/core/alert/sink', 'test/constructs/sink', 'test/access/calls'],
    ...['test/constructs/scenarios', 'test/local-aws/malformed-events', 'test/documents/constructs'],
  ],
  needed: {
    settings: 'lambda/send-to-queue/index.ts',
    'what it may do': 'test/access/calls',
    'its place in the scenario': 'test/constructs/scenarios: each construct',
    'its row in the documents': 'test/documents/constructs',
  },
};

/** A construct that lets principals see trails. */
const CONSTRUCT: Recipe = {
  page: 'construct.md',
  steps: {
    'the class': (workshop) =>
      workshop.write(
        'lib/constructs/access/trail-viewing.ts',
        `import { type IRole, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Properties of \`TrailViewing\`. */
export interface TrailViewingProps {
  /** Who may see trails. */
  readonly roles: readonly IRole[];
}

/** Lets roles see which trails there are. */
export class TrailViewing extends Construct {
  constructor(scope: Construct, id: string, props: TrailViewingProps) {
    super(scope, id);
    new ManagedPolicy(this, 'Policy', {
      statements: [new PolicyStatement({ actions: ['cloudtrail:ListTrails'], resources: ['*'] })],
      roles: [...props.roles],
    });
  }
}
`,
      ),
    'its export': (workshop) =>
      workshop.insert(
        'lib/index.ts',
        'export { LogReaderRole, type LogReaderRoleProps }',
        "export { TrailViewing, type TrailViewingProps } from './constructs/access/trail-viewing';\n",
      ),
    'its place in a scenario': (workshop) => {
      const scenario = 'test/scenarios/sharing.ts';
      workshop.edit(scenario, 'LogReaderRole, Trailwatch }', 'LogReaderRole, TrailViewing, Trailwatch }');
      workshop.edit(
        scenario,
        "    new LogReaderRole(stack, 'Security', {",
        "    const reader = new LogReaderRole(stack, 'Security', {",
      );
      workshop.insert(
        scenario,
        '    new AuditAccess(stack',
        "    new TrailViewing(stack, 'Viewing', { roles: [reader.role] });\n",
      );
      workshop.acceptTemplates('(guardrails|sharing-with-three-readers)');
    },
    'its row in the documents': (workshop) =>
      workshop.insert(
        'docs/deploy/constructs.md',
        '| `LogReaderRole` |',
        '| `TrailViewing` | who may see trails |\n',
      ),
  },
  tests: [CHECK_TYPES, ...['test/constructs/scenarios', 'test/documents/constructs', 'test/integ/scenarios']],
  needed: {
    'its export': 'test/scenarios/sharing.ts',
    'its place in a scenario': 'test/constructs/scenarios: each construct',
    'its row in the documents': 'test/documents/constructs',
  },
};

/** Recipes for what is deployed. */
export const DEPLOYED_RECIPES: readonly Recipe[] = [CONSTRUCT, RESPONSE, SINK];
