import type { JsonObject } from '../../json/json-value';
import { type Planned, type PlanScope, type ResponseAction, refused } from '../response-action';

/** A resource of a record is passed on only if it is an ARN without characters that shells or queries read. */
const RESOURCE = /^arn:[A-Za-z0-9_+=,.@:/-]{1,1000}$/;

/** Maximum number of resources of an alert that are passed on. */
const MAX_RESOURCES = 20;

/** Ids of alerts are hashes. */
const ALERT_ID = /^[0-9a-f]{64}$/;

const STATE_MACHINE = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_-]{1,80}$/;

/** The name of a document of Systems Manager. */
export const DOCUMENT_NAME = /^[A-Za-z0-9_.-]{3,128}$/;

/** The input of a user's state machine: the alert without its record, and its resources. */
const INPUT: JsonObject = { 'alert.$': '$.alert', 'resources.$': '$.request.resources' };

/**
 * A state machine of the user is started, in the account and Region of the responder. The execution has the id of the alert as its name.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startStateMachine: ResponseAction = {
  done: 'A state machine was started',
  change: 'a state machine started',
  isRegional: false,
  isInAccount: false,
  isOfUser: true,
  plan: (_record, scope) =>
    planned(scope, STATE_MACHINE, (stateMachineArn) => ({
      resource: stateMachineArn,
      request: { stateMachineArn, resources: resourcesOf(scope) },
      undo: `aws stepfunctions stop-execution --execution-arn ${stateMachineArn.replace(':stateMachine:', ':execution:')}:${scope.alertId} --region ${scope.ownRegion}`,
    })),
  call: 'sfn:startExecution',
  prepared: INPUT,
  parameters: {
    'StateMachineArn.$': '$.request.stateMachineArn',
    'Name.$': '$.alert.id',
    'Input.$': 'States.JsonToString($.prepared)',
  },
  already: ['Sfn.ExecutionAlreadyExistsException'],
  statements: ({ target }) =>
    target === undefined ? [] : [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: target.name }],
};

/**
 * A document of Systems Manager Automation is started, in the account and Region of the responder, and acts with a role of the user. An
 * alert starts it once: its id is the token of the call.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html
 */
export const startAutomation: ResponseAction = {
  done: 'An automation was started',
  change: 'an automation started',
  isRegional: false,
  isInAccount: false,
  isOfUser: true,
  plan: (_record, scope) =>
    planned(scope, DOCUMENT_NAME, (documentName) => {
      const { partition, ownRegion, ownAccount, alertId, target } = scope;
      return {
        resource: `arn:${partition}:ssm:${ownRegion}:${ownAccount}:document/${documentName}`,
        request: {
          ...{ documentName, roleArn: target?.roleArn ?? '', resources: resourcesOf(scope) },
          clientToken: toUuid(alertId),
        },
        undo: `aws ssm describe-automation-executions --filters Key=DocumentNamePrefix,Values=${documentName} --region ${ownRegion}`,
      };
    }),
  call: 'ssm:startAutomationExecution',
  parameters: {
    'DocumentName.$': '$.request.documentName',
    'ClientToken.$': '$.request.clientToken',
    Parameters: {
      'AutomationAssumeRole.$': 'States.Array($.request.roleArn)',
      'AlertId.$': 'States.Array($.alert.id)',
      'RuleId.$': 'States.Array($.alert.ruleId)',
      'EventId.$': 'States.Array($.alert.eventID)',
      'AccountId.$': 'States.Array($.alert.recipientAccountId)',
      'Region.$': 'States.Array($.alert.awsRegion)',
      'Resources.$': '$.request.resources',
    },
  },
  already: [],
  statements: ({ partition, account, target }) =>
    target?.roleArn === undefined
      ? []
      : [
          {
            Effect: 'Allow',
            Action: 'ssm:StartAutomationExecution',
            Resource: [
              `arn:${partition}:ssm:*:${account}:automation-definition/${target.name}:*`,
              `arn:${partition}:ssm:*:${account}:document/${target.name}`,
            ],
          },
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: target.roleArn,
            Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
          },
        ],
};

/** A plan of what the settings name, whatever the record has. */
function planned(
  { target, alertId }: PlanScope,
  form: RegExp,
  toCall: (name: string) => {
    readonly resource: string;
    readonly request: JsonObject;
    readonly undo: string;
  },
): Planned {
  if (target === undefined || !form.test(target.name))
    return refused('the settings do not name what to start');
  if (!ALERT_ID.test(alertId)) return refused('the id of the alert is not valid');
  return { kind: 'act', ...toCall(target.name) };
}

function resourcesOf({ resources }: PlanScope): readonly string[] {
  return resources.filter((resource) => RESOURCE.test(resource)).slice(0, MAX_RESOURCES);
}

/** The first digits of a hash in the form of a UUID, which Systems Manager takes for a token. */
function toUuid(hash: string): string {
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
