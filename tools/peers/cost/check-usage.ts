import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../../../test/bin/run-trailwatch';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import type { SynthesizedTemplate } from '../scenario-templates';

/** The account of requests that name none. */
const ACCOUNT = '123456789012';
const NAMESPACE = 'Trailwatch';

/** Days in the months before the clock of the command, and one that is not over. */
const DAYS = ['2026-11-01', '2026-11-02', '2026-11-19'];
const TODAY = '2026-11-20';

/** `trailwatch cost --usage` of a scenario's template, with metrics in the emulator as its processor publishes them. */
export async function checkUsage(
  command: string,
  { template, region }: SynthesizedTemplate,
  { folder, outcome }: { readonly folder: string; readonly outcome: Outcome },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(template));
  const [name = ''] = /(?<="TRAILWATCH_PROCESSOR_NAME":")[^"]+/.exec(JSON.stringify(template)) ?? [];
  await withEmulator(command, async (server) => {
    const { cloudWatch } = server.at({ accountId: ACCOUNT, region });
    const Dimensions = [{ Name: 'service', Value: name }];
    const MetricData = [...DAYS, TODAY].flatMap((day) =>
      ['Files', 'Records', 'Alerts'].map((MetricName) => ({
        ...{ MetricName, Dimensions, Timestamp: new Date(`${day}T10:00:00Z`), Value: 100 },
      })),
    );
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
    const before = { ...process.env };
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: region },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    });
    try {
      const { stdout, stderr } = await runTrailwatch(['cost', file, '--usage', '--region', region]);
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as JsonObject);
      const published = lines.find(({ price }) => price === 'snsPublish')?.quantity;
      outcome.check(
        published === 3_000 && stderr.includes(`the metrics of '${name}' in ${region} are of 3 days`),
        'trailwatch cost --usage: the metrics of three days in the emulator are counts of a month',
        [String(published), stderr],
      );
    } finally {
      process.env = before;
    }
  });
}
