import { FOREIGN, OWN, type Sequence, times } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const READ = { readOnly: true };
const HIDDEN = { parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
const TAGGED = [{ key: 'tag:Env', values: ['prod'] }];
const ALL = [{ key: 'InstanceIds', values: ['*'] }];
const SETTINGS = `arn:aws:ssm:eu-west-1:${OWN}:servicesetting/ssm`;

/** Family 3: Systems Manager as a remote control. */
export const REMOTE_CONTROL: readonly Sequence[] = [
  {
    name: 'a script goes to everything with a tag',
    by: 'user',
    calls: [
      ['ssm DescribeInstanceInformation', {}, READ],
      ['ssm SendCommand', { documentName: 'AWS-RunShellScript', targets: TAGGED, ...HIDDEN }],
      ['ssm ListCommandInvocations', {}, READ],
    ],
    raises: 'command-sent-to-fleet',
    twin: PIPELINE,
  },
  {
    name: 'a script goes to all machines, by a pipeline',
    by: 'pipeline',
    calls: [['ssm SendCommand', { documentName: 'AWS-RunPowerShellScript', targets: ALL, ...HIDDEN }]],
    raises: 'command-sent-to-fleet',
    twin: { calls: [['ssm SendCommand', { documentName: 'AWS-RunPatchBaseline', targets: ALL }]] },
  },
  {
    name: 'an own document, by its ARN, goes to a resource group',
    by: 'role',
    calls: [
      [
        'ssm SendCommand',
        {
          documentName: `arn:aws:ssm:eu-west-1:${OWN}:document/Tidy`,
          targets: [{ key: 'resource-groups:Name', values: ['shop'] }],
        },
      ],
    ],
    raises: 'command-sent-to-fleet',
    twin: {
      calls: [
        [
          'ssm SendCommand',
          { documentName: 'arn:aws:ssm:eu-west-1::document/AWS-UpdateSSMAgent', targets: TAGGED },
        ],
      ],
    },
  },
  {
    name: 'a package goes to a fleet',
    by: 'person',
    calls: [['ssm SendCommand', { documentName: 'AWS-ConfigureAWSPackage', targets: TAGGED }]],
    raises: 'command-sent-to-fleet',
    twin: {
      calls: [
        [
          'ssm SendCommand',
          { documentName: 'AWS-ConfigureAWSPackage', instanceIds: ['i-0123456789abcdef0'] },
        ],
      ],
    },
  },
  {
    name: 'an automation runs on a fleet',
    by: 'federated',
    calls: [
      [
        'ssm StartAutomationExecution',
        { documentName: 'Fix', targetParameterName: 'InstanceId', targets: TAGGED },
      ],
    ],
    raises: 'command-sent-to-fleet',
    twin: { calls: [['ssm StartAutomationExecution', { documentName: 'Fix' }]] },
  },
  {
    name: 'ten machines one after the other',
    by: 'role',
    calls: times(10, 'ssm SendCommand', (at) => ({
      documentName: 'AWS-RunDocument',
      instanceIds: [`i-0123456789abcde${String(at).padStart(2, '0')}`],
    })),
    raises: 'shell-command-sent-to-many-instances',
    twin: {
      calls: times(10, 'ssm SendCommand', () => ({
        documentName: 'AWS-RunDocument',
        instanceIds: ['i-0123456789abcdef0'],
      })),
    },
  },
  {
    name: 'an association runs a script every half hour',
    by: 'user',
    calls: [
      [
        'ssm CreateAssociation',
        { name: 'AWS-RunShellScript', targets: TAGGED, scheduleExpression: 'rate(30 minutes)', ...HIDDEN },
      ],
    ],
    raises: 'association-runs-code',
    twin: { calls: [['ssm CreateAssociation', { name: 'AWS-GatherSoftwareInventory', targets: ALL }]] },
  },
  {
    name: 'a batch of associations',
    by: 'role',
    calls: [
      [
        'ssm CreateAssociationBatch',
        { entries: [{ name: 'AWS-UpdateSSMAgent' }, { name: 'AWS-RunRemoteScript' }] },
      ],
    ],
    raises: 'association-runs-code',
    twin: PIPELINE,
  },
  {
    name: 'an association that exists gets other parameters',
    by: 'instance',
    calls: [['ssm UpdateAssociation', { associationId: 'a', ...HIDDEN }]],
    raises: 'association-runs-code',
    twin: PIPELINE,
  },
  {
    name: 'a machine of someone else joins',
    by: 'user',
    calls: [
      ['iam ListRoles', {}, READ],
      ['ssm CreateActivation', { iamRole: 'HybridMachines', registrationLimit: 1 }],
    ],
    raises: 'foreign-machine-activated',
    twin: PIPELINE,
  },
  {
    name: 'a machine gets another role',
    by: 'role',
    calls: [['ssm UpdateManagedInstanceRole', { instanceId: 'mi-0123456789abcdef0', iamRole: 'admin' }]],
    raises: 'foreign-machine-activated',
    twin: PIPELINE,
  },
  {
    name: 'a document that machines run is replaced',
    by: 'user',
    calls: [
      ['ssm GetDocument', { name: 'Tidy' }, READ],
      ['ssm UpdateDocument', { name: 'Tidy' }],
      ['ssm UpdateDocumentDefaultVersion', { name: 'Tidy', documentVersion: '7' }],
    ],
    raises: 'document-replaced-outside-pipeline',
    twin: { by: 'stack' },
  },
  {
    name: 'a document is written and run',
    by: 'person',
    calls: [
      ['ssm CreateDocument', { name: 'Tidy', documentType: 'Command' }],
      ['ssm SendCommand', { documentName: 'Tidy', instanceIds: ['i-0123456789abcdef0'] }],
      ['ssm DeleteDocument', { name: 'Tidy' }],
    ],
    raises: 'document-created-and-run',
    twin: PIPELINE,
  },
  {
    name: 'an automation runs in all accounts',
    by: 'user',
    calls: [
      ['organizations ListAccounts', {}, READ],
      [
        'ssm StartAutomationExecution',
        { documentName: 'Fix', targetLocations: [{ accounts: [FOREIGN], regions: ['eu-west-1'] }] },
      ],
    ],
    raises: 'automation-across-accounts',
    twin: PIPELINE,
  },
  {
    name: 'its accounts are in a file',
    by: 'role',
    calls: [
      ['ssm StartAutomationExecution', { documentName: 'Fix', targetLocationsURL: 'https://example.net/l' }],
    ],
    raises: 'automation-across-accounts',
    twin: { calls: [['ssm StartAutomationExecution', { documentName: 'Fix' }]] },
  },
  {
    name: 'a change request runs it',
    by: 'person',
    calls: [
      [
        'ssm StartChangeRequestExecution',
        {
          documentName: 'T',
          autoApprove: true,
          runbooks: [{ documentName: 'Fix', targetLocations: [{ accounts: [FOREIGN] }] }],
        },
      ],
    ],
    raises: 'automation-across-accounts',
    twin: PIPELINE,
  },
  {
    name: 'every instance is managed without a profile',
    by: 'user',
    calls: [
      [
        'ssm UpdateServiceSetting',
        {
          settingId: `${SETTINGS}/managed-instance/default-ec2-instance-management-role`,
          settingValue: 'service-role/x',
        },
      ],
    ],
    raises: 'default-host-management-changed',
    twin: {
      calls: [
        [
          'ssm UpdateServiceSetting',
          { settingId: `${SETTINGS}/parameter-store/default-parameter-tier`, settingValue: 'Advanced' },
        ],
      ],
    },
  },
  {
    name: 'documents may be shared with everyone',
    by: 'role',
    calls: [
      [
        'ssm UpdateServiceSetting',
        { settingId: '/ssm/documents/console/public-sharing-permission', settingValue: 'Enable' },
      ],
    ],
    raises: 'default-host-management-changed',
    twin: PIPELINE,
  },
  {
    name: 'sessions are no longer logged',
    by: 'user',
    calls: [
      ['ssm UpdateDocument', { name: 'SSM-SessionManagerRunShell', documentVersion: '$LATEST' }],
      ['ssm StartSession', { target: 'i-0123456789abcdef0' }],
    ],
    raises: 'session-logging-changed',
    twin: { calls: [['ssm StartSession', { target: 'i-0123456789abcdef0' }]] },
  },
  {
    name: 'the preferences of sessions are deleted in the console',
    by: 'console',
    calls: [['ssm DeleteDocument', { name: 'SSM-SessionManagerRunShell' }]],
    raises: 'session-logging-changed',
    twin: PIPELINE,
  },
  {
    name: 'recordings of desktops are turned off',
    by: 'person',
    calls: [['ssm-guiconnect DeleteConnectionRecordingPreferences', {}]],
    raises: 'session-logging-changed',
    twin: PIPELINE,
  },
  {
    name: 'a window runs a function',
    by: 'user',
    calls: [
      ['ssm CreateMaintenanceWindow', { name: 'w' }],
      [
        'ssm RegisterTaskWithMaintenanceWindow',
        { windowId: 'mw-1', taskType: 'LAMBDA', taskArn: `arn:aws:lambda:eu-west-1:${OWN}:function:x` },
      ],
    ],
    raises: 'maintenance-window-runs-code',
    twin: {
      calls: [
        [
          'ssm RegisterTaskWithMaintenanceWindow',
          { windowId: 'mw-1', taskType: 'RUN_COMMAND', taskArn: 'AWS-RunPatchBaseline' },
        ],
      ],
    },
  },
  {
    name: 'one server controls another',
    by: 'instance',
    calls: [['ssm StartSession', { target: 'i-0fedcba9876543210' }]],
    raises: 'remote-control-from-workload',
    twin: { by: 'person' },
  },
  {
    name: 'a function opens a shell in a container',
    by: 'function',
    calls: [['ecs ExecuteCommand', { cluster: 'shop', task: 't', command: '/bin/sh' }]],
    raises: 'remote-control-from-workload',
    twin: { by: 'person' },
  },
  {
    name: 'a server pushes a key to another',
    by: 'instance',
    calls: [
      [
        'ec2-instance-connect SendSSHPublicKey',
        { instanceId: 'i-0fedcba9876543210', instanceOSUser: 'ec2-user' },
      ],
    ],
    raises: 'remote-control-from-workload',
    twin: { by: 'pipeline' },
  },
];
