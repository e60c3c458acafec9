import { RemovalPolicy, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkName } from '../preflight/check-name';
import { noteOfAdministration, refusalOf, warnOf } from '../preflight/report-finding';
import { checkSelection } from '../selection/check-selection';
import type { EventDataStoreProps, LakeEnrichment } from './event-data-store-props';
import type { LakeEvents } from './lake-events';

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 128;

/** Throws if CloudTrail would reject a store, and warns of settings that are probably unintended. */
export function checkEventDataStore(scope: Construct, events: LakeEvents, props: EventDataStoreProps): void {
  checkName('eventDataStoreName', 'event data store name', props.eventDataStoreName);
  checkName('organizationManagementAccount', 'account id', props.organizationManagementAccount);
  checkSelection(scope, events._selection);
  checkInsights(events, props);
  checkEnrichment(events, props.enrichment);
  checkSwitches(events, props);
  warn(scope, props);
}

function checkInsights(events: LakeEvents, { insightsDestination: destination }: EventDataStoreProps): void {
  const { insights } = events._selection;
  if (insights !== undefined && destination === undefined) {
    throw refusalOf(
      'insightsDestination',
      'events: Insights are selected, but insightsDestination is not set',
    );
  }
  if (insights === undefined && destination !== undefined) {
    throw refusalOf('insightsDestination', 'insightsDestination is set, but no Insights are selected');
  }
}

function checkEnrichment(events: LakeEvents, enrichment: LakeEnrichment | undefined): void {
  if (enrichment === undefined) return;
  if (!events._isCloudTrail) {
    throw new Error(
      `enrichment: the store collects ${events._words}, but CloudTrail enriches only its own events`,
    );
  }
  const { tagKeys, conditionKeys } = enrichment;
  if (tagKeys === undefined && conditionKeys === undefined) {
    throw new Error(
      'enrichment: neither tagKeys nor conditionKeys is given; give at least one, or leave enrichment out',
    );
  }
  for (const [property, keys] of Object.entries({ tagKeys, conditionKeys })) checkKeys(property, keys);
}

function checkKeys(property: string, keys: readonly string[] | undefined): void {
  if (keys === undefined || Token.isUnresolved(keys)) return;
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    throw new Error(`enrichment.${property} has ${keys.length} keys; CloudTrail allows 1 to ${MAX_KEYS}`);
  }
  const broken = keys.find((key) => !Token.isUnresolved(key) && (key === '' || key.length > MAX_KEY_LENGTH));
  if (broken === undefined) return;
  throw new Error(
    `enrichment.${property} has the key '${broken}'; a key has 1 to ${MAX_KEY_LENGTH} characters`,
  );
}

function checkSwitches(events: LakeEvents, props: EventDataStoreProps): void {
  const { ingestion = true, terminationProtection = true, removalPolicy } = props;
  if (!ingestion && !events._canPause) {
    throw refusalOf('pausedIngestion', `ingestion is false, but the store collects ${events._words}`);
  }
  if (terminationProtection && removalPolicy === RemovalPolicy.DESTROY) {
    throw refusalOf('storeCannotBeDeleted', 'removalPolicy is DESTROY, but terminationProtection is on');
  }
}

function warn(scope: Construct, props: EventDataStoreProps): void {
  const { ingestion = true, terminationProtection = true, removalPolicy, retention } = props;
  warnOf(scope, 'lakeClosed', 'the store is a new one');
  if (retention?._isOneWay === true)
    warnOf(scope, 'lakePricing', 'retention has seven-year retention pricing');
  if (!ingestion) warnOf(scope, 'stoppedIngestion', 'ingestion is false');
  if (!terminationProtection && removalPolicy !== RemovalPolicy.DESTROY) {
    warnOf(scope, 'unprotectedStore', 'terminationProtection is false');
  }
  if (props.organizationManagementAccount !== undefined) {
    noteOfAdministration(scope, 'cloudTrailAccess', 'the store collects the events of an organization');
  }
}
