/**
 * Synthesizes the stack of the organization with the library of a build: `synthesize-world.ts PACKAGE OUTDIR`. A program of its own, so that
 * each release brings its own version of the CDK.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Cdk from 'aws-cdk-lib';
import type * as Trailwatch from '../../lib/index';
import { WORLD_STACK } from './world/world-stack';

const [root = '', outdir = ''] = process.argv.slice(2);
const load = createRequire(join(root, 'package.json'));
const { App, Duration, Stack } = load('aws-cdk-lib') as typeof Cdk;
const library = load(join(root, 'dist/lib/index.js')) as typeof Trailwatch;
const { AlertTopic, ArchiveSearch, IntegrityMonitor, LogArchive, LogProcessor, RealtimeAlerts } = library;
const { RuleSet, TrailIdentity } = library;

const { account, region, name, trailName, trialUntil } = WORLD_STACK;
// Bundles are named where they lie.
const app = new App({
  outdir,
  analyticsReporting: false,
  context: { 'aws:cdk:disable-asset-staging': true },
});
const stack = new Stack(app, name, { env: { account, region } });
const trail = TrailIdentity.account({ trailName, homeRegion: region, ownerAccount: account });
const archive = new LogArchive(stack, 'Archive', { trails: [trail] });
const alertTopic = new AlertTopic(stack, 'Alerts');
const rules = RuleSet.fromDirectory(join(__dirname, 'world/rules')).onTrial('user-created', {
  until: trialUntil,
});
const timeout = Duration.seconds(60);
const processor = new LogProcessor(stack, 'Processor', {
  ...{ archive, alertTopic, rules, timeout, stormThreshold: 3 },
  ...{ firstSeenAfter: Duration.days(1), silences: {} },
});
new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, timeout });
new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic, timeout, checkEvery: Duration.hours(1) });
new ArchiveSearch(stack, 'Search', { archive, processor });
app.synth();
