import { listAt, textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import { FLAG } from '../shell-command';
import { type LastingKind, lastOf, type Names, named, regional } from './lasting-kind';

const FUNCTION = lastNamed('functionName');

/** The name of a function, of which a call may have the ARN. */
function lastNamed(parameter: string) {
  return (record: CloudTrailRecord): readonly Names[] =>
    named(parameter)(record).map(({ parts: [text = ''] }) => ({
      parts: [text.startsWith('arn:') ? (text.split(':')[6] ?? text) : text],
    }));
}

function instances(member: 'responseElements' | 'requestParameters') {
  return (record: CloudTrailRecord): readonly Names[] =>
    listAt(record, member, 'instancesSet', 'items').flatMap((item) => {
      const id = textAt(item, 'instanceId');
      return id === undefined ? [] : [{ parts: [id] }];
    });
}

/** What was stopped, and the command that starts it again. */
function stopped(
  name: string,
  [service, stop, start]: readonly [service: string, stop: string, start: string],
  [parameter, command, option, back]: readonly [string, string, string, string],
): LastingKind {
  return {
    ...{ name, service, phase: 'stopped' },
    made: { [stop]: lastOf(parameter) },
    ended: { [start]: lastOf(parameter) },
    contain: ({ parts: [text] }, region) => ({
      command: regional(region, command, [option, text]),
      breaks: 'nothing; it is charged again',
      undo: regional(region, back, [option, text]),
    }),
  };
}

/** What gives no access to an account: what runs, and what no longer watches. */
export const SERVICE_KINDS: readonly LastingKind[] = [
  {
    name: 'function',
    ...{ service: 'lambda', phase: 'in use' },
    made: {
      CreateFunction20150331: FUNCTION,
      UpdateFunctionCode20150331v2: FUNCTION,
      CreateFunctionUrlConfig: FUNCTION,
    },
    ended: { DeleteFunction20150331: FUNCTION },
    contain: ({ parts: [name] }, region) => ({
      command: regional(
        region,
        'lambda put-function-concurrency',
        ['--function-name', name],
        ['--reserved-concurrent-executions', '0'],
      ),
      breaks: 'every call of the function',
      undo: `save it first with ${regional(region, 'lambda get-function-concurrency', ['--function-name', name])} and put it back; if that says none, ${regional(region, 'lambda delete-function-concurrency', ['--function-name', name])}`,
    }),
  },
  {
    name: 'permission of a function',
    ...{ service: 'lambda', phase: 'way back' },
    made: { AddPermission20150331v2: named('functionName', 'statementId') },
    ended: { RemovePermission20150331v2: named('functionName', 'statementId') },
    contain: ({ parts: [name, statement] }, region) => {
      const options = [['--function-name', name] as const];
      return {
        command: regional(region, 'lambda remove-permission', ...options, ['--statement-id', statement]),
        breaks: 'calls of the function by those whom the statement names',
        undo: `save it first with ${regional(region, 'lambda get-policy', ...options)} and add it again`,
      };
    },
  },
  {
    name: 'instance',
    ...{ service: 'ec2', phase: 'in use', atOnce: 50 },
    made: { RunInstances: instances('responseElements') },
    ended: {
      TerminateInstances: instances('requestParameters'),
      StopInstances: instances('requestParameters'),
    },
    contain: ({ parts: ids }, region) => ({
      command: regional(region, 'ec2 stop-instances', ['--instance-ids', ids]),
      breaks: `what runs there; memory and instance stores are lost, volumes stay${ids.length > 1 ? '; AWS stops none if one of them is gone or cannot be stopped: leave it out' : ''}`,
      undo: regional(region, 'ec2 start-instances', ['--instance-ids', ids]),
    }),
  },
  {
    name: 'key pair',
    ...{ service: 'ec2', phase: 'way back' },
    made: { CreateKeyPair: named('keyName'), ImportKeyPair: named('keyName') },
    ended: { DeleteKeyPair: named('keyName') },
    contain: ({ parts: [name] }, region) => ({
      command: regional(region, 'ec2 delete-key-pair', ['--key-name', name]),
      breaks: 'launches with the key pair; instances that have it keep it',
      undo: `save its public key first with ${regional(region, 'ec2 describe-key-pairs', ['--key-names', name], ['--include-public-key', FLAG])} and import it again with import-key-pair`,
    }),
  },
  {
    name: 'session on an instance',
    ...{ service: 'ssm', phase: 'in use' },
    made: {
      StartSession: (record) => {
        const id = textAt(record, 'responseElements', 'sessionId');
        return id === undefined ? [] : [{ parts: [id] }];
      },
    },
    ended: { TerminateSession: named('sessionId') },
    contain: ({ parts: [id] }, region) => ({
      command: regional(region, 'ssm terminate-session', ['--session-id', id]),
      breaks: 'the session',
      undo: 'start another session',
    }),
  },
  stopped(
    'stopped trail',
    ['cloudtrail', 'StopLogging', 'StartLogging'],
    ['name', 'cloudtrail start-logging', '--name', 'cloudtrail stop-logging'],
  ),
  stopped(
    'stopped recorder of AWS Config',
    ['config', 'StopConfigurationRecorder', 'StartConfigurationRecorder'],
    [
      'configurationRecorderName',
      'configservice start-configuration-recorder',
      '--configuration-recorder-name',
      'configservice stop-configuration-recorder',
    ],
  ),
  stopped(
    'disabled KMS key',
    ['kms', 'DisableKey', 'EnableKey'],
    ['keyId', 'kms enable-key', '--key-id', 'kms disable-key'],
  ),
  {
    name: 'KMS key that will be deleted',
    ...{ service: 'kms', phase: 'stopped' },
    made: { ScheduleKeyDeletion: lastOf('keyId') },
    ended: { CancelKeyDeletion: lastOf('keyId') },
    contain: ({ parts: [key] }, region) => ({
      command: regional(region, 'kms cancel-key-deletion', ['--key-id', key]),
      breaks: 'nothing; the key stays disabled until it is enabled',
      undo: regional(region, 'kms schedule-key-deletion', ['--key-id', key]),
    }),
  },
  {
    name: 'deleted trail',
    ...{ service: 'cloudtrail', phase: 'stopped' },
    made: { DeleteTrail: lastOf('name') },
    ended: { CreateTrail: lastOf('name') },
    contain: ({ parts: [name] }, region) => ({
      command: regional(
        region,
        'cloudtrail create-trail',
        ['--name', name],
        ['--s3-bucket-name', undefined, 'BUCKET'],
        ['--is-multi-region-trail', FLAG],
        ['--enable-log-file-validation', FLAG],
      ),
      breaks: 'nothing; it logs only after start-logging',
      undo: regional(region, 'cloudtrail delete-trail', ['--name', name]),
    }),
  },
  {
    name: 'deleted detector of GuardDuty',
    ...{ service: 'guardduty', phase: 'stopped' },
    // A Region has one, whose id is another when it is created again.
    made: {
      DeleteDetector: (record) =>
        named('detectorId')(record).map((names) => ({ ...names, sameAs: 'detector' })),
    },
    ended: { CreateDetector: () => [{ parts: [], sameAs: 'detector' }] },
    contain: (_, region) => ({
      command: regional(region, 'guardduty create-detector', ['--enable', FLAG]),
      breaks: 'nothing; findings before are lost',
      undo: regional(region, 'guardduty delete-detector', ['--detector-id', undefined]),
    }),
  },
];
