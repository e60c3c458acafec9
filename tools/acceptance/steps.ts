import { lastLines } from './aws';
import { Estate } from './estate';
import type { Machine } from './machine';
import { measureRoutes } from './routes';
import type { Step } from './run-steps';
import { validateBoth } from './validation';

/** What a run is made with. */
export interface AcceptanceProps {
  readonly machine: Machine;
  readonly account: string;
  readonly region: string;
  readonly profile?: string | undefined;
  /** The package of this tree, and that of the last release if one is given. */
  readonly tarball: string;
  readonly previous?: string | undefined;
  readonly organization?: OrganizationAccounts | undefined;
  /** How long an alert, and the first digest file, may take. */
  readonly waitMs: number;
  /** For templates. */
  readonly folder: string;
}

/** The second account of the organization estate, which is reached by a profile of its own. */
export interface OrganizationAccounts {
  readonly organizationId: string;
  readonly logArchiveAccount: string;
  readonly logArchiveProfile: string;
}

/** The steps of a run, in their order, and the estates that they deploy. */
export interface AcceptanceRun {
  readonly steps: readonly Step[];
  readonly estates: readonly Estate[];
}

const INBOX = 'trailwatch-integ-account';
const ALL_ROUTES = { INTEG_ROUTES: 'all' };

/** The default estate from its first deployment to what is retained, and then the organization's. */
export function acceptanceSteps(props: AcceptanceProps): AcceptanceRun {
  const account = new Estate({
    ...estateProps(props),
    test: 'integ.account.ts',
    stacks: [{ name: 'TrailwatchIntegAccount' }, { name: 'TrailwatchIntegAccountAssertions' }],
    trailName: 'trailwatch',
  });
  const organization = new Estate({
    ...estateProps(props),
    test: 'integ.organization.ts',
    stacks: [
      { name: 'LogArchive', profile: props.organization?.logArchiveProfile },
      ...[{ name: 'Management' }, { name: 'TrailwatchIntegOrganizationAssertions' }],
    ],
    trailName: 'organization-trail',
  });
  return {
    steps: [...accountSteps(account, props), ...organizationSteps(organization, props)],
    estates: [account, organization],
  };
}

function estateProps(props: AcceptanceProps) {
  const { machine, region, profile, folder, organization } = props;
  const environment = {
    ...{ INTEG_ACCOUNT: props.account, INTEG_REGION: region },
    ...(organization === undefined
      ? {}
      : {
          INTEG_ORGANIZATION_ID: organization.organizationId,
          INTEG_LOG_ARCHIVE_ACCOUNT: organization.logArchiveAccount,
        }),
  };
  return { machine, region, profile, folder, environment };
}

function accountSteps(estate: Estate, props: AcceptanceProps): readonly Step[] {
  const { tarball, previous, machine } = props;
  const startMs = machine.nowMs();
  const without = previous === undefined ? 'no --previous FILE was given' : undefined;
  const routes = (phase: string, expected: readonly string[]) => (signal: AbortSignal) => {
    const trailName = `trailwatch-acceptance-${startMs.toString(36)}-${phase}`;
    return measureRoutes({ ...props, queueName: INBOX }, { trailName, expected }, signal);
  };
  return [
    {
      id: 'account-absent',
      proves: 'the account is bootstrapped, and has nothing that the run could change or remove',
      run: (signal) => estate.checkAbsent(signal),
    },
    {
      ...{ id: 'account-previous', needs: ['account-absent'], without },
      proves:
        'CloudFormation creates the default estate of the last release, its trail logs, and creating a user raises an alert',
      run: (signal) => estate.deploy(previous ?? '', {}, signal),
    },
    {
      ...{ id: 'account-deploy', needs: ['account-absent'] },
      proves:
        'CloudFormation creates the default estate, or updates that of the last release without replacing what is kept; its trail logs, and creating a user raises an alert',
      run: (signal) => estate.deploy(tarball, {}, signal),
    },
    {
      ...{ id: 'route-log-file', needs: ['account-deploy'] },
      proves: 'a refused call raises an alert by log files, and how long that takes',
      run: routes('files', ['log-file']),
    },
    {
      ...{ id: 'account-every-route', needs: ['account-deploy'] },
      proves:
        'realtime alerts and metric alarms are added to an estate that runs, without replacing what is kept',
      run: (signal) => estate.deploy(tarball, ALL_ROUTES, signal),
    },
    {
      ...{ id: 'route-every', needs: ['account-every-route'] },
      proves:
        'a refused call raises an alert by EventBridge and an alarm on the log group, and how long each takes',
      run: routes('bus', ['event-bus', 'metric-alarm']),
    },
    {
      ...{ id: 'validate', needs: ['account-deploy'] },
      proves: 'the chain of a real trail is read whole, and the AWS CLI counts the same valid files',
      run: (signal) => validateBoth({ ...props, trailName: 'trailwatch', startMs }, signal),
    },
    {
      ...{ id: 'cost', needs: ['account-deploy'] },
      proves:
        'what the deployed templates cost in a month by list prices; the bill is in Cost Explorer a day later',
      run: (signal) => costOf(props, signal),
    },
    {
      ...{ id: 'account-roll-back', needs: ['account-previous', 'account-every-route'], without },
      proves: 'the last release is deployed over this one without replacing what is kept',
      run: (signal) => estate.deploy(previous ?? '', ALL_ROUTES, signal),
    },
    ...removalSteps('account', estate),
  ];
}

function organizationSteps(estate: Estate, props: AcceptanceProps): readonly Step[] {
  const needed = '--log-archive-profile, INTEG_LOG_ARCHIVE_ACCOUNT and INTEG_ORGANIZATION_ID';
  const without = props.organization === undefined ? `needs ${needed}` : undefined;
  return [
    {
      ...{ id: 'organization-absent', without },
      proves: 'the two accounts are bootstrapped, and have nothing that the run could change or remove',
      run: (signal) => estate.checkAbsent(signal),
    },
    {
      ...{ id: 'organization-deploy', needs: ['organization-absent'], without },
      proves:
        'the organization estate is created in its two accounts, trusted access is enabled, and the trail is one of the organization and logs',
      run: (signal) => estate.deploy(props.tarball, {}, signal),
    },
    ...removalSteps('organization', estate).map((step) => ({ ...step, without })),
  ];
}

function removalSteps(name: string, estate: Estate): readonly Step[] {
  return [
    {
      ...{ id: `${name}-remove`, isCleanUp: true },
      proves: `every stack of the ${name} estate is deleted`,
      run: (signal) => estate.remove(signal),
    },
    {
      ...{ id: `${name}-retained`, needs: [`${name}-deploy`, `${name}-remove`] },
      proves: `what outlives the ${name} estate is what its templates keep, no more and no less`,
      run: (signal) => estate.checkRetained(signal),
    },
  ];
}

async function costOf({ machine, folder, region }: AcceptanceProps, signal: AbortSignal) {
  const args = ['dist/bin/trailwatch.js', 'cost', folder, '--region', region];
  const ended = await machine.run(process.execPath, args, { signal });
  const [, usd] = /usd-month=([\d.]+)/.exec(ended.stderr) ?? [];
  if (usd === undefined) throw new Error(`trailwatch cost: ${lastLines(ended)}`);
  return [
    `${usd} USD a month by list prices, of which a run of two hours is ${((Number(usd) * 2) / 730).toFixed(2)} USD`,
  ];
}
