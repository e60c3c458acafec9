import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, type IManagedPolicy, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { oneOrMany } from '../../core/policy/policy-statement-data';
import { RESPONSE_ACTIONS } from '../../core/response/response-actions';
import type { ResponseActionName } from '../../core/settings/responder-settings';
import { checkRegionHere } from '../identity/check-region';
import { OWN_POLICY } from '../machine/state-machine';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { checkTrustSize } from '../statement/check-document-size';
import { toPolicyStatement } from '../statement/policy-length';
import { ANY_RESOURCE } from './responder-machine';
import { checkPrefix, markActingRole, ROLE_NAME_PREFIX } from './responder-parts';

/** The actions of `ResponderRole`. */
export enum ResponseAction {
  /** See `AlertResponse.startLogging`. */
  START_LOGGING = 'start-logging',
  /** See `AlertResponse.blockPublicBucket`. */
  BLOCK_PUBLIC_BUCKET = 'block-public-bucket',
  /** See `AlertResponse.revokeIngress`. */
  REVOKE_INGRESS = 'revoke-ingress',
  /** See `AlertResponse.disableAccessKey`. */
  DISABLE_ACCESS_KEY = 'disable-access-key',
  /** See `AlertResponse.revokeSessions`. */
  REVOKE_SESSIONS = 'revoke-sessions',
  /** See `AlertResponse.isolateInstance`. */
  ISOLATE_INSTANCE = 'isolate-instance',
  /** See `AlertResponse.cancelKeyDeletion`. */
  CANCEL_KEY_DELETION = 'cancel-key-deletion',
  /** See `AlertResponse.detachAdministratorPolicy`. */
  DETACH_ADMINISTRATOR_POLICY = 'detach-administrator-policy',
  /** See `AlertResponse.enableGuardDuty`. */
  ENABLE_GUARDDUTY = 'enable-guardduty',
  /** See `AlertResponse.startConfigRecorder`. */
  START_CONFIG_RECORDER = 'start-config-recorder',
  /** See `AlertResponse.enableSecurityHub`. */
  ENABLE_SECURITY_HUB = 'enable-security-hub',
  /** See `AlertResponse.removePublicStatements`. */
  REMOVE_PUBLIC_STATEMENTS = 'remove-public-statements',
}

/** Properties of `ResponderRole`. */
export interface ResponderRoleProps {
  /** The account that has the `Responder`, 12 digits. */
  readonly responderAccount: string;

  /** The actions that the responder may perform in this account. Each has its own role. */
  readonly actions: ResponseAction[];

  /**
   * The organization that the responder's account must be in, such as `o-exampleorgid`.
   *
   * @default - not asked for
   */
  readonly organizationId?: string;

  /**
   * The Regions in which the account has a `Responder`. The roles trust no principal in other Regions; an empty list is an
   * error.
   *
   * @default - any Region
   */
  readonly responderRegions?: string[];

  /**
   * The prefix of the role names, as `roleNamePrefix` of the `Responder`.
   *
   * @default 'TrailwatchResponse-'
   */
  readonly roleNamePrefix?: string;

  /**
   * The permissions boundary of the roles.
   *
   * @default - none, or the boundary that is set on the scope
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/**
 * The roles that a `Responder` in another account uses: one for each action, which trusts only the principals of that action.
 * Deploy it once to each account of `memberAccounts`, and to the account of the responder.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { ResponderRole, ResponseAction } from 'cdk-trailwatch';
 *
 * declare const memberStack: Stack;
 * new ResponderRole(memberStack, 'ResponderRole', {
 *   responderAccount: '111122223333',
 *   organizationId: 'o-exampleorgid',
 *   actions: [ResponseAction.START_LOGGING],
 * });
 */
export class ResponderRole extends Construct {
  /** The roles, in the order of the actions. */
  public readonly roles: IRole[];

  constructor(scope: Construct, id: string, props: ResponderRoleProps) {
    super(scope, id);
    within(this, () => {
      checkName('responderAccount', 'account id', props.responderAccount);
      checkName('organizationId', 'organization id', props.organizationId);
      checkPrefix(props.roleNamePrefix);
      if (props.responderRegions?.length === 0)
        throw new Error('responderRegions is empty: name the Regions of the Responder, or leave it out');
      for (const region of props.responderRegions ?? []) checkRegionHere(this, 'responderRegions', region);
      if (props.actions.length === 0)
        throw new Error('actions is empty: name the actions that the responder may take here');
    });
    this.roles = [...new Set(props.actions)].map((action) => this.createRole(action, props));
  }

  private createRole(action: ResponseActionName, props: ResponderRoleProps): Role {
    const { partition, account } = Stack.of(this);
    const { responderAccount, organizationId, roleNamePrefix = ROLE_NAME_PREFIX } = props;
    const regions = [...new Set(props.responderRegions ?? ['*'])].sort();
    const actors = regions.map(
      (region) => `arn:${partition}:iam::${responderAccount}:role/${roleNamePrefix}${region}-${action}`,
    );
    const roleName = `${roleNamePrefix}${action}`;
    const role = new Role(this, action, {
      roleName,
      description: `Lets the responder of trailwatch act in this account: '${action}'`,
      assumedBy: new AccountPrincipal(responderAccount).withConditions({
        ArnLike: { 'aws:PrincipalArn': oneOrMany(actors) },
        ...(organizationId === undefined ? {} : { StringEquals: { 'aws:PrincipalOrgID': organizationId } }),
      }),
      permissionsBoundary: props.permissionsBoundary,
    });
    checkTrustSize(role, 'name fewer responderRegions, or leave them out for any Region');
    keepNameUnique(role, { kind: 'role', name: roleName, property: 'roleNamePrefix', isGlobal: true });
    const ownRoles = [`arn:${partition}:iam::${account}:role/${roleNamePrefix}*`];
    const statements = RESPONSE_ACTIONS[action].statements({ partition, account, ownRoles });
    for (const statement of statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
    markActingRole(role, action);
    // the responder in another account identifies it by name only
    describeResource(role, () => ({ construct: 'ResponderRole' }));
    acknowledgeWildcards(role, ANY_RESOURCE);
    acknowledgeControls(role, { IAMNoInlinePolicy: OWN_POLICY });
    return role;
  }
}
