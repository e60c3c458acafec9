import { Duration, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  AlertResponse,
  AlertTopic,
  PlatformDefaults,
  Responder,
  ResponderRole,
  ResponseAction,
  ResponseMode,
  RuleSet,
} from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, MANAGEMENT, ORGANIZATION, REGION } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

const rulesOf = (...names: string[]) => RuleSet.builtIn().only(...names);

/** Every action: in the account of the topic, in a member account, and in a dry run; with a key for what they store. */
export const response: Scenario = {
  name: 'response',
  build: (app) => {
    const env = { account: LOG_ARCHIVE, region: REGION };
    const stack = new Stack(app, 'Response', { env });
    PlatformDefaults.forScope(stack).apply({
      storeEncryption: new Key(stack, 'StoreKey', { enableKeyRotation: true }),
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const mode = ResponseMode.ACT;
    new Responder(stack, 'Own', {
      alertTopic,
      responses: [
        AlertResponse.startLogging({ rules: rulesOf('trail-stopped-or-deleted'), mode }),
        AlertResponse.blockPublicBucket({ rules: rulesOf('bucket-policy-opened-to-everyone'), mode }),
        AlertResponse.isolateInstance({ rules: rulesOf('accelerator-instances-started'), mode }),
        AlertResponse.revokeSessions({
          rules: rulesOf('instance-identity-role-used'),
          ...{ mode, approvalTimeout: Duration.hours(1) },
        }),
        AlertResponse.attachGuardrail({
          rules: rulesOf('trail-stopped-or-deleted'),
          ...{ policyId: 'p-examplepolicyid', managementAccount: MANAGEMENT },
        }),
        AlertResponse.cancelKeyDeletion({ rules: rulesOf('key-disabled-or-scheduled-for-deletion'), mode }),
        AlertResponse.detachAdministratorPolicy({ rules: rulesOf('administrator-policy-attached'), mode }),
        AlertResponse.enableGuardDuty({ rules: rulesOf('guardduty-disabled'), mode }),
        AlertResponse.startConfigRecorder({ rules: rulesOf('config-recording-stopped'), mode }),
        AlertResponse.enableSecurityHub({ rules: rulesOf('security-hub-disabled'), mode }),
        AlertResponse.removePublicStatements({ rules: rulesOf('bucket-policy-shared-outside'), mode }),
        AlertResponse.stateMachine({
          ...{ rules: rulesOf('access-key-for-another-user'), mode },
          stateMachine: StateMachine.fromStateMachineName(stack, 'Tickets', 'tickets'),
        }),
        AlertResponse.ssmDocument({
          ...{ rules: rulesOf('admin-port-opened-to-the-world'), mode, documentName: 'ContainInstance' },
          role: Role.fromRoleName(stack, 'Containing', 'contain-instance'),
        }),
      ],
      exempt: { principals: [arnHere(`arn:aws:iam::${LOG_ARCHIVE}:role/break-glass`)] },
    });
    new Responder(stack, 'Members', {
      alertTopic,
      memberAccounts: [ACCOUNT],
      responses: [
        AlertResponse.disableAccessKey({ rules: rulesOf('access-key-for-another-user'), mode }),
        AlertResponse.revokeIngress({ rules: rulesOf('admin-port-opened-to-the-world'), mode }),
      ],
    });
    for (const account of [LOG_ARCHIVE, ACCOUNT]) {
      const member = new Stack(app, `Member${account}`, { env: { account, region: REGION } });
      new ResponderRole(member, 'ResponderRole', {
        ...{ responderAccount: LOG_ARCHIVE, organizationId: ORGANIZATION },
        actions: [
          ResponseAction.DISABLE_ACCESS_KEY,
          ResponseAction.ISOLATE_INSTANCE,
          ResponseAction.REVOKE_INGRESS,
        ],
      });
    }
  },
};
